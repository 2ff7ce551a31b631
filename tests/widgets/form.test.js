import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import "../fields/browser.js";
import { all, one, type } from "../fields/page.js";

import widget from "../../src/shixun/widgets/form.js";

/** @import { Form, Options } from "../../src/shixun/widgets/messages" */

/** @type {Form} */
const FORM = { id: "E", title: "练习", fields: [
  { id: "words", kind: "text", label: "写几句" },
  { id: "rows", kind: "grid", label: "课表", columns: [{ id: "note", label: "备注", kind: "text" }] },
  { id: "sort", kind: "cards", label: "分类", cards: [{ id: "k1", text: "姓名" }], options: [{ value: "a", label: "甲" }] },
], words: { fail: "再想想" } };
const VALUES = { words: "旧", rows: [{ note: "" }], sort: {} };
const EMPTY = { headline: "", state: "info", messages: [], facts: [], wait: 0, values: null, download: null, done: false };
const MESSAGE = { state: "fail", text: "错了", title: "", basis: "", field: null, rows: [], card: null, more: "" };

/**
 * A form on a page, with a kernel that answers when the test says so.
 * @param {Partial<Options>} [options]
 */
function show(options = {}) {
  /** @type {any[]} */
  const sent = [];
  /** @type {Set<Function>} */
  const heard = new Set();
  /** @type {Record<string, unknown>} */
  const state = { form: FORM, values: VALUES, options: {
    actions: [{ id: "go", label: "检查", primary: true }], draft: "local", draft_key: "ann/E", saves: true, ...options,
  } };
  const el = document.createElement("div");
  document.body.replaceChildren(el);
  const close = widget.render({ el, model: /** @type {any} */ ({
    get: (/** @type {string} */ name) => structuredClone(state[name]),
    send: (/** @type {object} */ message) => sent.push(message),
    on: (/** @type {string} */ _, /** @type {Function} */ f) => heard.add(f),
    off: (/** @type {string} */ _, /** @type {Function} */ f) => heard.delete(f),
  }) });
  const answer = (/** @type {object} */ message) => heard.forEach((f) => f(message, []));
  const reply = (/** @type {object} */ more) =>
    answer({ kind: "reply", action: "go", seq: sent.at(-1).seq, reply: { ...EMPTY, ...more } });
  return { sent, answer, reply, close, heard };
}
const button = () => one(".sx-actions button");
const status = () => one(".sx-status").textContent;

beforeEach(() => {
  localStorage.clear();
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1e12 });
  Object.assign(window, { setTimeout: globalThis.setTimeout }); // the page's timer is the test's, too
});

test("typing is saved a moment later, once, and said when the kernel has it", () => {
  const { sent, answer, close } = show();
  type(one("input[id$=words]"), "新");
  type(one("input[id$=words]"), "新写的");
  mock.timers.tick(399);
  assert.deepEqual([sent.length, status()], [0, "正在保存…"]);
  mock.timers.tick(1);
  assert.deepEqual(sent.map((m) => [m.kind, m.values.words]), [["save", "新写的"]]);
  assert.notEqual(localStorage.getItem("shixun:draft:ann/E"), null);
  answer({ kind: "saved", seq: sent[0].seq });
  assert.match(status() ?? "", /^已保存 \d+:\d\d$/);
  assert.equal(localStorage.getItem("shixun:draft:ann/E"), null);
  close();
});

test("a button sends what is typed, and its answer goes to field, row, card and the rest below", () => {
  const { reply, close } = show();
  button().click();
  assert.equal(button().getAttribute("aria-busy"), "true");
  reply({ headline: "还差一点", state: "fail", facts: [["用时", "3 分钟"]], messages: [
    { ...MESSAGE, field: "words", text: "太短", title: "甲", basis: "规定" },
    { ...MESSAGE, field: "rows", rows: [1] },
    { ...MESSAGE, field: "sort", card: "k1", state: "pass", text: "对了" },
    { ...MESSAGE, text: "都看看" },
  ] });
  assert.equal(button().hasAttribute("aria-busy"), false);
  assert.equal(one("tbody tr.sx-row-fail .sx-mark").textContent, "✗");
  assert.match(one(".sx-card .sx-message").textContent ?? "", /^✓ 通过 对了/);
  assert.match(all(".sx-message")[0].textContent ?? "", /✗ 再想想 甲 太短.*依据：规定/);
  assert.match(one(".sx-result").textContent ?? "", /^还差一点用时3 分钟.*都看看/);
  assert.equal(document.activeElement, one(".sx-headline"));
  button().click();
  reply({});
  assert.deepEqual([all(".sx-message").length, one("tbody tr").className], [0, ""]);
  close();
});

test("a pause counts down on its button", () => {
  const { reply, close } = show();
  button().click();
  reply({ wait: 2 });
  assert.deepEqual([button().disabled, button().textContent], [true, "检查（2 秒后可再按）"]);
  mock.timers.tick(2000);
  assert.deepEqual([button().disabled, button().textContent], [false, "检查"]);
  close();
});

test("values of an answer are filled in, unless something was typed in the meantime", () => {
  const { reply, close } = show();
  button().click();
  reply({ values: { ...VALUES, words: "填好的" } });
  assert.equal(one("input[id$=words]").value, "填好的");
  button().click();
  type(one("input[id$=words]"), "我的");
  reply({ values: VALUES });
  assert.equal(one("input[id$=words]").value, "我的");
  assert.match(one(".sx-result").textContent ?? "", /请再按一次/);
  close();
});

test("a form that is done is locked and leaves no draft", () => {
  const { reply, close } = show({ saves: false });
  type(one("input[id$=words]"), "写完了");
  button().click();
  reply({ done: true });
  assert.equal(all("input,button,textarea,select").every((e) => e.disabled), true);
  assert.equal(localStorage.getItem("shixun:draft:ann/E"), null);
  close();
});

test("a kernel that says nothing is waited for, then said to be gone, then welcome back", () => {
  const { sent, answer, close } = show();
  button().click();
  mock.timers.tick(4000);
  assert.equal(status(), "正在等待运行环境…");
  mock.timers.tick(9000);
  assert.match(one(".sx-banner").textContent ?? "", /运行环境断开了。您填的内容还在/);
  answer({ kind: "pong", seq: sent[0].seq });
  assert.equal(one(".sx-banner").hidden, true);
  close();
});

test("an error is said in the kernel's words", () => {
  const { sent, answer, close } = show();
  button().click();
  answer({ kind: "error", seq: sent[0].seq, of: "action", text: "这样还不行" });
  assert.equal(one(".sx-headline.sx-fail").textContent, "这样还不行");
  close();
});

test("answers to another view of the same form are not this one's; a closed one hears nothing", () => {
  const { answer, close, heard } = show();
  answer({ kind: "error", seq: -1, of: "save", text: "别人的" });
  assert.equal(one(".sx-result").textContent, "");
  close();
  assert.equal(heard.size, 0);
});

test("an action that goes by itself does not take the focus away", () => {
  const { sent, reply, close } = show({ auto: "go", saves: false });
  one("input[id$=words]").focus();
  type(one("input[id$=words]"), "字");
  assert.equal(sent[0].action, "go");
  reply({ headline: "好" });
  assert.equal(document.activeElement, one("input[id$=words]"));
  close();
});
