import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import "../fields/browser.js";

import { Draft } from "../../src/shixun/widgets/form_draft.js";

/** @import { Form } from "../../src/shixun/widgets/messages" */

/** @type {Form} */
const FORM = { id: "E", fields: [
  { id: "words", kind: "text", max_length: 5 },
  { id: "place", kind: "choice", options: [{ value: "a", label: "甲" }] },
  { id: "say", kind: "note", text: "说明" },
] };
const draft = () => new Draft("local", "ann/E", FORM);
const OLD = { words: "旧", place: "a" };

beforeEach(() => localStorage.clear());

test("what was changed comes back, on top of what it was changed from", () => {
  assert.equal(draft().keep({ ...OLD, words: "新" }, OLD, []), true);
  assert.deepEqual(draft().restore(OLD, 0), { mine: { words: "新" }, disputed: {} });
});

test("a field that was saved elsewhere in the meantime is disputed", () => {
  draft().keep({ ...OLD, words: "新" }, OLD, []);
  assert.deepEqual(draft().restore({ ...OLD, words: "那边" }, 0), { mine: {}, disputed: { words: "新" } });
});

test("what was sent and may be stored counts as a base, too", () => {
  draft().keep({ ...OLD, words: "新" }, OLD, [{ ...OLD, words: "半" }]);
  assert.deepEqual(draft().restore({ ...OLD, words: "半" }, 0).mine, { words: "新" });
});

test("a draft older than the saved values says nothing", () => {
  draft().keep({ ...OLD, words: "新" }, OLD, []);
  assert.deepEqual(draft().restore(OLD, Date.now() + 1000), { mine: {}, disputed: {} });
});

test("what another release of the form no longer allows is cut or left", () => {
  draft().keep({ words: "一二三四五六七", place: "gone", say: "x", more: 1 }, OLD, []);
  assert.deepEqual(draft().restore(OLD, 0).mine, { words: "一二三四五" });
});

test("when all is stored, the draft goes, but not another window's", () => {
  const mine = draft(), other = draft();
  other.keep({ ...OLD, words: "新" }, OLD, []);
  mine.keep(OLD, OLD, []);
  assert.notEqual(localStorage.getItem("shixun:draft:ann/E"), null);
  other.keep(OLD, OLD, []);
  assert.equal(localStorage.getItem("shixun:draft:ann/E"), null);
});

test("a broken entry and a full store break nothing", () => {
  localStorage.setItem("shixun:draft:ann/E", "{");
  assert.deepEqual(draft().restore(OLD, 0), { mine: {}, disputed: {} });
  const full = draft();
  full.store = /** @type {any} */ ({ getItem: () => null, setItem() { throw new Error("full"); } });
  assert.equal(full.keep({ ...OLD, words: "新" }, OLD, []), false);
});

test("no store keeps nothing and says so", () => {
  assert.equal(new Draft("none", "k", FORM).keep({ words: "新" }, {}, []), false);
});
