/** By how much an element that nothing but its own sensor watches may be warmer than it reads, and what it may have then. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import {
  createSunkWatch,
  forgetCold,
  meetAnew,
  type SunkWatch,
  watchSunk,
} from '../../../src/control/guard/interlocks/sunk.ts';
import { elementAloneLimitC } from '../../../src/control/guard/interlocks/surface.ts';
import { runSupervised, type Supervised } from './supervised.ts';

/** Reads this for so many minutes, moving by so much a minute. */
function reads(
  watch: SunkWatch,
  fromC: number,
  minutes: number,
  perMin = 0,
  on = false,
  roomC = 5,
): SunkWatch {
  for (let step = 0; step < minutes * 600; step++)
    watchSunk(watch, fromC + (perMin * step) / 600, roomC, on, 100);
  return watch;
}

describe('a reading that may have sunk', () => {
  test('is taken to have, by a kelvin for each minute since its pad was heated first', () => {
    const watch = reads(createSunkWatch(), 22, 60);
    expect(watch.sunkK).toBe(0);
    reads(watch, 30, 4, 2, true);
    expect(watch.sunkK).toBeCloseTo(4);
    // It cools.
    reads(watch, 38, 10, -1);
    expect(watch.sunkK).toBeCloseTo(14);
  });

  test('is believed once it has stood for 15 min without power', () => {
    const watch = reads(reads(createSunkWatch(), 22, 1), 40, 5, 0, true);
    reads(watch, 22, 14.9);
    expect(watch.sunkK).toBeCloseTo(19.9);
    reads(watch, 22, 0.2);
    expect(watch.sunkK).toBe(0);
    // One that goes on falling, or rises with something that warms it, is not.
    reads(watch, 40, 5, 0, true);
    expect(reads(watch, 40, 20, -0.5).sunkK).toBeCloseTo(25);
    expect(reads(watch, 22, 20, 0.5).sunkK).toBeCloseTo(45);
  });

  test('of a pad that was heated before a start is met anew once the clock shows that no heat was within the hour', () => {
    const watch = createSunkWatch();
    forgetCold(watch);
    reads(watch, 22, 1);
    expect(watch.sunkK).toBeGreaterThan(30);
    meetAnew(watch);
    expect(watch).toEqual(createSunkWatch());
    // One that this guard has heated itself stays in doubt until it stands.
    const heated = reads(reads(createSunkWatch(), 22, 1), 40, 5, 0, true);
    meetAnew(heated);
    expect(heated.sunkK).toBeCloseTo(5);
  });

  test('that falls while it is not heated is doubted at once; slowly, as rooms do, by next to nothing', () => {
    expect(reads(reads(createSunkWatch(), 30, 5), 30, 10, -1).sunkK).toBeGreaterThan(9.5);
    expect(reads(reads(createSunkWatch(), 30, 5), 30, 60, -0.1).sunkK).toBeLessThan(0.1);
  });

  test('that stands lower than it did before, or below its room, has sunk by that', () => {
    const watch = reads(reads(createSunkWatch(), 30, 5), 30, 10, -1);
    reads(watch, 20, 16);
    expect(watch.sunkK).toBeGreaterThan(7.5);
    expect(watch.sunkK).toBeLessThan(10);
    expect(reads(createSunkWatch(), 18, 1, 0, false, 38).sunkK).toBeCloseTo(20);
  });

  test('of a pad that was heated before anybody looked is believed once it stands, and not sooner', () => {
    const watch = createSunkWatch();
    forgetCold(watch);
    expect(reads(watch, 24, 14).sunkK).toBeGreaterThan(30);
    expect(reads(watch, 24, 2).sunkK).toBe(0);
  });

  test('that is none changes nothing but the time', () => {
    const watch = reads(createSunkWatch(), 22, 1);
    expect(reads(watch, Number.NaN, 5).sunkK).toBe(0);
    reads(watch, 40, 1, 0, true);
    expect(reads(watch, Number.NaN, 20).sunkK).toBeCloseTo(21);
  });
});

test('reading and doubt together stay 1 K below what a surface may have under a fault', () => {
  expect([0, 1, 2, 10].map(elementAloneLimitC)).toEqual([43, 43, 42, 34]);
});

describe('an element with its own sensor alone', () => {
  const heated: Supervised = { chair: loadChair('chair-b'), heat: { levelC: 38 }, forS: 1800 };

  test.each([15, 38])('in a room of %d C is warm for some minutes, and no fault comes of it', (ambientC) => {
    let warmTicks = 0;
    const watch: Supervised['watch'] = (_, { pads }) => {
      if (pads[0]!.elementC > 38) warmTicks++;
    };
    expect(runSupervised({ ...heated, ambientC, watch }).codes).toEqual([]);
    expect(warmTicks).toBeGreaterThan(4 * 60 * 50);
  });

  const breaks = ['thermistor.lumbar', 'drift'] as const;

  test.each([5, 120, 400])(
    'that sinks from %d s on in a room of 38 C leaves the surface below 44 C',
    (atS) => {
      expect(runSupervised({ ...heated, ambientC: 38, breaks, atS }).peakSurfaceC).toBeLessThan(44);
    },
  );

  test('that sinks while its heat is off, and is heated then, leaves it below 44 C', () => {
    const off = (atS: number) => atS > 240 && atS < 840;
    expect(runSupervised({ ...heated, ambientC: 38, off, breaks, atS: 250 }).peakSurfaceC).toBeLessThan(44);
    const late = (atS: number) => atS < 600;
    expect(runSupervised({ ...heated, ambientC: 38, off: late, breaks, atS: 5 }).peakSurfaceC).toBeLessThan(
      44,
    );
  });
});
