// A field on the page: its label, its help, and the place for messages around what its kind draws.

import { h } from "../fields/dom.js";
import { kindOf } from "../fields/kinds.js";

/** @import { Drawn, Marks, Page } from "../fields/kind" */
/** @import { FieldSpec } from "../fields/specs" */

// Several forms, each with this module of its own, share one document: their ids must not meet.
const PAGE = Math.random().toString(36).slice(2, 8);
let serial = 0;

/**
 * @param {FieldSpec} field
 * @param {Pick<Page, "value" | "change" | "uploads" | "complain">} context
 * @returns {Drawn & { marks: Marks | null }} no marks where no message may stand
 */
export function makeField(field, context) {
  const kind = kindOf(field);
  const id = `sx-${PAGE}${++serial}-${field.id}`;
  const describedBy = field.help ? `${id}-help` : undefined;
  const slot = h("div", { className: "sx-messages" });
  /** @type {Marks} */
  const marks = { rows: new Map(), cards: new Map(), slot };
  const drawn = kind.draw(field, { ...context, id, describedBy, marks });
  const frame = kind.frame(field);
  if (frame === "bare") return { ...drawn, marks: null };
  const help = field.help ? h("p", { className: "sx-help", id: describedBy }, field.help) : null;
  const must = field.required ? h("span", { className: "sx-must" }, "（必填）") : null;
  const className = field.compact ? "sx-field sx-compact" : "sx-field";
  const inside = [help, drawn.node, slot];
  const htmlFor = frame === "label" ? id : undefined;
  const node = frame === "group"
    ? h("fieldset", { className, "aria-describedby": describedBy }, h("legend", {}, field.label, must), ...inside)
    : h("div", { className }, h("label", { className: "sx-label", htmlFor }, field.label, must), ...inside);
  return { node, set: drawn.set, marks };
}
