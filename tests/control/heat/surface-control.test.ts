/** The cascade by itself: what it makes of readings, step by step. */
import { describe, expect, test } from 'vitest';
import { heatLimits } from '../../../src/chair/limits.ts';
import { heatStepS } from '../../../src/control/heat/step.ts';
import {
  createSurfaceControl,
  driveElementAlone,
  driveSurface,
  observeSurface,
} from '../../../src/control/heat/surface-control.ts';
import { padFigures } from '../../chair.ts';

const figures = padFigures('lumbar');

/** Has seen these readings for a while, the surface moving at a rate. */
function seen(elementC: number, surfaceC: number, ratePerS = 0, seconds = 120) {
  const control = createSurfaceControl(figures);
  for (let passedS = 0; passedS < seconds; passedS += heatStepS) {
    observeSurface(control, elementC, surfaceC + ratePerS * (passedS - seconds + heatStepS));
  }
  return control;
}

describe('what is observed', () => {
  test('the first readings are believed as they are', () => {
    const control = createSurfaceControl(figures);
    expect(control.known).toBe(false);
    observeSurface(control, 44, 37);
    expect(control).toMatchObject({ known: true, elementC: 44, surfaceC: 37, ratePerS: 0, restingC: 44 });
  });

  test('a surface that rises is followed without lag, and its rate is found', () => {
    const control = seen(50, 38, 0.05);
    expect(control.surfaceC).toBeCloseTo(38, 1);
    expect(control.ratePerS).toBeCloseTo(0.05, 4);
  });

  test('the resting element is the one under which a nominal surface stands still', () => {
    expect(seen(50, 38).restingC).toBeCloseTo(50, 6);
    const perK = figures.elementSurfaceWPerK / figures.surfaceJPerK;
    expect(seen(50, 38, 0.03).restingC).toBeCloseTo(50 - 0.03 / perK, 1);
  });
});

describe('what is driven', () => {
  test('far from its level the element is sent as hot as it may be, and no hotter, whatever is lacking', () => {
    for (const lackingK of [10, 20, 30]) {
      const control = seen(45, 42 - lackingK);
      expect(driveSurface(control, 42)).toBe(1);
      expect(control.elementGoalC).toBeLessThan(heatLimits.elementHoldC);
      expect(control.elementGoalC).toBeGreaterThan(heatLimits.elementHoldC - 1);
    }
  });

  test('the less is lacking the less the element is ahead, and it is behind where the surface is too warm', () => {
    const aheadAt = (lacksK: number) => {
      const control = seen(44, 40 - lacksK);
      driveSurface(control, 40);
      return control.elementGoalC - control.restingC;
    };
    const ahead = [6, 4, 2, 1, 0.6].map(aheadAt);
    expect([...ahead].sort((one, other) => other - one)).toEqual(ahead);
    expect(ahead.at(-1)).toBeGreaterThan(2);
    expect(aheadAt(-1)).toBeLessThan(-3);
    // Four times as far away it may be about twice as far ahead: it has to come down again.
    expect(aheadAt(4) / aheadAt(1)).toBeLessThan(2.6);
  });

  test('at its level the element is led up and down, each for 20 s', () => {
    const control = seen(44, 40);
    const goals = Array.from({ length: 800 }, () => {
      driveSurface(control, 40);
      return control.elementGoalC - control.restingC;
    });
    const up = goals.filter((aheadK) => aheadK > 1).length;
    const down = goals.filter((aheadK) => aheadK < -1).length;
    expect(up).toBe(400);
    expect(down).toBe(400);
    expect(
      goals.filter((aheadK, i) => i > 0 && Math.abs(aheadK - goals[i - 1]!) > 1).length,
    ).toBeLessThanOrEqual(4);
  });

  test('full power for minutes teaches it nothing about what holds the element', () => {
    const control = seen(25, 22);
    for (let step = 0; step < 3000; step++) expect(driveSurface(control, 40)).toBe(1);
    expect(control.holdDuty).toBe(0);
  });

  test('what the element lacks for long is made up for, within the power there is', () => {
    const control = seen(41, 40);
    const first = driveElementAlone(control, 42);
    for (let step = 0; step < 300; step++) driveElementAlone(control, 42);
    expect(driveElementAlone(control, 42)).toBeGreaterThan(first + 0.2);
    for (let step = 0; step < 100_000; step++) {
      const duty = driveElementAlone(control, 42);
      expect(duty <= 1 && duty >= 0).toBe(true);
    }
  });

  test('an element alone is led up, left until it has cooled by 1.5 K, and led up again', () => {
    const control = seen(41, 41);
    const dutyAt = (elementC: number) => {
      for (let step = 0; step < 100; step++) observeSurface(control, elementC, elementC);
      return driveElementAlone(control, 42);
    };
    expect(dutyAt(41.5)).toBeGreaterThan(0);
    expect(dutyAt(41.8)).toBe(0);
    expect(dutyAt(40.7)).toBe(0);
    expect(dutyAt(40.4)).toBeGreaterThan(0.4);
    expect(dutyAt(41.5)).toBeGreaterThan(0);
  });
});
