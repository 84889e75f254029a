import { describe, expect, test } from 'vitest';
import { createRamp, driveRamp, dropRamp, rampFigures, stepRamp } from '../../../src/control/motion/ramp.ts';

const tickMs = 20;
const figures = rampFigures(650);

/** The duties of a ramp until it is there, the first tick included. */
function rampTo(wanted: number, ramp = createRamp(figures)): number[] {
  const duties: number[] = [];
  while (ramp.duty !== wanted) {
    duties.push(stepRamp(ramp, wanted, tickMs));
    if (duties.length > 200) throw new Error('the ramp never arrives');
  }
  return duties;
}

const stepsOf = (duties: readonly number[]) => duties.map((duty, i) => duty - (duties[i - 1] ?? 0));

describe('the ramp of a motor', () => {
  test('takes 0.65 s from rest to full duty', () => {
    const ms = rampTo(1).length * tickMs;
    expect(ms).toBeGreaterThanOrEqual(620);
    expect(ms).toBeLessThanOrEqual(680);
  });

  test('is an S: slow at first, steepest in the middle, slow at the end', () => {
    const steps = stepsOf(rampTo(1));
    const third = Math.floor(steps.length / 3);
    const steepest = Math.max(...steps);
    expect(steps[0]).toBeLessThan(0.1 * steepest);
    expect(steps.at(-1)).toBeLessThan(0.2 * steepest);
    expect(steps[Math.floor(steps.length / 2)]).toBeCloseTo(steepest, 12);
    expect(steepest).toBeCloseTo(1.5 / (650 / tickMs), 12);
    for (let i = 1; i < third; i++) expect(steps[i]).toBeGreaterThan(steps[i - 1] ?? 0);
    for (let i = steps.length - third; i < steps.length; i++) {
      expect(steps[i]).toBeLessThan(steps[i - 1] ?? 0);
    }
  });

  test('never overshoots, whatever is wanted, up or down', () => {
    for (const wanted of [0.004, 0.1, 0.313, 0.5, 0.77, 1, -0.2, -1]) {
      const up = rampTo(wanted);
      expect(Math.max(...up.map(Math.abs))).toBe(Math.abs(wanted));
      const ramp = createRamp(figures);
      rampTo(wanted, ramp);
      const down = rampTo(0, ramp);
      for (const duty of down) expect(duty * wanted).toBeGreaterThanOrEqual(0);
    }
  });

  test('turns round at once and smoothly where less is wanted while it rises', () => {
    const ramp = createRamp(figures);
    for (let i = 0; i < 15; i++) stepRamp(ramp, 1, tickMs);
    const before = ramp.duty;
    const after = stepRamp(ramp, 0.1, tickMs);
    expect(after).toBeLessThan(before);
    expect(before - after).toBeLessThan(0.01);
  });

  test('slows its slope in time where the wanted duty comes nearer meanwhile', () => {
    const ramp = createRamp(figures);
    for (let i = 0; i < 15; i++) stepRamp(ramp, 1, tickMs);
    const wanted = ramp.duty + 0.02;
    for (let i = 0; i < 20; i++) expect(stepRamp(ramp, wanted, tickMs)).toBeLessThanOrEqual(wanted);
    expect(ramp.duty).toBe(wanted);
  });

  test('dropped, it is at zero and starts anew as gently as the first time', () => {
    const ramp = createRamp(figures);
    for (let i = 0; i < 15; i++) stepRamp(ramp, 1, tickMs);
    dropRamp(ramp);
    expect(ramp.duty).toBe(0);
    expect(stepRamp(ramp, 1, tickMs)).toBe(stepRamp(createRamp(figures), 1, tickMs));
  });
});

describe('a motor driven by the ramp', () => {
  test('goes to zero and stays there while it turns the other way', () => {
    const ramp = createRamp(figures);
    rampTo(0.5, ramp);
    for (let i = 0; i < 60; i++) expect(driveRamp(ramp, -1, 0.5, 0.3, 1, tickMs)).toBeGreaterThanOrEqual(0);
    expect(ramp.duty).toBe(0);
    expect(driveRamp(ramp, -1, 0.5, 0.3, 0, tickMs)).toBeLessThan(0);
  });

  test('goes through zero also where the motor is thought to stand already', () => {
    const ramp = createRamp(figures);
    rampTo(0.5, ramp);
    expect(driveRamp(ramp, -1, 0.5, 0.3, 0, tickMs)).toBeGreaterThan(0.4);
  });

  test('gets enough to break away, and never more than full duty', () => {
    const weak = createRamp(figures);
    const strong = createRamp(figures);
    const stiff = createRamp(figures);
    for (let i = 0; i < 60; i++) {
      driveRamp(weak, 1, 0.1, 0.3, 0, tickMs);
      // What breaks it away from 80 % on is more than full duty under a heavy person.
      driveRamp(stiff, 1, 0.1, 1.05, 0, tickMs);
      driveRamp(strong, -1, 1.7, 0.3, 0, tickMs);
    }
    expect(weak.duty).toBe(0.3);
    expect(stiff.duty).toBe(1);
    expect(strong.duty).toBe(-1);
  });

  test('gets no power from a duty that is no number', () => {
    const ramp = createRamp(figures);
    rampTo(0.2, ramp);
    for (let i = 0; i < 60; i++) driveRamp(ramp, 1, Number.NaN, 0.3, 1, tickMs);
    expect(ramp.duty).toBe(0);
  });
});
