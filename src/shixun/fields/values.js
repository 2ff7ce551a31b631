// What several modules ask of a value.

/**
 * Whether two values are the same JSON.
 * @param {unknown} a
 * @param {unknown} b
 */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * @param {unknown} v
 * @returns {v is Record<string, unknown>}
 */
export const isObject = (v) => typeof v === "object" && v !== null && !Array.isArray(v);

/**
 * A number as typed; what is none, or too large to be one, is empty.
 * @param {string} text
 */
export function toNumber(text) {
  const number = Number(text);
  return text.trim() === "" || !Number.isFinite(number) ? null : number;
}

/**
 * What an input shows of a value: "" for none.
 * @param {unknown} value
 */
export const shown = (value) => String(value ?? "");
