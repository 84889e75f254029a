/** Motion without an order, where no current tells a motor that turns from a magnet that trembles. */
import { describe, expect, test } from 'vitest';
import { createRandom, nextShare } from '../../../sim/random.ts';
import { createUndrivenWatch, watchUndriven } from '../../../src/control/guard/diagnosis/undriven.ts';
import { createSeen, limits } from './rig.ts';

const edgeMm = 5;
const fullMmPerS = 50;
const sightless = {
  ...limits,
  has: { ...limits.has, 'carriage current': false },
  carriage: { ...limits.carriage, edgeMm, fullMmPerS },
};

/** Values every 20 ms, or so far apart, with so many new edges each, at rest for long; when E34 comes, or null. */
function judge(
  edgesOf: (nowMs: number) => number,
  forMs: number,
  limitsOf = sightless,
  apartMs = 20,
): number | null {
  const seen = createSeen({ limits: limitsOf });
  const watch = createUndrivenWatch();
  const { carriage, evidence } = seen.counts;
  carriage.undrivenMs = 10_000;
  Object.assign(evidence, { sinceMs: apartMs, forMs: Math.min(60, apartMs), countedMs: apartMs, apartMs });
  for (let nowMs = apartMs; nowMs <= forMs; nowMs += apartMs) {
    carriage.newEdges = 0;
    for (let tickMs = nowMs - apartMs + 20; tickMs <= nowMs; tickMs += 20)
      carriage.newEdges += edgesOf(tickMs);
    watchUndriven(watch, seen, seen.register);
    if (seen.register.faults !== 0) return nowMs;
  }
  return null;
}

/** Edges of a carriage that goes so fast. */
const travel = (mmPerS: number) => (nowMs: number) =>
  Math.floor((mmPerS * nowMs) / 1000 / edgeMm) - Math.floor((mmPerS * (nowMs - 20)) / 1000 / edgeMm);

describe('a carriage whose current nobody measures', () => {
  test.each([
    [60, 1700],
    [50, 2000],
    [30, 3400],
    [15, 6700],
  ])('that moves undriven at %i mm/s is found within %i ms, 100 mm', (mmPerS, withinMs) => {
    const foundMs = judge(travel(mmPerS), 60_000);
    expect(foundMs).toBeGreaterThan(0);
    expect(foundMs).toBeLessThanOrEqual(withinMs);
  });

  test('is found, too, where one edge of 20 is doubled', () => {
    const even = travel(50);
    let edges = 0;
    const foundMs = judge((nowMs) => {
      const now = even(nowMs);
      edges += now;
      return now > 0 && edges % 20 === 0 ? now + 2 : now;
    }, 60_000);
    expect(foundMs).toBeLessThanOrEqual(3000);
  });

  test.each([2, 5, 10, 20])(
    'is not taken to move by a magnet that trembles %i times a second for three hours',
    (perS) => {
      const random = createRandom(perS);
      expect(judge(() => (nextShare(random) < perS / 50 ? 1 : 0), 3 * 3_600_000)).toBeNull();
    },
  );

  test.each([40, 60, 100])('nor where values come %i ms apart', (apartMs) => {
    for (const perS of [2, 5, 10, 20]) {
      const random = createRandom(perS);
      const trembles = () => (nextShare(random) < perS / 50 ? 1 : 0);
      expect(judge(trembles, 600_000, sightless, apartMs)).toBeNull();
    }
    expect(judge(travel(50), 60_000, sightless, 60)).toBeLessThan(8000);
  });

  test.each([2, 5, 10])('nor is one with fine counts, by one that trembles %i times a second', (perS) => {
    const random = createRandom(perS);
    const fine = { ...sightless, carriage: { ...sightless.carriage, edgeMm: 1.7, fullMmPerS: 29 } };
    expect(judge(() => (nextShare(random) < perS / 50 ? 1 : 0), 3 * 3_600_000, fine)).toBeNull();
  });

  test('fine counts that come as evenly as travel does are told within 100 mm', () => {
    const fine = { ...sightless, carriage: { ...sightless.carriage, edgeMm: 1.7, fullMmPerS: 29 } };
    const edgesUntil = (nowMs: number) => Math.floor((29 * nowMs) / 1000 / 1.7);
    const foundMs = judge((nowMs) => edgesUntil(nowMs) - edgesUntil(nowMs - 20), 60_000, fine);
    expect(foundMs).toBeLessThanOrEqual((100 / 29) * 1000);
  });

  test('nor by an edge a minute, nor while it may still coast', () => {
    expect(judge((nowMs) => (nowMs % 60_000 === 0 ? 1 : 0), 3_600_000)).toBeNull();
  });
});
