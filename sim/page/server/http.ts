/**
 * A page's files and its WebSocket over HTTP, whatever chair is behind it. `access.ts` says who may come in. Everything
 * that somebody outside can make grow or last has a bound: connections, headers, requests, messages, what lies unread.
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
/** A page opens a handful. */
const connectionsMax = 64;
/** From a connection's first byte to the end of its request. */
const requestWithinMs = 10_000;
/** A socket that has not answered for one such time is gone, whatever its line says. */
const aliveEachMs = 15_000;

export interface PageServer {
  /** The built page, and which of its files stands at `/`; index.html unless told otherwise. */
  readonly folder: string;
  readonly index?: string;
  /** Address to listen at. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** For the port it has got. */
  readonly access: (port: number) => Access;
  /** The longest message that a page may send. */
  readonly messageBytesMax: number;
  /** Answers what is no file; false where it has no answer either. */
  readonly respond?: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
  readonly accept: (client: WebSocket) => void;
  /** How often a socket has to show that it is alive; 15 s unless told otherwise. */
  readonly aliveEachMs?: number;
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
    // Whoever goes away in the middle of it is no error of ours.
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
  // A connection that could not be taken in, for want of descriptors say: those that are there go on.
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

/** Half-open ones: the other end has lost its power or its network, and nothing on the line says so. */
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

/** Joined, not resolved: `//name` would be another host. */
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
  // A policy has no words for addresses in brackets; there 'self' has to do.
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
    // Out of the address bar, the history and whatever is copied from there.
    const cookie = `${cookieName(access)}=${access.token}; Path=/; HttpOnly; SameSite=Strict`;
    response.writeHead(303, { location: '/', 'set-cookie': cookie }).end();
    return;
  }
  const site = request.headers['sec-fetch-site'];
  // A link in another site's page must not restart the chair: it gets the page without its query.
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

/** Only plain names of built files: nothing outside the folder can be named. */
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
  // A file that goes away meanwhile, or who has asked for it, ends this alone: nothing stays open, nothing is thrown.
  const over = () => undefined;
  if (zipped) pipeline(createReadStream(file), createGzip(), response, over);
  else pipeline(createReadStream(file), response, over);
}
