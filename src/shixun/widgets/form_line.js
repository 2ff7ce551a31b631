// The line to the kernel: what was asked and not answered yet, and how long that has been so.

/** @import { Model, Values } from "./messages" */
/** @typedef {{ kind: "save" | "action" | "ping", at: number, values?: Values }} Asked */

export class Line {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    // Two views of one form hear each other's answers; numbers that begin apart tell whose one is.
    this.seq = Math.floor(Math.random() * 2 ** 40);
    this.pending = /** @type {Map<number, Asked>} */ (new Map());
  }

  /**
   * @param {Asked["kind"]} kind
   * @param {{ values?: Values, action?: string, uploads?: { field: string, name: string }[] }} [more]
   * @param {ArrayBuffer[]} [buffers]
   */
  send(kind, more = {}, buffers = []) {
    this.pending.set(++this.seq, { kind, at: Date.now(), values: more.values });
    this.model.send({ kind, seq: this.seq, ...more }, undefined, buffers);
  }

  /** Asks whether anybody is there, unless it is being asked already. */
  ping() {
    if (![...this.pending.values()].some((p) => p.kind === "ping")) this.send("ping");
  }

  /** @param {number} seq */
  asked(seq) {
    return this.pending.get(seq);
  }

  /** Values that were sent and may be stored by now. */
  sent() {
    return [...this.pending.values()].flatMap((p) => (p.values ? [p.values] : []));
  }

  /**
   * Answers come in the order of the questions: what was asked before this one will not be answered.
   * @param {number} seq
   * @returns {boolean} whether a save got lost that way
   */
  settle(seq) {
    const passed = [...this.pending].filter(([s]) => s <= seq);
    passed.forEach(([s]) => this.pending.delete(s));
    return passed.some(([s, p]) => s < seq && p.kind === "save");
  }

  /** How long the oldest question has waited, in ms; a negative number if none does. */
  age() {
    return Date.now() - Math.min(...[...this.pending.values()].map((p) => p.at));
  }
}
