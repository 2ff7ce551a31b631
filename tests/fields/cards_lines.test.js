import assert from "node:assert/strict";
import { test } from "node:test";

import { all, choose, one, show } from "./page.js";

/** @import { CardsSpec } from "../../src/shixun/fields/specs" */

/** @type {CardsSpec} */
const FIELD = {
  id: "c", kind: "cards", style: "lines",
  cards: [{ id: "a", text: "甲家", note: "有电视" }, { id: "b", text: "乙家" }],
  options: [{ value: "tv", label: "电视" }, { value: "phone", label: "电话" }],
};

test("a card is a line: its text labels a list, and a place for messages is below", () => {
  const { marks } = show(FIELD, { b: "phone" });
  const lists = all("select");
  assert.deepEqual(lists.map((l) => l.value), ["", "phone"]);
  assert.deepEqual(all("label").map((l) => l.getAttribute("for")), lists.map((l) => l.id));
  assert.deepEqual([...marks.cards.keys()], ["a", "b"]);
  assert.equal(one(".sx-help").textContent, "有电视");
});

test("choosing tells all cards once, and another value is followed in silence", () => {
  const { changes, set } = show(FIELD, { b: "phone" });
  choose(all("select")[0], "tv");
  assert.deepEqual(changes, [{ a: "tv", b: "phone" }]);
  set({ a: "phone" });
  assert.deepEqual([all("select").map((l) => l.value), changes.length], [["phone", ""], 1]);
});
