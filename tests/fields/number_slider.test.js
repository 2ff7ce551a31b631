import assert from "node:assert/strict";
import { test } from "node:test";

import { all, one, show, type } from "./page.js";

/** @import { NumberSpec } from "../../src/shixun/fields/specs" */

/** @type {NumberSpec} */
const FIELD = { id: "n", kind: "number", label: "宽带", min: 0, max: 120, step: 1, unit: "户", style: "slider" };

test("a slider and its box show the value; moving one moves the other and is told once", () => {
  const { changes } = show(FIELD, 86);
  const bar = one("input#f[type=range][aria-describedby=help]");
  const box = one("input[type=number]");
  assert.deepEqual([bar.value, box.value], ["86", "86"]);
  type(bar, "90");
  assert.deepEqual([box.value, changes], ["90", [90]]);
  type(box, "12");
  assert.deepEqual([bar.value, changes], ["12", [90, 12]]);
});

test("without a number the box is empty, and the slider stands at its end", () => {
  const { changes, set } = show(FIELD, 5);
  set(null);
  assert.deepEqual(all("input").map((i) => i.value), ["0", ""]);
  type(one("input[type=number]"), "");
  assert.deepEqual(changes, [null]);
});

test("the box is named, too", () => {
  show(FIELD, 5);
  assert.equal(one("input[type=number]").getAttribute("aria-label"), "宽带，直接填数");
});
