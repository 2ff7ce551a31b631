// Three questions, then the route. All routes are here already, so choosing asks nobody.

import { h } from "../fields/dom.js";

/**
 * What shixun.guide.route.Routes.wire sends.
 * @typedef {Record<string, string>} Options value → label
 * @typedef {{ title: string, href?: string, why: string, minutes: number, where?: string }} Step
 * @typedef {{ steps: Step[], remember: string[], minutes: number, first: Step | null }} Route
 * @typedef {{ roles: Options, modes: Options, stages: Options, routes: Record<string, Route> }} Data
 */

/**
 * @param {string} name
 * @param {string} legend
 * @param {Options} options
 * @param {string} chosen
 * @param {(value: string) => void} onPick
 */
function question(name, legend, options, chosen, onPick) {
  const labels = Object.entries(options).map(([value, label]) => {
    const input = h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onPick(value) });
    return h("label", {}, input, h("span", {}, label));
  });
  return h("fieldset", {}, h("legend", {}, legend), ...labels);
}

/**
 * In a window of its own: coming back, the route would begin anew.
 * @param {Step} step
 */
const place = ({ href, title }) =>
  href ? h("a", { href, target: "_blank", rel: "noopener" }, `${title}（新窗口）`) : h("strong", {}, title);

/** @param {Step} s */
function step(s) {
  const minutes = h("span", { className: "sx-min" }, `约 ${s.minutes} 分钟`);
  const where = s.where ? h("div", { className: "sx-where" }, s.where) : null;
  return h("li", {}, place(s), minutes, h("div", {}, s.why), where);
}

/**
 * @param {HTMLElement} box
 * @param {Route} route
 */
function show(box, route) {
  const { first } = route;
  box.replaceChildren(
    ...(first ? [h("p", { className: "sx-first" }, `${first.why} `, place(first))] : []),
    h("h2", {}, "先记住"),
    h("ul", {}, ...route.remember.map((text) => h("li", {}, text))),
    h("h2", {}, `您的路线：${route.steps.length} 步，一共约 ${route.minutes} 分钟`),
    h("ol", {}, ...route.steps.map(step)),
    h("button", { type: "button", onclick: () => window.print() }, "打印这一页"),
  );
}

/**
 * What anywidget calls.
 * @param {{ model: { get(name: "data"): Data, model_id?: string }, el: HTMLElement }} view
 */
function render({ model, el: root }) {
  const data = model.get("data");
  const pick = { role: "teacher", mode: "online", stage: "p36" };
  const result = h("section", { className: "sx-result", "aria-live": "polite", "aria-label": "您的路线" });
  const update = () => show(result, data.routes[`${pick.role}/${pick.mode}/${pick.stage}`]);
  /**
   * @param {keyof typeof pick} name
   * @param {string} legend
   * @param {Options} options
   */
  const ask = (name, legend, options) =>
    question(`${name}-${model.model_id ?? ""}`, legend, options, pick[name], (value) => {
      pick[name] = value;
      update();
    });
  root.classList.add("sx-route");
  root.lang = "zh-CN";
  root.append(
    h("div", { className: "sx-ask" },
      ask("role", "我是", data.roles), ask("mode", "现在的情形", data.modes), ask("stage", "学段", data.stages)),
    result,
  );
  update();
}

export default { render };
