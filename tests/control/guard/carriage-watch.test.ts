/** The guard's own count of the carriage, value by value: its place, what it coasts, the ends it meets and leaves. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import {
  createCarriageWatch,
  isContradicted,
  watchCarriage,
  watchEnds,
} from '../../../src/control/guard/interlocks/carriage.ts';
import { createEvidence } from '../../../src/control/guard/interlocks/evidence.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';

/** How it is driven and what the sensors show meanwhile; the counter goes on by `edges`. */
interface Value extends Partial<Omit<Sensors, 'carriageEdges'>> {
  readonly duty?: number;
  /** The most since the value before; the duty's own size if nothing else is said. */
  readonly most?: number;
  readonly edges?: number;
}

/** A carriage: of lumbar-1 (2 mm an edge, a current), chair-b (5 mm an edge, no current) or chair-a (nothing counts). */
function stand(name: string) {
  const chair = loadChair(name);
  const limits = guardLimits(chair);
  const watch = createCarriageWatch();
  const evidence = createEvidence(chair);
  const sensors = createSensors(chair);
  sensors.carriageEdges = 1000;
  const value = (shown: Value = {}, forMs = 20, of = limits) => {
    const { duty = 0, most = Math.abs(duty), edges = 0, ...others } = shown;
    Object.assign(sensors, others);
    sensors.carriageEdges += edges;
    const drives = { ...evidence.drives, carriage: { duty, least: Math.abs(duty), most } };
    watchCarriage(
      watch,
      sensors,
      { ...evidence, drives, sinceMs: forMs, atMostMs: forMs, forMs, countedMs: forMs },
      of,
    );
    return watch;
  };
  return {
    watch,
    sensors,
    limits,
    value,
    /** A value, and a tick's look at the ends. */
    tick(shown: Value = {}) {
      value(shown);
      watchEnds(watch, sensors, limits.carriage, 20);
      return watch;
    },
  };
}

/** One that has met its lower end and stands there, its switch open. */
function standAtBottom(name: string) {
  const one = stand(name);
  one.tick({ limitBottom: true });
  one.value({ limitBottom: false });
  return one;
}

describe('the count', () => {
  test('begins with the first value, whatever its counter shows', () => {
    const { value, sensors } = stand('lumbar-1');
    sensors.carriageEdges = 0;
    expect(value({ edges: 3 })).toMatchObject({ newEdges: 0, placeMm: 0, countedMm: 0 });
    expect(value({ duty: 1, edges: 3 })).toMatchObject({ newEdges: 3, placeMm: 6, countedMm: 6 });
  });

  test('goes up and down by the way of the drive', () => {
    const { value } = standAtBottom('lumbar-1');
    for (let edge = 0; edge < 10; edge++) value({ duty: 0.5, edges: 1 });
    expect(value()).toMatchObject({ placeMm: 20, travelMm: 0 });
    for (let edge = 0; edge < 4; edge++) value({ duty: -0.5, edges: 1 });
    expect(value({ duty: -0.5, edges: 1 })).toMatchObject({ placeMm: 10, countedMm: 30, travelMm: 2 });
  });

  test('takes six edges at once, and seven for a counter gone wrong', () => {
    const { value } = standAtBottom('lumbar-1');
    expect(value({ duty: 1, edges: 6 })).toMatchObject({ newEdges: 6, placeMm: 12 });
    expect(value({ duty: 1, edges: 7 })).toMatchObject({ newEdges: 0, placeMm: 12 });
    expect(value({ duty: 1, edges: 1 })).toMatchObject({ newEdges: 1, placeMm: 14 });
  });

  test('takes as many at once as the fastest carriage brings in that time, one of them doubled', () => {
    // 1.25 x 54 mm/s for 200 ms are 13.5 mm, 6.75 edges of 2 mm, and 3.
    const { value } = standAtBottom('lumbar-1');
    expect(value({ duty: 1, edges: 9 }, 200).newEdges).toBe(9);
    expect(value({ duty: 1, edges: 10 }, 200).newEdges).toBe(0);
  });

  test('takes nothing from a counter that goes back, and goes on from there', () => {
    const { value } = standAtBottom('lumbar-1');
    expect(value({ duty: 1, edges: -3 })).toMatchObject({ newEdges: 0, placeMm: 0 });
    expect(value({ duty: 1, edges: 2 })).toMatchObject({ newEdges: 2, placeMm: 4 });
  });

  test('takes nothing from a counter that is no number, and goes on from before it', () => {
    const { value, sensors } = standAtBottom('lumbar-1');
    const before = sensors.carriageEdges;
    sensors.carriageEdges = Number.NaN;
    expect(value({ duty: 1 })).toMatchObject({ newEdges: 0, placeMm: 0 });
    sensors.carriageEdges = before + 2;
    expect(value({ duty: 1 })).toMatchObject({ newEdges: 2, placeMm: 4 });
  });

  test('says how far it may have gone unseen: the way at this duty since the last edge', () => {
    const { value } = standAtBottom('lumbar-1');
    for (let ms = 0; ms < 1000; ms += 50) value({ duty: 0.25, most: 0.5 }, 50);
    expect(value().unseenMm).toBeCloseTo(27, 9);
    expect(value({ edges: 7 }).unseenMm).toBeCloseTo(27, 9);
    expect(value({ edges: 1 }).unseenMm).toBe(0);
    expect(value({ duty: -0.5 }, 40).unseenMm).toBeCloseTo(1.08, 9);
  });

  test('says since when it is undriven', () => {
    const { value } = standAtBottom('lumbar-1');
    expect(value({ duty: -0.5 }).undrivenMs).toBe(0);
    value({}, 40);
    expect(value({}, 60).undrivenMs).toBe(100);
    expect(value({ duty: 0.1 }).undrivenMs).toBe(0);
  });
});

describe('edges without an order', () => {
  test('are travel, of the way of the last drive, as it coasts to a stand', () => {
    const { value, limits } = standAtBottom('chair-b');
    const { fullMmPerS, coastMmPerS2, edgeMm } = limits.carriage;
    const longestMm = fullMmPerS ** 2 / (2 * coastMmPerS2);
    expect(longestMm).toBeGreaterThan(edgeMm);
    value({ duty: 1, edges: 1 });
    let before = 0;
    let edges = 0;
    for (let s = 0.02; s <= fullMmPerS / coastMmPerS2; s += 0.02) {
      const at = Math.floor((fullMmPerS * s - (coastMmPerS2 * s * s) / 2) / edgeMm);
      value({ edges: at - before });
      edges += at - before;
      before = at;
    }
    expect(edges).toBeGreaterThan(0);
    expect(value()).toMatchObject({ placeMm: (1 + edges) * edgeMm, countedMm: (1 + edges) * edgeMm });
  });

  test('are none where it stands, but all are counted', () => {
    const { value } = standAtBottom('chair-b');
    value({ duty: 1, edges: 1 });
    for (let edge = 0; edge < 50; edge++) value({ edges: edge % 3 });
    expect(value({ edges: 1 })).toMatchObject({ newEdges: 1, travelMm: 0 });
    // The first, and of the 8 mm that it may have coasted one for each two at most.
    expect(value().placeMm).toBeLessThanOrEqual(5 * (1 + 4));
    expect(value().countedMm).toBe(5 * (1 + 49 + 1));
  });

  test.each([
    [2, 0],
    [3, 5],
  ])(
    'are none so soon after the last one that it cannot have come two fifths of the way: value %d',
    (nth, travelMm) => {
      // 50 mm/s, and 3.1 less with each value: 1.9 mm after two, 2.8 after three.
      const { value } = standAtBottom('chair-b');
      value({ duty: 1, edges: 1 });
      for (let before = 1; before < nth; before++) value();
      expect(value({ edges: 1 }).travelMm).toBe(travelMm);
    },
  );

  test('under a drive that cannot move it are none', () => {
    const driven = standAtBottom('lumbar-1');
    expect(driven.value({ duty: 0.15, edges: 4 }).placeMm).toBe(8);
    const weak = standAtBottom('lumbar-1');
    expect(weak.value({ duty: 0.149, edges: 4 }).placeMm).toBe(0);
    // The most of it counts, not what is left of it.
    const ends = standAtBottom('lumbar-1');
    expect(ends.value({ duty: 0.01, most: 0.15, edges: 4 }).placeMm).toBe(8);
  });

  test.each([
    [0.35, 2],
    [0.36, 8],
    [Number.NaN, 8],
  ])('with a current of %d A are %d mm of travel', (carriageA, placeMm) => {
    const { value } = standAtBottom('lumbar-1');
    value({ duty: 1 });
    expect(value({ carriageA, edges: 4 }).placeMm).toBe(placeMm);
  });

  test('are not made travel by a current that nothing measures', () => {
    const { value } = standAtBottom('chair-b');
    value({ duty: 1 });
    value();
    expect(value({ carriageA: Number.NaN, edges: 6 }).placeMm).toBe(5);
  });
});

describe('a carriage that is turned round', () => {
  test('shows it where it had moved before, with the first value of the new way alone', () => {
    const { value } = standAtBottom('lumbar-1');
    value({ duty: 1 });
    expect(value({ duty: 1, edges: 1 }).turnedRound).toBe(false);
    expect(value({ duty: 1 }).turnedRound).toBe(false);
    expect(value({ duty: -1 }).turnedRound).toBe(true);
    expect(value({ duty: -1, edges: 1 }).turnedRound).toBe(false);
  });

  test('is not by a rest between two drives of one way, and is by one of the other way after a rest', () => {
    const { value } = standAtBottom('lumbar-1');
    value({ duty: 1, edges: 1 });
    expect(value().turnedRound).toBe(false);
    expect(value({ duty: 1 }).turnedRound).toBe(false);
    value();
    expect(value({ duty: -1 }).turnedRound).toBe(true);
  });

  test('is not where it had not moved that way', () => {
    const { value } = standAtBottom('lumbar-1');
    value({ duty: 1, edges: 1 });
    value({ duty: -1 });
    expect(value({ duty: 1 })).toMatchObject({ turnedRound: false, turnsLeft: 0 });
  });

  test('has moved anew where the first value of the new way brings an edge', () => {
    const { value } = standAtBottom('lumbar-1');
    value({ duty: 1, edges: 1 });
    expect(value({ duty: -1, edges: 1 })).toMatchObject({ turnedRound: true, turnsLeft: 1 });
  });

  test('is once more where edges are far apart and its current is measured', () => {
    const { value, limits } = standAtBottom('lumbar-1');
    const coarse = { ...limits, carriage: { ...limits.carriage, edgeMm: 3.1 } };
    value({ duty: 1, edges: 1 }, 20, coarse);
    expect(value({ duty: -1 }, 20, coarse)).toMatchObject({ turnedRound: true, turnsLeft: 1 });
    expect(value({ duty: 1 }, 20, coarse)).toMatchObject({ turnedRound: true, turnsLeft: 0 });
    expect(value({ duty: -1 }, 20, coarse).turnedRound).toBe(false);
    const sightless = standAtBottom('chair-b');
    sightless.value({ duty: 1, edges: 1 });
    expect(sightless.value({ duty: -1 }).turnedRound).toBe(true);
    expect(sightless.value({ duty: 1 }).turnedRound).toBe(false);
  });
});

describe('a limit switch', () => {
  test('tells the place, and the count begins anew', () => {
    const { value } = stand('lumbar-1');
    value({ duty: 1, edges: 0 });
    expect(value({ duty: 1, edges: 2 })).toMatchObject({ placeKnown: false, metLimit: false });
    expect(value({ limitTop: true })).toMatchObject({
      placeMm: 794,
      placeKnown: true,
      metLimit: true,
      countedMm: 0,
      // Where none was known it is told nothing otherwise, but where the count began.
      toldMm: 0,
      foundMm: 790,
    });
    value({ limitTop: false });
    expect(value({ duty: -1, edges: 3 })).toMatchObject({ placeMm: 788, metLimit: false, countedMm: 6 });
  });

  test('that closes where the place goes by time tells it otherwise only at rest, as it may just be wrong', () => {
    const told = (restMs: number) => {
      const { watch, value } = stand('chair-a');
      Object.assign(watch.span, { lowMm: 100, highMm: 700 });
      Object.assign(watch, { placeKnown: true, placeMm: 400, direction: 1, undrivenMs: restMs });
      return value({ limitTop: true }).toldMm;
    };
    // The middle of where it may be: at the end, or behind it up to the stop.
    expect(told(1000)).toBe(394 + guardLimits(loadChair('chair-a')).carriage.byTime.stopBeyondMm / 2);
    expect(told(0)).toBe(0);
  });

  test('tells a carriage that rests at it nothing more, by time', () => {
    const { value } = stand('chair-a');
    value({ limitBottom: true });
    for (let rests = 0; rests < 100; rests++) expect(value({ limitBottom: true }).toldMm).toBe(0);
  });

  test('that is met first tells where the place by time began, give or take as much as it may have strayed', () => {
    const { watch, value } = stand('chair-a');
    Object.assign(watch.span, { lowMm: 30, highMm: 70 });
    Object.assign(watch, { placeMm: 50, direction: 1 });
    const { foundMm, foundOffMm } = value({ limitTop: true });
    expect(foundMm).toBe(794 + guardLimits(loadChair('chair-a')).carriage.byTime.stopBeyondMm / 2 - 50);
    expect(foundOffMm).toBe(20);
  });

  test('of both tells nothing', () => {
    const { value } = stand('lumbar-1');
    expect(value({ limitTop: true, limitBottom: true })).toMatchObject({
      placeKnown: false,
      metLimit: false,
    });
  });

  test('that stays closed does not hold the count of a drive away from it, and tells the place once it rests', () => {
    const { value } = stand('lumbar-1');
    value({ limitBottom: true });
    value({ duty: 1 });
    expect(value({ duty: 1, edges: 3 })).toMatchObject({ placeMm: 6, metLimit: false });
    value();
    expect(value()).toMatchObject({ placeMm: 0, metLimit: true, toldMm: -6 });
    value({ duty: -1 });
    expect(value({ duty: -1, edges: 3 })).toMatchObject({ placeMm: 0, metLimit: true });
    const top = stand('lumbar-1');
    top.value({ limitTop: true });
    top.value({ duty: -1 });
    expect(top.value({ duty: -1, edges: 3 })).toMatchObject({ placeMm: 788, metLimit: false });
    expect(top.value({ duty: 1, edges: 1 })).toMatchObject({ placeMm: 794, metLimit: true });
  });

  test('is met on the way from it where no place is known', () => {
    const { value } = stand('lumbar-1');
    expect(value({ duty: -1, limitTop: true })).toMatchObject({ placeMm: 794, metLimit: true });
  });

  test.each([
    [694, false],
    [693, true],
  ])('at the top is believed from %d mm on: contradicted %s', (placeMm, contradicted) => {
    const { watch, sensors, limits, value } = stand('lumbar-1');
    Object.assign(watch, { placeKnown: true, placeMm });
    sensors.limitTop = true;
    expect(isContradicted(watch, sensors, limits.carriage)).toBe(contradicted);
    expect(value({ duty: 1 })).toMatchObject({
      metLimit: !contradicted,
      placeMm: contradicted ? placeMm : 794,
    });
  });

  test.each([
    [1500, 1, 100],
    [1500, 0, 185],
    [2250, 1, 150],
    [2250, 0, 240],
  ])('after %i mm of 5 mm counts, open end %i, is believed up to %i mm off', (countedMm, openEnd, mostMm) => {
    const { watch, sensors, limits } = stand('chair-b');
    Object.assign(watch, { placeKnown: true, countedMm });
    sensors.limitBottom = true;
    const rail = { ...limits.carriage, openEnd: openEnd as 0 | 1 };
    watch.placeMm = Math.ceil(mostMm / 5) * 5;
    expect(isContradicted(watch, sensors, rail)).toBe(false);
    watch.placeMm += 35;
    expect(isContradicted(watch, sensors, rail)).toBe(true);
  });

  test('far from the place contradicts nothing where no place is known, nor does one that is open', () => {
    const { watch, sensors, limits } = stand('lumbar-1');
    watch.placeMm = 400;
    sensors.limitTop = true;
    expect(isContradicted(watch, sensors, limits.carriage)).toBe(false);
    watch.placeKnown = true;
    sensors.limitTop = false;
    expect(isContradicted(watch, sensors, limits.carriage)).toBe(false);
    sensors.limitTop = true;
    expect(isContradicted(watch, sensors, limits.carriage)).toBe(true);
  });

  test('is believed after a long count by as much more as bounces make, and by half of the rail at most', () => {
    const { watch, sensors, limits } = stand('lumbar-1');
    const at = (placeMm: number, countedMm: number) => {
      Object.assign(watch, { placeKnown: true, placeMm, countedMm });
      return isContradicted(watch, sensors, limits.carriage);
    };
    sensors.limitBottom = true;
    // 2 % of 5000 edges are 100 bounces, 140 with chance: two edges of 2 mm for each.
    expect(at(440, 10_000)).toBe(true);
    expect(at(397, 10_000)).toBe(false);
    expect(at(397.5, 1_000_000)).toBe(true);
    // 2 % of 2500 edges are 50, 28.3 by chance, and 3 more.
    expect(at(325, 5000)).toBe(false);
    expect(at(326, 5000)).toBe(true);
  });
});

describe.each([
  ['top', 'limitTop', 'atTop', 1],
  ['bottom', 'limitBottom', 'atBottom', -1],
] as const)('the %s', (_, limit, met, towards) => {
  const other = met === 'atTop' ? 'atBottom' : 'atTop';
  /** Driven against it, so that it has just been met. */
  function metEnd(name = 'lumbar-1') {
    const one = stand(name);
    expect(one.watch[met]).toBe(false);
    expect(one.tick({ duty: towards, [limit]: true })).toMatchObject({ [met]: true, [other]: false });
    return one;
  }

  test('is met by a switch that closes, and not left while it is closed', () => {
    const { tick } = metEnd();
    for (let ms = 0; ms < 2000; ms += 20)
      expect(tick({ duty: -towards, edges: 1 })).toMatchObject({ [met]: true, leftMm: 0, openMs: 0 });
  });

  test('is left 6 mm on the way from it', () => {
    const { tick } = metEnd();
    expect(tick({ duty: -towards, [limit]: false, edges: 2 })[met]).toBe(true);
    expect(tick({ duty: -towards, edges: 1 })[met]).toBe(false);
  });

  test('is not left where the switch closes again on those 6 mm', () => {
    const { tick } = metEnd();
    tick({ duty: -towards, [limit]: false, edges: 2 });
    tick({ duty: -towards, [limit]: true });
    expect(tick({ duty: -towards, [limit]: false, edges: 2 })[met]).toBe(true);
    expect(tick({ duty: -towards, edges: 1 })[met]).toBe(false);
  });

  test('is left nearer than that once the switch has been open for 600 ms', () => {
    const { tick } = metEnd();
    tick({ duty: -towards });
    for (let ms = 20; ms < 600; ms += 20) expect(tick({ [limit]: false })[met]).toBe(true);
    expect(tick()[met]).toBe(false);
  });

  test('is not left on the way towards it, however far and long', () => {
    const { tick } = metEnd();
    for (let ms = 0; ms < 2000; ms += 20)
      expect(tick({ duty: towards, edges: 1, [limit]: false })[met]).toBe(true);
  });

  test('is not left by a carriage of which no drive is known', () => {
    const { tick, watch } = stand('lumbar-1');
    tick({ [limit]: true });
    watch.direction = 0;
    for (let ms = 0; ms < 2000; ms += 20) expect(tick({ edges: 1, [limit]: false })[met]).toBe(true);
  });

  test('is not met by a switch that closes far from it', () => {
    const { tick, watch } = stand('lumbar-1');
    Object.assign(watch, { placeKnown: true, placeMm: 400 });
    expect(tick({ [limit]: true })).toMatchObject({ [met]: false, placeMm: 400 });
  });

  test('is left by time, too, as soon as the carriage may have gone 6 mm', () => {
    const { tick, limits } = metEnd('chair-a');
    const { fastestMmPerS } = limits.carriage.byTime;
    const ticks = Math.ceil(6 / (fastestMmPerS[towards > 0 ? 'down' : 'up'] / 50));
    for (let count = 1; count < ticks; count++)
      expect(tick({ duty: -towards, [limit]: false })[met]).toBe(true);
    expect(tick({ duty: -towards, [limit]: false })[met]).toBe(false);
  });
});

describe('a carriage that nothing counts', () => {
  test('is in the middle of where it may be: at an end that far beyond as it can stop', () => {
    const { value } = stand('chair-a');
    expect(value({ limitTop: true })).toMatchObject({ placeMm: 794, span: { lowMm: 794, highMm: 809 } });
    expect(value({ limitTop: false })).toMatchObject({ placeMm: 801.5, metLimit: false });
    const down = stand('chair-a');
    down.value({ limitBottom: true });
    expect(down.watch.span).toMatchObject({ lowMm: -15, highMm: 0 });
  });

  test('has no span of its own where edges tell its place', () => {
    const { watch } = standAtBottom('lumbar-1');
    expect(watch.span).toMatchObject({ lowMm: 0, highMm: 0 });
  });

  test('goes up and down at least as slowly, and may have left by as fast, as it can', () => {
    const { value, watch, limits } = stand('chair-a');
    const { fastestMmPerS, slowestMmPerS } = limits.carriage.byTime;
    value({ limitBottom: true });
    watch.leftMm = 0;
    for (let ms = 0; ms < 1000; ms += 50) value({ duty: 1, limitBottom: false }, 50);
    expect(watch.leftMm).toBeCloseTo(fastestMmPerS.up, 6);
    expect(watch.travelMm).toBeCloseTo(slowestMmPerS.up / 20, 6);
    watch.leftMm = 0;
    for (let ms = 0; ms < 1000; ms += 50) value({ duty: -1 }, 50);
    expect(watch.leftMm).toBeCloseTo(fastestMmPerS.down, 6);
    expect(watch.travelMm).toBeCloseTo(slowestMmPerS.down / 20, 6);
    watch.leftMm = 0;
    expect(value()).toMatchObject({ leftMm: 0, travelMm: 0 });
  });

  test('is believed at an end that it may have reached, by the span of where it may be', () => {
    const { watch, sensors, limits } = stand('chair-a');
    sensors.limitBottom = true;
    const within = (lowMm: number, highMm: number) => {
      Object.assign(watch, { placeKnown: true, placeMm: (lowMm + highMm) / 2, span: { lowMm, highMm } });
      return isContradicted(watch, sensors, limits.carriage);
    };
    // An eighth of its rail.
    const wrongMm = Math.floor(limits.carriage.railMm / 8);
    expect(wrongMm).toBeLessThan(100);
    expect(within(wrongMm, 500)).toBe(false);
    expect(within(wrongMm + 1, 500)).toBe(true);
    expect(within(-15, 500)).toBe(false);
    // Counted as nothing, however far it went.
    watch.countedMm = 10_000;
    expect(within(wrongMm + 1, 500)).toBe(true);
    // On a long rail not more than where edges are counted.
    const long = { ...limits.carriage, railMm: 1000 };
    Object.assign(watch.span, { lowMm: 100, highMm: 500 });
    expect(isContradicted(watch, sensors, long)).toBe(false);
    Object.assign(watch.span, { lowMm: 101, highMm: 500 });
    expect(isContradicted(watch, sensors, long)).toBe(true);
  });
});
