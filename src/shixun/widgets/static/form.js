// Built by `make js` from the modules named below; change those.

// src/shixun/fields/dom.js
function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === void 0 || value === null) continue;
    if (name.startsWith("on")) node.addEventListener(
      name.slice(2),
      /** @type {EventListener} */
      value
    );
    else if (name in node && name !== "list" && name !== "form") Object.assign(node, { [name]: value });
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((c) => c !== null && c !== void 0 && c !== false));
  return node;
}

// src/shixun/fields/values.js
var same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
var isObject = (v) => typeof v === "object" && v !== null && !Array.isArray(v);
function toNumber(text3) {
  const number3 = Number(text3);
  return text3.trim() === "" || !Number.isFinite(number3) ? null : number3;
}
var shown = (value) => String(value ?? "");

// src/shixun/fields/options.js
var has = (options, value) => value === "" || value === null || options.some((o) => o.value === value);
function select(options, value, change, attributes, empty) {
  const node = h(
    "select",
    { ...attributes, onchange: () => change(node.value) },
    h("option", { value: "" }, empty),
    ...options.map((o) => h("option", { value: o.value }, o.label))
  );
  const set = (v) => node.value = /** @type {string} */
  v ?? "";
  set(value);
  return { node, set };
}
function boxes(type, options, name, isOn2, write, className = "") {
  const onchange = () => write(options.filter((_, k) => inputs[k].checked).map((o) => o.value));
  const inputs = options.map((o) => h("input", { type, name, value: String(o.value), onchange }));
  const labels = options.map((o, k) => h("label", { className: "sx-option" }, inputs[k], h("span", {}, o.label)));
  return {
    node: h("div", { className: `sx-options ${className}` }, ...labels),
    set: (v) => inputs.forEach((i) => i.checked = isOn2(i.value, v))
  };
}
function radios(options, name, value, change, className) {
  const isOn2 = (mine, v) => v !== null && v !== void 0 && v !== "" && String(v) === mine;
  const write = ([on]) => void (on !== void 0 && change(on));
  const drawn = boxes("radio", options, name, isOn2, write, className);
  drawn.set(value);
  return drawn;
}

// src/shixun/fields/cards.js
var cards = {
  frame: () => "group",
  draw(field, { id, value, change, marks }) {
    const now = isObject(value) ? { ...value } : {};
    const made = field.cards.map((card) => {
      const put = (option) => {
        now[card.id] = option;
        change({ ...now });
      };
      const name = `${id}-${card.id}`;
      const lines = field.style === "lines";
      const choice3 = lines ? select(field.options, now[card.id], put, { id: name }, "请选择") : radios(field.options, name, now[card.id], put, "sx-inline");
      const slot = h("div", { className: "sx-messages" });
      marks.cards.set(card.id, slot);
      const note2 = card.note ? h("p", { className: "sx-help" }, card.note) : null;
      if (lines) {
        const label = h("label", { htmlFor: name }, card.text);
        return { id: card.id, choice: choice3, node: h("div", { className: "sx-card sx-line" }, label, note2, choice3.node, slot) };
      }
      const legend = h("legend", {}, card.text);
      return { id: card.id, choice: choice3, node: h("fieldset", { className: "sx-card" }, legend, note2, choice3.node, slot) };
    });
    return {
      node: h("div", { className: "sx-cards" }, ...made.map((m) => m.node)),
      set: (v) => made.forEach((m) => m.choice.set(now[m.id] = isObject(v) && v[m.id] || ""))
    };
  },
  clean(field, value) {
    if (!isObject(value)) return void 0;
    const known = field.cards.filter((c) => c.id in value && has(field.options, value[c.id]));
    return Object.fromEntries(known.map((c) => [c.id, value[c.id]]));
  }
};

// src/shixun/fields/choice.js
var choice = {
  frame: (field) => field.style === "select" ? "label" : "group",
  draw(field, { id, value, change, describedBy }) {
    if (field.style !== "select") return radios(field.options, id, value, change);
    return select(field.options, value, change, { id, "aria-describedby": describedBy }, "请选择");
  },
  clean: (field, value) => has(field.options, value) ? value : void 0
};

// src/shixun/fields/date.js
var date = {
  frame: () => "label",
  draw(_, { id, value, change, describedBy }) {
    const input = h("input", {
      id,
      type: "date",
      max: "9999-12-31",
      value: shown(value),
      "aria-describedby": describedBy,
      oninput: () => change(input.value)
    });
    return { node: input, set: (v) => input.value = shown(v) };
  },
  clean: (_, value) => typeof value === "string" && /^(\d{4}-\d{2}-\d{2})?$/.test(value) ? value : void 0
};

// src/shixun/fields/block.js
function readBlock(text3) {
  const lines = [[]];
  const cells = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/g;
  for (const [, quoted, plain, end] of text3.replace(/\r\n?/g, "\n").replace(/\n$/, "").matchAll(cells)) {
    lines.at(-1)?.push((quoted?.replaceAll('""', '"') ?? plain).replaceAll("\n", " "));
    if (end === "\n") lines.push([]);
    if (end === "") break;
  }
  return lines;
}

// src/shixun/fields/columns.js
var LONGEST = 200;
var cut = (column, text3) => text3.slice(0, column.max_length ?? LONGEST);
var typed = (more, read) => (column, value, change, attributes) => {
  const input = h("input", {
    ...attributes,
    ...more,
    maxLength: column.max_length ?? LONGEST,
    value: shown(value),
    oninput: () => change(read(input.value))
  });
  return input;
};
var words = {
  blank: "",
  verbatim: true,
  paste: cut,
  clean: (column, value) => typeof value === "string" ? cut(column, value) : ""
};
var text = { ...words, draw: typed({ type: "text" }, String) };
var time = { ...words, draw: typed({ type: "text", inputMode: "numeric", placeholder: "几点" }, String) };
var number = {
  blank: null,
  verbatim: false,
  draw: typed({ type: "number" }, toNumber),
  paste: (_, text3) => toNumber(text3),
  clean: (_, value) => Number.isFinite(value) ? value : null
};
var choice2 = {
  blank: "",
  verbatim: false,
  draw: (column, value, change, attributes) => select(column.options, value, change, attributes, "").node,
  /** An option by its label, its value, or the only one that begins like this. */
  paste({ options }, text3) {
    const exact = options.find((o) => o.label === text3 || o.value === text3);
    const begun = text3 ? options.filter((o) => o.label.startsWith(text3)) : [];
    return (exact ?? (begun.length === 1 ? begun[0] : null))?.value ?? "";
  },
  clean: (column, value) => has(column.options, value) ? value : ""
};
var KINDS = { text, time, number, choice: choice2 };
var kindOf = (column) => (
  /** @type {ColumnKind<any>} */
  KINDS[column.kind]
);

// src/shixun/fields/grid.js
var MOST = 60;
var STEPS = (
  /** @type {Record<string, number>} */
  { ArrowUp: -1, ArrowDown: 1 }
);
var grid = {
  frame: () => "heading",
  draw: (field, page) => new Grid(field, page).drawn(),
  clean(field, value) {
    if (!Array.isArray(value)) return void 0;
    const rows = value.filter(isObject).slice(0, field.max_rows ?? MOST);
    return rows.map((row) => Object.fromEntries(field.columns.map((c) => [c.id, kindOf(c).clean(c, row[c.id])])));
  }
};
var copy = (value) => Array.isArray(value) ? value.map((row) => ({ ...row })) : [];
var Grid = class {
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
    const width = (w) => w ? `width:${w}` : "";
    const heads = field.columns.map((c) => h("th", { scope: "col", style: width(c.width) }, c.label));
    const tools = field.fixed_rows ? null : h("th", { scope: "col" }, "增删");
    const table = h(
      "table",
      { className: "sx-grid", onkeydown: this.move, onpaste: this.paste },
      h("caption", { className: "sx-hidden" }, field.label ?? ""),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "行"), ...heads, tools)),
      this.body
    );
    const add = field.fixed_rows ? null : h("button", { type: "button", className: "sx-button sx-small", onclick: () => this.insert(this.rows.length) }, "在最后加一行");
    const scroll = { className: "sx-scroll", tabIndex: 0, role: "region", "aria-label": field.label ?? "表格" };
    return {
      node: h("div", {}, h("div", scroll, table), this.told, add),
      set: (v) => {
        this.rows = copy(v);
        this.draw();
      }
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
    const write = (v) => {
      row[column.id] = v;
      this.push();
    };
    const label = `${this.label(r)} ${column.label ?? ""}`;
    const attributes = { "aria-label": label, "data-row": r, "data-column": column.id };
    return kindOf(column).draw(column, row[column.id], write, attributes);
  }
  /** @param {number} r */
  tools(r) {
    const button = (sign, more) => h("button", { type: "button", ...more }, sign);
    return h(
      "td",
      { className: "sx-tools" },
      button("+", {
        title: "在下面加一行",
        "aria-label": `在${this.label(r)}下面加一行`,
        disabled: this.rows.length >= this.most,
        onclick: () => this.insert(r + 1)
      }),
      button("−", {
        title: "删除这一行",
        "aria-label": `删除${this.label(r)}`,
        disabled: this.rows.length <= this.least,
        onclick: () => this.remove(r)
      })
    );
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
    this.body.querySelector(`[data-row="${focus}"]`)?.focus();
  }
  /** Up and down lead to the same column of the next row; in a list that opens they choose. */
  move = (event) => {
    const cell = (
      /** @type {HTMLElement} */
      event.target
    );
    const { row, column } = cell.dataset;
    const step = STEPS[event.key];
    if (!step || row === void 0 || cell.tagName === "SELECT") return;
    const next = `[data-row="${Number(row) + step}"][data-column="${column}"]`;
    this.body.querySelector(next)?.focus();
    event.preventDefault();
  };
  /** What finds no place is told, never dropped in silence. */
  paste = (event) => {
    const text3 = event.clipboardData?.getData("text/plain") ?? "";
    const { row, column } = (
      /** @type {HTMLElement} */
      event.target.dataset
    );
    if (row === void 0 || !/[\t\n]/.test(text3.trim())) return;
    event.preventDefault();
    const lines = readBlock(text3);
    const room = lines.slice(0, Math.max(0, this.most - Number(row)));
    const { beside, odd } = this.fill(room, Number(row), this.field.columns.findIndex((c) => c.id === column));
    this.draw();
    this.push();
    this.told.textContent = [
      lines.length > room.length && `表格最多 ${this.most} 行，后面 ${lines.length - room.length} 行没有贴进来。`,
      beside && `右边放不下，${beside} 格没有贴进来。`,
      odd.length && `${odd.length} 格没认出来或太长，请自己补上：${odd.slice(0, 5).join("、")}。`
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
    const odd = [];
    while (this.rows.length < row + lines.length) this.rows.push(this.blank());
    lines.forEach((line, k) => line.forEach((cell, j) => {
      const column = this.field.columns[first + j];
      const text3 = cell.trim();
      if (!column) return void (beside += text3 ? 1 : 0);
      const kind = kindOf(column);
      const value = kind.paste(column, text3);
      const lost = kind.verbatim ? value !== text3 : value === kind.blank;
      if (text3 && lost) odd.push(text3.slice(0, 10));
      this.rows[row + k][column.id] = value;
    }));
    return { beside, odd };
  }
};

// src/shixun/fields/multi.js
var multi = {
  frame: () => "group",
  draw(field, { id, value, change }) {
    const drawn = boxes("checkbox", field.options, id, isOn, change);
    drawn.set(value);
    return drawn;
  },
  clean: (field, value) => Array.isArray(value) ? field.options.map((o) => o.value).filter((o) => value.includes(o)) : void 0
};
var isOn = (mine, value) => Array.isArray(value) && value.map(String).includes(mine);

// src/shixun/fields/note.js
var note = {
  frame: () => "bare",
  draw: (field) => ({ node: h("p", { className: "sx-note" }, field.text), set: () => {
  } })
};

// src/shixun/fields/number.js
function slider(field, { id, value, change, describedBy }) {
  const { min, max, step, label } = field;
  const common = { min, max, step, "aria-describedby": describedBy };
  const bar = h("input", {
    id,
    type: "range",
    ...common,
    oninput: () => (box.value = bar.value, change(toNumber(bar.value)))
  });
  const box = h("input", {
    type: "number",
    ...common,
    "aria-label": `${label ?? ""}，直接填数`,
    oninput: () => (follow(toNumber(box.value)), change(toNumber(box.value)))
  });
  const follow = (number3) => bar.value = String(number3 ?? min);
  const set = (v) => {
    box.value = shown(v);
    follow(toNumber(box.value));
  };
  set(value);
  return { node: h("div", { className: "sx-slider" }, bar, box, field.unit ? h("span", { className: "sx-unit" }, field.unit) : null), set };
}
var number2 = {
  frame: () => "label",
  draw(field, { id, value, change, describedBy }) {
    const { min, max, step } = field;
    if (field.style === "slider") return slider(field, { id, value, change, describedBy });
    const input = h("input", {
      id,
      type: "number",
      min,
      max,
      step,
      value: shown(value),
      "aria-describedby": describedBy,
      oninput: () => change(toNumber(input.value))
    });
    const unit = field.unit ? h("span", { className: "sx-unit" }, field.unit) : null;
    return { node: h("div", {}, input, unit), set: (v) => input.value = shown(v) };
  },
  clean: (_, value) => value === null || Number.isFinite(value) ? value : void 0
};

// src/shixun/fields/scale.js
var scale = {
  frame: () => "group",
  draw: (field, { id, value, change }) => radios(steps(field), id, value, change, "sx-inline"),
  clean: (field, value) => typeof value === "number" && Number.isInteger(value) && value >= field.min && value <= field.max ? value : void 0
};
function steps({ min, max, low, high }) {
  return Array.from({ length: max - min + 1 }, (_, k) => {
    const value = min + k;
    const end = value === min ? low : value === max ? high : "";
    return { value, label: end ? `${value} ${end}` : `${value}` };
  });
}

// src/shixun/fields/text.js
var LONGEST2 = 2e3;
var text2 = {
  frame: () => "label",
  draw(field, { id, value, change, describedBy }) {
    const counter = h("span", { className: "sx-count", role: "status" });
    const most = field.max_length ?? LONGEST2;
    let over = 0;
    const count = () => {
      const cut2 = over > 0 ? `，放不下了，后面 ${over} 字没有贴进来` : "";
      counter.textContent = field.max_length || cut2 ? `${input.value.length}/${most} 字${cut2}` : "";
      over = 0;
    };
    const onpaste = (event) => {
      const pasted = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n/g, "\n");
      const replaced = (input.selectionEnd ?? 0) - (input.selectionStart ?? 0);
      over = pasted.length - (most - input.value.length + replaced);
    };
    const oninput = () => {
      count();
      change(input.value);
    };
    const attributes = {
      id,
      value: shown(value),
      maxLength: most,
      placeholder: field.placeholder,
      "aria-describedby": describedBy,
      onpaste,
      oninput
    };
    const input = field.multiline ? h("textarea", { ...attributes, rows: field.rows ?? 3 }) : h("input", attributes);
    const set = (v) => {
      input.value = shown(v);
      over = 0;
      count();
    };
    count();
    return { node: h("div", {}, input, counter), set };
  },
  clean: (field, value) => typeof value === "string" ? value.slice(0, field.max_length ?? LONGEST2) : void 0
};

// src/shixun/fields/upload.js
var MAX_UPLOAD = 5 * 1024 * 1024;
var upload = {
  frame: () => "label",
  draw(field, { id, uploads, complain }) {
    const onchange = async () => {
      const file = input.files?.[0];
      uploads.delete(field.id);
      if (!file) return;
      if (file.size > MAX_UPLOAD) {
        input.value = "";
        complain(`文件 ${file.name} 有 ${(file.size / 1048576).toFixed(1)} MB，超过 5 MB；请只留课表那一页再上传。`);
        return;
      }
      uploads.set(field.id, { name: file.name, data: await file.arrayBuffer() });
    };
    const input = h("input", { id, type: "file", accept: field.accept ?? "", onchange });
    const set = () => {
      uploads.delete(field.id);
      input.value = "";
    };
    return { node: input, set };
  }
};

// src/shixun/fields/kinds.js
var KINDS2 = { choice, multi, scale, cards, grid, text: text2, number: number2, date, upload, note };
var kindOf2 = (field) => (
  /** @type {Kind<any>} */
  KINDS2[field.kind]
);

// src/shixun/widgets/form_draft.js
function storeOf(kind) {
  try {
    return kind === "local" ? localStorage : kind === "session" ? sessionStorage : null;
  } catch {
    return null;
  }
}
var Draft = class {
  /**
   * @param {Options["draft"]} kind "session" ends with the tab, "none" keeps nothing
   * @param {string} key tells this form's draft from all others in the browser
   * @param {Form} form
   */
  constructor(kind, key, form) {
    this.store = storeOf(kind);
    this.name = `shixun:draft:${key}`;
    this.writer = Math.random().toString(36).slice(2);
    this.form = form;
  }
  /** @returns {Entry | null} */
  read() {
    try {
      const found = JSON.parse(this.store?.getItem(this.name) ?? "null");
      return isObject(found) && isObject(found.changed) && isObject(found.bases) ? (
        /** @type {any} */
        found
      ) : null;
    } catch {
      return null;
    }
  }
  drop() {
    try {
      this.store?.removeItem(this.name);
    } catch {
    }
  }
  /**
   * Keep what differs from what is stored.
   * @param {Values} values
   * @param {Values} stored what the kernel has
   * @param {Values[]} sent what it may have by now
   * @returns {boolean} false if there is no room
   */
  keep(values, stored, sent) {
    const ids = Object.keys(values).filter((id) => !same(values[id], stored[id]));
    if (!ids.length) {
      const mine = this.read();
      if (!mine || mine.writer === this.writer) this.drop();
      return true;
    }
    const changed = Object.fromEntries(ids.map((id) => [id, values[id] ?? null]));
    const bases = Object.fromEntries(ids.map((id) => [id, [stored, ...sent].map((from) => from[id] ?? null)]));
    try {
      this.store?.setItem(this.name, JSON.stringify({ at: Date.now(), writer: this.writer, changed, bases }));
      return this.store !== null;
    } catch {
      return false;
    }
  }
  /**
   * What was typed on top of `values`, and what was typed on top of something else.
   * @param {Values} values
   * @param {number} savedAt ms since 1970; an older draft says nothing
   * @returns {{ mine: Values, disputed: Values }}
   */
  restore(values, savedAt) {
    const found = this.read();
    const mine = {}, disputed = (
      /** @type {Values} */
      {}
    );
    if (!found || !(found.at > savedAt)) return { mine, disputed };
    for (const field of this.form.fields) {
      if (!(field.id in found.changed)) continue;
      const value = kindOf2(field).clean?.(field, found.changed[field.id]);
      if (value === void 0 || same(value, values[field.id])) continue;
      const bases = found.bases[field.id];
      const known = Array.isArray(bases) && bases.some((base) => same(base, values[field.id] ?? null));
      (known ? mine : disputed)[field.id] = value;
    }
    return { mine, disputed };
  }
};

// src/shixun/widgets/form_field.js
var PAGE = Math.random().toString(36).slice(2, 8);
var serial = 0;
function makeField(field, context) {
  const kind = kindOf2(field);
  const id = `sx-${PAGE}${++serial}-${field.id}`;
  const describedBy = field.help ? `${id}-help` : void 0;
  const slot = h("div", { className: "sx-messages" });
  const marks = { rows: /* @__PURE__ */ new Map(), cards: /* @__PURE__ */ new Map(), slot };
  const drawn = kind.draw(field, { ...context, id, describedBy, marks });
  const frame = kind.frame(field);
  if (frame === "bare") return { ...drawn, marks: null };
  const help = field.help ? h("p", { className: "sx-help", id: describedBy }, field.help) : null;
  const must = field.required ? h("span", { className: "sx-must" }, "（必填）") : null;
  const className = field.compact ? "sx-field sx-compact" : "sx-field";
  const inside = [help, drawn.node, slot];
  const htmlFor = frame === "label" ? id : void 0;
  const node = frame === "group" ? h("fieldset", { className, "aria-describedby": describedBy }, h("legend", {}, field.label, must), ...inside) : h("div", { className }, h("label", { className: "sx-label", htmlFor }, field.label, must), ...inside);
  return { node, set: drawn.set, marks };
}

// src/shixun/widgets/form_line.js
var Line = class {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.seq = Math.floor(Math.random() * 2 ** 40);
    this.pending = /** @type {Map<number, Asked>} */
    /* @__PURE__ */ new Map();
  }
  /**
   * @param {Asked["kind"]} kind
   * @param {{ values?: Values, action?: string, uploads?: { field: string, name: string }[] }} [more]
   * @param {ArrayBuffer[]} [buffers]
   */
  send(kind, more = {}, buffers = []) {
    this.pending.set(++this.seq, { kind, at: Date.now(), values: more.values });
    this.model.send({ kind, seq: this.seq, ...more }, void 0, buffers);
  }
  /** Asks whether anybody is there, unless it is being asked already. */
  ping() {
    if (![...this.pending.values()].some((p) => p.kind === "ping")) this.send("ping");
  }
  /** @param {number} seq */
  asked(seq) {
    return this.pending.get(seq);
  }
  /** Values that were sent and may be stored by now. */
  sent() {
    return [...this.pending.values()].flatMap((p) => p.values ? [p.values] : []);
  }
  /**
   * Answers come in the order of the questions: what was asked before this one will not be answered.
   * @param {number} seq
   * @returns {boolean} whether a save got lost that way
   */
  settle(seq) {
    const passed = [...this.pending].filter(([s]) => s <= seq);
    passed.forEach(([s]) => this.pending.delete(s));
    return passed.some(([s, p]) => s < seq && p.kind === "save");
  }
  /** How long the oldest question has waited, in ms; a negative number if none does. */
  age() {
    return Date.now() - Math.min(...[...this.pending.values()].map((p) => p.at));
  }
};

// src/shixun/widgets/form_when.js
function applying(fields, values) {
  const shown2 = (
    /** @type {Set<string>} */
    /* @__PURE__ */ new Set()
  );
  for (const { id, when } of fields) {
    const holds = (w) => shown2.has(w.field) && w.values.includes(String(values[w.field] ?? ""));
    if (!when?.length || when.some(holds)) shown2.add(id);
  }
  return shown2;
}

// src/shixun/widgets/form_reply.js
var WORDS = { pass: "通过", fail: "要改", unknown: "无法判断", info: "提示" };
var MARKS = { pass: "✓", fail: "✗", unknown: "?", info: "·" };
function messageNode(message, rowWord, words2) {
  const told = message.text.startsWith("第");
  const where = message.rows.length && rowWord && !told ? `第 ${message.rows.join("、")} 行：` : "";
  const readings = message.state === "unknown" && message.more;
  const more = [!readings && message.more, message.basis && `依据：${message.basis}`].filter(Boolean);
  const summary = message.more && !readings ? "怎么判断，依据是什么" : "依据";
  return h(
    "div",
    { className: `sx-message sx-${message.state}` },
    h(
      "p",
      {},
      h("span", { className: "sx-badge" }, `${MARKS[message.state]} ${words2[message.state]}`),
      message.title ? h("strong", {}, ` ${message.title} `) : " ",
      where,
      message.text
    ),
    readings ? h("p", {}, readings) : null,
    more.length ? h("details", {}, h("summary", {}, summary), ...more.map((t) => h("p", {}, t))) : null
  );
}
function markRow(row, state) {
  if (!row || row.className === "sx-row-fail") return;
  row.className = `sx-row-${state}`;
  signOf(row).textContent = MARKS[state];
}
var signOf = (row) => (
  /** @type {HTMLElement} */
  row.querySelector(".sx-mark")
);
function clear(marks) {
  marks.slot.replaceChildren();
  marks.cards.forEach((slot) => slot.replaceChildren());
  marks.rows.forEach((row) => {
    row.className = "";
    signOf(row).textContent = "";
  });
}
function showReply(reply, allMarks, result, words2) {
  allMarks.forEach(clear);
  const general = [];
  for (const message of reply.messages) {
    const marks = allMarks.get(message.field ?? "");
    const card = marks?.cards.get(message.card ?? "");
    const node = messageNode(message, !card, words2);
    if (card) card.append(node);
    else if (marks) marks.slot.append(node);
    else general.push(node);
    if (message.state === "fail" || message.state === "unknown")
      message.rows.forEach((r) => markRow(marks?.rows.get(r), message.state));
  }
  const facts = reply.facts.flatMap(([k, v]) => [h("dt", {}, k), h("dd", {}, v)]);
  const headline = reply.headline ? [h("p", { className: `sx-headline sx-${reply.state}`, tabIndex: -1 }, reply.headline)] : [];
  result.replaceChildren(...headline, ...facts.length ? [h("dl", { className: "sx-facts" }, ...facts)] : [], ...general);
}
function saveFile(download, buffer) {
  const url = URL.createObjectURL(new Blob([buffer], { type: download.mime }));
  const link = h("a", { href: url, download: download.name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1e4);
}
function choose(form, disputed, restore) {
  const names = form.fields.filter((f) => f.id in disputed).map((f) => `“${f.label ?? ""}”`).join("、");
  const button = (text3, act) => {
    const onclick = () => {
      act();
      box.remove();
    };
    return h("button", { type: "button", className: "sx-button sx-small", onclick }, text3);
  };
  const box = h(
    "div",
    { className: "sx-banner", role: "alert" },
    h("p", {}, `${names}在别的窗口里改过。现在显示的是存好的；这个浏览器里还有一份没存上的。`),
    button("用没存上的这一份", () => restore(disputed)),
    " ",
    button("用存好的", () => {
    })
  );
  return box;
}

// src/shixun/widgets/form.js
var SAVE_AFTER = 400;
var WAITING_AFTER = 3e3;
var LOST_AFTER = 12e3;
var HEARTBEAT = 15e3;
var FormPage = class {
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
    this.stored = structuredClone(this.values);
    this.saving = 0;
    this.locked = false;
    this.kept = true;
    this.resting = "";
    this.uploads = /* @__PURE__ */ new Map();
    this.status = h("span", { className: "sx-status", role: "status" });
    this.result = h("div", { className: "sx-result", role: "status", "aria-live": "polite" });
    this.banner = h("div", { className: "sx-banner", role: "alert", hidden: true });
    this.fields = this.form.fields.map((field) => ({ id: field.id, ...this.makeField(field) }));
    this.buttons = this.options.actions.map((action) => ({ action, button: this.makeButton(action) }));
    this.root = h(
      "form",
      { className: "sx-form", onsubmit: (e) => e.preventDefault(), lang: "zh-CN" },
      this.form.title ? h("h2", { className: "sx-title" }, this.form.title) : null,
      this.banner,
      ...this.fields.map((f) => f.node),
      h("div", { className: "sx-actions" }, ...this.buttons.map((b) => b.button), this.status),
      this.result
    );
    this.showWhatApplies();
  }
  showWhatApplies() {
    const shown2 = applying(this.form.fields, this.values);
    this.fields.forEach((f) => f.node.hidden = !shown2.has(f.id));
  }
  /** @param {import("../fields/specs").FieldSpec} field */
  makeField(field) {
    return makeField(field, {
      value: this.values[field.id],
      change: (value) => this.change(field.id, value),
      uploads: this.uploads,
      complain: (text3) => this.complain(text3)
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
  say(text3) {
    this.status.textContent = this.resting = text3;
  }
  /** @param {string} text */
  complain(text3) {
    this.result.replaceChildren(h("p", { className: "sx-headline sx-fail" }, text3));
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
    const own = this.options.saves ? mine : { ...mine, ...disputed };
    if (Object.keys(own).length) {
      this.restore(own);
      const text3 = this.options.saves ? "已恢复上次没保存的内容。" : "接着上次填的。";
      this.result.replaceChildren(h("p", { className: "sx-headline sx-info" }, text3));
    }
    if (this.options.saves && Object.keys(disputed).length)
      this.result.prepend(choose(this.form, disputed, (values) => this.restore(values)));
  }
  /** @param {boolean} is */
  lost(is) {
    this.banner.hidden = !is;
    if (!is) return this.banner.replaceChildren();
    const safe = this.kept ? "您填的内容还在这台电脑的浏览器里，重新打开本页会接着填。" : "浏览器里存不下您刚填的内容。先别关这一页，把写好的字复制到别处，再重新打开。";
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
    const until = Date.now() + seconds * 1e3;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1e3);
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
  hear = (message, buffers) => {
    if (!this.line.asked(message.seq)) return;
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
    const now = /* @__PURE__ */ new Date();
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
    const marks = new Map(this.fields.flatMap((f) => f.marks ? [[f.id, f.marks]] : []));
    showReply(reply, marks, this.result, { ...WORDS, ...this.form.words });
    if (overtaken) this.complain("您刚才又改了表格，所以没有替您动它。请再按一次。");
    if (reply.download && buffers?.length) saveFile(reply.download, buffers[0]);
    for (const { action: { id, label }, button } of this.buttons) {
      button.removeAttribute("aria-busy");
      if (reply.wait && id === action) this.countdown(button, reply.wait, label);
    }
    if (reply.done) this.lock();
    else if (!this.options.saves) this.keep();
    if (action !== this.options.auto) this.result.firstElementChild?.focus();
  }
  /**
   * @param {string} of the kind of message that went wrong
   * @param {string} text
   */
  onError(of, text3) {
    if (of === "save") this.say("没有保存成功");
    this.complain(text3);
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
  onKernel = ({ target, detail }) => {
    if (!(target instanceof Node) || !target.contains(this.el)) return;
    detail.kept?.push(same(this.values, this.stored) || this.options.draft !== "none" && this.kept);
    if (detail.status === "dead") this.lost(true);
    else if (detail.status === "ok") this.line.send("ping");
  };
};
function reopen() {
  const handled = !document.dispatchEvent(new CustomEvent("shixun:reopen", { cancelable: true }));
  if (!handled) location.reload();
}
function render({ model, el }) {
  const page = new FormPage(model, el);
  model.on("msg:custom", page.hear);
  el.replaceChildren(page.root);
  page.takeUp();
  const watch = setInterval(() => page.watch(), 1e3);
  const beat = setInterval(() => page.beat(), HEARTBEAT);
  document.addEventListener("shixun:kernel", page.onKernel);
  return () => {
    clearInterval(watch);
    clearInterval(beat);
    document.removeEventListener("shixun:kernel", page.onKernel);
    model.off("msg:custom", page.hear);
  };
}
var form_default = { render };
export {
  form_default as default
};
