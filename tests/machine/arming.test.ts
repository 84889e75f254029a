import { describe, expect, test } from 'vitest';
import { askToArm, createArming } from '../../src/machine/arming.ts';

const armed = 0;
const off = 3;

describe('the request to arm', () => {
  test('is not made without a job that begins, whatever the chip says', () => {
    const arming = createArming();
    expect(arming.untilMs).toBeLessThan(0);
    expect([0, 20, 1000].map((nowMs) => askToArm(arming, false, off, nowMs))).toEqual([false, false, false]);
  });

  test('is made in the very tick, and repeated for 300 ms', () => {
    const arming = createArming();
    expect(askToArm(arming, true, off, 1000)).toBe(true);
    expect([1020, 1280, 1299, 1300, 1320].map((nowMs) => askToArm(arming, false, off, nowMs))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('ends as soon as the chip has been seen armed: one that trips again waits for the next job', () => {
    const arming = createArming();
    askToArm(arming, true, off, 0);
    expect(askToArm(arming, false, armed, 40)).toBe(false);
    expect(askToArm(arming, false, off, 60)).toBe(false);
    expect(askToArm(arming, true, off, 80)).toBe(true);
  });

  test('of a chip that is armed is none, and stands for one that trips within 300 ms of the job', () => {
    const arming = createArming();
    expect(askToArm(arming, true, armed, 0)).toBe(false);
    expect(askToArm(arming, false, off, 20)).toBe(true);
  });
});
