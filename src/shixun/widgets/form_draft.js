// What is typed and not saved yet, kept in the browser (see form.js).
//
// A draft holds the changed fields only, each with the values that it was changed from (what is stored,
// and what was sent and may be): another window, another release of the form or a broken entry can then
// be told from a plain reload.

import { kindOf } from "../fields/kinds.js";
import { isObject, same } from "../fields/values.js";

/** @import { Form, Options, Values } from "./messages" */
/** @typedef {{ at: number, writer: string, changed: Values, bases: Record<string, unknown> }} Entry */

/** @param {Options["draft"]} kind */
function storeOf(kind) {
  try {
    return kind === "local" ? localStorage : kind === "session" ? sessionStorage : null;
  } catch {
    return null; // storage may be switched off; saving to the kernel still works
  }
}

export class Draft {
  /**
   * @param {Options["draft"]} kind "session" ends with the tab, "none" keeps nothing
   * @param {string} key tells this form's draft from all others in the browser
   * @param {Form} form
   */
  constructor(kind, key, form) {
    this.store = storeOf(kind);
    this.name = `shixun:draft:${key}`;
    this.writer = Math.random().toString(36).slice(2); // this page; another window has its own
    this.form = form;
  }

  /** @returns {Entry | null} */
  read() {
    try {
      const found = JSON.parse(this.store?.getItem(this.name) ?? "null");
      return isObject(found) && isObject(found.changed) && isObject(found.bases) ? /** @type {any} */ (found) : null;
    } catch {
      return null;
    }
  }

  drop() {
    try {
      this.store?.removeItem(this.name);
    } catch {
      // nothing to drop where nothing can be kept
    }
  }

  /**
   * Keep what differs from what is stored.
   * @param {Values} values
   * @param {Values} stored what the kernel has
   * @param {Values[]} sent what it may have by now
   * @returns {boolean} false if there is no room
   */
  keep(values, stored, sent) {
    const ids = Object.keys(values).filter((id) => !same(values[id], stored[id]));
    if (!ids.length) {
      const mine = this.read();
      if (!mine || mine.writer === this.writer) this.drop();
      return true;
    }
    const changed = Object.fromEntries(ids.map((id) => [id, values[id] ?? null]));
    const bases = Object.fromEntries(ids.map((id) => [id, [stored, ...sent].map((from) => from[id] ?? null)]));
    try {
      this.store?.setItem(this.name, JSON.stringify({ at: Date.now(), writer: this.writer, changed, bases }));
      return this.store !== null;
    } catch {
      return false;
    }
  }

  /**
   * What was typed on top of `values`, and what was typed on top of something else.
   * @param {Values} values
   * @param {number} savedAt ms since 1970; an older draft says nothing
   * @returns {{ mine: Values, disputed: Values }}
   */
  restore(values, savedAt) {
    const found = this.read();
    /** @type {Values} */
    const mine = {}, disputed = /** @type {Values} */ ({});
    if (!found || !(found.at > savedAt)) return { mine, disputed };
    for (const field of this.form.fields) {
      if (!(field.id in found.changed)) continue;
      const value = kindOf(field).clean?.(field, found.changed[field.id]);
      if (value === undefined || same(value, values[field.id])) continue;
      const bases = found.bases[field.id];
      const known = Array.isArray(bases) && bases.some((base) => same(base, values[field.id] ?? null));
      (known ? mine : disputed)[field.id] = value;
    }
    return { mine, disputed };
  }
}
