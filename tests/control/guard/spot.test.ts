import { describe, expect, test } from 'vitest';
import {
  createSpotWatch,
  moveSpots,
  placeSpots,
  type SpotWatch,
  takeAnywhereAsWorked,
  watchSpot,
} from '../../../src/control/guard/interlocks/spot.ts';
import { reasonOf } from '../../../src/control/guard/reasons.ts';
import { createRig, heldBy, latched, limits, step, ticksUntil, wantMotors } from './rig.ts';

/** Seconds of work, or of anything else, at a place. */
function spend(watch: SpotWatch, seconds: number, placeMm: number, working = true): number {
  for (let tick = 0; tick < Math.round(seconds * 10); tick++) watchSpot(watch, placeMm, 0, working, 100);
  return watch.hereMs / 1000;
}

describe('the count of a spot', () => {
  test('begins with the work and goes on within 20 mm of where it began', () => {
    const watch = createSpotWatch();
    expect(spend(watch, 10, 200)).toBe(10);
    expect(spend(watch, 10, 220)).toBe(20);
    expect(spend(watch, 10, 180)).toBe(30);
    expect(spend(watch, 10, 221)).toBe(10);
    expect(spend(watch, 10, 179)).toBe(10);
  });

  test('does not creep along with the carriage', () => {
    const watch = createSpotWatch();
    for (let place = 200; place <= 218; place += 2) spend(watch, 2, place);
    expect(spend(watch, 1, 222)).toBeLessThanOrEqual(1);
  });

  test('stands still while nothing is worked, and clears after 15 s of it and what the controller hears late', () => {
    const watch = createSpotWatch();
    spend(watch, 60, 200);
    expect(spend(watch, 15.4, 200, false)).toBe(60);
    expect(spend(watch, 1, 200)).toBe(61);
    expect(spend(watch, 15.5, 200, false)).toBe(60 + 1);
    expect(spend(watch, 0.1, 200, false)).toBe(0);
    expect(spend(watch, 1, 200)).toBe(1);
  });

  test('clears after as long of work elsewhere', () => {
    const watch = createSpotWatch();
    spend(watch, 60, 200);
    spend(watch, 15.4, 300);
    expect(spend(watch, 1, 200)).toBe(61);
    spend(watch, 15.5, 300);
    expect(spend(watch, 1, 200)).toBe(1);
  });

  test('follows several spots at once, coming and going', () => {
    const watch = createSpotWatch();
    for (let round = 0; round < 6; round++) {
      for (const place of [100, 200, 300]) spend(watch, 4, place);
    }
    expect(spend(watch, 1, 100)).toBe(25);
    expect(spend(watch, 1, 200)).toBe(25);
    expect(spend(watch, 1, 300)).toBe(25);
  });

  test('goes on where an end has told the place otherwise: it lies where it was counted, where it is told, or between', () => {
    const moved = (byMm: number, placeMm: number) => {
      const watch = createSpotWatch();
      spend(watch, 60, 129);
      moveSpots(watch, byMm);
      return spend(watch, 1, placeMm);
    };
    expect(moved(-86, 43 - 20)).toBe(61);
    expect(moved(-86, 43 - 21)).toBe(1);
    expect(moved(-86, 129 + 20)).toBe(61);
    expect(moved(-86, 129 + 21)).toBe(1);
    expect(moved(86, 215 + 20)).toBe(61);
    expect(moved(0, 150)).toBe(1);
  });

  test('shows the spot below even while it is not worked', () => {
    const watch = createSpotWatch();
    spend(watch, 60, 200);
    expect(spend(watch, 1, 210, false)).toBe(60);
    expect(spend(watch, 1, 400, false)).toBe(0);
  });

  test('with more spots than it can hold forgets the one left longest ago', () => {
    const watch = createSpotWatch();
    for (let spot = 0; spot < 9; spot++) spend(watch, 1, spot * 50);
    expect(spend(watch, 0.1, 50)).toBeCloseTo(1.1, 5);
    expect(spend(watch, 0.1, 400)).toBeCloseTo(1.1, 5);
    const full = createSpotWatch();
    for (let spot = 0; spot < 9; spot++) spend(full, 1, spot * 50);
    expect(spend(full, 0.1, 0)).toBeCloseTo(0.1, 5);
  });

  test('a place within reach of two spots counts for both and shows the longer', () => {
    const watch = createSpotWatch();
    spend(watch, 5, 200);
    spend(watch, 8, 230);
    expect(spend(watch, 2, 215)).toBe(10);
    expect(spend(watch, 1, 200)).toBe(8);
    const longerFirst = createSpotWatch();
    spend(longerFirst, 8, 200);
    spend(longerFirst, 5, 230);
    expect(spend(longerFirst, 2, 215)).toBe(10);
  });
});

test('a spot of before, of which nobody knows, may be anywhere: it has 3 s left until it is cleared', () => {
  const watch = createSpotWatch();
  takeAnywhereAsWorked(watch, limits.carriage);
  expect(spend(watch, 2, 50)).toBe(89);
  expect(spend(watch, 1, 400)).toBe(90);
  expect(spend(watch, 15.5, 200, false)).toBe(90);
  expect(spend(watch, 1, 200)).toBe(1);
});

describe('in the guard', () => {
  test('kneading one spot for 90 s takes the kneader, nothing else, and is no fault', () => {
    const rig = createRig();
    wantMotors(rig, 0, 0.5);
    const ticks = ticksUntil(rig, ({ allowed }) => allowed.kneaderDuty === 0);
    expect(ticks).toBeGreaterThanOrEqual(4500);
    expect(ticks).toBeLessThanOrEqual(4510);
    expect(rig.guard.counts.spot.hereMs).toBe(90_000);
    expect(rig.guard.register.measures[reasonOf('same spot')]).toBe(90);
    expect(rig.allowed.motorRelay).toBe(true);
    expect(heldBy(rig)).toMatchObject({ kneader: 'same spot', carriage: 'none', motorRelay: 'none' });
    wantMotors(rig, 0.5, 0.5);
    step(rig);
    expect(rig.allowed.carriageDuty).toBe(0.5);
    expect(latched(rig)).toEqual([]);
  });

  test('it stays away for 15 s on the spot, and elsewhere comes back at once', () => {
    const rig = createRig();
    wantMotors(rig, 0, 0.5);
    ticksUntil(rig, ({ allowed }) => allowed.kneaderDuty === 0);
    wantMotors(rig, 0, 0);
    step(rig, 700);
    wantMotors(rig, 0, 0.5);
    step(rig);
    expect(rig.allowed.kneaderDuty).toBe(0);
    step(rig, 85);
    expect(rig.allowed.kneaderDuty).toBe(0.5);
    const other = createRig();
    wantMotors(other, 0, 0.5);
    ticksUntil(other, ({ allowed }) => allowed.kneaderDuty === 0);
    wantMotors(other, 0.5, 0.5);
    step(other, 50);
    expect(other.allowed.kneaderDuty).toBe(0);
    step(other, 20);
    expect(other.allowed.kneaderDuty).toBe(0.5);
  });

  test('a place by time is another one only where neither interval reaches so far', () => {
    const watch = createSpotWatch();
    for (let tick = 0; tick < 100; tick++) watchSpot(watch, 290, 37, true, 100);
    watchSpot(watch, 226, 7, true, 100);
    expect(watch.hereMs).toBe(10_100);
    watchSpot(watch, 225, 7, true, 100);
    expect(watch.hereMs).toBe(100);
  });

  test('kneading of one tick, whenever it comes, is work', () => {
    const rig = createRig();
    wantMotors(rig, 0, 0.5);
    step(rig, 1000);
    for (let pulse = 0; pulse < 30; pulse++) {
      wantMotors(rig, 0, 0);
      step(rig, 36);
      wantMotors(rig, 0, 0.5);
      step(rig);
    }
    expect(rig.guard.counts.spot.hereMs).toBeGreaterThanOrEqual(22_900);
  });

  test('kneading while rolling is no work on one spot', () => {
    const rig = createRig();
    for (let round = 0; round < 12; round++) {
      wantMotors(rig, round % 2 === 0 ? 0.4 : -0.4, 0.5);
      step(rig, 500);
      expect(heldBy(rig).kneader).not.toBe('same spot');
    }
  });

  test('rolling to and fro over the breadth of a hand is none either', () => {
    const rig = createRig();
    for (let round = 0; round < 110; round++) {
      wantMotors(rig, round % 2 === 0 ? 0.5 : -0.5, 0.5);
      step(rig, 50);
      expect(rig.guard.counts.spot.hereMs).toBeLessThan(20_000);
    }
    expect(latched(rig)).toEqual([]);
  });

  test('a press counts by the word of the program, with the arms narrow and the carriage still', () => {
    const rig = createRig();
    rig.context.pressing = true;
    step(rig, 4400);
    expect(rig.guard.counts.spot.hereMs).toBe(88_000);
    wantMotors(rig, 0, 0.5);
    step(rig, 200);
    expect(rig.allowed.kneaderDuty).toBe(0);
    const rest = createRig();
    step(rest, 4400);
    expect(rest.guard.counts.spot.hereMs).toBe(0);
    const wide = createRig();
    wide.context.pressing = true;
    step(wide, 4400, ({ sensors }) => {
      sensors.camNarrow = false;
      sensors.camWide = true;
    });
    expect(wide.guard.counts.spot.hereMs).toBe(0);
  });
});

test('a spot that was worked before an end told the place lies where the end says', () => {
  const watch = createSpotWatch();
  watchSpot(watch, 0, 0, true, 7000);
  placeSpots(watch, 280, 10);
  watchSpot(watch, 309, 0, true, 100);
  expect(watch.hereMs).toBe(7100);
  watchSpot(watch, 311, 0, true, 100);
  expect(watch.hereMs).toBe(100);
});
