/** The page of `lumbar serve`, at the address of `--page`, in a thread of its own. Its modules are loaded only if there is a page. */
import { join } from 'node:path';
import type { RealBoard } from '../board/open.ts';
import { packageFolder } from '../package-folder.ts';
import type { Controller } from '../run/controller.ts';
import { noPageText, type PageAddress, pageToken, pageUrl } from './page-address.ts';

type Say = (level: 'info' | 'warn', text: string, fields?: Record<string, unknown>) => void;

export interface OpenPage {
  /** Called once a tick, after the tick has decided. */
  tick(dueMs: number): void;
  close(): Promise<void>;
}

/** Opens the page. If that fails, the reason is logged and the chair runs without a page. */
export async function openChairPage(
  address: PageAddress,
  board: RealBoard,
  controller: Controller,
  say: Say,
): Promise<OpenPage> {
  const { closePageFeed, feedTick, openPageFeed } = await import('../../sim/page/chair/feed.ts');
  const { readingsOf } = await import('../../sim/page/chair/readings.ts');
  const { chair } = controller.machine.options;
  const token = pageToken(address);
  const folder = join(packageFolder(), 'dist', 'page');
  try {
    const { feed, port } = await openPageFeed(
      controller,
      readingsOf(board, chair, controller),
      { folder, ...address, token },
      new URL('./page-thread.mjs', import.meta.url),
      say,
    );
    const url = pageUrl(address, port, token);
    say('info', `page: ${url}`, { page: url });
    return { tick: (dueMs) => feedTick(feed, dueMs), close: () => closePageFeed(feed) };
  } catch (error) {
    say('warn', noPageText(address, error as NodeJS.ErrnoException));
    return { tick: () => {}, close: async () => {} };
  }
}
