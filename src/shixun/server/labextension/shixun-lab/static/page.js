// One notebook as a page: its cells run by themselves, its code is hidden, a bar leads home.

import { watch } from "./kernel.js";

export const HOME = { teacher: "课程首页.ipynb", trainer: "培训者首页.ipynb" };

export function h(tag, attributes, ...children) {
  const node = Object.assign(document.createElement(tag), attributes);
  node.append(...children);
  return node;
}

// Cells that nbgrader scores are for the grader; what they would say, our checks say better.
const isTest = (cell) => Boolean(cell.model.getMetadata("nbgrader")?.grade);
const isCode = (cell) => cell.model.type === "code";

export function titleOf(panel) {
  const own = panel.context.model.getMetadata("title");
  const [first] = panel.context.model.cells;
  const heading = first?.sharedModel.getSource().match(/^#\s+(.*)/m)?.[1];
  return own || heading || panel.context.localPath.split("/").pop().replace(/\.ipynb$/, "");
}

export function makeBar(lumino, { title, openHome, mode }) {
  const bar = new lumino.Widget({ node: document.createElement("nav") });
  bar.addClass("shixun-bar");
  bar.node.setAttribute("aria-label", "页面导航");
  const home = h("button", { type: "button", onclick: openHome }, `« 回${HOME[mode].replace(".ipynb", "")}`);
  const status = h("span", { className: "shixun-bar-status", role: "status" });
  bar.node.append(...(openHome ? [home] : []), h("strong", {}, title), status);
  bar.say = (text) => (status.textContent = text);
  return bar;
}

export function makeBanner(lumino) {
  const banner = new lumino.Widget();
  banner.addClass("shixun-banner");
  banner.node.setAttribute("role", "alert");
  banner.hide();
  banner.say = (text, button) => {
    banner.node.replaceChildren(h("span", {}, text), ...(button ? [button] : []));
    banner.setHidden(!text);
  };
  return banner;
}

/** Mark what belongs to nobody's eyes, and what has nothing to show. */
function hideCells(panel) {
  for (const cell of panel.content.widgets) {
    cell.toggleClass("shixun-test", isCode(cell) && isTest(cell));
    if (cell.model.type === "markdown") cell.rendered = true;
  }
}

export async function run(panel, notebookModule) {
  const cells = panel.content.widgets.filter((cell) => isCode(cell) && !isTest(cell));
  await panel.sessionContext.ready;
  const done = await notebookModule.NotebookActions.runCells(panel.content, cells, panel.sessionContext);
  panel.content.activeCellIndex = 0;
  panel.content.deselectAll();
  return done;
}

/** Keys and double clicks that would edit the notebook stop at the page; its widgets still get them. */
function keepFromEditing(panel) {
  const stop = (event) => event.stopPropagation();
  panel.node.addEventListener("keydown", (event) => {
    stop(event);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") event.preventDefault();
  });
  const isOurs = (event) => event.target.closest?.(".jp-OutputArea-output");
  panel.node.addEventListener("dblclick", (event) => isOurs(event) || stop(event), true);
}

/** Turn a notebook that belongs to the course into a page. */
export async function makePage(panel, lab, { openHome, onPage }) {
  const { lumino, notebook } = lab;
  panel.addClass("shixun-page");
  panel.toolbar.hide();
  keepFromEditing(panel);
  hideCells(panel);
  const isHome = panel.context.localPath === HOME[lab.mode];
  const bar = makeBar(lumino, { title: titleOf(panel), openHome: isHome ? null : openHome, mode: lab.mode });
  const banner = makeBanner(lumino);
  panel.contentHeader.addWidget(bar);
  panel.contentHeader.addWidget(banner);
  const page = { panel, bar, banner, lab, run: () => rerun(page), isHome };
  panel.addClass("shixun-ready");
  await panel.sessionContext.ready;
  watch(page);
  onPage(page);
  const fine = await page.run();
  page.show(fine ? "ok" : "failed");

  async function rerun({ bar }) {
    bar.say("正在打开……");
    try {
      const fine = await run(panel, notebook);
      hideCells(panel);
      return fine;
    } finally {
      bar.say("");
      // Outputs alone are nothing to save: leaving must not ask about changes.
      panel.context.model.dirty = false;
      panel.addClass("shixun-ran");
    }
  }
}
