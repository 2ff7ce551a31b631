import assert from "node:assert/strict";
import { test } from "node:test";

import { applying } from "../../src/shixun/widgets/form_when.js";

/** @import { FieldSpec } from "../../src/shixun/fields/specs" */

const options = [{ value: "a", label: "甲" }, { value: "b", label: "乙" }];
/** @type {FieldSpec[]} */
const FIELDS = [
  { id: "one", kind: "choice", options },
  { id: "two", kind: "choice", options, when: [{ field: "one", values: ["a"] }] },
  { id: "three", kind: "choice", options, when: [{ field: "two", values: ["a"] }, { field: "one", values: ["b"] }] },
];
/** @param {Record<string, unknown>} values */
const shown = (values) => [...applying(FIELDS, values)];

test("a field with conditions waits for an answer that opens it", () => {
  assert.deepEqual(shown({}), ["one"]);
  assert.deepEqual(shown({ one: "a" }), ["one", "two"]);
  assert.deepEqual(shown({ one: "a", two: "a" }), ["one", "two", "three"]);
});

test("one condition of several is enough", () => {
  assert.deepEqual(shown({ one: "b" }), ["one", "three"]);
});

test("an answer that is hidden by now opens nothing", () => {
  assert.deepEqual(shown({ one: "", two: "a" }), ["one"]);
});
