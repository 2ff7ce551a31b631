// One renderer for every form of the kit: forms.py says what a form is, form.py speaks to this page.
//
// What is typed is kept in the browser first (form_draft.js), then sent to the kernel, and dropped from
// the browser only when the kernel has said that it is saved. So a reload or a dead kernel loses nothing.

const SAVE_AFTER = 400; // ms without typing before a save
const WAITING_AFTER = 3000; // ms without an answer before we say that we wait
const LOST_AFTER = 12000; // ms without an answer before we say that the kernel is gone
const HEARTBEAT = 15000;
const WORDS = { pass: "通过", fail: "要改", unknown: "无法判断", info: "提示" };
const MARKS = { pass: "✓", fail: "✗", unknown: "?", info: "·" };
const MAX_UPLOAD = 5 * 1024 * 1024;

// Several forms, each with this module of its own, share one document: their ids must not meet.
const PAGE = Math.random().toString(36).slice(2, 8);
let serial = 0;

function upload(field, id, uploads, complain) {
  const input = h("input", { id, type: "file", accept: field.accept ?? "", onchange: async () => {
    const file = input.files[0];
    uploads.delete(field.id);
    if (!file) return;
    if (file.size > MAX_UPLOAD) {
      input.value = "";
      complain(`文件 ${file.name} 有 ${(file.size / 1048576).toFixed(1)} MB，超过 5 MB；请只留课表那一页再上传。`);
      return;
    }
    uploads.set(field.id, { name: file.name, data: await file.arrayBuffer() });
  } });
  // A file that has been read into the form is not read once more.
  return { node: input, set: () => (uploads.delete(field.id), (input.value = "")) };
}

const MAKERS = {
  text: textInput, number: numberInput, date: dateInput, multi, scale, cards, grid,
  choice: (f, id, v, change, describedBy) =>
    f.style === "select" ? select(f.options, id, v, change, { "aria-describedby": describedBy }) : radios(f.options, id, v, change),
};
const GROUPS = new Set(["multi", "scale", "cards"]);

function makeField(field, context) {
  if (field.kind === "note") return { node: h("p", { className: "sx-note" }, field.text) };
  const id = `sx-${PAGE}${++serial}-${field.id}`;
  const helpId = field.help ? `${id}-help` : undefined;
  const help = field.help ? h("p", { className: "sx-help", id: helpId }, field.help) : null;
  const marks = { rows: new Map(), cards: new Map(), slot: h("div", { className: "sx-messages" }) };
  context.marks.set(field.id, marks);
  const change = (value) => context.change(field.id, value);
  const made = field.kind === "upload"
    ? upload(field, id, context.uploads, context.complain)
    : MAKERS[field.kind](field, id, context.values[field.id], change, field.kind === "grid" || GROUPS.has(field.kind) ? marks : helpId);
  const must = field.required ? h("span", { className: "sx-must" }, "（必填）") : null;
  const grouped = GROUPS.has(field.kind) || (field.kind === "choice" && field.style !== "select");
  const shape = field.compact ? "sx-field sx-compact" : "sx-field";
  const node = grouped
    ? h("fieldset", { className: shape, "aria-describedby": helpId }, h("legend", {}, field.label, must), help, made.node, marks.slot)
    : h("div", { className: shape }, h("label", { className: "sx-label", htmlFor: field.kind === "grid" ? undefined : id }, field.label, must), help, made.node, marks.slot);
  return { node, set: made.set };
}

// ---- answers ------------------------------------------------------------------------------------

function messageNode(message, rowWord, words) {
  // A text that begins with its row needs no second mention of it.
  const told = message.text.startsWith("第");
  const where = message.rows.length && rowWord && !told ? `第 ${message.rows.join("、")} 行：` : "";
  const readings = message.state === "unknown" && message.more;
  const more = [!readings && message.more, message.basis && `依据：${message.basis}`].filter(Boolean);
  return h("div", { className: `sx-message sx-${message.state}` },
    h("p", {}, h("span", { className: "sx-badge" }, `${MARKS[message.state]} ${words[message.state]}`),
      message.title ? h("strong", {}, ` ${message.title} `) : " ", where, message.text),
    readings ? h("p", {}, readings) : null,
    more.length ? h("details", {}, h("summary", {}, message.more && !readings ? "怎么判断，依据是什么" : "依据"), ...more.map((t) => h("p", {}, t))) : null);
}

function showReply(reply, context) {
  for (const marks of context.marks.values()) {
    marks.slot.replaceChildren();
    marks.cards.forEach((slot) => slot.replaceChildren());
    marks.rows.forEach((tr) => ((tr.className = ""), (tr.querySelector(".sx-mark").textContent = "")));
  }
  const general = [];
  const node = (message, rowWord) => messageNode(message, rowWord, context.words);
  for (const message of reply.messages) {
    const marks = context.marks.get(message.field);
    const card = marks?.cards.get(message.card);
    if (card) card.append(node(message, false));
    else if (marks) marks.slot.append(node(message, true));
    else general.push(node(message, true));
    if (message.state === "fail" || message.state === "unknown")
      for (const r of message.rows) {
        const tr = marks?.rows.get(r);
        if (!tr || tr.className === "sx-row-fail") continue;
        tr.className = `sx-row-${message.state}`;
        tr.querySelector(".sx-mark").textContent = MARKS[message.state];
      }
  }
  const facts = reply.facts.length
    ? h("dl", { className: "sx-facts" }, ...reply.facts.flatMap(([k, v]) => [h("dt", {}, k), h("dd", {}, v)])) : null;
  const headline = reply.headline
    ? h("p", { className: `sx-headline sx-${reply.state}`, tabIndex: -1 }, reply.headline) : null;
  context.result.replaceChildren(...[headline, facts, ...general].filter(Boolean));
}

function saveFile(download, buffer) {
  const url = URL.createObjectURL(new Blob([buffer], { type: download.mime }));
  const link = h("a", { href: url, download: download.name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** What was typed here without being saved, before it was changed elsewhere: only she knows which counts. */
function choose(form, disputed, restored) {
  const names = form.fields.filter((f) => f.id in disputed).map((f) => `“${f.label}”`).join("、");
  const end = (act) => () => (act(), box.remove());
  const button = (text, act) => h("button", { type: "button", className: "sx-button sx-small", onclick: end(act) }, text);
  const box = h("div", { className: "sx-banner", role: "alert" },
    h("p", {}, `${names}在别的窗口里改过。现在显示的是存好的；这个浏览器里还有一份没存上的。`),
    button("用没存上的这一份", () => restored(disputed)), " ", button("用存好的", () => {}));
  return box;
}

// ---- the form -------------------------------------------------------------------------------------

function render({ model, el }) {
  const form = model.get("form");
  const options = model.get("options");
  const draft = makeDraft(options.draft, options.draft_key, form);
  let values = structuredClone(model.get("values"));
  let stored = structuredClone(values); // what the kernel has of it
  // Two views of one form hear each other's answers; numbers that begin apart tell whose one is.
  let seq = Math.floor(Math.random() * 2 ** 40);
  let saving = null;
  let locked = false;
  let kept = true; // whether the browser holds what is not saved
  let resting = ""; // what the status says while nothing is waited for
  const pending = new Map(); // seq → { kind, at, values }
  const status = h("span", { className: "sx-status", role: "status" });
  const result = h("div", { className: "sx-result", role: "status", "aria-live": "polite" });
  const banner = h("div", { className: "sx-banner", role: "alert", hidden: true });
  const words = { ...WORDS, ...form.words };
  const context = { values, marks: new Map(), uploads: new Map(), result, words };
  context.complain = (text) => result.replaceChildren(h("p", { className: "sx-headline sx-fail" }, text));

  const say = (text) => (status.textContent = resting = text);
  const sent = () => [...pending.values()].map((p) => p.values).filter(Boolean);
  const keep = () => (kept = draft.keep(values, stored, sent()));
  const send = (kind, more = {}, buffers = []) => {
    pending.set(++seq, { kind, at: Date.now(), values: more.values });
    model.send({ kind, seq, ...more }, undefined, buffers);
  };
  const save = () => {
    clearTimeout(saving);
    saving = null;
    if (!options.saves || locked) return;
    say("正在保存…");
    send("save", { values: structuredClone(values) });
  };
  context.change = (id, value) => {
    values[id] = value;
    keep();
    clearTimeout(saving);
    if (options.saves) {
      say("正在保存…");
      saving = setTimeout(save, SAVE_AFTER);
    }
    if (options.auto) act(options.auto);
  };
  const buttons = new Map();
  const act = (id) => {
    if (saving) save();
    const uploads = [...context.uploads].map(([field, file]) => ({ field, name: file.name }));
    const buffers = [...context.uploads.values()].map((file) => file.data);
    buttons.get(id)?.setAttribute("aria-busy", "true");
    send("action", { action: id, values: structuredClone(values), uploads }, buffers);
  };
  const countdown = (button, seconds, label) => {
    const until = Date.now() + seconds * 1000;
    button.disabled = true;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.textContent = left > 0 ? `${label}（${left} 秒后可再按）` : label;
      button.disabled = left > 0 || locked;
      if (left > 0) setTimeout(tick, 500);
    };
    tick();
  };
  const fields = form.fields.map((f) => [f.id, makeField(f, context)]);
  const setAll = (next) => {
    Object.keys(values).forEach((k) => delete values[k]);
    Object.assign(values, structuredClone(next));
    fields.forEach(([id, f]) => f.set?.(values[id]));
  };
  const lost = (is) => {
    banner.hidden = !is;
    if (!is) return banner.replaceChildren();
    const safe = kept ? "您填的内容还在这台电脑的浏览器里，重新打开本页会接着填。"
      : "浏览器里存不下您刚填的内容。先别关这一页，把写好的字复制到别处，再重新打开。";
    const told = options.draft === "none" ? "" : safe;
    const again = h("button", { type: "button", className: "sx-button", onclick: () => {
      const handled = !document.dispatchEvent(new CustomEvent("shixun:reopen", { cancelable: true }));
      if (!handled) location.reload();
    } }, "重新打开");
    if (banner.childElementCount === 0) banner.replaceChildren(h("p", {}, `运行环境断开了。${told}`), again);
    say(options.saves ? "没有保存成功" : "");
  };
  const onReply = (message, buffers) => {
    const { reply } = message;
    const asked = pending.get(message.seq);
    const overtaken = reply.values && asked && !same(asked.values, values);
    if (reply.values && !overtaken) {
      setAll(reply.values);
      if (options.saves) save();
    }
    showReply(reply, context);
    if (overtaken) context.complain("您刚才又改了表格，所以没有替您动它。请再按一次。");
    if (reply.download && buffers?.length) saveFile(reply.download, buffers[0]);
    for (const [id, { button, label }] of rawButtons) {
      button.removeAttribute("aria-busy");
      if (reply.wait && id === message.action) countdown(button, reply.wait, label);
    }
    if (reply.done) {
      locked = true;
      draft.drop();
      root.querySelectorAll("input,select,textarea,button").forEach((i) => (i.disabled = true));
      say("");
    } else if (!options.saves) keep();
    if (message.action !== options.auto) result.firstChild?.focus?.();
  };
  const onSaved = (message) => {
    const asked = pending.get(message.seq);
    if (asked) stored = asked.values;
    keep();
    const now = new Date();
    const clock = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
    say(saving ? "正在保存…" : `已保存 ${clock}`);
  };
  const onMessage = (message, buffers) => {
    if (!pending.has(message.seq)) return; // another view's
    if (message.kind === "saved") onSaved(message);
    if (message.kind === "reply") onReply(message, buffers);
    if (message.kind === "error") {
      if (message.of === "save") say("没有保存成功");
      context.complain(message.text);
      buttons.forEach((b) => b.removeAttribute("aria-busy"));
    }
    // Answers come in the order of the questions: a save that a later answer passed by got lost.
    const passed = [...pending].filter(([s]) => s <= message.seq);
    passed.forEach(([s]) => pending.delete(s));
    lost(false);
    if (passed.some(([s, p]) => s < message.seq && p.kind === "save")) save();
    else status.textContent = resting;
  };
  model.on("msg:custom", onMessage);

  const rawButtons = options.actions.map((action) => {
    const button = h("button", { type: "button", className: `sx-button ${action.primary ? "sx-primary" : ""}`,
      onclick: () => (!action.confirm || confirm(action.confirm)) && act(action.id) }, action.label);
    buttons.set(action.id, button);
    return [action.id, { button, label: action.label }];
  });
  const root = h("form", { className: "sx-form", onsubmit: (e) => e.preventDefault(), lang: "zh-CN" },
    form.title ? h("h2", { className: "sx-title" }, form.title) : null,
    banner, ...fields.map(([, f]) => f.node),
    h("div", { className: "sx-actions" }, ...rawButtons.map(([, b]) => b.button), status), result);
  el.replaceChildren(root);

  const restored = (changed) => {
    setAll({ ...values, ...changed });
    keep();
    if (options.saves) save();
  };
  const { mine, disputed } = draft.restore(values, options.saved_at ?? 0);
  // Practice and tools have no saved value that another window could have changed.
  const own = options.saves ? mine : { ...mine, ...disputed };
  if (Object.keys(own).length) {
    restored(own);
    const text = options.saves ? "已恢复上次没保存的内容。" : "接着上次填的。";
    result.replaceChildren(h("p", { className: "sx-headline sx-info" }, text));
  }
  if (options.saves && Object.keys(disputed).length) result.prepend(choose(form, disputed, restored));

  const watch = setInterval(() => {
    const oldest = Math.min(...[...pending.values()].map((p) => p.at));
    const age = Date.now() - oldest;
    if (age > LOST_AFTER) lost(true);
    else if (age > WAITING_AFTER) status.textContent = "正在等待运行环境…";
  }, 1000);
  const beat = setInterval(() => {
    const hidden = document.visibilityState === "hidden" || !el.isConnected || locked;
    if (!hidden && ![...pending.values()].some((p) => p.kind === "ping")) send("ping");
  }, HEARTBEAT);
  const onKernel = ({ target, detail }) => {
    if (!target.contains(el)) return; // another page's kernel
    detail.kept?.push(same(values, stored) || (options.draft !== "none" && kept));
    if (detail.status === "dead") lost(true);
    else if (detail.status === "ok") send("ping");
  };
  document.addEventListener("shixun:kernel", onKernel);
  return () => {
    clearInterval(watch);
    clearInterval(beat);
    document.removeEventListener("shixun:kernel", onKernel);
    model.off("msg:custom", onMessage);
  };
}

export default { render };
