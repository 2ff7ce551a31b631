// The container that JupyterLab's module federation expects, by hand. See ../README.md.
{
  const NAME = "shixun-lab";
  const here = document.currentScript.src.replace(/[^/]*$/, "");
  let shared = null;

  // CSS first: it hides code before JupyterLab draws its first cell.
  const css = document.createElement("link");
  css.rel = "stylesheet";
  css.href = `${here}style.css`;
  document.head.append(css);
  const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const mode = config.shixunMode || "trainer";
  document.documentElement.lang = "zh-CN";
  document.documentElement.classList.add(`shixun-${mode}`);

  const lab = async (name) => {
    const versions = Object.values(shared[name] ?? {});
    if (!versions.length) throw new Error(`shixun-lab: ${name} is not shared by this JupyterLab`);
    return (await versions[0].get())();
  };

  const extension = async () => {
    const names = ["application", "apputils", "docmanager", "notebook"].map((n) => `@jupyterlab/${n}`);
    const [application, apputils, docmanager, notebook, lumino] = await Promise.all(
      [...names, "@lumino/widgets"].map(lab),
    );
    const { plugins } = await import(`${here}shell.js`);
    const all = plugins({ application, apputils, docmanager, notebook, lumino, mode, config });
    return () => ({ __esModule: true, default: all });
  };

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB[NAME] = {
    init: (scope) => void (shared = scope),
    get: (module) => (module === "./extension" ? extension() : Promise.reject(new Error(module))),
  };
}
