// A number, perhaps with bounds and a unit.

import { h } from "./dom.js";
import { shown, toNumber } from "./values.js";

/** @import { Drawn, Kind, Page } from "./kind" */
/** @import { NumberSpec } from "./specs" */

/**
 * A slider and the same number in a box: whichever is moved, the other follows.
 * @param {NumberSpec} field
 * @param {Pick<Page, "id" | "value" | "change" | "describedBy">} page
 * @returns {Drawn}
 */
function slider(field, { id, value, change, describedBy }) {
  const { min, max, step, label } = field;
  const common = { min, max, step, "aria-describedby": describedBy };
  const bar = h("input", {
    id, type: "range", ...common,
    oninput: () => ((box.value = bar.value), change(toNumber(bar.value))),
  });
  const box = h("input", {
    type: "number", ...common, "aria-label": `${label ?? ""}，直接填数`,
    oninput: () => (follow(toNumber(box.value)), change(toNumber(box.value))),
  });
  // A slider always stands somewhere: without a number, at its lower end.
  const follow = (/** @type {number | null} */ number) => (bar.value = String(number ?? min));
  const set = (/** @type {unknown} */ v) => {
    box.value = shown(v);
    follow(toNumber(box.value));
  };
  set(value);
  return { node: h("div", { className: "sx-slider" }, bar, box, field.unit ? h("span", { className: "sx-unit" }, field.unit) : null), set };
}


/** @type {Kind<NumberSpec>} */
export const number = {
  frame: () => "label",
  draw(field, { id, value, change, describedBy }) {
    const { min, max, step } = field;
    if (field.style === "slider") return slider(field, { id, value, change, describedBy });
    const input = h("input", {
      id, type: "number", min, max, step, value: shown(value), "aria-describedby": describedBy,
      oninput: () => change(toNumber(input.value)),
    });
    const unit = field.unit ? h("span", { className: "sx-unit" }, field.unit) : null;
    return { node: h("div", {}, input, unit), set: (v) => (input.value = shown(v)) };
  },
  clean: (_, value) => (value === null || Number.isFinite(value) ? value : undefined),
};
