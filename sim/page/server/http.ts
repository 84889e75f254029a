/**
 * Serves a page's files and its WebSocket over HTTP, for any kind of chair. `access.ts` decides who may connect. Everything that
 * a client can make grow or last is bounded: connections, headers, requests, messages, unread data.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { type Duplex, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Access, cookieName, mayEnter, refusalOf } from './access.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};

const socketsMax = 16;
/** Most connections; a page opens a handful. */
const connectionsMax = 64;
/** Most connections that have not made a request yet; with one more the oldest is dropped, so that silent ones lock nobody out. */
const silentMost = 32;
/** Longest time for a request and its headers. */
const requestWithinMs = 10_000;
/** A client that has not read or sent anything for this long is dropped. */
const stalledMs = 30_000;
/** Ping interval. A socket that has not answered by the next ping is dropped, even if its connection seems open. */
const aliveEachMs = 15_000;

export interface PageServer {
  /** The built page, and the file served at `/`; default index.html. */
  readonly folder: string;
  readonly index?: string;
  /** Address to listen at. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Access rules for the actual port. */
  readonly access: (port: number) => Access;
  /** The longest message that a page may send. */
  readonly messageBytesMax: number;
  /** Answers requests that are not for files; false if it has no answer. */
  readonly respond?: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
  readonly accept: (client: WebSocket) => void;
  /** Ping interval of the sockets; default 15 s. */
  readonly aliveEachMs?: number;
  /** How long a client that reads nothing is kept; default 30 s. */
  readonly stalledMs?: number;
}

export interface Served {
  readonly port: number;
  readonly access: Access;
  close(): Promise<void>;
}

export async function servePage(page: PageServer): Promise<Served> {
  let access = page.access(page.port);
  const server = createServer({
    requestTimeout: requestWithinMs,
    headersTimeout: requestWithinMs,
    connectionsCheckingInterval: requestWithinMs / 4,
  });
  server.maxConnections = connectionsMax;
  server.setTimeout(page.stalledMs ?? stalledMs);
  boundSilent(server);
  server.on('request', (request, response) => {
    try {
      respond(page, access, request, response);
    } catch (error) {
      if (!response.headersSent) plain(response, 500, (error as Error).message);
      else response.destroy();
    }
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: page.messageBytesMax,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that disconnects during the upgrade is no error.
    socket.on('error', () => socket.destroy());
    const refused = upgradeRefusal(request, access, sockets.clients.size);
    if (refused !== null) {
      const [status, why] = refused;
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${why}\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => page.accept(client));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(page.port, page.host, resolve);
  });
  // A connection that cannot be accepted, for example for lack of descriptors, does not end the existing ones.
  server.on('error', () => {});
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : page.port;
  access = page.access(port);
  const watch = dropSilent(sockets, page.aliveEachMs ?? aliveEachMs);
  return {
    port,
    access,
    close: () => {
      clearInterval(watch);
      return closeServer(server, sockets);
    },
  };
}

/** Drops the oldest connections of those that say nothing. */
function boundSilent(server: Server): void {
  const silent = new Set<Duplex>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    const [oldest] = silent;
    if (silent.size > silentMost) oldest?.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage) => silent.delete(socket));
  server.on('upgrade', (_: IncomingMessage, socket: Duplex) => silent.delete(socket));
}

function upgradeRefusal(
  request: IncomingMessage,
  access: Access,
  open: number,
): readonly [status: string, why: string] | null {
  const url = urlOf(request);
  const refusal = refusalOf(request.headers, access, true);
  if (refusal !== '') return ['403 Forbidden', refusal];
  if (!mayEnter(request.headers, url.searchParams, access)) return ['401 Unauthorized', tokenWanted];
  if (url.pathname !== '/live') return ['404 Not Found', 'There is no such socket.'];
  return open >= socketsMax ? ['503 Busy', 'Too many pages are open.'] : null;
}

const tokenWanted = 'A token is needed: open the address that the chair has printed.';

/** Drops half-open sockets: the other end has lost power or network without closing the connection. */
function dropSilent(sockets: WebSocketServer, eachMs: number): NodeJS.Timeout {
  const asked = new WeakSet<WebSocket>();
  const watch = setInterval(() => {
    for (const client of sockets.clients) {
      if (asked.has(client)) {
        client.terminate();
        continue;
      }
      asked.add(client);
      client.once('pong', () => asked.delete(client));
      client.ping();
    }
  }, eachMs);
  watch.unref();
  return watch;
}

async function closeServer(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.terminate();
  sockets.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** The URL is concatenated, not resolved, because `//name` would resolve to another host. */
function urlOf({ url }: IncomingMessage): URL {
  return new URL(`http://127.0.0.1${url?.startsWith('/') === true ? url : '/'}`);
}

export function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
  response.end(`${text}\n`);
}

function safeHeaders({ hosts }: Access): Record<string, string> {
  // A content security policy cannot name IPv6 addresses in brackets; for those 'self' must suffice.
  const sockets = hosts.filter((host) => !host.startsWith('[')).map((host) => `ws://${host}`);
  return {
    'content-security-policy':
      `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; ` +
      `connect-src 'self' ${sockets.join(' ')}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

function respond(page: PageServer, access: Access, request: IncomingMessage, response: ServerResponse): void {
  const refusal = refusalOf(request.headers, access, false);
  if (refusal !== '') {
    plain(response, 403, refusal);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    plain(response, 405, 'Only GET and HEAD.');
    return;
  }
  const url = urlOf(request);
  if (!mayEnter(request.headers, url.searchParams, access)) {
    plain(response, 401, tokenWanted);
    return;
  }
  for (const [name, value] of Object.entries(safeHeaders(access))) response.setHeader(name, value);
  const token = url.searchParams.get('token');
  if (access.token !== null && token !== null) {
    // Redirects to keep the token out of the address bar, the history and copied addresses.
    const cookie = `${cookieName(access)}=${access.token}; Path=/; HttpOnly; SameSite=Strict`;
    response.writeHead(303, { location: '/', 'set-cookie': cookie }).end();
    return;
  }
  const site = request.headers['sec-fetch-site'];
  // A link on another site must not restart the chair, so it gets the page without the query.
  if (url.pathname === '/' && url.search !== '' && (site === 'cross-site' || site === 'same-site')) {
    response.writeHead(303, { location: '/' }).end();
    return;
  }
  if (page.respond?.(request, response, url) === true) return;
  sendFile(
    page.folder,
    request,
    response,
    url.pathname === '/' ? (page.index ?? '/index.html') : url.pathname,
  );
}

export function send(request: IncomingMessage, response: ServerResponse, ending: string, text: string): void {
  response.writeHead(200, { 'content-type': types[ending] ?? 'text/plain', 'cache-control': 'no-cache' });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** Serves only plain names of built files, so that nothing outside the folder can be named. */
function sendFile(folder: string, request: IncomingMessage, response: ServerResponse, path: string): void {
  const type = types[extname(path)];
  const file = join(folder, path);
  if (!/^\/[\w.-]+$/.test(path) || type === undefined || !existsSync(file) || !statSync(file).isFile()) {
    plain(response, 404, 'There is no such file.');
    return;
  }
  const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-cache',
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // If the file or the client disappears meanwhile, only this transfer ends: nothing stays open, nothing is thrown.
  const over = () => undefined;
  if (zipped) pipeline(createReadStream(file), createGzip(), response, over);
  else pipeline(createReadStream(file), response, over);
}
