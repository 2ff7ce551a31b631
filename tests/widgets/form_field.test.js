import assert from "node:assert/strict";
import { test } from "node:test";

import "../fields/browser.js";

import { makeField } from "../../src/shixun/widgets/form_field.js";

/** @import { FieldSpec } from "../../src/shixun/fields/specs" */

const OPTIONS = [{ value: "a", label: "甲" }];
const MORE = { label: "标题", help: "说明", required: true };
/** @param {FieldSpec} field */
const make = (field) =>
  makeField(field, { value: undefined, change: () => {}, uploads: new Map(), complain: () => {} });

test("several inputs stand in a group with a legend and its help", () => {
  const { node } = make({ id: "c", kind: "choice", options: OPTIONS, ...MORE });
  assert.equal(node.tagName, "FIELDSET");
  assert.equal(node.querySelector("legend")?.textContent, "标题（必填）");
  assert.equal(node.getAttribute("aria-describedby"), node.querySelector(".sx-help")?.id);
});

test("one input has a label of its own, and ids never meet", () => {
  const [one, two] = [1, 2].map(() => make({ id: "t", kind: "text", ...MORE, compact: true }).node);
  const label = one.querySelector("label");
  assert.equal(label?.htmlFor, one.querySelector("input")?.id);
  assert.equal(one.querySelector("input")?.getAttribute("aria-describedby"), one.querySelector(".sx-help")?.id);
  assert.notEqual(label?.htmlFor, two.querySelector("label")?.htmlFor);
  assert.equal(one.className, "sx-field sx-compact");
});

test("a table's label belongs to none of its inputs; a remark has no label and no place for messages", () => {
  const { node, marks } = make({ id: "g", kind: "grid", columns: [], ...MORE });
  assert.equal(node.querySelector("label")?.htmlFor, "");
  assert.equal(marks?.slot.parentNode, node);
  const note = make({ id: "n", kind: "note", text: "话" });
  assert.deepEqual([note.node.tagName, note.marks], ["P", null]);
});
