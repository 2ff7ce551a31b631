// One renderer for every form of the kit: forms.py says what a form is, form.py speaks to this page.
//
// What is typed is kept in the browser first (`draft`), then sent to the kernel, and dropped from the
// browser only when the kernel has said that it is saved. So a reload or a dead kernel loses nothing.

const SAVE_AFTER = 400; // ms without typing before a save
const WAITING_AFTER = 3000; // ms without an answer before we say that we wait
const LOST_AFTER = 12000; // ms without an answer before we say that the kernel is gone
const HEARTBEAT = 15000;
const WORDS = { pass: "通过", fail: "要改", unknown: "无法判断", info: "提示" };
const MARKS = { pass: "✓", fail: "✗", unknown: "?", info: "·" };
const MAX_UPLOAD = 5 * 1024 * 1024;

let serial = 0;

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "list" && name !== "form") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// ---- fields: each maker returns { node, set(value) } and calls change(value) -------------------

function textInput(field, id, value, change, describedBy) {
  const counter = h("span", { className: "sx-count" });
  const count = () => {
    counter.textContent = field.max_length ? `${input.value.length}/${field.max_length} 字` : "";
  };
  const input = h(field.multiline ? "textarea" : "input", {
    id,
    value: value ?? "",
    maxLength: field.max_length ?? 2000,
    placeholder: field.placeholder ?? "",
    "aria-describedby": describedBy,
    oninput: () => (count(), change(input.value)),
  });
  if (field.multiline) input.rows = field.rows ?? 3;
  count();
  return { node: h("div", {}, input, counter), set: (v) => ((input.value = v ?? ""), count()) };
}

function numberInput(field, id, value, change, describedBy) {
  const input = h("input", {
    id,
    type: "number",
    value: value ?? "",
    "aria-describedby": describedBy,
    oninput: () => change(input.value === "" ? null : Number(input.value)),
  });
  for (const key of ["min", "max", "step"]) if (field[key] !== undefined) input[key] = field[key];
  const unit = field.unit ? h("span", { className: "sx-unit" }, field.unit) : null;
  return { node: h("div", {}, input, unit), set: (v) => (input.value = v ?? "") };
}

function dateInput(field, id, value, change, describedBy) {
  const input = h("input", { id, type: "date", value: value ?? "", "aria-describedby": describedBy });
  input.addEventListener("input", () => change(input.value));
  return { node: input, set: (v) => (input.value = v ?? "") };
}

function select(options, id, value, change, extra = {}) {
  const node = h(
    "select",
    { id, ...extra, onchange: () => change(node.value) },
    h("option", { value: "" }, "请选择"),
    ...options.map((o) => h("option", { value: o.value }, o.label)),
  );
  node.value = value ?? "";
  return { node, set: (v) => (node.value = v ?? "") };
}

function boxes(type, options, name, read, write, className = "") {
  const inputs = options.map((o) => h("input", { type, name, value: String(o.value), onchange: () => write(inputs) }));
  const set = (v) => inputs.forEach((i) => (i.checked = read(i.value, v)));
  const labels = options.map((o, k) => h("label", { className: "sx-option" }, inputs[k], h("span", {}, o.label)));
  return { node: h("div", { className: `sx-options ${className}` }, ...labels), set };
}

function radios(options, name, value, write, className) {
  const read = (mine, v) => v !== null && v !== undefined && v !== "" && String(v) === mine;
  const field = boxes("radio", options, name, read, (all) => {
    const index = all.findIndex((i) => i.checked);
    if (index >= 0) write(options[index].value);
  }, className);
  field.set(value);
  return field;
}

function multi(field, id, value, change) {
  const made = boxes("checkbox", field.options, id, (mine, v) => (v ?? []).map(String).includes(mine), (all) =>
    change(field.options.filter((_, k) => all[k].checked).map((o) => o.value)),
  );
  made.set(value);
  return made;
}

function scale(field, id, value, change) {
  const options = [];
  for (let n = field.min; n <= field.max; n++) {
    const end = n === field.min ? field.low : n === field.max ? field.high : "";
    options.push({ value: n, label: end ? `${n} ${end}` : `${n}` });
  }
  return radios(options, id, value, change, "sx-inline");
}

function cards(field, id, value, change, marks) {
  const now = { ...(value ?? {}) };
  const made = field.cards.map((card) => {
    const choice = radios(field.options, `${id}-${card.id}`, now[card.id], (v) => {
      now[card.id] = v;
      change({ ...now });
    }, "sx-inline");
    const slot = h("div", { className: "sx-messages" });
    marks.cards.set(card.id, slot);
    const legend = h("legend", {}, card.text);
    const note = card.note ? h("p", { className: "sx-help" }, card.note) : null;
    return { card, choice, node: h("fieldset", { className: "sx-card" }, legend, note, choice.node, slot) };
  });
  return {
    node: h("div", { className: "sx-cards" }, ...made.map((m) => m.node)),
    set: (v) => made.forEach((m) => m.choice.set((now[m.card.id] = v?.[m.card.id] ?? ""))),
  };
}

// ---- grid -------------------------------------------------------------------------------------

function grid(field, id, value, change, marks) {
  let rows = (value ?? []).map((r) => ({ ...r }));
  const least = field.min_rows ?? 0;
  const most = field.max_rows ?? 60;
  const name = field.row_label ?? "第{n}行";
  const body = h("tbody");
  const push = () => change(rows.map((r) => ({ ...r })));
  const blank = () => Object.fromEntries(field.columns.map((c) => [c.id, c.kind === "number" ? null : ""]));
  const label = (n) => name.replace("{n}", n);

  const cell = (column, row, r) => {
    const common = { "aria-label": `${label(r + 1)} ${column.label}`, "data-row": r, "data-column": column.id };
    const write = (v) => ((row[column.id] = v), push());
    if (column.kind === "choice") return select(column.options, "", row[column.id], write, common).node;
    const input = h("input", {
      ...common,
      type: column.kind === "number" ? "number" : "text",
      inputMode: column.kind === "time" ? "numeric" : "",
      placeholder: column.kind === "time" ? "8:30" : "",
      maxLength: column.max_length ?? 200,
      value: row[column.id] ?? "",
      oninput: () => write(column.kind === "number" ? (input.value === "" ? null : Number(input.value)) : input.value),
    });
    return input;
  };
  const move = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const { row, column } = event.target.dataset;
    if (!step || row === undefined || event.target.tagName === "SELECT") return;
    body.querySelector(`[data-row="${Number(row) + step}"][data-column="${column}"]`)?.focus();
    event.preventDefault();
  };
  // A block copied from Excel or WPS is text with tabs and line ends: it fills from this cell on.
  const paste = (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const { row, column } = event.target.dataset;
    if (row === undefined || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const first = field.columns.findIndex((c) => c.id === column);
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, k) => {
      const r = Number(row) + k;
      if (r >= most) return;
      while (rows.length <= r) rows.push(blank());
      line.split("\t").forEach((text, j) => {
        const target = field.columns[first + j];
        if (!target) return;
        const option = target.options?.find((o) => o.label === text.trim() || o.value === text.trim());
        rows[r][target.id] = target.kind === "number" ? Number(text) || null : target.options ? (option?.value ?? "") : text.trim();
      });
    });
    draw();
    push();
  };
  const change_rows = (act, focus) => {
    act();
    draw();
    push();
    body.querySelector(`[data-row="${focus}"]`)?.focus();
  };
  const draw = () => {
    marks.rows.clear();
    body.replaceChildren(
      ...rows.map((row, r) => {
        const head = h("th", { scope: "row" }, h("span", { className: "sx-mark", "aria-hidden": "true" }), `${r + 1}`);
        const tools = h("td", { className: "sx-tools" },
          h("button", { type: "button", title: "在下面加一行", "aria-label": `在${label(r + 1)}下面加一行`, disabled: rows.length >= most,
            onclick: () => change_rows(() => rows.splice(r + 1, 0, blank()), r + 1) }, "+"),
          h("button", { type: "button", title: "删除这一行", "aria-label": `删除${label(r + 1)}`, disabled: rows.length <= least,
            onclick: () => change_rows(() => rows.splice(r, 1), Math.max(0, r - 1)) }, "−"));
        const tr = h("tr", {}, head, ...field.columns.map((c) => h("td", {}, cell(c, row, r))), field.fixed_rows ? null : tools);
        marks.rows.set(r + 1, tr);
        return tr;
      }),
    );
  };
  draw();
  const heads = field.columns.map((c) => h("th", { scope: "col", style: c.width ? `width:${c.width}` : "" }, c.label));
  const table = h("table", { className: "sx-grid", onkeydown: move, onpaste: paste },
    h("caption", { className: "sx-hidden" }, field.label ?? ""),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "行"), ...heads, field.fixed_rows ? null : h("th", { scope: "col" }, "增删"))),
    body);
  const add = field.fixed_rows ? null : h("button", { type: "button", className: "sx-button sx-small", onclick: () => {
    if (rows.length < most) change_rows(() => rows.push(blank()), rows.length);
  } }, "在最后加一行");
  return {
    node: h("div", {}, h("div", { className: "sx-scroll", tabIndex: 0, role: "region", "aria-label": field.label ?? "表格" }, table), add),
    set: (v) => ((rows = (v ?? []).map((r) => ({ ...r }))), draw()),
  };
}

function upload(field, id, uploads, complain) {
  const input = h("input", { id, type: "file", accept: field.accept ?? "", onchange: async () => {
    const file = input.files[0];
    uploads.delete(field.id);
    if (!file) return;
    if (file.size > MAX_UPLOAD) {
      input.value = "";
      complain(`文件 ${file.name} 有 ${(file.size / 1048576).toFixed(1)} MB,超过 5 MB;请只留课表那一页再上传。`);
      return;
    }
    uploads.set(field.id, { name: file.name, data: await file.arrayBuffer() });
  } });
  return { node: input, set: () => {} };
}

const MAKERS = {
  text: textInput, number: numberInput, date: dateInput, multi, scale, cards, grid,
  choice: (f, id, v, change, describedBy) =>
    f.style === "select" ? select(f.options, id, v, change, { "aria-describedby": describedBy }) : radios(f.options, id, v, change),
};
const GROUPS = new Set(["multi", "scale", "cards"]);

function makeField(field, context) {
  if (field.kind === "note") return { node: h("p", { className: "sx-note" }, field.text) };
  const id = `sx-${++serial}-${field.id}`;
  const helpId = field.help ? `${id}-help` : undefined;
  const help = field.help ? h("p", { className: "sx-help", id: helpId }, field.help) : null;
  const marks = { rows: new Map(), cards: new Map(), slot: h("div", { className: "sx-messages" }) };
  context.marks.set(field.id, marks);
  const change = (value) => context.change(field.id, value);
  const made = field.kind === "upload"
    ? upload(field, id, context.uploads, context.complain)
    : MAKERS[field.kind](field, id, context.values[field.id], change, field.kind === "grid" || GROUPS.has(field.kind) ? marks : helpId);
  const must = field.required ? h("span", { className: "sx-must" }, "(必填)") : null;
  const grouped = GROUPS.has(field.kind) || (field.kind === "choice" && field.style !== "select");
  const node = grouped
    ? h("fieldset", { className: "sx-field", "aria-describedby": helpId }, h("legend", {}, field.label, must), help, made.node, marks.slot)
    : h("div", { className: "sx-field" }, h("label", { className: "sx-label", htmlFor: field.kind === "grid" ? undefined : id }, field.label, must), help, made.node, marks.slot);
  return { node, set: made.set };
}

// ---- answers ------------------------------------------------------------------------------------

function messageNode(message, rowWord) {
  const where = message.rows.length && rowWord ? `第 ${message.rows.join("、")} 行:` : "";
  const more = [message.more, message.basis && `依据:${message.basis}`].filter(Boolean);
  return h("div", { className: `sx-message sx-${message.state}` },
    h("p", {}, h("span", { className: "sx-badge" }, `${MARKS[message.state]} ${WORDS[message.state]}`),
      message.title ? h("strong", {}, ` ${message.title} `) : " ", where, message.text),
    more.length ? h("details", {}, h("summary", {}, message.more ? "怎么判断,依据是什么" : "依据"), ...more.map((t) => h("p", {}, t))) : null);
}

function showReply(reply, context) {
  for (const marks of context.marks.values()) {
    marks.slot.replaceChildren();
    marks.cards.forEach((slot) => slot.replaceChildren());
    marks.rows.forEach((tr) => ((tr.className = ""), (tr.querySelector(".sx-mark").textContent = "")));
  }
  const general = [];
  for (const message of reply.messages) {
    const marks = context.marks.get(message.field);
    const card = marks?.cards.get(message.card);
    if (card) card.append(messageNode(message, false));
    else if (marks) marks.slot.append(messageNode(message, true));
    else general.push(messageNode(message, true));
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

// ---- the draft in the browser ---------------------------------------------------------------------

function makeDraft(kind, key) {
  const store = kind === "local" ? localStorage : kind === "session" ? sessionStorage : null;
  const name = `shixun:draft:${key}`;
  const attempt = (act) => {
    try {
      return store ? act() : null;
    } catch {
      return null; // storage may be full or switched off; saving to the kernel still works
    }
  };
  return {
    keep: (values) => attempt(() => store.setItem(name, JSON.stringify({ at: Date.now(), values }))),
    drop: () => attempt(() => store.removeItem(name)),
    read: () => attempt(() => JSON.parse(store.getItem(name))),
  };
}

// ---- the form -------------------------------------------------------------------------------------

function render({ model, el }) {
  const form = model.get("form");
  const options = model.get("options");
  const draft = makeDraft(options.draft, options.draft_key);
  let values = structuredClone(model.get("values"));
  let seq = 0;
  let saving = null;
  let locked = false;
  const pending = new Map(); // seq → { kind, at, values }
  const status = h("span", { className: "sx-status", role: "status" });
  const result = h("div", { className: "sx-result", role: "status", "aria-live": "polite" });
  const banner = h("div", { className: "sx-banner", role: "alert", hidden: true });
  const context = { values, marks: new Map(), uploads: new Map(), result };
  context.complain = (text) => result.replaceChildren(h("p", { className: "sx-headline sx-fail" }, text));

  const send = (kind, more = {}, buffers = []) => {
    pending.set(++seq, { kind, at: Date.now(), values: more.values });
    model.send({ kind, seq, ...more }, undefined, buffers);
  };
  const save = () => {
    clearTimeout(saving);
    saving = null;
    if (!options.saves || locked) return;
    status.textContent = "正在保存…";
    send("save", { values: structuredClone(values) });
  };
  context.change = (id, value) => {
    values[id] = value;
    draft.keep(values);
    clearTimeout(saving);
    if (options.saves) {
      status.textContent = "正在保存…";
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
      button.textContent = left > 0 ? `${label}(${left} 秒后可再按)` : label;
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
    const kept = options.draft === "none" ? "" : "您填的内容还在这台电脑的浏览器里,重新打开本页会接着填。";
    const again = h("button", { type: "button", className: "sx-button", onclick: () => {
      const handled = !document.dispatchEvent(new CustomEvent("shixun:reopen", { cancelable: true }));
      if (!handled) location.reload();
    } }, "重新打开");
    if (banner.childElementCount === 0) banner.replaceChildren(h("p", {}, `运行环境断开了。${kept}`), again);
    status.textContent = options.saves ? "没有保存成功" : "";
  };
  const onReply = (message, buffers) => {
    const { reply } = message;
    const asked = pending.get(message.seq);
    if (reply.values) {
      setAll(reply.values);
      if (options.saves) save();
    }
    showReply(reply, context);
    if (reply.download && buffers?.length) saveFile(reply.download, buffers[0]);
    for (const [id, { button, label }] of rawButtons) {
      button.removeAttribute("aria-busy");
      if (reply.wait && id === message.action) countdown(button, reply.wait, label);
    }
    if (reply.done) {
      locked = true;
      draft.drop();
      root.querySelectorAll("input,select,textarea,button").forEach((i) => (i.disabled = true));
      status.textContent = "";
    } else if (!options.saves && asked && same(asked.values, values)) {
      draft.keep(values);
    }
    if (message.action !== options.auto) result.firstChild?.focus?.();
  };
  const onSaved = (message) => {
    const asked = pending.get(message.seq);
    if (asked && same(asked.values, values)) draft.drop();
    const now = new Date();
    const clock = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
    status.textContent = saving ? "正在保存…" : `已保存 ${clock}`;
  };
  const onMessage = (message, buffers) => {
    if (message.kind === "saved") onSaved(message);
    if (message.kind === "reply") onReply(message, buffers);
    if (message.kind === "error") {
      status.textContent = message.of === "save" ? "没有保存成功" : status.textContent;
      context.complain(message.text);
      buttons.forEach((b) => b.removeAttribute("aria-busy"));
    }
    for (const s of [...pending.keys()]) if (s <= message.seq) pending.delete(s);
    lost(false);
  };
  model.on("msg:custom", onMessage);

  const rawButtons = options.actions.map((action) => {
    const button = h("button", { type: "button", className: `sx-button ${action.primary ? "sx-primary" : ""}`,
      onclick: () => (!action.confirm || confirm(action.confirm)) && act(action.id) }, action.label);
    buttons.set(action.id, button);
    return [action.id, { button, label: action.label }];
  });
  const root = h("form", { className: "sx-form", onsubmit: (e) => e.preventDefault(), lang: "zh-CN" },
    form.title ? h("h3", { className: "sx-title" }, form.title) : null,
    banner, ...fields.map(([, f]) => f.node),
    h("div", { className: "sx-actions" }, ...rawButtons.map(([, b]) => b.button), status), result);
  el.replaceChildren(root);

  const old = draft.read();
  if (old?.values && old.at > (options.saved_at ?? 0) && !same(old.values, values)) {
    setAll({ ...values, ...old.values });
    context.result.replaceChildren(h("p", { className: "sx-headline sx-info" }, "已恢复上次没保存的内容。"));
    if (options.saves) save();
  }

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
  const onKernel = (event) => (event.detail.status === "dead" ? lost(true) : event.detail.status === "ok" && send("ping"));
  document.addEventListener("shixun:kernel", onKernel);
  return () => {
    clearInterval(watch);
    clearInterval(beat);
    document.removeEventListener("shixun:kernel", onKernel);
    model.off("msg:custom", onMessage);
  };
}

export default { render };
