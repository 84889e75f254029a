/** A real chair's page from outside: who comes in, and what somebody who wants to do harm can do. */
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { acceptViewer, createViewers, publishAll, type Viewers } from '../../../sim/page/chair/viewers.ts';
import { loopbackHosts } from '../../../sim/page/server/access.ts';
import { type PageServer, type Served, servePage } from '../../../sim/page/server/http.ts';
import { addTick, channelCount, codeCount } from '../../../sim/page/server/recording.ts';
import { chair } from '../../chair.ts';
import { pageFolder } from './chromium.ts';

const token = 'the-token-of-this-start';
const open: { served: Served; sockets: WebSocket[] }[] = [];
const messageBytesMax = 4096;

interface Outside {
  readonly port: number;
  readonly viewers: Viewers;
  /** What has been passed on to the chair. */
  readonly orders: string[];
  socket(headers?: Record<string, string>, path?: string): WebSocket;
}

async function outside(options: Partial<PageServer> & { token?: string } = {}): Promise<Outside> {
  const orders: string[] = [];
  const viewers = createViewers(chair, [], (order) => orders.push(order));
  addTick(viewers.recording, new Float64Array(channelCount), new Float64Array(codeCount));
  const served = await servePage({
    folder: await pageFolder(),
    host: '127.0.0.1',
    port: 0,
    messageBytesMax,
    accept: (client) => acceptViewer(viewers, client),
    ...options,
    access: (port) => ({
      who: 'this chair',
      hosts: loopbackHosts(port),
      port,
      token: options.token ?? null,
    }),
  });
  const sockets: WebSocket[] = [];
  open.push({ served, sockets });
  const socket = (headers: Record<string, string> = {}, path = '/live'): WebSocket => {
    const { origin = `http://127.0.0.1:${served.port}`, ...rest } = headers;
    const one = new WebSocket(`ws://127.0.0.1:${served.port}${path}`, {
      headers: { ...rest, ...(origin === '' ? {} : { origin }) },
    });
    one.on('error', () => {});
    sockets.push(one);
    return one;
  };
  return { port: served.port, viewers, orders, socket };
}

afterEach(async () => {
  for (const { served, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.terminate();
    await served.close();
  }
});

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
}

function get(port: number, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** 101 where it opens, else the answer's status. */
function opens(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
  });
}

const closes = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve));

describe('who comes in', () => {
  test('is who names this host: no name that was made to point here', async () => {
    const { port, socket } = await outside();
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      '127.0.0.1',
    ]) {
      expect((await get(port, '/', { host })).status, host).toBe(403);
      expect(await opens(socket({ host })), host).toBe(403);
    }
    expect((await get(port, '/', { host: `LOCALHOST:${port}` })).status).toBe(200);
  });

  test('is no page of another site, and no socket that does not say whose it is', async () => {
    const { port, socket } = await outside();
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${port}`, 'http://127.0.0.1:1']) {
      expect((await get(port, '/', { origin })).status, origin).toBe(403);
      expect(await opens(socket({ origin })), origin).toBe(403);
    }
    expect(await opens(socket({ origin: '' }))).toBe(403);
    expect(await opens(socket())).toBe(101);
  });

  test('has the token where one is needed, for every file and for the socket', async () => {
    const { port, socket } = await outside({ token });
    const cookie = `lumbar-page-${port}=${token}`;
    for (const path of [
      '/',
      '/page.js',
      '/?token=',
      '/?token=wrong',
      `/?token=${token}x`,
      `/?token=${token.slice(1)}`,
    ]) {
      expect((await get(port, path)).status, path).toBe(401);
    }
    for (const wrong of ['', `lumbar-page-${port}=`, `lumbar-page-${port}=wrong`, `lumbar-page-1=${token}`]) {
      expect((await get(port, '/', { cookie: wrong })).status, wrong).toBe(401);
      expect(await opens(socket({ cookie: wrong })), wrong).toBe(401);
    }
    expect((await get(port, '/', { cookie })).status).toBe(200);
    expect(await opens(socket({ cookie }))).toBe(101);
    expect(await opens(socket({}, `/live?token=${token}`))).toBe(101);
    // The right token opens nothing to the wrong page.
    expect(await opens(socket({ cookie, origin: 'http://evil.example' }))).toBe(403);
  });

  test('gets the token out of its address bar, and into a cookie that no script and no other site can use', async () => {
    const { port } = await outside({ token });
    const { status, headers } = await get(port, `/?token=${token}`);
    expect([status, headers['location']]).toEqual([303, '/']);
    expect(String(headers['set-cookie'])).toBe(
      `lumbar-page-${port}=${token}; Path=/; HttpOnly; SameSite=Strict`,
    );
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  test('is at most sixteen at a time', async () => {
    const { socket } = await outside();
    for (let number = 0; number < 16; number++) expect(await opens(socket())).toBe(101);
    expect(await opens(socket())).toBe(503);
  });
});

describe('whoever wants to do harm', () => {
  test('and sends a thousand messages is shown out, and a handful of orders has come through', async () => {
    const { socket, orders } = await outside();
    const one = socket();
    await opens(one);
    for (let number = 0; number < 1000; number++) one.send('{"c":"order","order":"page-slower"}');
    expect(await closes(one)).toBe(1008);
    expect(orders.length).toBeLessThan(20);
  });

  test('and takes turns with many sockets gets no more orders through, and never keeps back a stop', async () => {
    const { socket, orders } = await outside();
    const many = Array.from({ length: 8 }, () => socket());
    await Promise.all(many.map(opens));
    for (const one of many)
      for (let number = 0; number < 50; number++) one.send('{"c":"order","order":"page-slower"}');
    many[0]?.send('{"c":"order","order":"page-stop"}');
    await expect.poll(() => orders).toContain('page-stop');
    expect(orders.length).toBeLessThan(30);
  });

  test('and sends a huge frame, bytes, or what is no JSON is shown out', async () => {
    const { socket } = await outside();
    for (const [what, code] of [
      ['x'.repeat(messageBytesMax + 1), 1009],
      [new Uint8Array(8), 1003],
      ['{"c":', 1007],
    ] as const) {
      const one = socket();
      await opens(one);
      one.send(what);
      expect(await closes(one)).toBe(code);
    }
  });

  test('and orders what there is not, or what a simulator takes, orders nothing', async () => {
    const { socket, orders, viewers } = await outside();
    const one = socket();
    await opens(one);
    const heard: string[] = [];
    one.on('message', (data) => heard.push(String(data)));
    for (const message of [
      { c: 'order', order: 'power' },
      { c: 'order', order: '__proto__' },
      { c: 'order', order: ['page-start'] },
      { c: 'key', key: 'start', down: true },
      { c: 'fault', name: 'link', value: 'lost' },
      { c: 'restart' },
      { q: 'flash', id: 1, program: 'x', text: '' },
      null,
      [],
      7,
    ]) {
      one.send(JSON.stringify(message));
    }
    one.send(JSON.stringify({ q: 'moment', atMs: 0, id: 2 }));
    await expect.poll(() => heard.some((text) => text.includes('"id":2'))).toBe(true);
    expect(orders).toEqual([]);
    expect(heard.some((text) => text.includes('does not answer that'))).toBe(true);
    expect(viewers.all.size).toBe(1);
  });

  test('and asks for columns that make no sense gets none', async () => {
    const { socket } = await outside();
    const one = socket();
    await opens(one);
    const bytes = new Promise<number>((resolve) =>
      one.on('message', (data, binary) => binary && resolve((data as Buffer).length)),
    );
    one.send(JSON.stringify({ q: 'columns', workspace: 1, ticks: 1, first: 0, count: 1e9, id: 1 }));
    expect(await bytes).toBe(24);
  });

  test('and reads nothing is sent nothing, and dropped when that lasts', async () => {
    const { viewers } = await outside();
    let bufferedAmount = 0;
    let ended = false;
    const sent: unknown[] = [];
    const lazy = {
      OPEN: 1,
      readyState: 1,
      get bufferedAmount() {
        return bufferedAmount;
      },
      on: () => {},
      send: (data: unknown) => sent.push(data),
      terminate: () => {
        ended = true;
      },
    };
    acceptViewer(viewers, lazy as unknown as WebSocket);
    bufferedAmount = 300 * 1024;
    const before = sent.length;
    viewers.realVersion++;
    publishAll(viewers);
    expect([sent.length, ended]).toEqual([before, false]);
    for (const viewer of viewers.all) viewer.behindSinceMs -= 10_001;
    publishAll(viewers);
    expect([sent.length, ended]).toEqual([before, true]);
  });

  test('and only holds a socket open, without life at its other end, is dropped', async () => {
    const { port, viewers } = await outside({ aliveEachMs: 50 });
    const line = connect(port, '127.0.0.1');
    line.on('error', () => {});
    line.write(
      `GET /live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await expect.poll(() => viewers.all.size).toBe(1);
    await expect.poll(() => viewers.all.size).toBe(0);
    line.destroy();
  });
});

test.skipIf(process.platform !== 'linux')(
  'whoever goes away in the middle of a file leaves none open',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-page-'));
    const file = join(folder, 'large.js');
    writeFileSync(file, Buffer.alloc(32 * 1024 * 1024));
    const { port } = await outside({ folder });
    const isOpen = () =>
      readdirSync('/proc/self/fd').some((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === file;
        } catch {
          return false;
        }
      });
    await new Promise((resolve) => {
      const asked = request({ port, path: '/large.js' }, (response) => {
        response.once('data', () => asked.destroy());
        response.on('error', () => {});
      });
      asked.on('error', () => {});
      asked.on('close', resolve);
      asked.end();
    });
    await vi.waitFor(() => expect(isOpen()).toBe(false), { timeout: 2000 });
    rmSync(folder, { recursive: true });
  },
);

test('a folder that is no page gives nothing away', async () => {
  const { port } = await outside({ folder: tmpdir() });
  expect((await get(port, '/')).status).toBe(404);
});
