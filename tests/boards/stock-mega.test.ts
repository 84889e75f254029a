/** A stock Arduino Mega 2560 behind the bootloader it is sold with, and hosts that know its manners and that do not. */
import { afterEach, expect, type TestContext, test } from 'vitest';
import { Link } from '../../src/board/link/link.ts';
import type { BytePort, OpenPort } from '../../src/board/link/port.ts';
import { FirmataStream } from '../../src/board/link/stream.ts';
import { encode } from '../../src/board/protocol/codec.ts';
import type { Identity } from '../../src/board/protocol/heard.ts';
import { loadChair } from '../../src/board/shipped.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { chair } from '../chair.ts';
import { StockMega, withinEightChannels } from './simavr/stock-mega.ts';

const wiring = withinEightChannels(loadChair().wiring);
let mega: StockMega | null = null;
afterEach(() => mega?.end());

function start(context: TestContext): StockMega {
  const started = StockMega.start(wiring);
  if (typeof started === 'string') return context.skip(started);
  mega = started;
  return started;
}

/** The link's loop, 20 ms a turn in the chip's time, until `done` or for so long. Answers how long it took. */
async function turns(board: StockMega, link: Link, done: () => boolean, atMostMs: number): Promise<number> {
  const sensors = createSensors(chair);
  const outputs = { ...createOutputs(chair), arm: true };
  const begunMs = board.ms;
  while (!done() && board.ms - begunMs < atMostMs) {
    link.read(sensors);
    link.write(outputs);
    await board.run(20);
  }
  return board.ms - begunMs;
}

function linkTo(board: StockMega, open: OpenPort = board.open): { link: Link; events: string[] } {
  const events: string[] = [];
  const link = new Link({
    wiring,
    open,
    now: () => board.ms,
    onEvent: ({ text }) => events.push(text),
  });
  return { link, events };
}

test('the link is silent while the bootloader listens, and is ready as soon as the guard greets', async (context) => {
  const board = start(context);
  const { link, events } = linkTo(board);
  expect(await turns(board, link, () => link.armed, 10_000)).toBeLessThan(2000);
  expect(events).toEqual(['guard ready on Arduino Mega 2560 Rev3']);
});

test('a host that speaks after 500 ms and again every 500 ms holds the bootloader for ever', async (context) => {
  const board = start(context);
  let received = 0;
  const port = board.open(
    {
      opened: () => undefined,
      data: (bytes) => {
        received += bytes.length;
      },
      closed: () => undefined,
    },
    0,
  );
  for (let asks = 0; asks < 24; asks++) {
    await board.run(500);
    port.write(Uint8Array.of(0xf9, 0xf0, 0x79, 0xf7));
  }
  expect(received).toBe(0);
});

test('a bootloader that somebody else has spoken to is given silence until it lets go', async (context) => {
  const board = start(context);
  const silent = { opened: () => undefined, data: () => undefined, closed: () => undefined };
  const other = board.open(silent, 0);
  await board.run(300);
  // As a modem manager does, which probes every port that appears.
  other.write(Uint8Array.of(0x41, 0x54, 0x0d));
  await board.run(100);
  other.close();
  const { link, events } = linkTo(board, board.openWithoutReset);
  expect(await turns(board, link, () => link.armed, 30_000)).toBeLessThan(15_000);
  expect(events).toEqual([
    'waiting for the board to greet',
    'silent for 10 s, so that a bootloader that holds the board lets go',
    'guard ready on Arduino Mega 2560 Rev3',
  ]);
});

test('reset in the middle of its work, while the host goes on speaking, it is ready again by itself', async (context) => {
  const board = start(context);
  const { link, events } = linkTo(board);
  await turns(board, link, () => link.armed, 5000);
  board.pressReset();
  await turns(board, link, () => !link.armed, 1000);
  expect(link.armed).toBe(false);
  expect(await turns(board, link, () => link.armed, 30_000)).toBeLessThan(12_000);
  expect(events).toContain('silent for 10 s, so that a bootloader that holds the board lets go');
  expect(events.at(-1)).toBe('guard ready on Arduino Mega 2560 Rev3');
});

test('its bootloader lets a restart by the watchdog through, although it hides cause and count of the start', async (context) => {
  const board = start(context);
  const identities: Identity[] = [];
  const stream = new FirmataStream({
    guard: ({ name, values }) => {
      if (name === 'identity') identities.push({ ...values });
    },
    // At each start.
    firmware: () => port.write(encode('hello', {})),
    other: () => undefined,
  });
  const port: BytePort = board.open(
    { opened: () => undefined, data: (bytes) => stream.feed(bytes), closed: () => undefined },
    0,
  );
  // What it says comes with the end of a run, and what it is told with the next.
  const started = async () => {
    await board.run(1500);
    await board.run(20);
  };
  await started();
  port.write(encode('restart', {}));
  await started();
  expect(identities).toMatchObject([
    { boots: 1, cause: 0 },
    { boots: 1, cause: 0 },
  ]);
});
