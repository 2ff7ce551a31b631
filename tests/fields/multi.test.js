import assert from "node:assert/strict";
import { test } from "node:test";

import { multi } from "../../src/shixun/fields/multi.js";
import { all, show } from "./page.js";

/** @import { MultiSpec } from "../../src/shixun/fields/specs" */

/** @type {MultiSpec} */
const FIELD = { id: "m", kind: "multi", options: [
  { value: "a", label: "甲" }, { value: "b", label: "乙" }, { value: "c", label: "丙" },
] };
const on = () => all("input[type=checkbox]").map((box) => box.checked);

test("boxes show the value and tell all that are on, in the form's order", () => {
  const { changes, set } = show(FIELD, ["c"]);
  assert.deepEqual(on(), [false, false, true]);
  all("input")[0].click();
  all("input")[2].click();
  assert.deepEqual(changes, [["a", "c"], ["a"]]);
  set(["b"]);
  assert.deepEqual([on(), changes.length], [[false, true, false], 2]);
  set(undefined);
  assert.deepEqual(on(), [false, false, false]);
});

test("an old draft brings back options only, in the form's order", () => {
  assert.deepEqual(multi.clean?.(FIELD, ["zz", "c", "a"]), ["a", "c"]);
  assert.equal(multi.clean?.(FIELD, "a"), undefined);
});
