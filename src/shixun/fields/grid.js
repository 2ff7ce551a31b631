// A table that is filled row by row; a block copied from a sheet fills it from a cell on.

import { readBlock } from "./block.js";
import { kindOf } from "./columns.js";
import { h } from "./dom.js";
import { isObject } from "./values.js";

/** @import { Drawn, Kind, Page } from "./kind" */
/** @import { GridSpec } from "./specs" */
/** @typedef {Record<string, unknown>} Row */

const MOST = 60; // rows, where a form says nothing
const STEPS = /** @type {Record<string, number>} */ ({ ArrowUp: -1, ArrowDown: 1 });

/** @type {Kind<GridSpec>} */
export const grid = {
  frame: () => "heading",
  draw: (field, page) => new Grid(field, page).drawn(),
  clean(field, value) {
    if (!Array.isArray(value)) return undefined;
    const rows = value.filter(isObject).slice(0, field.max_rows ?? MOST);
    return rows.map((row) => Object.fromEntries(field.columns.map((c) => [c.id, kindOf(c).clean(c, row[c.id])])));
  },
};

/**
 * @param {unknown} value
 * @returns {Row[]}
 */
const copy = (value) => (Array.isArray(value) ? value.map((row) => ({ ...row })) : []);

class Grid {
  /**
   * @param {GridSpec} field
   * @param {Page} page
   */
  constructor(field, { value, change, marks }) {
    this.field = field;
    this.marks = marks;
    this.rows = copy(value);
    this.least = field.min_rows ?? 0;
    this.most = field.max_rows ?? MOST;
    this.push = () => change(copy(this.rows));
    this.body = h("tbody");
    this.told = h("p", { className: "sx-help", role: "status" });
    this.draw();
  }

  /** @returns {Drawn} */
  drawn() {
    const { field } = this;
    const width = (/** @type {string | undefined} */ w) => (w ? `width:${w}` : "");
    const heads = field.columns.map((c) => h("th", { scope: "col", style: width(c.width) }, c.label));
    const tools = field.fixed_rows ? null : h("th", { scope: "col" }, "增删");
    const table = h("table", { className: "sx-grid", onkeydown: this.move, onpaste: this.paste },
      h("caption", { className: "sx-hidden" }, field.label ?? ""),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "行"), ...heads, tools)),
      this.body);
    const add = field.fixed_rows ? null
      : h("button", { type: "button", className: "sx-button sx-small", onclick: () => this.insert(this.rows.length) }, "在最后加一行");
    const scroll = { className: "sx-scroll", tabIndex: 0, role: "region", "aria-label": field.label ?? "表格" };
    return {
      node: h("div", {}, h("div", scroll, table), this.told, add),
      set: (v) => {
        this.rows = copy(v);
        this.draw();
      },
    };
  }

  draw() {
    this.marks.rows.clear();
    this.body.replaceChildren(...this.rows.map((row, r) => {
      const mark = h("span", { className: "sx-mark", "aria-hidden": "true" });
      const cells = this.field.columns.map((c) => h("td", {}, this.cell(c, row, r)));
      const tools = this.field.fixed_rows ? null : this.tools(r);
      const line = h("tr", {}, h("th", { scope: "row" }, mark, `${r + 1}`), ...cells, tools);
      this.marks.rows.set(r + 1, line);
      return line;
    }));
  }

  /**
   * @param {GridSpec["columns"][number]} column
   * @param {Row} row
   * @param {number} r
   */
  cell(column, row, r) {
    const write = (/** @type {unknown} */ v) => {
      row[column.id] = v;
      this.push();
    };
    const label = `${this.label(r)} ${column.label ?? ""}`;
    const attributes = { "aria-label": label, "data-row": r, "data-column": column.id };
    return kindOf(column).draw(column, row[column.id], write, attributes);
  }

  /** @param {number} r */
  tools(r) {
    const button = (/** @type {string} */ sign, /** @type {Record<string, unknown>} */ more) =>
      h("button", { type: "button", ...more }, sign);
    return h("td", { className: "sx-tools" },
      button("+", { title: "在下面加一行", "aria-label": `在${this.label(r)}下面加一行`,
        disabled: this.rows.length >= this.most, onclick: () => this.insert(r + 1) }),
      button("−", { title: "删除这一行", "aria-label": `删除${this.label(r)}`,
        disabled: this.rows.length <= this.least, onclick: () => this.remove(r) }));
  }

  /** @param {number} r */
  label(r) {
    return (this.field.row_label ?? "第{n}行").replace("{n}", `${r + 1}`);
  }

  blank() {
    return Object.fromEntries(this.field.columns.map((c) => [c.id, kindOf(c).blank]));
  }

  /** @param {number} r */
  insert(r) {
    if (this.rows.length >= this.most) return;
    this.rows.splice(r, 0, this.blank());
    this.redraw(r);
  }

  /** @param {number} r */
  remove(r) {
    this.rows.splice(r, 1);
    this.redraw(Math.max(0, r - 1));
  }

  /** @param {number} focus the row that is worked on next */
  redraw(focus) {
    this.told.textContent = "";
    this.draw();
    this.push();
    /** @type {HTMLElement | null} */ (this.body.querySelector(`[data-row="${focus}"]`))?.focus();
  }

  /** Up and down lead to the same column of the next row; in a list that opens they choose. */
  move = (/** @type {KeyboardEvent} */ event) => {
    const cell = /** @type {HTMLElement} */ (event.target);
    const { row, column } = cell.dataset;
    const step = STEPS[event.key];
    if (!step || row === undefined || cell.tagName === "SELECT") return;
    const next = `[data-row="${Number(row) + step}"][data-column="${column}"]`;
    /** @type {HTMLElement | null} */ (this.body.querySelector(next))?.focus();
    event.preventDefault();
  };

  /** What finds no place is told, never dropped in silence. */
  paste = (/** @type {ClipboardEvent} */ event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const { row, column } = /** @type {HTMLElement} */ (event.target).dataset;
    if (row === undefined || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const lines = readBlock(text);
    const room = lines.slice(0, Math.max(0, this.most - Number(row)));
    const { beside, odd } = this.fill(room, Number(row), this.field.columns.findIndex((c) => c.id === column));
    this.draw();
    this.push();
    this.told.textContent = [
      lines.length > room.length && `表格最多 ${this.most} 行，后面 ${lines.length - room.length} 行没有贴进来。`,
      beside && `右边放不下，${beside} 格没有贴进来。`,
      odd.length && `${odd.length} 格没认出来或太长，请自己补上：${odd.slice(0, 5).join("、")}。`,
    ].filter(Boolean).join("");
  };

  /**
   * @param {string[][]} lines
   * @param {number} row where the first cell goes
   * @param {number} first
   * @returns {{ beside: number, odd: string[] }} cells without a column, and texts that did not fit theirs
   */
  fill(lines, row, first) {
    let beside = 0;
    /** @type {string[]} */
    const odd = [];
    while (this.rows.length < row + lines.length) this.rows.push(this.blank());
    lines.forEach((line, k) => line.forEach((cell, j) => {
      const column = this.field.columns[first + j];
      const text = cell.trim();
      if (!column) return void (beside += text ? 1 : 0);
      const kind = kindOf(column);
      const value = kind.paste(column, text);
      const lost = kind.verbatim ? value !== text : value === kind.blank;
      if (text && lost) odd.push(text.slice(0, 10));
      this.rows[row + k][column.id] = value;
    }));
    return { beside, odd };
  }
}
