// What happens to the kernel under a page, said in Chinese, and how the page comes back.

import { h } from "./page.js";

const TEXTS = {
  dead: "运行环境断开了。",
  restarting: "运行环境断开了，正在自动重新打开……",
  disconnected: "和服务器的连接断开了，正在重新连接……",
  failed: "这一页有一处没有打开。请点右边的按钮再试一次；还不行，请告诉培训老师。",
};
const KEPT = "您填的内容还在。"; // said only if every form on the page says so
const PATIENCE = 1500; // ms without a connection that nobody needs to hear of

/** Watch the page's kernel: say what is wrong, rerun when it is back, offer 重新打开. */
export function watch(page) {
  const { panel, banner, lab } = page;
  const context = panel.sessionContext;
  let status = "ok";
  let busy = false; // we are bringing it back ourselves
  let timer = 0;

  const show = (next) => {
    if (next === status) return;
    status = next;
    const button = h("button", { type: "button", onclick: reopen }, "重新打开");
    // The forms on this page hear of it, and say whether what is in them is kept.
    const detail = { status: next === "failed" ? "ok" : next, kept: [] };
    panel.node.dispatchEvent(new CustomEvent("shixun:kernel", { detail, bubbles: true }));
    const kept = next in TEXTS && next !== "failed" && detail.kept.length && detail.kept.every(Boolean);
    banner.say((TEXTS[next] ?? "") + (kept ? KEPT : ""), ["dead", "failed"].includes(next) ? button : null);
  };
  page.show = show;

  const back = async () => {
    busy = true;
    try {
      const fine = await page.run();
      show(fine ? "ok" : "failed");
    } finally {
      busy = false;
    }
  };

  async function reopen() {
    if (busy) return;
    busy = true;
    show("restarting");
    try {
      await context.restartKernel();
    } catch {
      await context.changeKernel({ name: "python3" });
    }
    await back();
  }
  page.reopen = () => reopen().catch(() => show("dead"));

  context.statusChanged.connect((_, kernel) => {
    if (kernel === "autorestarting") {
      // JupyterLab has just made a dialog about it; the banner says it without stopping anybody.
      lab.apputils.Dialog.tracker.forEach((dialog) => dialog.resolve());
    }
    if (busy) return;
    if (["autorestarting", "restarting"].includes(kernel)) show("restarting");
    if (kernel === "dead") show("dead");
    if (kernel === "idle" && status === "restarting") back().catch(() => show("dead"));
  });
  context.connectionStatusChanged.connect((_, connection) => {
    clearTimeout(timer);
    if (connection === "connected" && status === "disconnected") show("ok");
    if (connection !== "connected" && status === "ok" && !busy) {
      timer = setTimeout(() => status === "ok" && show("disconnected"), PATIENCE);
    }
  });
}

/** The server answers again: take up the old kernel, or start a new one where it is gone. */
export async function reconnect(page, kernelsUrl) {
  const kernel = page.panel.sessionContext.session?.kernel;
  if (!kernel) return page.reopen();
  const answer = await fetch(`${kernelsUrl}/${kernel.id}`, { credentials: "same-origin" });
  if (answer.status === 404) return page.reopen();
  if (kernel.connectionStatus !== "connected") await kernel.reconnect();
  page.show("ok");
}
