/** The page of `lumbar serve`: where `--page` says, in a thread of its own. The rest of a chair without one loads nothing of it. */
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { RealBoard } from '../board/open.ts';
import { packageFolder } from '../package-folder.ts';
import type { Controller } from '../run/controller.ts';
import { usageError } from './terminal/output.ts';

export interface PageAddress {
  readonly host: string;
  readonly port: number;
}

/** Within this computer: no token is needed. */
export const isLoopback = (host: string): boolean => host === '127.0.0.1' || host === '::1';

/** `[HOST:]PORT`; on loopback unless told otherwise. */
export function readPageAddress(text: string): PageAddress {
  const found = /^(?:(?:\[([^\]]+)\]|([^:]+)):)?(\d{1,5})$/.exec(text);
  const port = Number(found?.[3]);
  const named = found?.[1] ?? found?.[2] ?? '127.0.0.1';
  const host = named === 'localhost' ? '127.0.0.1' : named;
  if (found === null || port > 65_535 || isIP(host) === 0)
    throw usageError(
      `--page ${text}: that is a port, or an address of this computer and a port: 8420, 192.168.1.20:8420, 0.0.0.0:8420.`,
    );
  return { host, port };
}

type Say = (level: 'info' | 'warn', text: string, fields?: Record<string, unknown>) => void;

export interface OpenPage {
  /** Once a tick, after it has decided. */
  tick(dueMs: number): void;
  close(): Promise<void>;
}

/** A chair whose page cannot be opened still massages; it says why. */
export async function openChairPage(
  { host, port }: PageAddress,
  board: RealBoard,
  controller: Controller,
  say: Say,
): Promise<OpenPage> {
  const { closePageFeed, feedTick, openPageFeed } = await import('../../sim/page/chair/feed.ts');
  const { readingsOf } = await import('../../sim/page/chair/readings.ts');
  const { chair } = controller.machine.options;
  const token = isLoopback(host) ? null : randomBytes(32).toString('base64url');
  const folder = join(packageFolder(), 'dist', 'page');
  try {
    const { feed, port: actual } = await openPageFeed(
      controller,
      readingsOf(board, chair, controller),
      { folder, host, port, token },
      new URL('./page-thread.mjs', import.meta.url),
      say,
    );
    const named = host.includes(':') ? `[${host}]` : host;
    const url = `http://${named}:${actual}/${token === null ? '' : `?token=${token}`}`;
    say('info', `page: ${url}`, { page: url });
    return { tick: (dueMs) => feedTick(feed, dueMs), close: () => closePageFeed(feed) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? `port ${port} is in use` : message;
    say('warn', `no page at ${host}:${port}: ${why}`);
    return { tick: () => {}, close: async () => {} };
  }
}
