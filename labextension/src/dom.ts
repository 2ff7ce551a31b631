// Elements in one call.

export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  properties: Record<string, unknown>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}
