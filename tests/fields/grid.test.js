import assert from "node:assert/strict";
import { test } from "node:test";

import { readBlock } from "../../src/shixun/fields/block.js";
import { grid } from "../../src/shixun/fields/grid.js";
import { all, choose, one, paste, press, show, type } from "./page.js";

/** @import { GridSpec } from "../../src/shixun/fields/specs" */

/** @type {GridSpec} */
const FIELD = {
  id: "g", kind: "grid", label: "课表", min_rows: 1, max_rows: 3, row_label: "第 {n} 节",
  columns: [
    { id: "start", label: "开始", kind: "time", width: "5em" },
    { id: "kind", label: "形式", kind: "choice", options: [
      { value: "live", label: "直播课" }, { value: "break", label: "课间" }, { value: "bus", label: "课间校车" }] },
    { id: "count", label: "人数", kind: "number" },
    { id: "note", label: "备注", kind: "text", max_length: 4 },
  ],
};
const ROW = { start: "8:00", kind: "live", count: 30, note: "" };
const BLANK = { start: "", kind: "", count: null, note: "" };
/** @param {number} row @param {string} column */
const cell = (row, column) => one(`[data-row="${row}"][data-column="${column}"]`);
/** @param {string} label */
const button = (label) => one(`button[aria-label="${label}"]`);

test("rows are drawn with headings, numbers, and names for a screen reader", () => {
  const { marks } = show(FIELD, [ROW]);
  assert.deepEqual(all("thead th").map((th) => th.textContent), ["行", "开始", "形式", "人数", "备注", "增删"]);
  assert.equal(cell(0, "start").getAttribute("aria-label"), "第 1 节 开始");
  assert.deepEqual(["start", "kind", "count", "note"].map((c) => cell(0, c).value), ["8:00", "live", "30", ""]);
  assert.deepEqual([cell(0, "start").inputMode, cell(0, "note").maxLength], ["numeric", 4]);
  assert.equal(marks.rows.get(1), one("tbody tr"));
});

test("each kind of cell tells the whole table, numbers as numbers", () => {
  const { changes } = show(FIELD, [ROW]);
  type(cell(0, "start"), "8点半");
  choose(cell(0, "kind"), "break");
  type(cell(0, "count"), "");
  assert.deepEqual(changes.at(-1), [{ start: "8点半", kind: "break", count: null, note: "" }]);
  assert.deepEqual(changes[0], [{ ...ROW, start: "8点半" }], "what was told stays as it was told");
});

test("rows are added below and removed within the bounds, and the next row has the focus", () => {
  const { changes, marks } = show(FIELD, [ROW]);
  assert.equal(button("删除第 1 节").disabled, true);
  button("在第 1 节下面加一行").click();
  assert.deepEqual(changes.at(-1), [ROW, BLANK]);
  assert.equal(document.activeElement, cell(1, "start"));
  one("button.sx-small").click();
  one("button.sx-small").click();
  assert.deepEqual([all("tbody tr").length, marks.rows.size], [3, 3]);
  assert.equal(button("在第 3 节下面加一行").disabled, true);
  button("删除第 3 节").click();
  assert.equal(document.activeElement, cell(1, "start"));
});

test("fixed rows can neither be added nor removed", () => {
  show({ ...FIELD, fixed_rows: true }, [ROW]);
  assert.equal(all("button").length, 0);
});

test("up and down lead to the same column; at the edge and in a list that opens they do nothing", () => {
  show(FIELD, [ROW, ROW]);
  cell(0, "note").focus();
  press(cell(0, "note"), "ArrowDown");
  assert.equal(document.activeElement, cell(1, "note"));
  press(cell(1, "note"), "ArrowDown");
  press(cell(1, "note"), "Enter");
  assert.equal(document.activeElement, cell(1, "note"));
  press(cell(1, "note"), "ArrowUp");
  assert.equal(document.activeElement, cell(0, "note"));
  cell(0, "kind").focus();
  assert.equal(press(cell(0, "kind"), "ArrowDown"), true);
  assert.equal(document.activeElement, cell(0, "kind"));
});

test("one pasted word stays the browser's; a block fills from its cell on", () => {
  const { changes } = show(FIELD, [ROW]);
  assert.equal(paste(cell(0, "start"), "9:00"), true);
  assert.deepEqual(changes, []);
  assert.equal(paste(cell(0, "start"), "9:00\t直播课\t28\r\n10:00\t直播\t12\n"), false);
  assert.deepEqual(changes, [[
    { start: "9:00", kind: "live", count: 28, note: "" }, { start: "10:00", kind: "live", count: 12, note: "" },
  ]]);
  assert.equal(one("p[role=status]").textContent, "");
});

test("an option is read by its label, its value, or the only one that begins so", () => {
  const { changes } = show(FIELD, []);
  show(FIELD, [ROW]);
  paste(cell(0, "kind"), "课间\nbus\n课");
  assert.deepEqual(all("select").map((s) => s.value), ["break", "bus", ""]);
  assert.equal(one("p[role=status]").textContent, "1 格没认出来或太长，请自己补上：课。");
  assert.deepEqual(changes, []);
});

test("what finds no place is told: rows, cells beside, and texts that do not fit", () => {
  show(FIELD, [ROW]);
  paste(cell(0, "count"), "many\t五个字太长\tx\n1\t好\t\n2\t\t\n3\t\t\n4");
  assert.deepEqual(all("tbody tr").length, 3);
  assert.deepEqual([cell(0, "count").value, cell(0, "note").value], ["", "五个字太"]);
  assert.equal(one("p[role=status]").textContent,
    "表格最多 3 行，后面 2 行没有贴进来。右边放不下，1 格没有贴进来。2 格没认出来或太长，请自己补上：many、五个字太长。");
});

test("other rows can be set, without a word to the form", () => {
  const { changes, set } = show(FIELD, [ROW]);
  set([BLANK, { ...ROW, note: "乙" }]);
  assert.deepEqual([cell(1, "note").value, all("tbody tr").length, changes], ["乙", 2, []]);
  set(null);
  assert.equal(all("tbody tr").length, 0);
});

test("a quoted cell keeps its tabs, quotes and line ends out of the way", () => {
  assert.deepEqual(readBlock('a\t"b\nc"\t"d ""e"" f"\r\ng\t\t'), [["a", "b c", 'd "e" f'], ["g", "", ""]]);
  assert.deepEqual(readBlock('5" 屏\tx'), [['5" 屏', "x"]]);
  assert.deepEqual(readBlock("a\n\nb\n"), [["a"], [""], ["b"]]);
});

test("an old draft brings back known columns, as far as they fit", () => {
  const old = [{ start: "8:00", kind: "gone", count: "3", note: "五个字太长", more: 1 }, "x", {}, {}, {}];
  assert.deepEqual(grid.clean?.(FIELD, old), [{ start: "8:00", kind: "", count: null, note: "五个字太" }, BLANK, BLANK]);
  assert.equal(grid.clean?.(FIELD, {}), undefined);
});
