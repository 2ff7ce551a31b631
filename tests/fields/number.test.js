import assert from "node:assert/strict";
import { test } from "node:test";

import { number } from "../../src/shixun/fields/number.js";
import { toNumber } from "../../src/shixun/fields/values.js";
import { one, show, type } from "./page.js";

/** @import { NumberSpec } from "../../src/shixun/fields/specs" */

/** @type {NumberSpec} */
const FIELD = { id: "n", kind: "number", min: 0, max: 60, step: 5, unit: "分钟" };

test("the bounds, the unit and the value are there; zero is a value", () => {
  show(FIELD, 0);
  const input = one("input#f[type=number][aria-describedby=help]");
  assert.deepEqual([input.value, input.min, input.max, input.step], ["0", "0", "60", "5"]);
  assert.equal(one(".sx-unit").textContent, "分钟");
});

test("a number is told as one, an empty input as null", () => {
  const { changes, set } = show(FIELD);
  type(one("input"), "2.5");
  type(one("input"), "");
  assert.deepEqual(changes, [2.5, null]);
  set(7);
  assert.deepEqual([one("input").value, changes.length], ["7", 2]);
  set(null);
  assert.equal(one("input").value, "");
});

test("what is no number, or too large for one, is none", () => {
  assert.deepEqual([" 3 ", "", " ", "1e999", "三"].map(toNumber), [3, null, null, null, null]);
});

test("an old draft brings back numbers and emptiness only", () => {
  assert.deepEqual([3, null, "3", NaN].map((v) => number.clean?.(FIELD, v)), [3, null, undefined, undefined]);
});
