// A page without a browser: a document, and a field drawn on it as a form would.

import "./browser.js";

import { kindOf } from "../../src/shixun/fields/kinds.js";

/** @import { FieldSpec } from "../../src/shixun/fields/specs" */
/** @import { Marks, Page } from "../../src/shixun/fields/kind" */

/**
 * A field on the page; `changes` collects what it told, `complaints` what it could not do.
 * @param {FieldSpec} field
 * @param {unknown} [value]
 */
export function show(field, value) {
  document.body.replaceChildren();
  /** @type {unknown[]} */
  const changes = [];
  /** @type {string[]} */
  const complaints = [];
  /** @type {Page["uploads"]} */
  const uploads = new Map();
  /** @type {Marks} */
  const marks = { rows: new Map(), cards: new Map(), slot: document.createElement("div") };
  const { node, set } = kindOf(field).draw(field, {
    id: "f", value, describedBy: "help", marks, uploads,
    change: (v) => changes.push(v),
    complain: (text) => complaints.push(text),
  });
  document.body.append(node);
  return { node, set, changes, complaints, uploads, marks };
}

/**
 * All elements of a selector.
 * @param {string} selector
 * @returns {HTMLInputElement[]} inputs mostly; what is asked of them is what inputs have
 */
export const all = (selector) => /** @type {any} */ ([...document.querySelectorAll(selector)]);

/** @param {string} selector */
export const one = (selector) => {
  const found = all(selector);
  if (found.length !== 1) throw new Error(`${found.length} elements for ${selector}`);
  return found[0];
};

/**
 * Type into an input.
 * @param {HTMLInputElement} input
 * @param {string} text
 */
export function type(input, text) {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Choose in a list that opens.
 * @param {HTMLInputElement} list
 * @param {string} value
 */
export function choose(list, value) {
  list.value = value;
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * Paste a text; says whether the browser would still put it in.
 * @param {HTMLElement} target
 * @param {string} text
 */
export function paste(target, text) {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  return target.dispatchEvent(event);
}

/**
 * Press a key.
 * @param {HTMLElement} target
 * @param {string} key
 */
export const press = (target, key) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
