import assert from "node:assert/strict";
import { test } from "node:test";

import { text } from "../../src/shixun/fields/text.js";
import { one, paste, show, type } from "./page.js";

/** @import { TextSpec } from "../../src/shixun/fields/specs" */

/** @type {TextSpec} */
const FIELD = { id: "t", kind: "text", max_length: 10 };
const count = () => one(".sx-count").textContent;

test("one line or several, with the value, the help and the limit", () => {
  show(FIELD, "旧");
  const line = one("input#f[aria-describedby=help]");
  assert.deepEqual([line.value, line.maxLength, count()], ["旧", 10, "1/10 字"]);
  show({ ...FIELD, multiline: true, rows: 5 }, null);
  assert.deepEqual([one("textarea[rows='5']").value, count()], ["", "0/10 字"]);
});

test("typing tells the text and counts it; a set text is counted and not told", () => {
  const { changes, set } = show(FIELD);
  type(one("input"), "三个字");
  assert.deepEqual([changes, count()], [["三个字"], "3/10 字"]);
  set("两字");
  assert.deepEqual([one("input").value, changes.length, count()], ["两字", 1, "2/10 字"]);
});

test("without a limit of its own nothing is counted until a paste has no room", () => {
  show({ id: "t", kind: "text" });
  type(one("input"), "字");
  assert.equal(count(), "");
  assert.equal(one("input").maxLength, 2000);
});

test("characters of a paste that had no room are counted, once", () => {
  show(FIELD, "12345678");
  one("input").setSelectionRange(8, 8);
  paste(one("input"), "abcde");
  type(one("input"), "12345678ab");
  assert.equal(count(), "10/10 字，放不下了，后面 3 字没有贴进来");
  type(one("input"), "12345678");
  assert.equal(count(), "8/10 字");
});

test("a paste over a selection has that much more room", () => {
  show(FIELD, "12345678");
  one("input").setSelectionRange(0, 8);
  paste(one("input"), "abcdefghij");
  type(one("input"), "abcdefghij");
  assert.equal(count(), "10/10 字");
});

test("an old draft is cut to what fits; what is no text is left", () => {
  assert.equal(text.clean?.(FIELD, "一二三四五六七八九十百"), "一二三四五六七八九十");
  assert.equal(text.clean?.(FIELD, 3), undefined);
});
