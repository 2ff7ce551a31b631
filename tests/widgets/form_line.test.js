import assert from "node:assert/strict";
import { test } from "node:test";

import { Line } from "../../src/shixun/widgets/form_line.js";

/** A line whose other end only listens. */
function open() {
  /** @type {any[]} */
  const sent = [];
  const model = { get: () => ({}), send: (/** @type {object} */ m) => sent.push(m), on: () => {}, off: () => {} };
  return { line: new Line(/** @type {any} */ (model)), sent };
}

test("every question has a number of its own and waits for its answer", () => {
  const { line, sent } = open();
  line.send("save", { values: { a: 1 } });
  line.send("action", { action: "check", values: { a: 2 } });
  assert.deepEqual(sent.map((m) => m.kind), ["save", "action"]);
  assert.equal(sent[1].seq, sent[0].seq + 1);
  assert.deepEqual(line.sent(), [{ a: 1 }, { a: 2 }]);
  assert.equal(line.settle(sent[1].seq - 1), false);
  assert.deepEqual(line.sent(), [{ a: 2 }]);
  assert.equal(line.asked(sent[0].seq), undefined);
});

test("an answer to a later question says that an earlier save got lost", () => {
  const { line, sent } = open();
  line.send("save", { values: {} });
  line.send("ping");
  assert.equal(line.settle(sent[1].seq), true);
  assert.equal(line.pending.size, 0);
});

test("nobody is asked twice at a time whether he is there", () => {
  const { line, sent } = open();
  line.ping();
  line.ping();
  assert.equal(sent.length, 1);
});

test("age is that of the oldest question; with none open there is none", () => {
  const { line } = open();
  assert.ok(line.age() < 0);
  line.pending.set(1, { kind: "ping", at: Date.now() - 5000 });
  line.pending.set(2, { kind: "ping", at: Date.now() });
  assert.ok(line.age() >= 5000);
});
