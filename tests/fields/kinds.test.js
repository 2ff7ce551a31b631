import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

import "./browser.js";

import { KINDS } from "../../src/shixun/fields/kinds.js";

const files = readdirSync(new URL(".", import.meta.url));

test("every kind has a test of its own", () => {
  const missing = Object.keys(KINDS).filter((kind) => !files.includes(`${kind}.test.js`));
  assert.deepEqual(missing, []);
});
