import assert from "node:assert/strict";
import { test } from "node:test";

import { cards } from "../../src/shixun/fields/cards.js";
import { all, show } from "./page.js";

/** @import { CardsSpec } from "../../src/shixun/fields/specs" */

/** @type {CardsSpec} */
const FIELD = {
  id: "k", kind: "cards",
  cards: [{ id: "one", text: "姓名" }, { id: "two", text: "班级", note: "小班" }],
  options: [{ value: "keep", label: "留" }, { value: "drop", label: "删" }],
};

test("each card has its own buttons, its note, and a place for messages", () => {
  const { marks } = show(FIELD, { two: "drop" });
  const [first, second] = all("fieldset.sx-card");
  assert.equal(first.querySelector("legend")?.textContent, "姓名");
  assert.equal(second.querySelector(".sx-help")?.textContent, "小班");
  assert.deepEqual(all("input").map((i) => i.checked), [false, false, false, true]);
  assert.notEqual(all("input")[0].name, all("input")[2].name);
  assert.equal(marks.cards.get("two")?.parentNode, second);
});

test("putting a card tells all that are put, and what was told does not change later", () => {
  const { changes, set } = show(FIELD, { two: "drop" });
  all("input")[0].click();
  all("input")[1].click();
  assert.deepEqual(changes, [{ two: "drop", one: "keep" }, { two: "drop", one: "drop" }]);
  set({ one: "keep" });
  assert.deepEqual(all("input").map((i) => i.checked), [true, false, false, false]);
  all("input")[2].click();
  assert.deepEqual(changes[2], { one: "keep", two: "keep" });
});

test("an old draft brings back known cards under known options", () => {
  const old = { one: "keep", two: "burn", three: "keep" };
  assert.deepEqual(cards.clean?.(FIELD, old), { one: "keep" });
  assert.deepEqual([[], null, "x"].map((v) => cards.clean?.(FIELD, v)), [undefined, undefined, undefined]);
});
