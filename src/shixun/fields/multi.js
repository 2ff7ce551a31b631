// Any of several options.

import { boxes } from "./options.js";

/** @import { Kind } from "./kind" */
/** @import { MultiSpec } from "./specs" */

/** @type {Kind<MultiSpec>} */
export const multi = {
  frame: () => "group",
  draw(field, { id, value, change }) {
    const drawn = boxes("checkbox", field.options, id, isOn, change);
    drawn.set(value);
    return drawn;
  },
  clean: (field, value) =>
    Array.isArray(value) ? field.options.map((o) => o.value).filter((o) => value.includes(o)) : undefined,
};

/** @param {string} mine @param {unknown} value */
const isOn = (mine, value) => Array.isArray(value) && value.map(String).includes(mine);
