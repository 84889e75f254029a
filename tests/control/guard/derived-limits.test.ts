/** Limits that follow from a chair's figures: what its pads' current tells, the room, how far a run may go. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { bouncedMm } from '../../../src/chair/bounces.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { longestRunMm } from '../../../src/control/guard/carriage-limits.ts';
import { padCurrentLimits } from '../../../src/control/guard/pad-current-limits.ts';
import { roomOf, surroundings } from '../../../src/control/guard/surroundings.ts';
import { chair } from '../../chair.ts';

describe('the current of all pads', () => {
  const strong = { siemens: 0.4, weakestSiemens: 0.3, strongestSiemens: 0.5 };
  const weak = { siemens: 0.2, weakestSiemens: 0.16, strongestSiemens: 0.25 };

  test('is wrong by half of what the weakest pad draws, as little as that is at the lowest supply', () => {
    const { slackSiemens, nothingA } = padCurrentLimits([strong, weak], chair);
    expect(slackSiemens).toBeCloseTo(0.08, 12);
    expect(nothingA).toBeCloseTo(0.08 * chair.supply.stopLowV, 12);
  });

  test('tells pads apart that differ by a twentieth of the smallest', () => {
    expect(padCurrentLimits([strong, weak], chair).alikeSiemens).toBeCloseTo(0.01, 12);
    expect(padCurrentLimits([weak, strong], chair).alikeSiemens).toBeCloseTo(0.01, 12);
  });

  test('is good to a tenth where the supply is sensed, to three tenths where it is not', () => {
    const scaled = { ...chair.wiring.scaled, supply: null };
    const blind = { ...chair, wiring: { ...chair.wiring, scaled } };
    expect(padCurrentLimits([weak], chair).learnedShare).toBe(0.1);
    expect(padCurrentLimits([weak], blind).learnedShare).toBe(0.3);
  });

  test('has settled well after six time constants of its filter, and a tick at least', () => {
    const filtered = (currentFilterMs: number) =>
      padCurrentLimits([strong, weak], { ...chair, currentFilterMs });
    expect(filtered(30).settleWellMs).toBe(180);
    expect(filtered(2).settleWellMs).toBe(20);
    // The most that all of the pads draw has to sink to what half of the weakest explains.
    expect(filtered(30).settleMs).toBe(Math.floor(30 * Math.log(0.75 / 0.08)));
  });
});

describe('the room', () => {
  test('is as it is measured where it is', () => {
    const sensors = { ...createSensors(chair), ambientC: 19.5 };
    expect(roomOf({ has: { 'room sensed': true } }, sensors)).toEqual({ coldestC: 19.5, warmestC: 19.5 });
  });

  test('is anything from 5 to 40 C where nothing measures it', () => {
    const sensors = { ...createSensors(chair), ambientC: 19.5 };
    expect(roomOf({ has: { 'room sensed': false } }, sensors)).toEqual({ coldestC: 5, warmestC: 40 });
  });

  test('and the person in it are never taken for kinder than they can be', () => {
    expect(surroundings).toMatchObject({ coldestSkinC: 33, airCoolerK: 10, airWarmerK: 16, backWPerK: 1.2 });
  });
});

describe('the longest run of a carriage', () => {
  const of = (own: Partial<typeof chair.carriage>) =>
    longestRunMm({ ...chair.carriage, railMm: 500, stopBeyondMm: 6, ...own });

  test('is the rail, both stops and 40 mm, where nothing counts or bounces are less', () => {
    expect(of({ edgeMm: null })).toBe(552);
    expect(bouncedMm(500, 0.01, 4)).toBeLessThan(40);
    expect(of({ edgeMm: 0.01 })).toBe(552);
  });

  test('is longer by the edges that may bounce where these are coarse, with what chance adds in six sigmas', () => {
    // 100 edges of 5 mm, two bounces, two edges each.
    expect(of({ edgeMm: 5 })).toBeCloseTo(512 + 2 * 5 * (2 + 6 * Math.SQRT2), 9);
  });
});

test('of each shipped chair a run is no shorter than its rail and both stops', () => {
  for (const name of ['lumbar-1', 'chair-a', 'chair-b', 'chair-c'] as const) {
    const { carriage } = loadChair(name);
    expect(longestRunMm(carriage)).toBeGreaterThanOrEqual(carriage.railMm + 2 * carriage.stopBeyondMm + 40);
  }
});
