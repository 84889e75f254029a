/**
 * Who may use a page's server. Whoever asks must name this host, and a browser must come from this very page: no other
 * site can read or drive the chair, by whatever trick of names. Beyond loopback a token is needed besides, for the socket
 * as for everything: a name and an origin can be made up by whoever is no browser.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';

export interface Access {
  /** What it is called when it refuses: `this simulator`. */
  readonly who: string;
  /** Each `name:port`, in lower case. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** Null: none is needed. */
  readonly token: string | null;
}

/** Names under which loopback is reached; any other is a page that had its name point here. */
export function loopbackHosts(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
}

/** The names under which the address is reached. Where it listens at every address, those that the computer has now. */
export function hostsOf(host: string, actual: number): string[] {
  if (host === '127.0.0.1' || host === '::1') return loopbackHosts(actual);
  const named = (name: string) =>
    (name.includes(':') ? `[${name}]:${actual}` : `${name}:${actual}`).toLowerCase();
  if (host !== '0.0.0.0' && host !== '::') return [named(host)];
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => named(address));
  const own = hostname();
  return [...loopbackHosts(actual), ...addresses, named(own), named(`${own}.local`)];
}

/** Why a request is refused, or empty. A WebSocket must have an origin: browsers always say it. */
export function refusalOf(headers: IncomingHttpHeaders, { who, hosts }: Access, socket: boolean): string {
  const { host, origin } = headers;
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return `The host ${host ?? '(none)'} is not ${who}.`;
  if (origin === undefined) return socket ? 'A WebSocket needs an Origin.' : '';
  const own = origin.startsWith('http://') && hosts.includes(origin.slice('http://'.length).toLowerCase());
  return own ? '' : `Pages of ${origin} may not use ${who}.`;
}

/** Cookies do not tell ports apart: two chairs on one computer would take each other's. */
export function cookieName({ port }: Access): string {
  return `lumbar-page-${port}`;
}

/** In equal time, however much of it is right. */
function isToken(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** Whether the request carries the token, where one is needed: in the address, or in the cookie that was set for it. */
export function mayEnter(headers: IncomingHttpHeaders, query: URLSearchParams, access: Access): boolean {
  if (access.token === null) return true;
  const asked = query.get('token');
  if (asked !== null) return isToken(asked, access.token);
  const name = `${cookieName(access)}=`;
  const cookie = (headers.cookie ?? '').split(';').find((one) => one.trim().startsWith(name));
  return cookie !== undefined && isToken(cookie.trim().slice(name.length), access.token);
}
