import assert from "node:assert/strict";
import { test } from "node:test";

import { date } from "../../src/shixun/fields/date.js";
import { one, show, type } from "./page.js";

/** @import { DateSpec } from "../../src/shixun/fields/specs" */

/** @type {DateSpec} */
const FIELD = { id: "d", kind: "date" };

test("a day is shown, told and set", () => {
  const { changes, set } = show(FIELD, "2026-03-02");
  const input = one("input#f[type=date]");
  assert.equal(input.value, "2026-03-02");
  type(input, "2026-03-09");
  assert.deepEqual(changes, ["2026-03-09"]);
  set(null);
  assert.equal(input.value, "");
});

test("no year of five digits can be typed", () => {
  show(FIELD);
  assert.equal(one("input").max, "9999-12-31");
});

test("an old draft brings back days and emptiness only", () => {
  const values = ["2026-03-02", "", "02.03.2026", "2026-3-2", null, 5];
  assert.deepEqual(values.map((v) => date.clean?.(FIELD, v)), ["2026-03-02", "", ...Array(4).fill(undefined)]);
});
