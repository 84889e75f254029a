/** The link and boards whose bootloader comes first, in virtual time; tests/boards/stock-mega.test.ts has the real one. */

import { describe, expect, test } from 'vitest';
import type { BootloaderOptions } from '../../../sim/boards/bootloader.ts';
import { Emulation } from '../../../sim/boards/emulation.ts';
import { Link } from '../../../src/board/link/link.ts';
import type { OpenPort } from '../../../src/board/link/port.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { createOutputs } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { chair } from '../../chair.ts';

const { wiring } = loadChair();
const ready = 'guard ready on Arduino Mega 2560 Rev3';
const heldText = 'silent for 10 s, so that a bootloader that holds the board lets go';

class Bench {
  readonly events: string[] = [];
  readonly emulation: Emulation;
  readonly link: Link;
  /** What the host has sent, by the millisecond. */
  readonly spokenAt: number[] = [];
  /** Nothing comes through any more. */
  silent = false;
  #deliver: (bytes: Uint8Array) => void = () => undefined;

  constructor(bootloader: BootloaderOptions | undefined) {
    this.emulation = new Emulation(chair, { seed: 1, ...(bootloader && { bootloader }) }, () => undefined);
    const open: OpenPort = (events, failures) => {
      this.#deliver = (bytes) => events.data(bytes);
      const heard = {
        ...events,
        data: (bytes: Uint8Array) => {
          if (!this.silent) events.data(bytes);
        },
      };
      const port = this.emulation.open(heard, failures);
      return {
        write: (bytes) => {
          this.spokenAt.push(this.emulation.ms);
          port.write(bytes);
        },
        close: () => port.close(),
      };
    };
    this.link = new Link({
      wiring,
      open,
      now: () => this.emulation.ms,
      onEvent: ({ text }) => this.events.push(text),
    });
  }

  inject(bytes: Uint8Array): void {
    this.#deliver(bytes);
  }

  /** The link's loop until `done`; answers when. */
  until(done: () => boolean, atMostMs: number): number {
    const sensors = createSensors(chair);
    const outputs = { ...createOutputs(chair), arm: true };
    const begunMs = this.emulation.ms;
    while (!done() && this.emulation.ms - begunMs < atMostMs) {
      this.link.read(sensors);
      this.link.write(outputs);
      for (let ms = 0; ms < 20; ms++) this.emulation.step();
    }
    return this.emulation.ms - begunMs;
  }
}

describe('a board that opening resets', () => {
  test('hears nothing before it has greeted, and is ready a moment later', () => {
    const bench = new Bench({ holdMs: 8000 });
    expect(bench.until(() => bench.link.armed, 5000)).toBeLessThan(1700);
    expect(bench.spokenAt[0]).toBeGreaterThan(1000);
    expect(bench.events).toEqual([ready]);
  });

  test('garbage on the line while it is in its bootloader does not make the link speak', () => {
    const bench = new Bench({ holdMs: 8000 });
    bench.until(() => bench.link.state === 'listening', 100);
    // Noise, reports as of another firmware, a version without a firmware, a firmware that is cut short.
    const noise = Uint8Array.from({ length: 900 }, (_, index) => (index * index * 37 + 11) & 0xff);
    for (const bytes of [
      noise,
      [0xe0, 1, 2, 0x91, 3, 4],
      [0xf9, 2, 7],
      [0xf0, 0x79, 1, 0, 0x4c, 0, 0xf9, 0, 0],
    ])
      bench.inject(Uint8Array.from(bytes));
    bench.until(() => false, 900);
    expect(bench.spokenAt).toEqual([]);
    expect(bench.until(() => bench.link.armed, 5000)).toBeLessThan(1000);
  });

  test('is ready after the long silence when its bootloader listens for longer than the link is patient', () => {
    const bench = new Bench({ holdMs: 8000, listensMs: 3000 });
    expect(bench.until(() => bench.link.armed, 20_000)).toBeLessThan(13_000);
    expect(bench.events).toEqual(['waiting for the board to greet', heldText, ready]);
  });

  test('reset in the middle of its work it is ready again, once its bootloader has let go', () => {
    const bench = new Bench({ holdMs: 8000 });
    bench.until(() => bench.link.armed, 5000);
    bench.emulation.pressReset();
    bench.until(() => !bench.link.armed, 1000);
    expect(bench.until(() => bench.link.armed, 20_000)).toBeLessThan(11_000);
    expect(bench.events).toEqual([ready, 'the guard fell silent', heldText, ready]);
  });

  test('one whose bootloader holds for longer than any does is reached all the same, by opening again', () => {
    const bench = new Bench({ holdMs: 30_000 });
    bench.until(() => bench.link.armed, 5000);
    bench.emulation.pressReset();
    bench.until(() => !bench.link.armed, 1000);
    expect(bench.until(() => bench.link.armed, 40_000)).toBeLessThan(20_000);
  });
});

describe('an old bootloader', () => {
  test('shows in the cause of the start that it leaves, and is named once', () => {
    const bench = new Bench({ holdMs: 8000, old: true });
    bench.until(() => bench.link.armed, 5000);
    expect(bench.events).toEqual([expect.stringContaining('bootloader is an old one'), ready]);
  });

  test('that loops after a watchdog reset leaves silence, and the technician is told what to do', () => {
    const bench = new Bench({ holdMs: 8000, old: true });
    bench.until(() => bench.link.armed, 5000);
    bench.emulation.break('chip', 'hung');
    bench.until(() => bench.events.some((text) => text.startsWith('link lost')), 60_000);
    expect(bench.events.slice(2, 4)).toEqual(['the guard fell silent', heldText]);
    expect(bench.events[4]).toContain('switch its power off and on');
    expect(bench.events[4]).toContain('"Old bootloaders"');
    // The power goes and comes: the way out that was named.
    bench.emulation.break('power', 'cut');
    bench.until(() => false, 200);
    bench.emulation.break('power', 'none');
    bench.until(() => bench.link.armed, 60_000);
    expect(bench.link.armed).toBe(true);
  });

  test('is not suspected where there is no bootloader at all', () => {
    const bench = new Bench(undefined);
    bench.until(() => bench.link.armed, 5000);
    bench.emulation.pressReset();
    bench.until(() => !bench.link.armed, 1000);
    bench.until(() => bench.link.armed, 5000);
    expect(bench.events).toEqual([ready, 'the microcontroller was reset (external)', ready]);
  });
});

describe('a board that never greets', () => {
  test('because opening does not reset it: it is spoken to after two seconds', () => {
    const bench = new Bench(undefined);
    bench.until(() => false, 0);
    for (let ms = 0; ms < 500; ms++) bench.emulation.step();
    expect(bench.until(() => bench.link.armed, 5000)).toBeLessThan(2500);
    expect(bench.spokenAt[0]).toBeGreaterThanOrEqual(2000);
  });

  test('because nobody is there: what is missing is said once, and no silence is shorter than a bootloader waits', () => {
    const bench = new Bench({ holdMs: 8000 });
    bench.silent = true;
    bench.until(() => false, 60_000);
    expect(bench.events.filter((text) => text.startsWith('no link yet'))).toEqual([
      'no link yet: nothing at all comes from the board: is it powered, and the guard firmware on it?',
    ]);
    const pauses = bench.spokenAt.slice(1).map((ms, index) => ms - (bench.spokenAt[index] as number));
    expect(pauses.filter((ms) => ms > 600 && ms < 10_000)).toEqual([]);
    expect(pauses.filter((ms) => ms >= 10_000).length).toBeGreaterThan(3);
  });
});

test('the last frames, both ways, are there to read after the link was lost', () => {
  const bench = new Bench(undefined);
  bench.until(() => bench.link.armed, 5000);
  bench.until(() => false, 2000);
  bench.silent = true;
  bench.until(() => bench.link.state !== 'ready', 1000);
  const frames = bench.link.lastFrames();
  expect(frames).toHaveLength(64);
  expect(frames.some((text) => /^-0\.\d{3} > frame sequence=\d+ session=0 /.test(text))).toBe(true);
  expect(frames.some((text) => /^-0\.\d{3} < status sequence=\d+ state=2 trip=0 /.test(text))).toBe(true);
  // The last words are the host's own.
  expect(frames.slice(-5).every((text) => text.includes(' > '))).toBe(true);
  const ages = frames.map((text) => Number(text.split(' ')[0]));
  expect([...ages].sort((one, other) => one - other)).toEqual(ages);
});
