// A remark between fields.

import { h } from "./dom.js";

/** @import { Kind } from "./kind" */
/** @import { NoteSpec } from "./specs" */

/** @type {Kind<NoteSpec>} */
export const note = {
  frame: () => "bare",
  draw: (field) => ({ node: h("p", { className: "sx-note" }, field.text), set: () => {} }),
};
