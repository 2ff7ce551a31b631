// Which fields apply: some are shown only after certain answers to earlier ones.

/** @import { FieldSpec } from "../fields/specs" */
/** @import { Values } from "./messages" */

/**
 * The ids of the fields to show. An answer of a field that is not shown itself opens no other.
 * @param {readonly FieldSpec[]} fields in the form's order; a condition speaks of earlier ones
 * @param {Values} values
 * @returns {Set<string>}
 */
export function applying(fields, values) {
  const shown = /** @type {Set<string>} */ (new Set());
  for (const { id, when } of fields) {
    const holds = (/** @type {{ field: string, values: readonly string[] }} */ w) =>
      shown.has(w.field) && w.values.includes(String(values[w.field] ?? ""));
    if (!when?.length || when.some(holds)) shown.add(id);
  }
  return shown;
}
