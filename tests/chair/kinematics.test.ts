import { describe, expect, test } from 'vitest';
import { approach, betweenPlacesMmPerS, speedBefore, travelTimeMs } from '../../src/chair/kinematics.ts';
import { referenceChair } from '../../src/chair/specification.ts';
import { createRig, go, home } from '../control/motion-rig.ts';

const { carriage: rail } = referenceChair;

describe('the nominal time of a move', () => {
  test('is nothing for a way so short that the carriage counts as there', () => {
    expect(travelTimeMs(0, 20)).toBe(0);
    expect(travelTimeMs(-approach.nearMm, 20)).toBe(0);
    expect(travelTimeMs(approach.nearMm + 0.1, 20)).toBeGreaterThan(500);
  });

  test('grows with the way and is the same both ways', () => {
    let before = 0;
    for (let wayMm = 3; wayMm <= 760; wayMm += 1) {
      const ms = travelTimeMs(wayMm, 27);
      expect(ms).toBeGreaterThan(before);
      expect(travelTimeMs(-wayMm, 27)).toBe(ms);
      before = ms;
    }
  });

  test('stays within what the planner allots, at the speed between places', () => {
    for (let wayMm = 0; wayMm <= rail.railMm; wayMm += 2) {
      const allottedMs = (wayMm / rail.travelMmPerS) * 1000 + rail.travelSettleMs;
      expect(travelTimeMs(wayMm, betweenPlacesMmPerS)).toBeLessThan(allottedMs - 1000);
    }
  });

  test.each([...rail.speedsMmPerS, betweenPlacesMmPerS])(
    'is what the carriage takes at %d mm/s, to 0.15 s, under anybody',
    (speed) => {
      for (const personKg of [0, 75, 120]) {
        const rig = createRig({ personKg, carriageMm: 40 });
        home(rig);
        go(rig, 60, betweenPlacesMmPerS);
        for (const targetMm of [330, 318, 258, 60]) {
          const wayMm = targetMm - rig.plant.carriageMm;
          const seconds = go(rig, targetMm, speed);
          expect(Math.abs(seconds - travelTimeMs(wayMm, speed) / 1000)).toBeLessThan(0.15);
        }
      }
    },
  );
});

describe('slowing down', () => {
  test('ends in landing speed, below the 15 mm/s that are allowed', () => {
    expect(approach.landingMmPerS).toBeLessThanOrEqual(rail.landingSpeedMmPerS);
    expect(speedBefore(0)).toBe(approach.landingMmPerS);
    expect(speedBefore(-5)).toBe(approach.landingMmPerS);
    expect(speedBefore(10)).toBeGreaterThan(approach.landingMmPerS);
  });
});
