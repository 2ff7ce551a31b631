// A number, perhaps with bounds and a unit.

import { h } from "./dom.js";
import { shown, toNumber } from "./values.js";

/** @import { Kind } from "./kind" */
/** @import { NumberSpec } from "./specs" */

/** @type {Kind<NumberSpec>} */
export const number = {
  frame: () => "label",
  draw(field, { id, value, change, describedBy }) {
    const { min, max, step } = field;
    const input = h("input", {
      id, type: "number", min, max, step, value: shown(value), "aria-describedby": describedBy,
      oninput: () => change(toNumber(input.value)),
    });
    const unit = field.unit ? h("span", { className: "sx-unit" }, field.unit) : null;
    return { node: h("div", {}, input, unit), set: (v) => (input.value = shown(v)) };
  },
  clean: (_, value) => (value === null || Number.isFinite(value) ? value : undefined),
};
