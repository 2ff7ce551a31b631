// A step between two ends that have names.

import { radios } from "./options.js";

/** @import { Kind } from "./kind" */
/** @import { ScaleSpec } from "./specs" */

/** @type {Kind<ScaleSpec>} */
export const scale = {
  frame: () => "group",
  draw: (field, { id, value, change }) => radios(steps(field), id, value, change, "sx-inline"),
  clean: (field, value) =>
    typeof value === "number" && Number.isInteger(value) && value >= field.min && value <= field.max ? value : undefined,
};

/** @param {ScaleSpec} field */
function steps({ min, max, low, high }) {
  return Array.from({ length: max - min + 1 }, (_, k) => {
    const value = min + k;
    const end = value === min ? low : value === max ? high : "";
    return { value, label: end ? `${value} ${end}` : `${value}` };
  });
}
