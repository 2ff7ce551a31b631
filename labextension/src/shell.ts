// JupyterLab around the pages: what it shows, and where links lead.

import type { JupyterFrontEnd, LabShell } from '@jupyterlab/application';
import { type ICommandPalette, MainAreaWidget, Notification } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Widget } from '@lumino/widgets';

import { Bar } from './bar';
import { HOME } from './mode';

const AROUND = ['jp-top-panel', 'jp-menu-panel', 'jp-bottom-panel', 'jp-left-stack', 'jp-right-stack'];

export type Open = (path: string) => Promise<IDocumentWidget | null>;

/** Opens a path as a page, or brings its page to the front. */
export function opener(documents: IDocumentManager): Open {
  return async path => {
    try {
      await documents.services.contents.get(path, { content: false });
    } catch {
      Notification.warning(`现在还打不开 ${path}。请稍后再试，或告诉培训老师。`, { autoClose: 6000 });
      return null;
    }
    const widget = documents.openOrReveal(path) ?? null;
    if (widget && /\.html?$/.test(path)) dressHtml(widget, () => documents.openOrReveal(HOME));
    return widget;
  };
}

function dressHtml(widget: IDocumentWidget, openHome: () => void): void {
  if (widget.hasClass('shixun-html') || !(widget instanceof MainAreaWidget)) return;
  widget.addClass('shixun-html');
  widget.toolbar.hide();
  widget.contentHeader.addWidget(new Bar('批改意见', openHome));
}

/** Links of ours open pages; the browser's own 后退 leads to the page, too. */
export function followLinks(open: Open): void {
  const onClick = (event: MouseEvent) => {
    const link = event.composedPath().find(node => node instanceof HTMLElement && node.dataset.shixunOpen);
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
    void open(link.dataset.shixunOpen ?? '');
  };
  document.addEventListener('click', onClick, true);
  // JupyterLab gives each page its address.
  addEventListener('popstate', () => {
    const path = decodeURIComponent(location.pathname.split('/doc/tree/')[1] ?? '');
    if (path) void open(path);
  });
}

/** A teacher's window is the page alone: no menu, no side bars, no context menu of commands. */
export async function calm(app: JupyterFrontEnd): Promise<void> {
  document.addEventListener('contextmenu', event => event.stopPropagation(), true);
  await app.restored;
  const shell = app.shell as LabShell;
  shell.mode = 'single-document';
  shell.collapseLeft();
  shell.collapseRight();
  hideAround(shell);
  document.documentElement.classList.add('shixun-calm');
}

function hideAround(widget: Widget): void {
  if (AROUND.includes(widget.id) || widget.hasClass('jp-SideBar')) return widget.hide();
  for (const child of widget.layout ?? []) if (!child.hasClass('jp-MainAreaWidget')) hideAround(child);
}

/** A trainer may look at the code of a page. */
export function revealCommand(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  palette: ICommandPalette | null
): void {
  app.commands.addCommand('shixun:reveal-code', {
    label: '显示或隐藏这一页的代码',
    isEnabled: () => Boolean(tracker.currentWidget?.hasClass('shixun-page')),
    execute: () => tracker.currentWidget?.toggleClass('shixun-code')
  });
  palette?.addItem({ command: 'shixun:reveal-code', category: '师训' });
}
