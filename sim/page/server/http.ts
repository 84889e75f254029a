/**
 * The page's files, exports and its WebSocket over HTTP on loopback. Whoever asks must name this host, and a
 * browser must come from this very page: no other site can read or drive the chair, by whatever trick of names.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createGzip } from 'node:zlib';
import { WebSocketServer } from 'ws';
import { programJsonSchemaText } from '../../../src/program/language/json-schema.ts';
import type { FromPage, ToPage } from '../protocol.ts';
import { command, unsubscribe } from './commands.ts';
import { exportOf } from './exports.ts';
import { subscribe } from './publish.ts';
import { answer } from './queries.ts';
import type { SimulationSession, Subscriber } from './simulation-session.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};

/** A program is 256 kB at most; nothing the page sends is longer. */
const messageBytesMax = 512 * 1024;
/** More than this unread: a subscriber that is behind is sent nothing until it has caught up. */
const unreadBytesMax = 256 * 1024;
const subscribersMax = 16;

interface Served {
  readonly port: number;
  close(): Promise<void>;
}

/** Names under which loopback is reached; any other is a page that had its name point here. */
function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}` || host === `[::1]:${port}`;
}

function isOwnOrigin(origin: string, port: number): boolean {
  return origin.startsWith('http://') && isOwnHost(origin.slice('http://'.length), port);
}

/** Why a request is refused, or empty. A WebSocket must have an origin: browsers always say it. */
function refusalOf(request: IncomingMessage, port: number, socket: boolean): string {
  const { host, origin } = request.headers;
  if (!isOwnHost(host, port)) return `The host ${host ?? '(none)'} is not this simulator.`;
  if (origin === undefined) return socket ? 'A WebSocket needs an Origin.' : '';
  return isOwnOrigin(origin, port) ? '' : `Pages of ${origin} may not use this simulator.`;
}

export async function serve(session: SimulationSession, folder: string, port: number): Promise<Served> {
  let actual = port;
  const server = createServer((request, response) => {
    void respond(session, folder, actual, request, response).catch((error: unknown) => {
      if (!response.headersSent) plain(response, 500, (error as Error).message);
      else response.destroy();
    });
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytesMax,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refusalOf(request, actual, true);
    if (refusal !== '' || request.url !== '/live' || sockets.clients.size >= subscribersMax) {
      const status =
        refusal !== '' ? '403 Forbidden' : request.url !== '/live' ? '404 Not Found' : '503 Busy';
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${refusal}\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => accept(session, client));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  actual = typeof address === 'object' && address !== null ? address.port : port;
  return { port: actual, close: () => closeServer(server, sockets) };
}

async function closeServer(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.terminate();
  sockets.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

// ---- requests ----

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
  response.end(`${text}\n`);
}

function safeHeaders(port: number): Record<string, string> {
  return {
    'content-security-policy':
      `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; ` +
      `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

async function respond(
  session: SimulationSession,
  folder: string,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = refusalOf(request, port, false);
  if (refusal !== '') {
    plain(response, 403, refusal);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    plain(response, 405, 'Only GET and HEAD.');
    return;
  }
  // Joined, not resolved: `//name` would be another host.
  const url = new URL(`http://127.0.0.1${request.url ?? '/'}`);
  for (const [name, value] of Object.entries(safeHeaders(port))) response.setHeader(name, value);
  const site = request.headers['sec-fetch-site'];
  // A link in another site's page must not restart the chair: it gets the page without its query.
  if (url.pathname === '/' && url.search !== '' && (site === 'cross-site' || site === 'same-site')) {
    response.writeHead(303, { location: '/' }).end();
    return;
  }
  if (url.pathname === '/program.schema.json') {
    send(request, response, '.json', programJsonSchemaText(session.library.chair));
    return;
  }
  if (url.pathname.startsWith('/export/')) {
    sendExport(session, request, response, url);
    return;
  }
  sendFile(folder, request, response, url.pathname === '/' ? '/index.html' : url.pathname);
}

function sendExport(
  session: SimulationSession,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): void {
  const made = exportOf(session, url.pathname.slice('/export/'.length));
  if (typeof made === 'string') {
    plain(response, 404, made);
    return;
  }
  response.writeHead(200, {
    'content-type': made.type,
    'content-disposition': `attachment; filename="${made.name}"`,
    'cache-control': 'no-store',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const lines = made.lines[Symbol.iterator]();
  const pump = (): void => {
    let room = true;
    while (room) {
      const { done, value } = lines.next();
      if (done) {
        response.end();
        return;
      }
      room = response.write(value);
    }
    response.once('drain', pump);
  };
  pump();
}

function send(request: IncomingMessage, response: ServerResponse, ending: string, text: string): void {
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
  if (request.method === 'HEAD') response.end();
  else if (zipped) createReadStream(file).pipe(createGzip()).pipe(response);
  else createReadStream(file).pipe(response);
}

// ---- the socket ----

interface Client {
  send(data: string | Uint8Array): void;
  readonly bufferedAmount: number;
  on(event: 'message', listener: (data: Buffer, binary: boolean) => void): void;
  on(event: 'close' | 'error', listener: () => void): void;
}

function accept(session: SimulationSession, client: Client): void {
  const subscriber: Subscriber = {
    send: (message: ToPage) => client.send(JSON.stringify(message)),
    sendBytes: (bytes) => client.send(bytes),
    sent: new Map(),
    ready: () => client.bufferedAmount < unreadBytesMax,
    chairSent: null,
    plansSent: 0,
    historySent: '',
    historyAtMs: 0,
    runsSent: '',
    heldKeys: 0,
  };
  subscribe(session, subscriber);
  client.on('message', (data, binary) => {
    if (!binary) receive(session, subscriber, data.toString());
  });
  client.on('close', () => unsubscribe(session, subscriber));
  client.on('error', () => unsubscribe(session, subscriber));
}

function receive(session: SimulationSession, subscriber: Subscriber, text: string): void {
  try {
    const message = JSON.parse(text) as FromPage;
    if ('c' in message) command(session, message, subscriber);
    else void reply(session, subscriber, message);
  } catch (error) {
    subscriber.send({ t: 'notice', level: 'bad', text: (error as Error).message });
  }
}

async function reply(
  session: SimulationSession,
  subscriber: Subscriber,
  query: Parameters<typeof answer>[1],
): Promise<void> {
  const { id } = query;
  try {
    const value = await answer(session, query, (text, share) =>
      subscriber.send({ t: 'progress', id, text, share }),
    );
    if (value instanceof Uint8Array) subscriber.sendBytes(value);
    else subscriber.send({ t: 'answer', id, value });
  } catch (error) {
    subscriber.send({ t: 'answer', id, value: null, error: (error as Error).message });
  }
}
