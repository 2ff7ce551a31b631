// A day of the calendar.

import { h } from "./dom.js";
import { shown } from "./values.js";

/** @import { Kind } from "./kind" */
/** @import { DateSpec } from "./specs" */

/** @type {Kind<DateSpec>} */
export const date = {
  frame: () => "label",
  draw(_, { id, value, change, describedBy }) {
    const input = h("input", {
      id, type: "date", max: "9999-12-31", value: shown(value), "aria-describedby": describedBy,
      oninput: () => change(input.value),
    });
    return { node: input, set: (v) => (input.value = shown(v)) };
  },
  clean: (_, value) => (typeof value === "string" && /^(\d{4}-\d{2}-\d{2})?$/.test(value) ? value : undefined),
};
