import assert from "node:assert/strict";
import { test } from "node:test";

import "../fields/browser.js";
import { all, one } from "../fields/page.js";

import widget from "../../src/shixun/widgets/route.js";

const STEP = { title: "第一课", href: "/a", why: "先看", minutes: 8 };
const ROUTE = { steps: [STEP, { ...STEP, title: "现场", href: "", where: "在教师端" }], remember: ["别急"], minutes: 16, first: null };
const DATA = {
  roles: { teacher: "老师", trainer: "培训者" }, modes: { online: "线上" }, stages: { p36: "三到六年级", p12: "一二年级" },
  routes: { "teacher/online/p36": ROUTE, "trainer/online/p36": { ...ROUTE, steps: [STEP], first: { ...STEP, why: "先做" } } },
};

test("a route is there from the start and changes with each answer; links open a window of their own", () => {
  const el = document.createElement("div");
  document.body.replaceChildren(el);
  widget.render({ el, model: { model_id: "m", get: () => DATA } });
  assert.equal(all("h2")[1].textContent, "您的路线：2 步，一共约 16 分钟");
  assert.deepEqual(all("ol a").map((a) => [a.textContent, a.getAttribute("target")]), [["第一课（新窗口）", "_blank"]]);
  assert.equal(one(".sx-where").textContent, "在教师端");
  one("input[value=trainer]").click();
  assert.match(one(".sx-first").textContent ?? "", /^先做 第一课/);
  assert.equal(all("ol > li").length, 1);
});
