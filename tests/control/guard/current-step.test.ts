/** A step of a motor's current that its order does not explain, value by value. */
import { describe, expect, test } from 'vitest';
import {
  beginCurrent,
  createCurrentStep,
  hasStepped,
  watchCurrent,
} from '../../../src/control/guard/diagnosis/current-step.ts';

const stallA = 5;

/** A motor that has drawn so much at this drive until now. */
function usual(amperes: number, drive: number) {
  const step = createCurrentStep();
  beginCurrent(step, amperes, drive);
  return step;
}

/** Whether one value more is a step. */
function stepsAt(step: ReturnType<typeof usual>, amperes: number, drive: number): boolean {
  watchCurrent(step, amperes, 0.4, stallA, drive, 20);
  return hasStepped(step);
}

describe('a step', () => {
  test('is none before anything was seen, nor in what flows as the guard first looks', () => {
    expect(hasStepped(createCurrentStep())).toBe(false);
    expect(hasStepped(usual(4, 0.2))).toBe(false);
    expect(stepsAt(usual(4, 0.2), 4, 0.2)).toBe(false);
  });

  test('is more than 0.4 A above what was usual', () => {
    expect(stepsAt(usual(1, 0.5), 1.39, 0.5)).toBe(false);
    expect(stepsAt(usual(0, 0.5), 0.4, 0.5)).toBe(false);
    expect(stepsAt(usual(1, 0.5), 1.41, 0.5)).toBe(true);
  });

  test('is above what a higher order explains besides, either way; a lower one explains nothing', () => {
    expect(stepsAt(usual(1, 0.5), 1 + 0.5 + 0.39, 0.6)).toBe(false);
    expect(stepsAt(usual(1, 0.5), 1 + 0.5 + 0.41, 0.6)).toBe(true);
    expect(stepsAt(usual(1, -0.5), 1 + 0.5 + 0.39, -0.6)).toBe(false);
    expect(stepsAt(usual(1, -0.5), 1 + 0.5 + 0.41, -0.6)).toBe(true);
    expect(stepsAt(usual(1, 0.5), 1.39, 0.2)).toBe(false);
    expect(stepsAt(usual(1, 0.5), 1.41, 0.2)).toBe(true);
  });

  test('is remembered for 600 ms after it, and begins anew with the next', () => {
    const step = usual(1, 0.5);
    expect(stepsAt(step, 2, 0.5)).toBe(true);
    watchCurrent(step, 1, 0.4, stallA, 0.5, 600);
    expect(hasStepped(step)).toBe(true);
    watchCurrent(step, 1, 0.4, stallA, 0.5, 1);
    expect(hasStepped(step)).toBe(false);
    watchCurrent(step, 3, 0.4, stallA, 0.5, 20);
    expect(step.sinceMs).toBe(0);
  });

  test('grows old, too, while the current is no number', () => {
    const step = usual(1, 0.5);
    watchCurrent(step, 2, 0.4, stallA, 0.5, 20);
    const { usualA, usualDrive } = step;
    watchCurrent(step, Number.NaN, 0.4, stallA, 0.9, 601);
    expect(hasStepped(step)).toBe(false);
    expect(step).toMatchObject({ usualA, usualDrive });
  });
});

describe('what is usual', () => {
  test('is what flows at first; of what is no number, nothing', () => {
    expect(usual(2, -0.5)).toEqual({ usualA: 2, usualDrive: 0.5, sinceMs: Number.POSITIVE_INFINITY });
    expect(usual(Number.NaN, 0.5)).toMatchObject({ usualA: 0, usualDrive: 0.5 });
  });

  test('follows current and order by half each value', () => {
    const step = usual(1, 0.2);
    watchCurrent(step, 2, 0.4, stallA, -0.6, 20);
    expect(step.usualA).toBeCloseTo(1.5, 12);
    expect(step.usualDrive).toBeCloseTo(0.4, 12);
    watchCurrent(step, 1, 0.4, stallA, 0, 20);
    expect(step.usualA).toBeCloseTo(1.25, 12);
    expect(step.usualDrive).toBeCloseTo(0.2, 12);
  });
});
