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

  test('nor, in a session, by one that trembles as often as counts would come', () => {
    const random = createRandom(1);
    const fine = { ...sightless, carriage: { ...sightless.carriage, edgeMm: 3.4, fullMmPerS: 58 } };
    expect(judge(() => (nextShare(random) < 0.4 ? 1 : 0), 900_000, fine)).toBeNull();
  });

  test.each([2, 5, 10, 20])(
    'nor is one whose counts may come in each turn, by one that trembles %i times a second for an hour',
    (perS) => {
      const random = createRandom(perS);
      const quick = { ...sightless, carriage: { ...sightless.carriage, edgeMm: 3.9, fullMmPerS: 93 } };
      expect(judge(() => (nextShare(random) < perS / 50 ? 1 : 0), 3_600_000, quick)).toBeNull();
    },
  );

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

describe('a carriage whose current is measured', () => {
  const coarse = {
    ...limits,
    noCurrent: { ...limits.noCurrent, carriage: { ...limits.noCurrent.carriage, coarse: true } },
  };

  /** Values every 20 ms, each with so many edges and so much current; after how many E34 came, or null. */
  function judgeCurrent(values: readonly (readonly [edges: number, amperes: number])[], of = limits) {
    const seen = createSeen({ limits: of });
    const watch = createUndrivenWatch();
    seen.counts.carriage.undrivenMs = 10_000;
    Object.assign(seen.counts.evidence, { sinceMs: 20, forMs: 20, countedMs: 20, apartMs: 20 });
    for (const [index, [edges, amperes]] of values.entries()) {
      seen.counts.carriage.newEdges = edges;
      seen.sensors.carriageA = amperes;
      watchUndriven(watch, seen, seen.register);
      if (seen.register.faults !== 0) return index + 1;
    }
    return null;
  }
  const values = (many: number, edges: number, amperes: number) =>
    Array.from({ length: many }, () => [edges, amperes] as const);

  test('moves by its third edge with current, of a coarse sensor by its seventh', () => {
    expect(judgeCurrent(values(10, 1, 1))).toBe(3);
    expect(judgeCurrent(values(10, 1, 1), coarse)).toBe(7);
  });

  test('is not taken to move by edges without current, of which noise shows some now and then', () => {
    const noisy = [...values(20, 1, 0), ...values(1, 3, 1), ...values(20, 1, 0), ...values(1, 3, 1)];
    expect(judgeCurrent(noisy, coarse)).toBeNull();
    // A fine sensor has no such noise, and edges with a current between others without still add up.
    expect(judgeCurrent([...values(2, 1, 1), ...values(1, 1, 0), ...values(1, 1, 1)])).toBe(4);
  });
});

describe('at its very limits', () => {
  /** One look after a long rest, at a carriage with its current or without, with what was seen before. */
  function look(
    own: Partial<ReturnType<typeof createUndrivenWatch>>,
    edges: number,
    { current = false, sinceMs = 0, apartMs = 20, fullMmPerS: full = fullMmPerS, edgeMm: mm = edgeMm } = {},
  ) {
    const has = { ...limits.has, 'carriage current': current };
    const carriage = { ...limits.carriage, edgeMm: mm, fullMmPerS: full };
    const seen = createSeen({ limits: { ...limits, has, carriage } });
    const watch = { ...createUndrivenWatch(), ...own };
    Object.assign(seen.counts.carriage, { undrivenMs: 10_000, newEdges: edges });
    Object.assign(seen.counts.evidence, { sinceMs, forMs: 0, countedMs: 0, apartMs });
    watchUndriven(watch, seen, seen.register);
    return { ...watch, found: seen.register.faults !== 0 };
  }

  test('two edges may flicker, and more are motion', () => {
    expect(look({ edges: 2 }, 0, { current: true }).found).toBe(false);
    expect(look({ edges: 2.01 }, 0, { current: true }).found).toBe(true);
  });

  test('eighteen even edges are motion, of finer ones as many as make 90 mm', () => {
    expect(look({ even: 17.9 }, 0).found).toBe(false);
    expect(look({ even: 18 }, 0).found).toBe(true);
    expect(look({ even: 44.9 }, 0, { edgeMm: 2, fullMmPerS: 20 }).found).toBe(false);
    expect(look({ even: 45 }, 0, { edgeMm: 2, fullMmPerS: 20 }).found).toBe(true);
  });

  test('where they may come in each turn it takes 46, or the same 90 mm', () => {
    // At half as fast again as full in 40 ms, of which a turn may hide 20.
    expect(look({ even: 18 }, 0, { edgeMm: 6, fullMmPerS: 99 }).found).toBe(true);
    expect(look({ even: 45.9 }, 0, { edgeMm: 6, fullMmPerS: 100 }).found).toBe(false);
    expect(look({ even: 45.9 }, 0, { edgeMm: 6, fullMmPerS: 101 }).found).toBe(false);
    expect(look({ even: 46 }, 0, { edgeMm: 6, fullMmPerS: 101 }).found).toBe(true);
    expect(look({ even: 89.9 }, 0, { edgeMm: 1 }).found).toBe(false);
    expect(look({ even: 90 }, 0, { edgeMm: 1 }).found).toBe(true);
  });

  test('edges are even from half as fast again as full, less a turn, down to a quarter of full', () => {
    const even = (apartMs: number) => look({ apartMs }, 1, { sinceMs: apartMs, edgeMm: 4.5 }).even;
    // 90 ms an edge at full speed.
    expect([39, 40, 360, 361].map(even)).toEqual([0, 1, 1, 0]);
  });

  test('gaps differ by a third of the shorter and a turn at most', () => {
    const even = (apartMs: number) => look({ apartMs, even: 5 }, 1, { sinceMs: 200 }).even;
    // 20 ms + 0.35 x 134 ms, and x 200 ms.
    expect([133, 134].map(even)).toEqual([1, 6]);
    expect([290, 291].map(even)).toEqual([6, 1]);
  });

  test('where values come far apart by a third of the longer', () => {
    const even = (before: number) =>
      look({ apartMs: before, even: 5 }, 1, { sinceMs: 200, apartMs: 40 }).even;
    expect([109, 110].map(even)).toEqual([1, 5.5]);
    expect([337, 340].map(even)).toEqual([5.5, 1]);
  });

  test('several edges at once are as far apart as they are on the mean, and say as much each', () => {
    expect(look({ apartMs: 100 }, 2, { sinceMs: 200 })).toMatchObject({
      apartMs: 100,
      even: 2,
      sinceEdgeMs: 0,
    });
    // Values 40 ms apart blur half of it.
    expect(look({ apartMs: 100 }, 2, { sinceMs: 200, apartMs: 40 }).even).toBe(1);
  });
});
