// Three questions, then the route. All routes are here already, so choosing asks nobody.
const el = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};

function question(name, legend, options, chosen, onPick) {
  const box = el("fieldset", {}, el("legend", { textContent: legend }));
  for (const [value, label] of Object.entries(options)) {
    const input = el("input", { type: "radio", name, value, checked: value === chosen });
    input.addEventListener("change", () => onPick(value));
    box.append(el("label", {}, input, el("span", { textContent: label })));
  }
  return box;
}

// In a window of its own: coming back, the route would begin anew.
const place = (s) =>
  s.href
    ? el("a", { href: s.href, textContent: `${s.title}（新窗口）`, target: "_blank", rel: "noopener" })
    : el("strong", { textContent: s.title });

function step(s) {
  const minutes = el("span", { className: "sx-min", textContent: `约 ${s.minutes} 分钟` });
  const item = el("li", {}, place(s), minutes, el("div", { textContent: s.why }));
  if (s.where) item.append(el("div", { className: "sx-where", textContent: s.where }));
  return item;
}

function show(box, route) {
  const remember = el("ul", {}, ...route.remember.map((t) => el("li", { textContent: t })));
  const steps = el("ol", {}, ...route.steps.map(step));
  const print = el("button", { type: "button", textContent: "打印这一页" });
  print.addEventListener("click", () => window.print());
  const parts = [];
  if (route.first) parts.push(el("p", { className: "sx-first" }, `${route.first.why} `, place(route.first)));
  parts.push(el("h2", { textContent: "先记住" }), remember);
  parts.push(el("h2", { textContent: `您的路线：${route.steps.length} 步，一共约 ${route.minutes} 分钟` }), steps, print);
  box.replaceChildren(...parts);
}

function render({ model, el: root }) {
  const data = model.get("data");
  const pick = { role: "teacher", mode: "online", stage: "p36" };
  const result = el("section", { className: "sx-result" });
  result.setAttribute("aria-live", "polite");
  result.setAttribute("aria-label", "您的路线");
  const update = () => show(result, data.routes[`${pick.role}/${pick.mode}/${pick.stage}`]);
  const ask = (name, legend, options) =>
    question(`${name}-${model.model_id ?? ""}`, legend, options, pick[name], (value) => {
      pick[name] = value;
      update();
    });
  root.classList.add("sx-route");
  root.lang = "zh-CN";
  root.append(
    el("div", { className: "sx-ask" },
      ask("role", "我是", data.roles), ask("mode", "现在的情形", data.modes), ask("stage", "学段", data.stages)),
    result,
  );
  update();
}

export default { render };
