import assert from "node:assert/strict";
import { test } from "node:test";

import { choice } from "../../src/shixun/fields/choice.js";
import { all, choose, one, show } from "./page.js";

/** @import { ChoiceSpec } from "../../src/shixun/fields/specs" */

/** @type {ChoiceSpec} */
const FIELD = { id: "c", kind: "choice", options: [{ value: "a", label: "甲" }, { value: "b", label: "乙" }] };

test("round buttons show the value, tell a change once, and follow another value in silence", () => {
  const { changes, set } = show(FIELD, "b");
  const [a, b] = all("input[type=radio]");
  assert.deepEqual([a.checked, b.checked, a.name], [false, true, b.name]);
  a.click();
  assert.deepEqual(changes, ["a"]);
  set("b");
  assert.equal(b.checked, true);
  set("");
  assert.deepEqual([a.checked, b.checked, changes], [false, false, ["a"]]);
});

test("a list that opens begins with no choice and has the label's id and the help", () => {
  const { changes, set } = show({ ...FIELD, style: "select" });
  const list = one("select#f[aria-describedby=help]");
  assert.equal(list.value, "");
  choose(list, "b");
  assert.deepEqual(changes, ["b"]);
  set("a");
  assert.equal(list.value, "a");
});

test("several buttons stand under a legend, a list has a label", () => {
  assert.equal(choice.frame(FIELD), "group");
  assert.equal(choice.frame({ ...FIELD, style: "select" }), "label");
});

test("an old draft brings back options only", () => {
  assert.deepEqual(["a", "", null, "zz", 1].map((v) => choice.clean?.(FIELD, v)), ["a", "", null, undefined, undefined]);
});
