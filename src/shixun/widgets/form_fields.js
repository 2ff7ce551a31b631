// The fields of a form, each drawn with its own label; form.js puts them together (see form.py).

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

// ---- fields: each maker returns { node, set(value) } and calls change(value) -------------------

function textInput(field, id, value, change, describedBy) {
  const counter = h("span", { className: "sx-count", role: "status" });
  const most = field.max_length ?? 2000;
  let over = 0; // characters of the last paste that had no room
  const count = () => {
    const cut = over > 0 ? `，放不下了，后面 ${over} 字没有贴进来` : "";
    counter.textContent = field.max_length || cut ? `${input.value.length}/${most} 字${cut}` : "";
    over = 0;
  };
  const input = h(field.multiline ? "textarea" : "input", {
    id,
    value: value ?? "",
    maxLength: most,
    onpaste: (event) => {
      const pasted = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n/g, "\n");
      over = pasted.length - (most - input.value.length + input.selectionEnd - input.selectionStart);
    },
    placeholder: field.placeholder ?? "",
    "aria-describedby": describedBy,
    oninput: () => (count(), change(input.value)),
  });
  if (field.multiline) input.rows = field.rows ?? 3;
  count();
  return { node: h("div", {}, input, counter), set: (v) => ((input.value = v ?? ""), (over = 0), count()) };
}

/** A number as typed; what is none, or too large to be one, is empty. */
function toNumber(text) {
  const number = Number(text);
  return text.trim() === "" || !Number.isFinite(number) ? null : number;
}

function numberInput(field, id, value, change, describedBy) {
  const input = h("input", {
    id,
    type: "number",
    value: value ?? "",
    "aria-describedby": describedBy,
    oninput: () => change(toNumber(input.value)),
  });
  for (const key of ["min", "max", "step"]) if (field[key] !== undefined) input[key] = field[key];
  const unit = field.unit ? h("span", { className: "sx-unit" }, field.unit) : null;
  return { node: h("div", {}, input, unit), set: (v) => (input.value = v ?? "") };
}

function dateInput(field, id, value, change, describedBy) {
  const input = h("input", { id, type: "date", max: "9999-12-31", value: value ?? "", "aria-describedby": describedBy });
  input.addEventListener("input", () => change(input.value));
  return { node: input, set: (v) => (input.value = v ?? "") };
}

function select(options, id, value, change, extra = {}, empty = "请选择") {
  const node = h(
    "select",
    { id, ...extra, onchange: () => change(node.value) },
    h("option", { value: "" }, empty),
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

/** Lines and cells of a copied block; a cell with line ends or tabs in it stands in quotes. */
function readBlock(text) {
  const lines = [[]];
  for (const [, quoted, plain, end] of text.replace(/\r\n?/g, "\n").replace(/\n$/, "")
    .matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/g)) {
    lines.at(-1).push((quoted?.replaceAll('""', '"') ?? plain).replaceAll("\n", " "));
    if (end === "\n") lines.push([]);
    if (end === "") break;
  }
  return lines;
}

/** A pasted cell as the column holds it; an option by its label, its value, or the only one it begins. */
function toCell(column, text) {
  if (column.kind === "number") return toNumber(text);
  if (!column.options) return text.slice(0, column.max_length ?? 200);
  const exact = column.options.find((o) => o.label === text || o.value === text);
  const begun = text ? column.options.filter((o) => o.label.startsWith(text)) : [];
  return (exact ?? (begun.length === 1 ? begun[0] : null))?.value ?? "";
}

// ---- grid -------------------------------------------------------------------------------------

function grid(field, id, value, change, marks) {
  let rows = (value ?? []).map((r) => ({ ...r }));
  const least = field.min_rows ?? 0;
  const most = field.max_rows ?? 60;
  const name = field.row_label ?? "第{n}行";
  const body = h("tbody");
  const told = h("p", { className: "sx-help", role: "status" });
  const push = () => change(rows.map((r) => ({ ...r })));
  const blank = () => Object.fromEntries(field.columns.map((c) => [c.id, c.kind === "number" ? null : ""]));
  const label = (n) => name.replace("{n}", n);

  const cell = (column, row, r) => {
    const common = { "aria-label": `${label(r + 1)} ${column.label}`, "data-row": r, "data-column": column.id };
    const write = (v) => ((row[column.id] = v), push());
    if (column.kind === "choice") return select(column.options, "", row[column.id], write, common, "").node;
    const input = h("input", {
      ...common,
      type: column.kind === "number" ? "number" : "text",
      inputMode: column.kind === "time" ? "numeric" : "",
      placeholder: column.kind === "time" ? "几点" : "",
      maxLength: column.max_length ?? 200,
      value: row[column.id] ?? "",
      oninput: () => write(column.kind === "number" ? toNumber(input.value) : input.value),
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
  // What finds no place is told, never dropped in silence.
  const paste = (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const { row, column } = event.target.dataset;
    if (row === undefined || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const first = field.columns.findIndex((c) => c.id === column);
    const lines = readBlock(text);
    const room = lines.slice(0, Math.max(0, most - Number(row)));
    let beside = 0;
    const odd = [];
    room.forEach((line, k) => {
      const r = Number(row) + k;
      while (rows.length <= r) rows.push(blank());
      line.forEach((text, j) => {
        const target = field.columns[first + j];
        if (!target) return void (beside += text.trim() !== "");
        const value = toCell(target, text.trim());
        if (text.trim() && value !== text.trim() && (value === "" || value === null || target.kind === "text" || target.kind === "time"))
          odd.push(text.trim().slice(0, 10));
        rows[r][target.id] = value;
      });
    });
    draw();
    push();
    told.textContent = [
      lines.length > room.length && `表格最多 ${most} 行，后面 ${lines.length - room.length} 行没有贴进来。`,
      beside && `右边放不下，${beside} 格没有贴进来。`,
      odd.length && `${odd.length} 格没认出来或太长，请自己补上：${odd.slice(0, 5).join("、")}。`,
    ].filter(Boolean).join("");
  };
  const change_rows = (act, focus) => {
    act();
    told.textContent = "";
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
    node: h("div", {}, h("div", { className: "sx-scroll", tabIndex: 0, role: "region", "aria-label": field.label ?? "表格" }, table), told, add),
    set: (v) => ((rows = (v ?? []).map((r) => ({ ...r }))), draw()),
  };
}
