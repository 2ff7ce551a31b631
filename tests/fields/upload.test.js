import assert from "node:assert/strict";
import { test } from "node:test";

import { upload } from "../../src/shixun/fields/upload.js";
import { one, show } from "./page.js";

/** @import { UploadSpec } from "../../src/shixun/fields/specs" */

/** @type {UploadSpec} */
const FIELD = { id: "u", kind: "upload", accept: ".csv,.xlsx" };

/**
 * Choose a file; resolves when the field has read it.
 * @param {{ name: string, size: number } | null} file
 */
async function choose(file) {
  const data = new ArrayBuffer(file?.size ?? 0);
  const files = file ? [{ ...file, arrayBuffer: async () => data }] : [];
  Object.defineProperty(one("input"), "files", { value: files, configurable: true });
  one("input").dispatchEvent(new Event("change"));
  await new Promise((resolve) => setImmediate(resolve));
  return data;
}

test("a chosen file waits for a button, under its field; another or none takes its place", async () => {
  const { uploads } = show(FIELD);
  assert.equal(one("input#f[type=file]").accept, ".csv,.xlsx");
  const data = await choose({ name: "课表.csv", size: 3 });
  assert.deepEqual([...uploads], [["u", { name: "课表.csv", data }]]);
  await choose(null);
  assert.equal(uploads.size, 0);
});

test("a file that is too large is refused with its size, and the one before goes, too", async () => {
  const { uploads, complaints } = show(FIELD);
  await choose({ name: "小.csv", size: 3 });
  await choose({ name: "大.xlsx", size: 6 * 1024 * 1024 });
  assert.equal(uploads.size, 0);
  assert.match(complaints[0], /大\.xlsx 有 6\.0 MB/);
});

test("a file that was read into the form is not sent again", async () => {
  const { uploads, set } = show(FIELD);
  await choose({ name: "课表.csv", size: 3 });
  set(undefined);
  assert.equal(uploads.size, 0);
});

test("an old draft brings back no file", () => assert.equal(upload.clean, undefined));
