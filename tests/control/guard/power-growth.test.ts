/** The power that holds an element which nothing but its own sensor watches: learned, and no more of it later. Whole chairs: power-growth-chair.test.ts. */
import { describe, expect, test } from 'vitest';
import {
  createPowerGrowth,
  type PowerGrowth,
  watchPowerGrowth,
} from '../../../src/control/guard/diagnosis/power-growth.ts';
import { ticksPerS } from './supervised.ts';

const warmC = 41;

function give(watch: PowerGrowth, powerW: number, seconds: number, elementC = warmC): void {
  for (let tick = 0; tick < seconds * ticksPerS; tick++)
    watchPowerGrowth(watch, { elementC, powerW, dtMs: 1000 / ticksPerS }, 1 / 90);
}

/** Held for 3 min by so much, after it was warmed by more. */
function heldBy(powerW: number): PowerGrowth {
  const watch = createPowerGrowth();
  give(watch, 40, 60, 35);
  give(watch, 40, 30);
  give(watch, powerW, 150);
  return watch;
}

describe('the power that holds an element', () => {
  test('is learned while it is held, and what warms it does not count', () => {
    expect(heldBy(10).mostW).toBeCloseTo(9);
    const watch = createPowerGrowth();
    give(watch, 10, 600, 39);
    give(watch, 10, 600, Number.NaN);
    expect(watch).toMatchObject({ heldMs: 0, mostW: Number.POSITIVE_INFINITY, holds: false });
    // As warm by itself in a hot room it is not held.
    give(watch, 0, 600);
    expect(watch.heldMs).toBeLessThan(60_000);
    give(watch, 10, 119);
    expect(watch.mostW).toBe(Number.POSITIVE_INFINITY);
  });

  test('is learned from an element that is as warm as the heater lets it cool, and no cooler', () => {
    for (const [elementC, heldMs] of [
      [40, 20],
      [39.99, 0],
    ] as const) {
      const watch = createPowerGrowth();
      give(watch, 10, 0.02, elementC);
      expect(watch.heldMs).toBe(heldMs);
    }
  });

  test('is not exceeded by more than a burst, and comes back once that has been given back', () => {
    const watch = heldBy(10);
    give(watch, 34, 9);
    expect(watch.holds).toBe(false);
    give(watch, 34, 2);
    expect(watch.holds).toBe(true);
    give(watch, 0, 21);
    expect(watch.holds).toBe(true);
    give(watch, 0, 2);
    expect(watch.holds).toBe(false);
  });

  test('does not matter while it takes less, and makes up for 3 min without any', () => {
    const watch = heldBy(10);
    give(watch, 8, 1200);
    expect(watch.holds).toBe(false);
    give(watch, 0, 600);
    expect(watch.aheadJ).toBeCloseTo(-9 * 180);
    give(watch, 40, 58);
    expect(watch.holds).toBe(false);
    give(watch, 40, 4);
    expect(watch.holds).toBe(true);
  });

  test('is forgotten an hour after the last power', () => {
    const watch = heldBy(10);
    give(watch, 0, 3599);
    expect(watch.mostW).toBeCloseTo(9);
    give(watch, 0, 1, 22);
    expect(watch).toMatchObject({ mostW: Number.POSITIVE_INFINITY, heldMs: 0, heldJ: 0 });
  });
});
