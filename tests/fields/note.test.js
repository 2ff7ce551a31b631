import assert from "node:assert/strict";
import { test } from "node:test";

import { note } from "../../src/shixun/fields/note.js";
import { one, show } from "./page.js";

/** @import { NoteSpec } from "../../src/shixun/fields/specs" */

/** @type {NoteSpec} */
const FIELD = { id: "n", kind: "note", text: "<b>说明</b>" };

test("a remark is plain text without a label, and has no value", () => {
  const { changes, set } = show(FIELD);
  assert.equal(one("p.sx-note").textContent, "<b>说明</b>");
  set("别的");
  assert.deepEqual([one("p.sx-note").textContent, changes], ["<b>说明</b>", []]);
  assert.deepEqual([note.frame(FIELD), note.clean], ["bare", undefined]);
});
