/** The server of setup's page: who comes in, what holds the button, what is taken for an answer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { PageHands } from '../../../sim/page/setup/hands.ts';
import type { FromSetupPage, ToSetupPage } from '../../../sim/page/setup/protocol.ts';
import { openSetupPage, type SetupPage } from '../../../sim/page/setup/server.ts';
import { PinChip } from '../../../sim/unknown/pin-chip.ts';
import { watchList } from '../../../src/setup/lists.ts';
import { begin, Io } from '../../../src/setup/script.ts';
import { kind, unknown } from '../../setup/measured.ts';

const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'lumbar-setup-page-'));
writeFileSync(join(folder, 'setup.html'), 'the page of setup');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let nowMs = 1000;
let chip: PinChip;
let io: Io;
let page: SetupPage;

async function open(token: string | null = null): Promise<void> {
  nowMs = 1000;
  chip = new PinChip(unknown(3));
  io = new Io(chip.seen(), watchList(kind, false));
  const hands = new PageHands(chip.chair);
  page = await openSetupPage({
    folder,
    host: '127.0.0.1',
    port: 0,
    token,
    chair: kind,
    hands,
    now: () => nowMs,
  });
}

/** A browser's socket, and what has come to it. */
class Client {
  readonly socket: WebSocket;
  readonly messages: ToSetupPage[] = [];

  constructor(search = '', origin = `http://127.0.0.1:${page.port}`) {
    this.socket = new WebSocket(`ws://127.0.0.1:${page.port}/live${search}`, { origin });
    this.socket.on('message', (data) => this.messages.push(JSON.parse(String(data)) as ToSetupPage));
    this.socket.on('error', () => {});
  }

  /** 101, or the status that it is refused with. */
  get status(): Promise<number> {
    return new Promise((resolve) => {
      this.socket.once('open', () => resolve(101));
      this.socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    });
  }

  say(message: FromSetupPage): void {
    this.socket.send(JSON.stringify(message));
  }

  last<T extends ToSetupPage['t']>(t: T): Extract<ToSetupPage, { t: T }> | undefined {
    return this.messages.findLast((each) => each.t === t) as Extract<ToSetupPage, { t: T }> | undefined;
  }
}

/** A turn of setup, a little later. */
function turn(ms = 20): boolean {
  nowMs += ms;
  page.turn(io);
  return io.held;
}

async function joined(): Promise<Client> {
  const client = new Client();
  expect(await client.status).toBe(101);
  return client;
}

describe('the page of setup', () => {
  beforeEach(() => open());
  afterEach(() => page.close());

  test('is given to its own name alone, and its socket to no other site', async () => {
    const answer = await fetch(`http://127.0.0.1:${page.port}/`);
    expect(await answer.text()).toBe('the page of setup');
    expect(await new Client('', 'http://evil.example').status).toBe(403);
  });

  test('its button is held while frames come, and let go of with the message, or with the page', async () => {
    const client = await joined();
    client.say({ c: 'hold', press: 1, sequence: 0, at: nowMs });
    await eventually(() => turn(0)).toBe(true);
    client.say({ c: 'release' });
    await eventually(() => turn(0)).toBe(false);
    client.say({ c: 'hold', press: 2, sequence: 0, at: nowMs });
    await eventually(() => turn(0)).toBe(true);
    client.socket.terminate();
    await eventually(() => turn(0)).toBe(false);
  });

  test('a line that stands still lets go of it after 0.15 s, and what comes late holds nothing', async () => {
    const client = await joined();
    client.say({ c: 'hold', press: 1, sequence: 0, at: nowMs });
    await eventually(() => turn(0)).toBe(true);
    expect(turn(150)).toBe(true);
    expect(turn(1)).toBe(false);
    for (let sequence = 1; sequence < 5; sequence++) client.say({ c: 'hold', press: 1, sequence, at: nowMs });
    client.say({ c: 'answer', n: 0, text: 'a message after them' });
    client.say({ c: 'supply', on: true });
    await eventually(() => chip.chair.supplied).toBe(true);
    expect(turn(0)).toBe(false);
  });

  test('takes an answer to what is asked, and none to what was asked before', async () => {
    const client = await joined();
    begin(io, { id: 'volts', text: 'the voltage', kind: 'say', part: '' });
    turn(100);
    await eventually(() => client.last('state')?.ask?.id).toBe('volts');
    // At a simulated chair the page has a multimeter, too.
    expect(Number(client.last('state')?.ask?.reads)).toBeCloseTo(24, 0);
    const { n } = client.last('state')?.ask ?? { n: -1 };
    begin(io, { id: 'rail', text: 'the rail', kind: 'say', part: '' });
    turn();
    client.say({ c: 'answer', n, text: '24' });
    client.say({ c: 'answer', n: n + 1, text: '790' });
    await eventually(() => {
      turn(0);
      return io.answer;
    }).toBe('790');
  });

  test('presses what the person presses by hand, and lets go of it with its page', async () => {
    const client = await joined();
    client.say({ c: 'hand', part: 'inputs.stop', down: true });
    client.say({ c: 'hand', part: 'carriage.counts', down: true });
    await eventually(() => [...chip.chair.pressed]).toEqual(['inputs.stop']);
    client.socket.terminate();
    await eventually(() => chip.chair.pressed.size).toBe(0);
  });

  test('what is no message of such a page changes nothing', async () => {
    const client = await joined();
    for (const text of ['', '{', '[]', '{"c":"hold","press":"1"}', '{"c":"hand","part":1}', '{"c":"order"}'])
      client.socket.send(text);
    client.say({ c: 'supply', on: true });
    await eventually(() => chip.chair.supplied).toBe(true);
    expect(turn()).toBe(false);
    expect(io.answer).toBeNull();
  });
});

test('beyond loopback nobody comes in without the token', async () => {
  await open('a-token');
  try {
    expect((await fetch(`http://127.0.0.1:${page.port}/`)).status).toBe(401);
    expect(await new Client().status).toBe(401);
    expect(await new Client('?token=a-token').status).toBe(101);
  } finally {
    await page.close();
  }
});
