// One notebook as a page: its cells run by themselves, its code is hidden, a bar leads home.

import type { Cell, MarkdownCell } from '@jupyterlab/cells';
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';

import { Banner, Bar } from './bar';
import { KernelWatch } from './kernel';
import { HOME } from './mode';

// Cells that nbgrader scores are for the grader; what they would say, our checks say better.
const isTest = (cell: Cell): boolean => Boolean(cell.model.getMetadata('nbgrader')?.grade);
const isCode = (cell: Cell): boolean => cell.model.type === 'code';
const isMarkdown = (cell: Cell): cell is MarkdownCell => cell.model.type === 'markdown';

export class Page {
  readonly kernel: KernelWatch;
  private readonly bar: Bar;

  private constructor(
    private readonly panel: NotebookPanel,
    openHome: () => void
  ) {
    const isHome = panel.context.localPath === HOME;
    const banner = new Banner();
    this.bar = new Bar(titleOf(panel), isHome ? null : openHome);
    panel.contentHeader.addWidget(this.bar);
    panel.contentHeader.addWidget(banner);
    this.kernel = new KernelWatch(panel.node, panel.sessionContext, banner, () => this.run());
  }

  /** Turns a notebook that belongs to the course into a page; its kernel is there by then. */
  static async make(panel: NotebookPanel, openHome: () => void): Promise<Page> {
    panel.addClass('shixun-page');
    panel.toolbar.hide();
    keepFromEditing(panel);
    hideCells(panel);
    const page = new Page(panel, openHome);
    panel.addClass('shixun-ready');
    await panel.sessionContext.ready;
    page.kernel.watch();
    return page;
  }

  /** Runs the page for the first time. */
  async open(): Promise<void> {
    this.kernel.show((await this.run()) ? 'ok' : 'failed');
  }

  /** Runs all cells that are a teacher's; says whether all went well. */
  async run(): Promise<boolean> {
    const { content, sessionContext } = this.panel;
    this.bar.say('正在打开……');
    try {
      const cells = content.widgets.filter(cell => isCode(cell) && !isTest(cell));
      await sessionContext.ready;
      const fine = await NotebookActions.runCells(content, cells, sessionContext);
      content.activeCellIndex = 0;
      content.deselectAll();
      hideCells(this.panel);
      return fine;
    } finally {
      this.bar.say('');
      // Outputs alone are nothing to save: leaving must not ask about changes.
      this.panel.context.model.dirty = false;
      this.panel.addClass('shixun-ran');
    }
  }
}

function titleOf(panel: NotebookPanel): string {
  const { model, localPath } = panel.context;
  const own = model.getMetadata('title');
  const first = model.cells.length ? model.cells.get(0) : null;
  const heading = first?.sharedModel.getSource().match(/^#\s+(.*)/m)?.[1];
  return own || heading || (localPath.split('/').pop() ?? '').replace(/\.ipynb$/, '');
}

/** Marks what belongs to nobody's eyes, and what has nothing to show. */
function hideCells(panel: NotebookPanel): void {
  for (const cell of panel.content.widgets) {
    cell.toggleClass('shixun-test', isCode(cell) && isTest(cell));
    if (isMarkdown(cell)) cell.rendered = true;
  }
}

/** Keys and double clicks that would edit the notebook stop at the page; its widgets still get them. */
function keepFromEditing(panel: NotebookPanel): void {
  panel.node.addEventListener('keydown', event => {
    event.stopPropagation();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') event.preventDefault();
  });
  const isOurs = (event: Event) => event.target instanceof Element && event.target.closest('.jp-OutputArea-output');
  panel.node.addEventListener('dblclick', event => isOurs(event) || event.stopPropagation(), true);
}
