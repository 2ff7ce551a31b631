"""A form on an empty page of a real browser, without a kernel: the test answers in its place."""

# A model as anywidget gives one; `sent` holds what the page said, `answer` is the kernel's word.
FAKE = """
async (spec) => {
  const source = new Blob([spec.source], { type: "text/javascript" });
  const { default: widget } = await import(URL.createObjectURL(source));
  const el = document.createElement("div");
  document.body.append(el);
  const heard = new Set(), sent = [];
  const model = {
    get: (name) => structuredClone(spec[name]),
    send: (content, _, buffers) => sent.push({ ...content, sizes: buffers.map((b) => b.byteLength) }),
    on: (_, f) => heard.add(f), off: (_, f) => heard.delete(f),
  };
  widget.render({ model, el });
  const answer = (message) => heard.forEach((f) => f(message, []));
  (window.forms ??= []).push({ el, sent, answer });
}
"""
