// One renderer for every form of the kit: forms.py says what a form is, form.py speaks to this page.
//
// What is typed is kept in the browser first (form_draft.js), then sent to the kernel, and dropped from
// the browser only when the kernel has said that it is saved. So a reload or a dead kernel loses nothing.

import { h } from "../fields/dom.js";
import { same } from "../fields/values.js";
import { Draft } from "./form_draft.js";
import { makeField } from "./form_field.js";
import { Line } from "./form_line.js";
import { applying } from "./form_when.js";
import { WORDS, choose, saveFile, showReply } from "./form_reply.js";

/** @import { Action, Heard, KernelEvent, Model, Reply, Values } from "./messages" */

const SAVE_AFTER = 400; // ms without typing before a save
const WAITING_AFTER = 3000; // ms without an answer before we say that we wait
const LOST_AFTER = 12000; // ms without an answer before we say that the kernel is gone
const HEARTBEAT = 15000;

class FormPage {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.el = el;
    this.form = model.get("form");
    this.options = model.get("options");
    this.draft = new Draft(this.options.draft, this.options.draft_key, this.form);
    this.line = new Line(model);
    this.values = structuredClone(model.get("values"));
    this.stored = structuredClone(this.values); // what the kernel has of it
    this.saving = 0; // the timer of the next save
    this.locked = false;
    this.kept = true; // whether the browser holds what is not saved
    this.resting = ""; // what the status says while nothing is waited for
    this.uploads = new Map();
    this.status = h("span", { className: "sx-status", role: "status" });
    this.result = h("div", { className: "sx-result", role: "status", "aria-live": "polite" });
    this.banner = h("div", { className: "sx-banner", role: "alert", hidden: true });
    this.fields = this.form.fields.map((field) => ({ id: field.id, ...this.makeField(field) }));
    this.buttons = this.options.actions.map((action) => ({ action, button: this.makeButton(action) }));
    this.root = h("form", { className: "sx-form", onsubmit: (/** @type {Event} */ e) => e.preventDefault(), lang: "zh-CN" },
      this.form.title ? h("h2", { className: "sx-title" }, this.form.title) : null,
      this.banner, ...this.fields.map((f) => f.node),
      h("div", { className: "sx-actions" }, ...this.buttons.map((b) => b.button), this.status), this.result);
    this.showWhatApplies();
  }

  showWhatApplies() {
    const shown = applying(this.form.fields, this.values);
    this.fields.forEach((f) => (f.node.hidden = !shown.has(f.id)));
  }

  /** @param {import("../fields/specs").FieldSpec} field */
  makeField(field) {
    return makeField(field, {
      value: this.values[field.id],
      change: (value) => this.change(field.id, value),
      uploads: this.uploads,
      complain: (text) => this.complain(text),
    });
  }

  /** @param {Action} action */
  makeButton(action) {
    const onclick = () => {
      if (!action.confirm || confirm(action.confirm)) this.act(action.id);
    };
    const className = `sx-button ${action.primary ? "sx-primary" : ""}`;
    return h("button", { type: "button", className, onclick }, action.label);
  }

  // ---- what she does -------------------------------------------------------------------------------

  /**
   * @param {string} id
   * @param {unknown} value
   */
  change(id, value) {
    this.values[id] = value;
    this.showWhatApplies();
    this.keep();
    clearTimeout(this.saving);
    if (this.options.saves) {
      this.say("正在保存…");
      this.saving = window.setTimeout(() => this.save(), SAVE_AFTER);
    }
    if (this.options.auto) this.act(this.options.auto);
  }

  keep() {
    this.kept = this.draft.keep(this.values, this.stored, this.line.sent());
  }

  save() {
    clearTimeout(this.saving);
    this.saving = 0;
    if (!this.options.saves || this.locked) return;
    this.say("正在保存…");
    this.line.send("save", { values: structuredClone(this.values) });
  }

  /** @param {string} id of the button */
  act(id) {
    if (this.saving) this.save();
    const uploads = [...this.uploads].map(([field, file]) => ({ field, name: file.name }));
    const buffers = [...this.uploads.values()].map((file) => file.data);
    this.buttons.find((b) => b.action.id === id)?.button.setAttribute("aria-busy", "true");
    this.line.send("action", { action: id, values: structuredClone(this.values), uploads }, buffers);
  }

  // ---- what she sees -------------------------------------------------------------------------------

  /** @param {string} text */
  say(text) {
    this.status.textContent = this.resting = text;
  }

  /** @param {string} text */
  complain(text) {
    this.result.replaceChildren(h("p", { className: "sx-headline sx-fail" }, text));
  }

  /** @param {Values} next */
  setAll(next) {
    Object.keys(this.values).forEach((k) => delete this.values[k]);
    Object.assign(this.values, structuredClone(next));
    this.fields.forEach((f) => f.set(this.values[f.id]));
    this.showWhatApplies();
  }

  /** @param {Values} changed */
  restore(changed) {
    this.setAll({ ...this.values, ...changed });
    this.keep();
    if (this.options.saves) this.save();
  }

  /** What this browser still has from the last time. */
  takeUp() {
    const { mine, disputed } = this.draft.restore(this.values, this.options.saved_at ?? 0);
    // Practice and tools have no saved value that another window could have changed.
    const own = this.options.saves ? mine : { ...mine, ...disputed };
    if (Object.keys(own).length) {
      this.restore(own);
      const text = this.options.saves ? "已恢复上次没保存的内容。" : "接着上次填的。";
      this.result.replaceChildren(h("p", { className: "sx-headline sx-info" }, text));
    }
    if (this.options.saves && Object.keys(disputed).length)
      this.result.prepend(choose(this.form, disputed, (values) => this.restore(values)));
  }

  /** @param {boolean} is */
  lost(is) {
    this.banner.hidden = !is;
    if (!is) return this.banner.replaceChildren();
    const safe = this.kept ? "您填的内容还在这台电脑的浏览器里，重新打开本页会接着填。"
      : "浏览器里存不下您刚填的内容。先别关这一页，把写好的字复制到别处，再重新打开。";
    const told = this.options.draft === "none" ? "" : safe;
    const again = h("button", { type: "button", className: "sx-button", onclick: reopen }, "重新打开");
    if (this.banner.childElementCount === 0) this.banner.replaceChildren(h("p", {}, `运行环境断开了。${told}`), again);
    this.say(this.options.saves ? "没有保存成功" : "");
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {number} seconds
   * @param {string} label
   */
  countdown(button, seconds, label) {
    const until = Date.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.textContent = left > 0 ? `${label}（${left} 秒后可再按）` : label;
      button.disabled = left > 0 || this.locked;
      if (left > 0) setTimeout(tick, 500);
    };
    button.disabled = true;
    tick();
  }

  lock() {
    this.locked = true;
    this.draft.drop();
    this.root.querySelectorAll("input,select,textarea,button").forEach((i) => i.toggleAttribute("disabled", true));
    this.say("");
  }

  // ---- what the kernel says ------------------------------------------------------------------------

  hear = (/** @type {Heard} */ message, /** @type {ArrayBuffer[]} */ buffers) => {
    if (!this.line.asked(message.seq)) return; // another view's
    if (message.kind === "saved") this.onSaved(message.seq);
    if (message.kind === "reply") this.onReply(message.seq, message.action, message.reply, buffers);
    if (message.kind === "error") this.onError(message.of, message.text);
    const savedLost = this.line.settle(message.seq);
    this.lost(false);
    if (savedLost) this.save();
    else this.status.textContent = this.resting;
  };

  /** @param {number} seq */
  onSaved(seq) {
    this.stored = this.line.asked(seq)?.values ?? this.stored;
    this.keep();
    const now = new Date();
    const clock = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
    this.say(this.saving ? "正在保存…" : `已保存 ${clock}`);
  }

  /**
   * @param {number} seq
   * @param {string} action
   * @param {Reply} reply
   * @param {ArrayBuffer[]} buffers
   */
  onReply(seq, action, reply, buffers) {
    const overtaken = reply.values && !same(this.line.asked(seq)?.values, this.values);
    if (reply.values && !overtaken) {
      this.setAll(reply.values);
      if (this.options.saves) this.save();
    }
    const marks = new Map(this.fields.flatMap((f) => (f.marks ? [[f.id, f.marks]] : [])));
    showReply(reply, marks, this.result, { ...WORDS, ...this.form.words });
    if (overtaken) this.complain("您刚才又改了表格，所以没有替您动它。请再按一次。");
    if (reply.download && buffers?.length) saveFile(reply.download, buffers[0]);
    for (const { action: { id, label }, button } of this.buttons) {
      button.removeAttribute("aria-busy");
      if (reply.wait && id === action) this.countdown(button, reply.wait, label);
    }
    if (reply.done) this.lock();
    else if (!this.options.saves) this.keep();
    if (action !== this.options.auto) /** @type {HTMLElement | null} */ (this.result.firstElementChild)?.focus();
  }

  /**
   * @param {string} of the kind of message that went wrong
   * @param {string} text
   */
  onError(of, text) {
    if (of === "save") this.say("没有保存成功");
    this.complain(text);
    this.buttons.forEach((b) => b.button.removeAttribute("aria-busy"));
  }

  // ---- whether the kernel is there -----------------------------------------------------------------

  watch() {
    const age = this.line.age();
    if (age > LOST_AFTER) this.lost(true);
    else if (age > WAITING_AFTER) this.status.textContent = "正在等待运行环境…";
  }

  beat() {
    const hidden = document.visibilityState === "hidden" || !this.el.isConnected || this.locked;
    if (!hidden) this.line.ping();
  }

  onKernel = (/** @type {KernelEvent} */ { target, detail }) => {
    if (!(target instanceof Node) || !target.contains(this.el)) return; // another page's kernel
    detail.kept?.push(same(this.values, this.stored) || (this.options.draft !== "none" && this.kept));
    if (detail.status === "dead") this.lost(true);
    else if (detail.status === "ok") this.line.send("ping");
  };
}

/** JupyterLab brings the page back; elsewhere the browser loads it again. */
function reopen() {
  const handled = !document.dispatchEvent(new CustomEvent("shixun:reopen", { cancelable: true }));
  if (!handled) location.reload();
}

/**
 * What anywidget calls.
 * @param {{ model: Model, el: HTMLElement }} view
 */
function render({ model, el }) {
  const page = new FormPage(model, el);
  model.on("msg:custom", page.hear);
  el.replaceChildren(page.root);
  page.takeUp();
  const watch = setInterval(() => page.watch(), 1000);
  const beat = setInterval(() => page.beat(), HEARTBEAT);
  document.addEventListener("shixun:kernel", page.onKernel);
  return () => {
    clearInterval(watch);
    clearInterval(beat);
    document.removeEventListener("shixun:kernel", page.onKernel);
    model.off("msg:custom", page.hear);
  };
}

export default { render };
