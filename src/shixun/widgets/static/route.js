// Built by `make js` from the modules named below; change those.

// src/shixun/fields/dom.js
function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === void 0 || value === null) continue;
    if (name.startsWith("on")) node.addEventListener(
      name.slice(2),
      /** @type {EventListener} */
      value
    );
    else if (name in node && name !== "list" && name !== "form") Object.assign(node, { [name]: value });
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((c) => c !== null && c !== void 0 && c !== false));
  return node;
}

// src/shixun/widgets/route.js
function question(name, legend, options, chosen, onPick) {
  const labels = Object.entries(options).map(([value, label]) => {
    const input = h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onPick(value) });
    return h("label", {}, input, h("span", {}, label));
  });
  return h("fieldset", {}, h("legend", {}, legend), ...labels);
}
var place = ({ href, title }) => href ? h("a", { href, target: "_blank", rel: "noopener" }, `${title}（新窗口）`) : h("strong", {}, title);
function step(s) {
  const minutes = h("span", { className: "sx-min" }, `约 ${s.minutes} 分钟`);
  const where = s.where ? h("div", { className: "sx-where" }, s.where) : null;
  return h("li", {}, place(s), minutes, h("div", {}, s.why), where);
}
function show(box, route) {
  const { first } = route;
  box.replaceChildren(
    ...first ? [h("p", { className: "sx-first" }, `${first.why} `, place(first))] : [],
    h("h2", {}, "先记住"),
    h("ul", {}, ...route.remember.map((text) => h("li", {}, text))),
    h("h2", {}, `您的路线：${route.steps.length} 步，一共约 ${route.minutes} 分钟`),
    h("ol", {}, ...route.steps.map(step)),
    h("button", { type: "button", onclick: () => window.print() }, "打印这一页")
  );
}
function render({ model, el: root }) {
  const data = model.get("data");
  const pick = { role: "teacher", mode: "online", stage: "p36" };
  const result = h("section", { className: "sx-result", "aria-live": "polite", "aria-label": "您的路线" });
  const update = () => show(result, data.routes[`${pick.role}/${pick.mode}/${pick.stage}`]);
  const ask = (name, legend, options) => question(`${name}-${model.model_id ?? ""}`, legend, options, pick[name], (value) => {
    pick[name] = value;
    update();
  });
  root.classList.add("sx-route");
  root.lang = "zh-CN";
  root.append(
    h(
      "div",
      { className: "sx-ask" },
      ask("role", "我是", data.roles),
      ask("mode", "现在的情形", data.modes),
      ask("stage", "学段", data.stages)
    ),
    result
  );
  update();
}
var route_default = { render };
export {
  route_default as default
};
