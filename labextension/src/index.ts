// The extension: notebooks of the course open as pages; a lost server is said in Chinese.

import { IConnectionLost, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import type { Widget } from '@lumino/widgets';

import { connectionLost } from './connection';
import { HOME, isOurs, mode } from './mode';
import { Page } from './page';
import { calm, followLinks, opener, revealCommand } from './shell';

const KINDS = { teacher: ['home', 'lesson', 'exercise', 'board'], trainer: ['home', 'board'] };
const openPages = new Map<Widget, Page>(); // notebook panel → page

// The stylesheet hides code by these before the first cell is drawn.
if (isOurs) {
  document.documentElement.lang = 'zh-CN';
  document.documentElement.classList.add(`shixun-${mode}`);
}

const pages: JupyterFrontEndPlugin<void> = {
  id: 'shixun-lab:pages',
  description: 'Shows notebooks of the course as pages that run by themselves.',
  autoStart: true,
  requires: [INotebookTracker, IDocumentManager],
  optional: [ICommandPalette],
  activate(
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    documents: IDocumentManager,
    palette: ICommandPalette | null
  ) {
    if (mode === 'teacher') documents.autosave = false; // answers are files of their own
    const open = opener(documents);
    const openHome = async () => {
      const home = await open(HOME);
      if (home) await openPages.get(home)?.run(); // what she did since shows on it
    };
    tracker.widgetAdded.connect((_, panel) => void dress(panel, () => void openHome()));
    followLinks(open);
    document.addEventListener('shixun:reopen', event => {
      const page = tracker.currentWidget && openPages.get(tracker.currentWidget);
      if (!page) return;
      event.preventDefault();
      void page.kernel.reopen();
    });
    if (mode === 'teacher') void calm(app);
    else revealCommand(app, tracker, palette);
  }
};

async function dress(panel: NotebookPanel, openHome: () => void): Promise<void> {
  panel.addClass('shixun-wait');
  await panel.context.ready;
  const kind = panel.context.model.getMetadata('shixun')?.kind;
  panel.removeClass('shixun-wait');
  if (mode !== 'teacher' && !KINDS[mode].includes(kind)) return;
  panel.disposed.connect(() => openPages.delete(panel));
  const page = await Page.make(panel, openHome);
  openPages.set(panel, page);
  await page.open();
}

const connection: JupyterFrontEndPlugin<IConnectionLost> = {
  id: 'shixun-lab:connection',
  description: 'Says that the server is lost, and takes the pages up when it is back.',
  autoStart: true,
  provides: IConnectionLost,
  activate: () => connectionLost({ [Symbol.iterator]: () => openPages.values() })
};

export default isOurs ? [pages, connection] : [];
