/** A carriage that nothing counts: where it may be, by the time it was driven. */
import { expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import {
  createCarriageWatch,
  isContradicted,
  watchCarriage,
} from '../../../src/control/guard/interlocks/carriage.ts';
import { createEvidence } from '../../../src/control/guard/interlocks/evidence.ts';
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
  watchCarriage(watch, sensors, { ...evidence, sinceMs, forMs }, limits);
  sensors.limitBottom = false;
  const drives = { ...evidence.drives, carriage: up };
  for (let atMs = 0; atMs < forS * 1000; atMs += sinceMs) {
    watchCarriage(watch, sensors, { ...evidence, drives, sinceMs, forMs }, limits);
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
  expect(at(135, 3060, 5)).toBe(false);
  expect(at(170, 3060, 5)).toBe(true);
  expect(at(150, 3060, 1)).toBe(true);
  expect(at(101, 0, 5)).toBe(true);
});
