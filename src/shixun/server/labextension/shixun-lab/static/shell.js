// JupyterLab around the pages: what it shows, where links lead, and what a lost server looks like.

import { HOME, makeBanner, makeBar, makePage } from "./page.js";
import { reconnect } from "./kernel.js";

const POLL = 2000; // ms between asking a lost server
const KINDS = { teacher: ["home", "lesson", "exercise", "board"], trainer: ["home", "board"] };
const AROUND = ["jp-top-panel", "jp-menu-panel", "jp-bottom-panel", "jp-left-stack", "jp-right-stack"];

export function plugins(lab) {
  const pages = new Map(); // notebook panel → page
  return [pagesPlugin(lab, pages), connectionPlugin(lab, pages)];
}

function pagesPlugin(lab, pages) {
  return {
    id: "shixun-lab:pages",
    autoStart: true,
    requires: [lab.notebook.INotebookTracker, lab.docmanager.IDocumentManager],
    optional: [lab.apputils.ICommandPalette],
    activate(app, tracker, documents, palette) {
      if (lab.mode === "teacher") documents.autosave = false; // answers are files of their own
      const openPath = opener(lab, documents);
      const openHome = async () => {
        const home = await openPath(HOME[lab.mode]);
        pages.get(home)?.run(); // what she did since shows on it
      };
      tracker.widgetAdded.connect(async (_, panel) => {
        panel.addClass("shixun-wait");
        await panel.context.ready;
        const kind = panel.context.model.getMetadata("shixun")?.kind;
        const ours = lab.mode === "teacher" || KINDS[lab.mode].includes(kind);
        panel.removeClass("shixun-wait");
        if (!ours) return;
        panel.disposed.connect(() => pages.delete(panel));
        await makePage(panel, lab, { openHome, onPage: (page) => pages.set(panel, page) });
      });
      document.addEventListener("click", (event) => onClick(event, openPath), true);
      document.addEventListener("shixun:reopen", (event) => {
        const page = pages.get(tracker.currentWidget);
        if (!page) return;
        event.preventDefault();
        page.reopen();
      });
      // JupyterLab gives each page its address; the browser's own 后退 then leads to the page too.
      addEventListener("popstate", () => {
        const path = decodeURIComponent(location.pathname.split("/doc/tree/")[1] ?? "");
        if (path) openPath(path);
      });
      if (lab.mode === "teacher") calm(app);
      else revealCommand(app, tracker, palette);
    },
  };
}

/** Open a path as a page, or bring its page to the front. */
function opener(lab, documents) {
  return async (path) => {
    try {
      await documents.services.contents.get(path, { content: false });
    } catch {
      lab.apputils.Notification.warning(`现在还打不开 ${path}。请稍后再试，或告诉培训老师。`, { autoClose: 6000 });
      return null;
    }
    const widget = documents.openOrReveal(path);
    if (widget && /\.html?$/.test(path)) dressHtml(widget, lab, () => documents.openOrReveal(HOME[lab.mode]));
    return widget;
  };
}

function dressHtml(widget, lab, openHome) {
  if (widget.hasClass("shixun-html")) return;
  widget.addClass("shixun-html");
  widget.toolbar.hide();
  widget.contentHeader.addWidget(makeBar(lab.lumino, { title: "批改意见", openHome, mode: lab.mode }));
}

function onClick(event, openPath) {
  const link = event.composedPath().find((node) => node.dataset?.shixunOpen);
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  openPath(link.dataset.shixunOpen);
}

/** A teacher's window is the page alone: no menu, no side bars, no context menu of commands. */
function calm(app) {
  document.addEventListener("contextmenu", (event) => event.stopPropagation(), true);
  app.restored.then(() => {
    app.shell.mode = "single-document";
    app.shell.collapseLeft();
    app.shell.collapseRight();
    const hide = (widget) => {
      if (AROUND.includes(widget.id) || widget.hasClass("jp-SideBar")) widget.hide();
      else for (const child of widget.layout ?? []) if (!child.hasClass("jp-MainAreaWidget")) hide(child);
    };
    hide(app.shell);
    document.documentElement.classList.add("shixun-calm");
  });
}

function revealCommand(app, tracker, palette) {
  app.commands.addCommand("shixun:reveal-code", {
    label: "显示或隐藏这一页的代码",
    isEnabled: () => Boolean(tracker.currentWidget?.hasClass("shixun-page")),
    execute: () => tracker.currentWidget.toggleClass("shixun-code"),
  });
  palette?.addItem({ command: "shixun:reveal-code", category: "师训" });
}

/** Instead of JupyterLab's dialog: a banner on every page, gone when the server answers again. */
function connectionPlugin(lab, pages) {
  let banner = null;
  const base = lab.config.baseUrl;
  const isBack = async () => {
    try {
      return (await fetch(`${base}api`, { cache: "no-store" })).ok;
    } catch {
      return false;
    }
  };
  const lost = async () => {
    if (banner || (await isBack())) return;
    banner = makeBanner(lab.lumino);
    banner.addClass("shixun-banner-server");
    banner.say("和服务器的连接断开了，您填的内容还在这台电脑上。正在重新连接……");
    document.body.append(banner.node);
    while (!(await isBack())) await new Promise((resolve) => setTimeout(resolve, POLL));
    banner.node.remove();
    banner = null;
    for (const page of pages.values()) reconnect(page, `${base}api/kernels`).catch(() => page.show("dead"));
  };
  return {
    id: "shixun-lab:connection",
    autoStart: true,
    provides: lab.application.IConnectionLost,
    activate: () => lost,
  };
}
