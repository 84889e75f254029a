/** Serves the simulator's page, on loopback only: files, exports, and the socket between a page and the session. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import { programJsonSchemaText } from '../../../src/program/language/json-schema.ts';
import type { FromPage, ToPage } from '../protocol.ts';
import { loopbackHosts } from './access.ts';
import { command, unsubscribe } from './commands.ts';
import { exportOf } from './exports.ts';
import { plain, type Served, send, servePage } from './http.ts';
import { subscribe } from './publish.ts';
import { answer } from './queries.ts';
import type { SimulationSession, Subscriber } from './simulation-session.ts';

/** Longest message of a page: a program is at most 256 kB, and nothing that the page sends is longer. */
const messageBytesMax = 512 * 1024;
/** A subscriber with more than this unread is sent nothing until it has caught up. */
const unreadBytesMax = 256 * 1024;

export function serveSimulator(session: SimulationSession, folder: string, port: number): Promise<Served> {
  return servePage({
    folder,
    host: '127.0.0.1',
    port,
    access: (actual) => ({
      who: 'this simulator',
      hosts: loopbackHosts(actual),
      port: actual,
      token: null,
    }),
    messageBytesMax,
    respond: (request, response, url) => respond(session, request, response, url),
    accept: (client) => accept(session, client),
  });
}

function respond(
  session: SimulationSession,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): boolean {
  if (url.pathname === '/program.schema.json')
    send(request, response, '.json', programJsonSchemaText(session.library.chair));
  else if (url.pathname.startsWith('/export/')) sendExport(session, request, response, url);
  else return false;
  return true;
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

function accept(session: SimulationSession, client: WebSocket): void {
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
    if (!binary) receive(session, subscriber, String(data));
  });
  client.on('close', () => unsubscribe(session, subscriber));
  client.on('error', () => unsubscribe(session, subscriber));
}

function receive(session: SimulationSession, subscriber: Subscriber, text: string): void {
  try {
    const message = JSON.parse(text) as FromPage;
    if ('c' in message && message.c === 'order')
      throw new Error('A simulated chair has its remote on the page.');
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
