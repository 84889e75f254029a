/** How long something has held, how much of it there was of late, and what of the time nobody has seen. */
import { describe, expect, test } from 'vitest';
import { allowancesOf } from '../../../src/control/guard/allowances.ts';
import { createGuardContext } from '../../../src/control/guard/guard.ts';
import { createClock, stepClock } from '../../../src/control/guard/interlocks/clock.ts';
import { addToTotal, createRollingTotal, heldFor, passTime } from '../../../src/control/guard/timers.ts';

describe('what comes and goes', () => {
  test('adds up while it holds, and begins anew without a share', () => {
    expect(heldFor(true, 40, 20)).toBe(60);
    expect(heldFor(true, 40, 20, 0.5)).toBe(60);
    expect(heldFor(false, 40, 20)).toBe(0);
  });

  test('runs back by its share, to nothing at least', () => {
    expect(heldFor(false, 40, 20, 0.5)).toBe(30);
    expect(heldFor(false, 40, 20, 2)).toBe(0);
    expect(heldFor(false, 30, 20, 2)).toBe(0);
    expect(heldFor(false, 40, 20, 0)).toBe(40);
  });
});

describe('a total of three slices of 10 s', () => {
  const opened = () => createRollingTotal(3, 10_000);

  test('keeps what there was until all of its slice is past', () => {
    const total = opened();
    passTime(total, true, 4000);
    passTime(total, false, 25_999);
    expect(total).toMatchObject({ totalMs: 4000, intoMs: 9999, slicesMs: [0, 0, 4000] });
    passTime(total, false, 1);
    expect(total).toMatchObject({ totalMs: 0, intoMs: 0, slicesMs: [0, 0, 0] });
  });

  test('forgets slice after slice', () => {
    const total = opened();
    for (const ms of [1000, 2000, 3000]) {
      passTime(total, true, ms);
      passTime(total, false, 10_000 - ms);
    }
    expect(total).toMatchObject({ totalMs: 5000, slicesMs: [0, 3000, 2000] });
    passTime(total, false, 20_000);
    expect(total.totalMs).toBe(0);
  });

  test('has forgotten all after a century, at once, and knows how far its slice is', () => {
    const total = opened();
    passTime(total, true, 5000);
    passTime(total, false, 100 * 365 * 86_400_000 + 1000);
    expect(total).toEqual({ sliceMs: 10_000, slicesMs: [0, 0, 0], intoMs: 6000, totalMs: 0 });
  });
});

test('a total that has no slices says so where something is added', () => {
  expect(() => addToTotal(createRollingTotal(0, 10_000), 20)).toThrow('no slice 0');
});

describe('what nobody has seen', () => {
  const limits = { allowances: allowancesOf(60_000, 60_000) };
  /** After a healthy tick, one that takes place so much later. */
  function ticked(stepMs: number) {
    const clock = createClock(limits);
    const context = createGuardContext();
    for (const dueMs of [20, 20 + stepMs])
      stepClock(clock, limits, { ...context, nowMs: dueMs, dueMs }, false, false);
    return clock;
  }

  test('is nothing before the first tick, and nothing in turns that are counted as time', () => {
    expect(createClock(limits).skipped).toBe(false);
    expect(ticked(20)).toMatchObject({ skipped: false, dtMs: 20, nowMs: 40 });
    expect(ticked(140)).toMatchObject({ skipped: false, dtMs: 140, nowMs: 160 });
  });

  test('is a longer gap, and a clock that stands still or runs back', () => {
    expect(ticked(160)).toMatchObject({ skipped: true, dtMs: 20, nowMs: 180 });
    expect(ticked(0)).toMatchObject({ skipped: true, dtMs: 20, nowMs: 20 });
    expect(ticked(-60)).toMatchObject({ skipped: true, dtMs: 20 });
  });
});
