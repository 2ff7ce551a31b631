// One of several options: round buttons, or a list that opens.

import { has, radios, select } from "./options.js";

/** @import { Kind } from "./kind" */
/** @import { ChoiceSpec } from "./specs" */

/** @type {Kind<ChoiceSpec>} */
export const choice = {
  frame: (field) => (field.style === "select" ? "label" : "group"),
  draw(field, { id, value, change, describedBy }) {
    if (field.style !== "select") return radios(field.options, id, value, change);
    return select(field.options, value, change, { id, "aria-describedby": describedBy }, "请选择");
  },
  clean: (field, value) => (has(field.options, value) ? value : undefined),
};
