/** A carriage that nothing counts: where it may be, by the time it was driven. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { linkLostMs } from '../../../src/chair/limits.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import {
  createCarriageWatch,
  isContradicted,
  watchCarriage,
} from '../../../src/control/guard/interlocks/carriage.ts';
import { createEvidence } from '../../../src/control/guard/interlocks/evidence.ts';
import { roomMm } from '../../../src/control/guard/interlocks/open-end.ts';
import { createSpan, moveSpan } from '../../../src/control/guard/interlocks/span.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';

const chair = loadChair('chair-a');
const limits = guardLimits(chair);
const { railMm } = limits.carriage;
const up = { duty: 1, least: 1, most: 1 };

/** From the lower end up for so long, with values this far apart, which speak for `forMs` each. */
function drivenUp(forS: number, sinceMs: number, forMs: number) {
  const watch = createCarriageWatch();
  const evidence = createEvidence(chair);
  const sensors = createSensors(chair);
  sensors.limitTop = false;
  sensors.limitBottom = true;
  watchCarriage(
    watch,
    sensors,
    { ...evidence, sinceMs, forMs, countedMs: Math.min(sinceMs, linkLostMs) },
    limits,
  );
  sensors.limitBottom = false;
  const drives = { ...evidence.drives, carriage: up };
  for (let atMs = 0; atMs < forS * 1000; atMs += sinceMs) {
    watchCarriage(
      watch,
      sensors,
      { ...evidence, drives, sinceMs, forMs, countedMs: Math.min(sinceMs, linkLostMs) },
      limits,
    );
  }
  sensors.limitTop = true;
  return { watch, contradicted: isContradicted(watch, sensors, limits.carriage) };
}

test('the upper end is believed after the way there, however far apart the values come', () => {
  const wayS = railMm / limits.carriage.byTime.fastestMmPerS.up;
  for (const sinceMs of [20, 60, 100, 200]) {
    expect(drivenUp(wayS, sinceMs, Math.min(sinceMs, 60)).contradicted).toBe(false);
  }
});

test('an end far sooner than the carriage can be there is not', () => {
  const wayS = railMm / limits.carriage.byTime.fastestMmPerS.up;
  for (const sinceMs of [20, 100]) {
    expect(drivenUp(0.5 * wayS, sinceMs, Math.min(sinceMs, 60)).contradicted).toBe(true);
  }
});

test('a gap without a line counts for no longer than the controller goes on', () => {
  const { watch } = drivenUp(10, 10_000, 60);
  expect(watch.span.highMm).toBeLessThan(20);
});

test('a coarse count strays by a few bounces more than a fine one, and an end is believed for as long', () => {
  const counted = guardLimits(loadChair('chair-b')).carriage;
  const sensors = createSensors(chair);
  sensors.limitTop = false;
  sensors.limitBottom = true;
  const at = (placeMm: number, countedMm: number, edgeMm: number) => {
    const watch = { ...createCarriageWatch(), placeKnown: true, placeMm, countedMm };
    return isContradicted(watch, sensors, { ...counted, edgeMm });
  };
  expect(at(290, 3060, 5)).toBe(false);
  expect(at(295, 3060, 5)).toBe(true);
  expect(at(195, 3060, 1)).toBe(true);
  expect(at(101, 0, 5)).toBe(true);
});

describe('where it may be', () => {
  const rail = {
    ...limits.carriage,
    railMm: 800,
    byTime: {
      fastestMmPerS: { up: 50, down: 60 },
      slowestMmPerS: { up: 20, down: 25 },
      coastMm: 10,
      startMs: 300,
      stopBeyondMm: 15,
    },
  };
  /** In the middle of the rail, at rest. */
  const middle = () => ({ ...createSpan(), lowMm: 400, highMm: 400 });

  test('grows by the fastest at once, and follows with the slowest once it surely is at speed', () => {
    const up = middle();
    expect(moveSpan(up, 1, rail, 300)).toBe(0);
    expect(up).toMatchObject({ lowMm: 400, highMm: 415 });
    expect(moveSpan(up, 1, rail, 100)).toBe(2);
    expect(up).toMatchObject({ lowMm: 402, highMm: 420 });
    const down = middle();
    expect(moveSpan(down, -1, rail, 300)).toBe(0);
    expect(down).toMatchObject({ lowMm: 382, highMm: 400 });
    expect(moveSpan(down, -1, rail, 100)).toBe(2.5);
    expect(down).toMatchObject({ lowMm: 376, highMm: 397.5 });
  });

  test('grows by what it coasts as the power goes off, once, and then stays', () => {
    const up = middle();
    moveSpan(up, 1, rail, 100);
    for (let count = 0; count < 10; count++) expect(moveSpan(up, 0, rail, 100)).toBe(0);
    expect(up).toMatchObject({ lowMm: 400, highMm: 415 });
    const down = middle();
    moveSpan(down, -1, rail, 100);
    for (let count = 0; count < 10; count++) expect(moveSpan(down, 0, rail, 100)).toBe(0);
    expect(down).toMatchObject({ lowMm: 384, highMm: 400 });
  });

  test('grows by what it coasts as it is turned round, and it has to come to speed anew', () => {
    const span = middle();
    moveSpan(span, 1, rail, 400);
    expect(span).toMatchObject({ lowMm: 408, highMm: 420 });
    expect(moveSpan(span, -1, rail, 100)).toBe(0);
    expect(span).toMatchObject({ lowMm: 402, highMm: 430 });
    moveSpan(span, 0, rail, 100);
    expect(span).toMatchObject({ lowMm: 392, highMm: 430 });
  });

  test('ends as far behind the ends as the carriage can stop', () => {
    const span = middle();
    moveSpan(span, 1, rail, 60_000);
    expect(span).toMatchObject({ lowMm: 800, highMm: 815 });
    moveSpan(span, -1, rail, 60_000);
    expect(span).toMatchObject({ lowMm: -15, highMm: 0 });
  });
});

describe('room towards an end without a switch', () => {
  const { carriage } = guardLimits(loadChair('chair-b'));
  const at = (placeMm: number, own = {}) => ({
    ...createCarriageWatch(),
    placeKnown: true,
    placeMm,
    unseenMm: 3,
    span: { ...createSpan(), lowMm: placeMm - 20, highMm: placeMm + 20 },
    ...own,
  });

  test('is any where both have one', () => {
    expect(roomMm(at(700), carriage)).toBe(800);
    expect(roomMm(at(700, { placeKnown: false }), carriage)).toBe(800);
  });

  test('is none before the other end has told the place', () => {
    expect(roomMm(at(400, { placeKnown: false }), { ...carriage, openEnd: 1 })).toBe(0);
  });

  // Clear by 80 mm, and by the 16 mm that it may coast.
  test.each([
    ['counted: by what may have gone uncounted', 5, 3],
    ['by time: by half of where it may be', 0, 20],
  ])('is the way there less what it is kept clear by, %s', (_, edgeMm, offMm) => {
    expect(roomMm(at(300), { ...carriage, edgeMm, openEnd: 1 })).toBe(500 - 96 - offMm);
    expect(roomMm(at(300), { ...carriage, edgeMm, openEnd: -1 })).toBe(300 - 96 - offMm);
  });

  test('shrinks by what a counted place may have strayed since the other end told it, beyond the tenth', () => {
    const room = (countedMm: number, edgeMm = 5) =>
      roomMm(at(300, { countedMm }), { ...carriage, edgeMm, openEnd: 1 });
    expect(room(1700)).toBe(room(0));
    expect(room(9000)).toBeCloseTo(room(0) - 100, 6);
    expect(room(9000, 0)).toBe(room(0, 0));
  });
});
