// All kinds of fields, by the name that a form's file gives them.

import { cards } from "./cards.js";
import { choice } from "./choice.js";
import { date } from "./date.js";
import { grid } from "./grid.js";
import { multi } from "./multi.js";
import { note } from "./note.js";
import { number } from "./number.js";
import { scale } from "./scale.js";
import { text } from "./text.js";
import { upload } from "./upload.js";

/** @import { Kind, Kinds } from "./kind" */
/** @import { FieldSpec } from "./specs" */

/** @type {Kinds} */
export const KINDS = { choice, multi, scale, cards, grid, text, number, date, upload, note };

/**
 * The kind of a field.
 * @param {FieldSpec} field
 * @returns {Kind<FieldSpec>}
 */
export const kindOf = (field) => /** @type {Kind<any>} */ (KINDS[field.kind]);
