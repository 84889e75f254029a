import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { loopbackHosts } from '../../../sim/page/server/access.ts';
import { servePage } from '../../../sim/page/server/http.ts';
import type { Simulator } from '../../../sim/page/server/simulator.ts';
import { openTestSimulator } from './chromium.ts';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await openTestSimulator();
});
afterAll(() => simulator.close());

/** A request with headers a browser would not let a script choose. */
function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: simulator.port,
        path,
        method,
        // A connection of its own, and none that was kept from before.
        agent: false,
        headers: { host: `127.0.0.1:${simulator.port}`, ...headers },
      },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** The status a WebSocket is refused with, or 101. */
function askSocket(options: { origin?: string; host?: string }): Promise<number> {
  return new Promise((resolve) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    const socket = new WebSocket(`ws://127.0.0.1:${simulator.port}/live`, {
      headers,
      ...(options.origin === undefined ? {} : { origin: options.origin }),
    });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
}

describe('the server of the page', () => {
  test('listens on loopback alone', async () => {
    const { networkInterfaces } = await import('node:os');
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one !== undefined && !one.internal && one.family === 'IPv4');
    if (outside === undefined) return;
    await expect(
      new Promise((resolve, reject) => {
        const asked = request({ host: outside.address, port: simulator.port, path: '/' }, resolve);
        asked.on('error', reject);
        asked.end();
      }),
    ).rejects.toThrow('ECONNREFUSED');
  });

  test('gives the page to its own name', async () => {
    const answer = await get('/');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Lumbar simulator');
    expect((await get('/', { host: `localhost:${simulator.port}` })).status).toBe(200);
  });

  test('refuses any other host, so that no name can be made to point here', async () => {
    for (const host of ['evil.example', `evil.example:${simulator.port}`, '127.0.0.1:1']) {
      expect((await get('/', { host })).status, host).toBeGreaterThanOrEqual(400);
    }
    expect((await get('/', { host: 'evil.example' })).status).toBe(403);
  });

  test("refuses other pages' requests", async () => {
    for (const origin of [
      'http://evil.example',
      'null',
      `https://127.0.0.1:${simulator.port}`,
      'http://127.0.0.1:1',
    ]) {
      expect((await get('/', { origin })).status, origin).toBe(403);
    }
    expect((await get('/', { origin: `http://127.0.0.1:${simulator.port}` })).status).toBe(200);
  });

  test('lets no other page open a WebSocket, and nobody without an origin', async () => {
    const own = `http://127.0.0.1:${simulator.port}`;
    expect(await askSocket({ origin: own })).toBe(101);
    expect(await askSocket({ origin: 'http://evil.example' })).toBe(403);
    expect(await askSocket({ origin: 'null' })).toBe(403);
    expect(await askSocket({})).toBe(403);
    expect(await askSocket({ origin: own, host: 'evil.example' })).toBe(403);
  });

  test('gives only its own files', async () => {
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/etc/passwd',
      '/no.js',
    ]) {
      expect((await get(path)).status, path).toBe(404);
    }
    expect((await get('/', {}, 'POST')).status).toBe(405);
  });

  test('lets no other page frame it or read from it', async () => {
    const { headers } = await get('/');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test("a link in another site's page does not restart the chair", async () => {
    const answer = await get('/?program=just-roll&run=1', { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe('/');
    expect((await get('/?program=just-roll', { 'sec-fetch-site': 'none' })).status).toBe(200);
  });

  test('answers while any number of others connect and say nothing, or half of a request', async () => {
    const silent = await Promise.all(
      Array.from({ length: 150 }, async (_, index) => {
        const socket = connect(simulator.port, '127.0.0.1');
        socket.on('error', () => {});
        await once(socket, 'connect');
        if (index % 2 === 0) socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1');
        return socket;
      }),
    );
    expect((await get('/')).status).toBe(200);
    for (const socket of silent) socket.destroy();
  });

  test('does not keep clients that ask and never read', async () => {
    const large = 'x'.repeat(32 * 2 ** 20);
    const served = await servePage({
      folder: tmpdir(),
      host: '127.0.0.1',
      port: 0,
      access: (port) => ({ who: 'this test', hosts: loopbackHosts(port), port, token: null }),
      messageBytesMax: 1024,
      stalledMs: 100,
      respond: (_request, response) => {
        response.end(large);
        return true;
      },
      accept: (client) => client.close(),
    });
    const socket = connect(served.port, '127.0.0.1').pause();
    const closed = once(socket, 'close');
    socket.on('error', () => {});
    socket.write(`GET /large HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\n\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    socket.resume();
    await closed;
    expect(socket.bytesRead).toBeLessThan(large.length);
    await served.close();
  });

  test('says what can be taken away where something else is asked for', async () => {
    const answer = await get('/export/trace.xls');
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('There is trace.csv, trace.vcd, trace.json and scenario.yaml.');
  });
});
