// Free text, on one line or several.

import { h } from "./dom.js";
import { shown } from "./values.js";

/** @import { Kind } from "./kind" */
/** @import { TextSpec } from "./specs" */

const LONGEST = 2000; // characters, where a form says nothing

/** @type {Kind<TextSpec>} */
export const text = {
  frame: () => "label",
  draw(field, { id, value, change, describedBy }) {
    const counter = h("span", { className: "sx-count", role: "status" });
    const most = field.max_length ?? LONGEST;
    let over = 0; // characters of the last paste that had no room
    const count = () => {
      const cut = over > 0 ? `，放不下了，后面 ${over} 字没有贴进来` : "";
      counter.textContent = field.max_length || cut ? `${input.value.length}/${most} 字${cut}` : "";
      over = 0;
    };
    const onpaste = (/** @type {ClipboardEvent} */ event) => {
      const pasted = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n/g, "\n");
      const replaced = (input.selectionEnd ?? 0) - (input.selectionStart ?? 0);
      over = pasted.length - (most - input.value.length + replaced);
    };
    const oninput = () => {
      count();
      change(input.value);
    };
    const attributes = {
      id, value: shown(value), maxLength: most, placeholder: field.placeholder, "aria-describedby": describedBy,
      onpaste, oninput,
    };
    const input = field.multiline
      ? h("textarea", { ...attributes, rows: field.rows ?? 3 })
      : h("input", attributes);
    const set = (/** @type {unknown} */ v) => {
      input.value = shown(v);
      over = 0;
      count();
    };
    count();
    return { node: h("div", {}, input, counter), set };
  },
  clean: (field, value) => (typeof value === "string" ? value.slice(0, field.max_length ?? LONGEST) : undefined),
};
