// What stands above a page: the bar that leads home, and the banner that says what is wrong.

import { Widget } from '@lumino/widgets';

import { h } from './dom';
import { HOME } from './mode';

export class Bar extends Widget {
  private readonly status = h('span', { className: 'shixun-bar-status', role: 'status' });

  /** `openHome` is null on the home page itself. */
  constructor(title: string, openHome: (() => void) | null) {
    super({ node: document.createElement('nav') });
    this.addClass('shixun-bar');
    this.node.setAttribute('aria-label', '页面导航');
    const home = h('button', { type: 'button', onclick: openHome }, `« 回${HOME.replace('.ipynb', '')}`);
    this.node.append(...(openHome ? [home] : []), h('strong', {}, title), this.status);
  }

  say(text: string): void {
    this.status.textContent = text;
  }
}

export class Banner extends Widget {
  constructor() {
    super();
    this.addClass('shixun-banner');
    this.node.setAttribute('role', 'alert');
    this.hide();
  }

  /** Shows a text, perhaps with a button; nothing at all for an empty text. */
  say(text: string, button: HTMLButtonElement | null = null): void {
    this.node.replaceChildren(h('span', {}, text), ...(button ? [button] : []));
    this.setHidden(!text);
  }
}
