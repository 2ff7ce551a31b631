// What happens to the kernel under a page, said in Chinese, and how the page comes back.

import { Dialog, type ISessionContext } from '@jupyterlab/apputils';

import type { Banner } from './bar';
import { h } from './dom';

type Status = 'ok' | 'dead' | 'restarting' | 'disconnected' | 'failed';

const TEXTS: Record<Status, string> = {
  ok: '',
  dead: '运行环境断开了。',
  restarting: '运行环境断开了，正在自动重新打开……',
  disconnected: '和服务器的连接断开了，正在重新连接……',
  failed: '这一页有一处没有打开。请点右边的按钮再试一次；还不行，请告诉培训老师。'
};
const KEPT = '您填的内容还在。'; // said only if every form on the page says so
const PATIENCE = 1500; // ms without a connection that nobody needs to hear of

/** Watches a page's kernel: says what is wrong, reruns the page when it is back, offers 重新打开. */
export class KernelWatch {
  private status: Status = 'ok';
  private busy = false; // we are bringing it back ourselves
  private timer = 0;

  /** `rerun` runs the page and says whether all of it went well. */
  constructor(
    private readonly node: HTMLElement,
    private readonly context: ISessionContext,
    private readonly banner: Banner,
    private readonly rerun: () => Promise<boolean>
  ) {}

  /** From now on; a kernel that is only starting is no news. */
  watch(): void {
    this.context.statusChanged.connect((_, kernel) => this.onStatus(kernel));
    this.context.connectionStatusChanged.connect((_, connection) => this.onConnection(connection));
  }

  show(next: Status): void {
    if (next === this.status) return;
    this.status = next;
    const failed = next === 'failed';
    // The forms on this page hear of it, and say whether what is in them is kept.
    const detail = { status: failed ? 'ok' : next, kept: [] as boolean[] };
    this.node.dispatchEvent(new CustomEvent('shixun:kernel', { detail, bubbles: true }));
    const kept = TEXTS[next] && !failed && detail.kept.length && detail.kept.every(Boolean);
    const button = h('button', { type: 'button', onclick: () => this.reopen() }, '重新打开');
    this.banner.say(TEXTS[next] + (kept ? KEPT : ''), failed || next === 'dead' ? button : null);
  }

  /** Starts the kernel again and reruns the page. */
  async reopen(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.show('restarting');
    try {
      await this.context.restartKernel().catch(() => this.context.changeKernel({ name: 'python3' }));
      await this.back();
    } catch {
      this.show('dead');
    } finally {
      this.busy = false;
    }
  }

  /** The server answers again: takes up the old kernel, or starts a new one where it is gone. */
  async reconnect(kernelsUrl: string): Promise<void> {
    const kernel = this.context.session?.kernel;
    if (!kernel) return this.reopen();
    try {
      const answer = await fetch(`${kernelsUrl}/${kernel.id}`, { credentials: 'same-origin' });
      if (answer.status === 404) return await this.reopen();
      if (kernel.connectionStatus !== 'connected') await kernel.reconnect();
      this.show('ok');
    } catch {
      this.show('dead');
    }
  }

  private async back(): Promise<void> {
    this.busy = true;
    try {
      this.show((await this.rerun()) ? 'ok' : 'failed');
    } finally {
      this.busy = false;
    }
  }

  private onStatus(kernel: string): void {
    if (kernel === 'autorestarting') {
      // JupyterLab has just made a dialog about it; the banner says it without stopping anybody.
      Dialog.tracker.forEach(dialog => dialog.resolve());
    }
    if (this.busy) return;
    if (kernel === 'autorestarting' || kernel === 'restarting') this.show('restarting');
    if (kernel === 'dead') this.show('dead');
    if (kernel === 'idle' && this.status === 'restarting') this.back().catch(() => this.show('dead'));
  }

  private onConnection(connection: string): void {
    clearTimeout(this.timer);
    if (connection === 'connected' && this.status === 'disconnected') this.show('ok');
    if (connection !== 'connected' && this.status === 'ok' && !this.busy) {
      this.timer = window.setTimeout(() => this.status === 'ok' && this.show('disconnected'), PATIENCE);
    }
  }
}
