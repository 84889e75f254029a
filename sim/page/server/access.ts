/**
 * Who may use a page's server. A request must name this host, and a browser's request must come from this page, so that no other
 * site can read or control the chair, even by DNS tricks. Beyond loopback everything, the socket included, also needs a token,
 * because a client that is no browser can forge host and origin.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';

export interface Access {
  /** Its name in refusals: `this simulator`. */
  readonly who: string;
  /** Each `name:port`, in lower case. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** Null: no token is needed. */
  readonly token: string | null;
}

/** Names of loopback; any other name belongs to a site whose DNS name points here. */
export function loopbackHosts(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
}

/** The names under which the address is reached. If it listens at every address: all names that the computer has now. */
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

/** Why a request is refused, or empty. A WebSocket must have an origin, which browsers always send. */
export function refusalOf(headers: IncomingHttpHeaders, { who, hosts }: Access, socket: boolean): string {
  const { host, origin } = headers;
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return `The host ${host ?? '(none)'} is not ${who}.`;
  if (origin === undefined) return socket ? 'A WebSocket needs an Origin.' : '';
  const own = origin.startsWith('http://') && hosts.includes(origin.slice('http://'.length).toLowerCase());
  return own ? '' : `Pages of ${origin} may not use ${who}.`;
}

/** The cookie's name contains the port, because cookies are shared by all ports of a host. */
export function cookieName({ port }: Access): string {
  return `lumbar-page-${port}`;
}

/** Compares in constant time. */
function isToken(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** Whether the request carries the token, if one is needed: in the address, or in the cookie set for it. */
export function mayEnter(headers: IncomingHttpHeaders, query: URLSearchParams, access: Access): boolean {
  if (access.token === null) return true;
  const asked = query.get('token');
  if (asked !== null) return isToken(asked, access.token);
  const name = `${cookieName(access)}=`;
  const cookie = (headers.cookie ?? '').split(';').find((one) => one.trim().startsWith(name));
  return cookie !== undefined && isToken(cookie.trim().slice(name.length), access.token);
}
