// The columns of a grid: how a cell of each kind is drawn, pasted into, and cleaned.

import { h } from "./dom.js";
import { has, select } from "./options.js";
import { shown, toNumber } from "./values.js";

/** @import { ChoiceColumnSpec, GridSpec, NumberColumnSpec, TextColumnSpec, TimeColumnSpec } from "./specs" */

/** @typedef {GridSpec["columns"][number]} ColumnSpec */

/**
 * @template Spec
 * @typedef {object} ColumnKind
 * @property {string | null} blank what an empty cell holds
 * @property {(column: Spec, value: unknown, change: (value: unknown) => void, attributes: Record<string, unknown>) => HTMLElement} draw
 * @property {(column: Spec, text: string) => unknown} paste a pasted text as the cell holds it
 * @property {(column: Spec, value: unknown) => unknown} clean a value that the cell may hold, as near as it gets
 * @property {boolean} verbatim whether a pasted text must come out as it was, or something was lost
 */

const LONGEST = 200; // characters of a cell, where its column says nothing

/**
 * @param {{ max_length?: number }} column
 * @param {string} text
 */
const cut = (column, text) => text.slice(0, column.max_length ?? LONGEST);

/**
 * @param {Record<string, unknown>} more
 * @param {(text: string) => unknown} read
 * @returns {ColumnKind<TextColumnSpec | TimeColumnSpec | NumberColumnSpec>["draw"]}
 */
const typed = (more, read) => (column, value, change, attributes) => {
  const input = h("input", {
    ...attributes, ...more, maxLength: column.max_length ?? LONGEST, value: shown(value),
    oninput: () => change(read(input.value)),
  });
  return input;
};

/** @type {Omit<ColumnKind<TextColumnSpec | TimeColumnSpec>, "draw">} */
const words = {
  blank: "",
  verbatim: true,
  paste: cut,
  clean: (column, value) => (typeof value === "string" ? cut(column, value) : ""),
};

/** @type {ColumnKind<TextColumnSpec>} */
const text = { ...words, draw: typed({ type: "text" }, String) };

/** @type {ColumnKind<TimeColumnSpec>} */
const time = { ...words, draw: typed({ type: "text", inputMode: "numeric", placeholder: "几点" }, String) };

/** @type {ColumnKind<NumberColumnSpec>} */
const number = {
  blank: null,
  verbatim: false,
  draw: typed({ type: "number" }, toNumber),
  paste: (_, text) => toNumber(text),
  clean: (_, value) => (Number.isFinite(value) ? value : null),
};

/** @type {ColumnKind<ChoiceColumnSpec>} */
const choice = {
  blank: "",
  verbatim: false,
  draw: (column, value, change, attributes) => select(column.options, value, change, attributes, "").node,
  /** An option by its label, its value, or the only one that begins like this. */
  paste({ options }, text) {
    const exact = options.find((o) => o.label === text || o.value === text);
    const begun = text ? options.filter((o) => o.label.startsWith(text)) : [];
    return (exact ?? (begun.length === 1 ? begun[0] : null))?.value ?? "";
  },
  clean: (column, value) => (has(column.options, value) ? value : ""),
};

/** @type {{ [K in ColumnSpec["kind"]]: ColumnKind<Extract<ColumnSpec, { kind: K }>> }} */
const KINDS = { text, time, number, choice };

/**
 * The kind of a column.
 * @param {ColumnSpec} column
 * @returns {ColumnKind<ColumnSpec>}
 */
export const kindOf = (column) => /** @type {ColumnKind<any>} */ (KINDS[column.kind]);
