// Cards, each of which is put under one of several options.

import { h } from "./dom.js";
import { has, radios, select } from "./options.js";
import { isObject } from "./values.js";

/** @import { Kind } from "./kind" */
/** @import { CardsSpec } from "./specs" */

/** @type {Kind<CardsSpec>} */
export const cards = {
  frame: () => "group",
  draw(field, { id, value, change, marks }) {
    const now = isObject(value) ? { ...value } : {};
    const made = field.cards.map((card) => {
      const put = (/** @type {string} */ option) => {
        now[card.id] = option;
        change({ ...now });
      };
      const name = `${id}-${card.id}`;
      const lines = field.style === "lines";
      const choice = lines ? select(field.options, now[card.id], put, { id: name }, "请选择")
        : radios(field.options, name, now[card.id], put, "sx-inline");
      const slot = h("div", { className: "sx-messages" });
      marks.cards.set(card.id, slot);
      const note = card.note ? h("p", { className: "sx-help" }, card.note) : null;
      if (lines) {
        const label = h("label", { htmlFor: name }, card.text);
        return { id: card.id, choice, node: h("div", { className: "sx-card sx-line" }, label, note, choice.node, slot) };
      }
      const legend = h("legend", {}, card.text);
      return { id: card.id, choice, node: h("fieldset", { className: "sx-card" }, legend, note, choice.node, slot) };
    });
    return {
      node: h("div", { className: "sx-cards" }, ...made.map((m) => m.node)),
      set: (v) => made.forEach((m) => m.choice.set((now[m.id] = (isObject(v) && v[m.id]) || ""))),
    };
  },
  clean(field, value) {
    if (!isObject(value)) return undefined;
    const known = field.cards.filter((c) => c.id in value && has(field.options, value[c.id]));
    return Object.fromEntries(known.map((c) => [c.id, value[c.id]]));
  },
};
