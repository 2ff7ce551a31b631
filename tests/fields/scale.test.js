import assert from "node:assert/strict";
import { test } from "node:test";

import { scale } from "../../src/shixun/fields/scale.js";
import { all, show } from "./page.js";

/** @import { ScaleSpec } from "../../src/shixun/fields/specs" */

/** @type {ScaleSpec} */
const FIELD = { id: "s", kind: "scale", min: 0, max: 3, low: "没用", high: "很有用" };

test("every step is there, the ends with their words", () => {
  show(FIELD);
  assert.deepEqual(all("label").map((l) => l.textContent), ["0 没用", "1", "2", "3 很有用"]);
  assert.equal(all("input").some((i) => i.checked), false);
});

test("a step is told as a number, zero as well, and is shown again", () => {
  const { changes, set } = show(FIELD, 3);
  const steps = all("input");
  assert.equal(steps[3].checked, true);
  steps[0].click();
  assert.deepEqual(changes, [0]);
  set(1);
  assert.deepEqual(steps.map((i) => i.checked), [false, true, false, false]);
});

test("an old draft brings back steps only", () => {
  const values = [0, 3, 4, -1, 1.5, "2", null];
  assert.deepEqual(values.map((v) => scale.clean?.(FIELD, v)), [0, 3, ...Array(5).fill(undefined)]);
});
