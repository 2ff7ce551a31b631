// What a button answered: marks at fields, rows and cards, lines below the form, a file.

import { h } from "../fields/dom.js";

/** @import { Marks } from "../fields/kind" */
/** @import { Form, Message, Reply, State, Values } from "./messages" */
/** @typedef {Record<State, string>} Words */

/** @type {Words} */
export const WORDS = { pass: "通过", fail: "要改", unknown: "无法判断", info: "提示" };
/** @type {Words} */
const MARKS = { pass: "✓", fail: "✗", unknown: "?", info: "·" };

/**
 * @param {Message} message
 * @param {boolean} rowWord whether to name the rows that it is about
 * @param {Words} words
 */
function messageNode(message, rowWord, words) {
  // A text that begins with its row needs no second mention of it.
  const told = message.text.startsWith("第");
  const where = message.rows.length && rowWord && !told ? `第 ${message.rows.join("、")} 行：` : "";
  const readings = message.state === "unknown" && message.more;
  const more = [!readings && message.more, message.basis && `依据：${message.basis}`].filter(Boolean);
  const summary = message.more && !readings ? "怎么判断，依据是什么" : "依据";
  return h("div", { className: `sx-message sx-${message.state}` },
    h("p", {}, h("span", { className: "sx-badge" }, `${MARKS[message.state]} ${words[message.state]}`),
      message.title ? h("strong", {}, ` ${message.title} `) : " ", where, message.text),
    readings ? h("p", {}, readings) : null,
    more.length ? h("details", {}, h("summary", {}, summary), ...more.map((t) => h("p", {}, t))) : null);
}

/**
 * The sign at the head of a row; a row that has to be changed stays so.
 * @param {HTMLTableRowElement | undefined} row
 * @param {State} state
 */
function markRow(row, state) {
  if (!row || row.className === "sx-row-fail") return;
  row.className = `sx-row-${state}`;
  signOf(row).textContent = MARKS[state];
}

/** @param {HTMLTableRowElement} row */
const signOf = (row) => /** @type {HTMLElement} */ (row.querySelector(".sx-mark"));

/** @param {Marks} marks */
function clear(marks) {
  marks.slot.replaceChildren();
  marks.cards.forEach((slot) => slot.replaceChildren());
  marks.rows.forEach((row) => {
    row.className = "";
    signOf(row).textContent = "";
  });
}

/**
 * @param {Reply} reply
 * @param {Map<string, Marks>} allMarks by field
 * @param {HTMLElement} result where everything goes that belongs to no field
 * @param {Words} words
 */
export function showReply(reply, allMarks, result, words) {
  allMarks.forEach(clear);
  /** @type {Node[]} */
  const general = [];
  for (const message of reply.messages) {
    const marks = allMarks.get(message.field ?? "");
    const card = marks?.cards.get(message.card ?? "");
    const node = messageNode(message, !card, words);
    if (card) card.append(node);
    else if (marks) marks.slot.append(node);
    else general.push(node);
    if (message.state === "fail" || message.state === "unknown")
      message.rows.forEach((r) => markRow(marks?.rows.get(r), message.state));
  }
  const facts = reply.facts.flatMap(([k, v]) => [h("dt", {}, k), h("dd", {}, v)]);
  const headline = reply.headline
    ? [h("p", { className: `sx-headline sx-${reply.state}`, tabIndex: -1 }, reply.headline)] : [];
  result.replaceChildren(...headline, ...(facts.length ? [h("dl", { className: "sx-facts" }, ...facts)] : []), ...general);
}

/**
 * @param {{ name: string, mime: string }} download
 * @param {ArrayBuffer} buffer
 */
export function saveFile(download, buffer) {
  const url = URL.createObjectURL(new Blob([buffer], { type: download.mime }));
  const link = h("a", { href: url, download: download.name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/**
 * What was typed here without being saved, before it was changed elsewhere: only she knows which counts.
 * @param {Form} form
 * @param {Values} disputed
 * @param {(values: Values) => void} restore
 */
export function choose(form, disputed, restore) {
  const names = form.fields.filter((f) => f.id in disputed).map((f) => `“${f.label ?? ""}”`).join("、");
  const button = (/** @type {string} */ text, /** @type {() => void} */ act) => {
    const onclick = () => {
      act();
      box.remove();
    };
    return h("button", { type: "button", className: "sx-button sx-small", onclick }, text);
  };
  const box = h("div", { className: "sx-banner", role: "alert" },
    h("p", {}, `${names}在别的窗口里改过。现在显示的是存好的；这个浏览器里还有一份没存上的。`),
    button("用没存上的这一份", () => restore(disputed)), " ", button("用存好的", () => {}));
  return box;
}
