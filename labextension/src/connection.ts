// Instead of JupyterLab's dialog about a lost server: a banner on every page, gone when it answers again.

import { PageConfig } from '@jupyterlab/coreutils';

import { Banner } from './bar';
import type { Page } from './page';

const POLL = 2000; // ms between asking a lost server

/** What JupyterLab calls for each request that got no answer. */
export function connectionLost(pages: Iterable<Page>): () => Promise<void> {
  const base = PageConfig.getBaseUrl();
  let banner: Banner | null = null;
  const isBack = async () => {
    try {
      return (await fetch(`${base}api`, { cache: 'no-store' })).ok;
    } catch {
      return false;
    }
  };
  return async () => {
    if (banner || (await isBack())) return;
    banner = new Banner();
    banner.addClass('shixun-banner-server');
    banner.say('和服务器的连接断开了，您填的内容还在这台电脑上。正在重新连接……');
    document.body.append(banner.node);
    while (!(await isBack())) await new Promise(resolve => setTimeout(resolve, POLL));
    banner.node.remove();
    banner = null;
    for (const page of pages) void page.kernel.reconnect(`${base}api/kernels`);
  };
}
