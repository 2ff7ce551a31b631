// Options to choose from, as several kinds of fields show them.

import { h } from "./dom.js";

/** @import { Drawn } from "./kind" */

/**
 * What is stored, and what people read.
 * @template V
 * @typedef {{ value: V, label: string }} Option
 */

/**
 * Whether a value is one of the options, or none.
 * @param {readonly Option<unknown>[]} options
 * @param {unknown} value
 */
export const has = (options, value) => value === "" || value === null || options.some((o) => o.value === value);

/**
 * A list that opens.
 * @param {readonly Option<string>[]} options
 * @param {unknown} value
 * @param {(value: string) => void} change
 * @param {Record<string, unknown>} attributes
 * @param {string} empty the first line, for no choice
 * @returns {Drawn}
 */
export function select(options, value, change, attributes, empty) {
  const node = h(
    "select",
    { ...attributes, onchange: () => change(node.value) },
    h("option", { value: "" }, empty),
    ...options.map((o) => h("option", { value: o.value }, o.label)),
  );
  const set = (/** @type {unknown} */ v) => (node.value = /** @type {string} */ (v ?? ""));
  set(value);
  return { node, set };
}

/**
 * Boxes with their labels.
 * @template V
 * @param {"radio" | "checkbox"} type
 * @param {readonly Option<V>[]} options
 * @param {string} name shared by all of them
 * @param {(mine: string, value: unknown) => boolean} isOn whether the box of an option is on
 * @param {(on: V[]) => void} write hears which are on after each change
 * @param {string} [className]
 * @returns {Drawn}
 */
export function boxes(type, options, name, isOn, write, className = "") {
  const onchange = () => write(options.filter((_, k) => inputs[k].checked).map((o) => o.value));
  const inputs = options.map((o) => h("input", { type, name, value: String(o.value), onchange }));
  const labels = options.map((o, k) => h("label", { className: "sx-option" }, inputs[k], h("span", {}, o.label)));
  return {
    node: h("div", { className: `sx-options ${className}` }, ...labels),
    set: (v) => inputs.forEach((i) => (i.checked = isOn(i.value, v))),
  };
}

/**
 * Round buttons, of which one is on at most.
 * @template V
 * @param {readonly Option<V>[]} options
 * @param {string} name
 * @param {unknown} value
 * @param {(value: V) => void} change
 * @param {string} [className]
 * @returns {Drawn}
 */
export function radios(options, name, value, change, className) {
  const isOn = (/** @type {string} */ mine, /** @type {unknown} */ v) =>
    v !== null && v !== undefined && v !== "" && String(v) === mine;
  const write = (/** @type {V[]} */ [on]) => void (on !== undefined && change(on));
  const drawn = boxes("radio", options, name, isOn, write, className);
  drawn.set(value);
  return drawn;
}
