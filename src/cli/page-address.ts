/** Where a page of a chair is served, and who may open it there. */
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { usageError } from './terminal/output.ts';

export interface PageAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads `[HOST:]PORT`; the default host is loopback. */
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

/** The token that a browser needs beyond loopback; null on loopback, where none is needed. */
export function pageToken({ host }: PageAddress): string | null {
  return host === '127.0.0.1' || host === '::1' ? null : randomBytes(32).toString('base64url');
}

/** `port`: the one that the page really has. */
export function pageUrl({ host }: PageAddress, port: number, token: string | null): string {
  const named = host.includes(':') ? `[${host}]` : host;
  return `http://${named}:${port}/${token === null ? '' : `?token=${token}`}`;
}

/** Says why there is no page. */
export function noPageText({ host, port }: PageAddress, { code, message }: NodeJS.ErrnoException): string {
  return `no page at ${host}:${port}: ${code === 'EADDRINUSE' ? `port ${port} is in use` : message}`;
}
