// Lessons and exercises as pages: a notebook of the course runs when it is opened, shows no code,
// and says in Chinese when its kernel or its server is gone.
(() => {
  const NAME = "shixun-lab";
  const HOME = { teacher: "课程首页.ipynb", trainer: "培训者首页.ipynb" };
  const STYLE = `
.sx-page .jp-Toolbar, .sx-page .jp-InputPrompt, .sx-page .jp-OutputPrompt, .sx-page .jp-cell-toolbar,
.sx-page .jp-Collapser, .sx-page .jp-Notebook-footer, .sx-page .jp-CodeCell .jp-Cell-inputWrapper,
.sx-page .jp-Cell-placeholder, .sx-page .sx-machine,
body[data-shixun="teacher"] .jp-NotebookPanel .jp-CodeCell .jp-Cell-inputWrapper { display: none !important; }
.sx-page .jp-CodeCell, .sx-page .jp-MarkdownCell { padding: 0 !important; border: 0 !important; }
.sx-page .jp-Notebook { background: #fff; padding: 0 0 4rem !important; }
.sx-page .jp-WindowedPanel-viewport, .sx-page .jp-WindowedPanel-inner { max-width: 62rem; margin: 0 auto; padding: 0 1rem; }
.sx-page .jp-Cell { max-width: 62rem; margin: 0 auto; }
.sx-page .jp-Notebook .jp-Cell.jp-mod-active .jp-Cell-inputWrapper, .sx-page .jp-Cell.jp-mod-selected { background: none; box-shadow: none; }
.sx-page .jp-RenderedHTMLCommon, .sx-page .jp-RenderedMarkdown {
  font: 16px/1.8 "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; padding-left: 0; }
.sx-page .jp-RenderedHTMLCommon .jp-InternalAnchorLink { display: none; }
.sx-page .jp-OutputArea-output, .sx-page .jp-OutputArea-child { overflow: visible; }
#shixun-banner { position: fixed; inset: auto 0 0 0; z-index: 9999; background: #fdecec; border-top: 3px solid #a61b1b;
  color: #1f2933; font: 16px/1.6 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; padding: .7rem 1.5rem; }
#shixun-banner button, #shixun-bar a { font: inherit; }
#shixun-banner button { margin-left: 1rem; padding: .25rem 1rem; border: 1px solid #1d4f91; border-radius: 5px; background: #fff; color: #1d4f91; cursor: pointer; }
#shixun-bar { display: flex; align-items: center; gap: 1.2rem; padding: 0 1rem; background: #1d4f91; color: #fff;
  font: 15px/1 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; width: 100%; height: 100%; }
#shixun-bar a { color: #fff; text-decoration: underline; cursor: pointer; }
#shixun-bar a:focus-visible, #shixun-banner button:focus-visible { outline: 3px solid #ffbf47; }
body[data-shixun="teacher"] #jp-top-panel, body[data-shixun="teacher"] #shixun-bar { min-height: 2.6rem; }
`;

  let scope;
  const shared = async (name) => {
    const versions = scope[name];
    const entry = versions[Object.keys(versions).sort().at(-1)];
    return (await entry.get())();
  };

  const style = document.createElement("style");
  style.textContent = STYLE;
  document.head.append(style);

  // ---- words at the foot of the window -------------------------------------------------------
  function say(text, button, act) {
    document.getElementById("shixun-banner")?.remove();
    if (!text) return;
    const banner = document.createElement("div");
    banner.id = "shixun-banner";
    banner.setAttribute("role", "alert");
    banner.textContent = text;
    if (button) {
      const node = document.createElement("button");
      node.textContent = button;
      node.addEventListener("click", act);
      banner.append(node);
    }
    document.body.append(banner);
  }
  const tell = (status) => document.dispatchEvent(new CustomEvent("shixun:kernel", { detail: { status } }));

  // ---- one page ------------------------------------------------------------------------------
  function makePage(panel, NotebookActions) {
    const session = panel.sessionContext;
    let running = false;
    let broken = false;

    const hideMachineCells = () =>
      panel.content.widgets.forEach((cell) => {
        const grader = cell.model.getMetadata("nbgrader");
        if (grader && (grader.grade || grader.task)) cell.addClass("sx-machine");
      });
    const run = async () => {
      if (running) return;
      running = true;
      try {
        await session.ready;
        hideMachineCells();
        await NotebookActions.runAll(panel.content, session);
        panel.content.deselectAll();
        await panel.context.save(); // else closing the window asks about changes she never made
        broken = false;
        say("");
        tell("ok");
      } finally {
        running = false;
      }
    };
    const reopen = async () => {
      say("正在重新打开……");
      try {
        // A dead session has no kernel to restart; changeKernel starts one in either case.
        await session.changeKernel({ name: "python3" });
        await run();
      } catch {
        location.reload();
      }
    };
    const warn = () => {
      broken = true;
      tell("dead");
      say("运行环境断开了,您填的内容已保存或留在本页。", "重新打开", reopen);
    };

    session.statusChanged.connect((_, status) => {
      if (status === "dead") warn();
      if (status === "autorestarting" || status === "restarting") {
        if (running) return;
        warn();
      }
      if (status === "idle" && broken && !running) run();
    });
    session.connectionStatusChanged.connect((_, status) => {
      if (status === "disconnected") warn();
      if (status === "connected" && broken && session.session?.kernel?.status === "idle") run();
    });
    panel.node.setAttribute("data-lm-suppress-shortcuts", "true"); // no key deletes or edits a cell
    panel.node.addEventListener("dblclick", (event) => {
      if (event.target.closest(".jp-MarkdownCell")) event.stopPropagation();
    }, true);
    panel.node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.target.closest("input,textarea,select,button,a,summary")) event.stopPropagation();
    }, true);
    return { panel, run, reopen };
  }

  // ---- the plugin ----------------------------------------------------------------------------
  async function makePlugin() {
    const [{ INotebookTracker, NotebookActions }, { PageConfig }, { Widget }, { IDocumentManager }] = await Promise.all(
      ["@jupyterlab/notebook", "@jupyterlab/coreutils", "@lumino/widgets", "@jupyterlab/docmanager"].map(shared),
    );
    const role = PageConfig.getOption("shixunRole");
    document.body.dataset.shixun = role;

    return {
      id: `${NAME}:plugin`,
      description: "Runs the course's notebooks when they are opened and shows them as pages.",
      autoStart: true,
      requires: [INotebookTracker, IDocumentManager],
      activate: (app, tracker, documents) => {
        const pages = new Map();
        const open = (path) => documents.openOrReveal(path);

        tracker.widgetAdded.connect(async (_, panel) => {
          await panel.context.ready;
          if (!panel.model?.getMetadata("shixun")) return;
          panel.addClass("sx-page");
          const page = makePage(panel, NotebookActions);
          pages.set(panel.id, page);
          panel.disposed.connect(() => pages.delete(panel.id));
          await page.run();
        });
        document.addEventListener("shixun:reopen", (event) => {
          const page = pages.get(tracker.currentWidget?.id);
          if (!page) return;
          event.preventDefault();
          page.reopen();
        });
        document.addEventListener("click", (event) => {
          const link = event.target.closest?.("a[data-shixun-open]");
          if (!link) return;
          event.preventDefault();
          event.stopPropagation();
          open(decodeURIComponent(link.dataset.shixunOpen));
        }, true);
        app.serviceManager.connectionFailure?.connect(() => say("连不上服务器。您填的内容还在本页,请不要关掉窗口;恢复后会自动接上。"));

        if (HOME[role]) {
          const bar = new Widget();
          bar.id = "shixun-bar";
          bar.node.innerHTML = `<strong>师训</strong><a href="#" data-shixun-open="${HOME[role]}">${role === "teacher" ? "回课程首页" : "回培训者首页"}</a>`;
          if (role === "teacher") {
            app.restored.then(() => {
              for (const area of ["top", "menu"]) for (const widget of app.shell.widgets(area)) if (widget.id !== bar.id) widget.hide();
              app.shell.collapseLeft();
              app.shell.collapseRight();
            });
          }
          app.shell.add(bar, "top", { rank: 0 });
        }
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init: async (given) => {
      scope = given;
    },
    get: async (module) => {
      if (module !== "./extension") throw new Error(`no module ${module}`);
      const plugin = await makePlugin();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
