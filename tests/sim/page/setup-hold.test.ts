/** The button of setup's page in a real browser, with a move of setup behind it: whatever ends the hold, the motor is off. */
import { chromium, type Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openSetupPage } from '../../../sim/page/setup/server.ts';
import { PinChip, turnMs } from '../../../sim/unknown/pin-chip.ts';
import { inputLines } from '../../../src/chair/lines.ts';
import { motorList } from '../../../src/setup/drive-lists.ts';
import { watchList } from '../../../src/setup/lists.ts';
import { move, pageButton } from '../../../src/setup/moves.ts';
import { Io, lockTo, type Script } from '../../../src/setup/script.ts';
import { kindOfText, unknown } from '../../setup/measured.ts';
import { chromiumFile, chromiumFlags } from './browser.ts';
import { pageFolder, withoutChromium } from './chromium.ts';

const truth = unknown(2);
const { chair } = kindOfText(truth.chair);

/** One long move of the carriage after the other, each for a new press of the button. */
function* moves(io: Io): Script<void> {
  const inputs = new Map(inputLines(chair).map(({ path, line }) => [path, line]));
  for (;;) {
    yield* lockTo(io, motorList(chair, 'carriage', inputs, pageButton.part));
    const order = {
      motor: 'carriage',
      forwards: true,
      ms: 60_000,
      duty: () => 0.3,
      letGoEnds: true,
    } as const;
    yield* move(io, inputs, pageButton, order, 'up');
  }
}

/** Setup in real time, with its page, and a browser at it. */
class Room {
  readonly chip = new PinChip(truth, { carriageMm: 100 });
  readonly io = new Io(this.chip.seen(), watchList(chair, false));
  /** Nothing that the browser says comes through any more. */
  silent = false;
  #close: () => Promise<void> = async () => {};

  get drives(): boolean {
    return this.chip.chair.power.carriageDuty !== 0 || this.chip.chair.power.motorRelay;
  }

  async open(): Promise<Page> {
    const { chip, io } = this;
    chip.chair.supplied = true;
    const folder = await pageFolder();
    const now = () => Math.floor(performance.now());
    const served = await openSetupPage({
      folder,
      host: '127.0.0.1',
      port: 0,
      token: null,
      chair,
      hands: null,
      now,
    });
    const script = moves(io);
    const timer = setInterval(() => {
      served.turn(io);
      io.seen = chip.turn(io.order);
      script.next();
      io.keepHold();
    }, turnMs);
    const browser = await chromium.launch({ executablePath: chromiumFile!, args: [...chromiumFlags] });
    this.#close = async () => {
      clearInterval(timer);
      await browser.close();
      await served.close();
    };
    const page = await browser.newPage();
    await page.routeWebSocket(/\/live/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => {
        if (!this.silent) server.send(message);
      });
    });
    await page.goto(`http://127.0.0.1:${served.port}/`);
    return page;
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** As a person does: a press that a busy browser lost is let go of, and pressed anew. */
async function pressUntilDriven(page: Page, room: Room): Promise<void> {
  for (let press = 0; !room.drives; press++) {
    if (press === 30) throw new Error('thirty presses move nothing');
    await page.mouse.up();
    await page.getByRole('button', { name: /Hold|held/ }).hover();
    await page.mouse.down();
    const untilMs = performance.now() + 1500;
    while (!room.drives && performance.now() < untilMs)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The lease of the hold is 0.15 s and the chip's 0.1 s; the rest is the browser's way here on a busy machine. */
const offWithinMs = 1000;

const acts: readonly (readonly [string, (page: Page, room: Room) => Promise<unknown>])[] = [
  ['let go of', (page) => page.mouse.up()],
  ['out of focus', (page) => page.evaluate('document.activeElement.blur()')],
  ['another window in front', (page) => page.evaluate("dispatchEvent(new Event('blur'))")],
  ['out of sight', (page) => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")],
  [
    'off its network',
    async (_page, room) => {
      room.silent = true;
    },
  ],
  ['gone', (page) => page.close()],
];

describe.skipIf(withoutChromium)('the button of the page of setup', () => {
  test.each(acts)(
    '%s: the motor is off, and only a new press begins again',
    { timeout: 120_000 },
    async (_, act) => {
      const room = new Room();
      try {
        const page = await room.open();
        await pressUntilDriven(page, room);
        const fromMs = performance.now();
        await act(page, room);
        await expect.poll(() => room.drives, { timeout: offWithinMs, interval: 5 }).toBe(false);
        expect(performance.now() - fromMs).toBeLessThan(offWithinMs);
        // The mouse may still be down: nothing begins by itself.
        await new Promise((resolve) => setTimeout(resolve, 600));
        expect(room.drives).toBe(false);
        if (room.silent || page.isClosed()) return;
        await pressUntilDriven(page, room);
      } finally {
        await room.close();
      }
    },
  );
});
