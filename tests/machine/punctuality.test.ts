import { describe, expect, test } from 'vitest';
import { createPunctuality, latelyLateMs, notePunctuality } from '../../src/machine/punctuality.ts';

/** Turns due each 20 ms from 0 on, late by what `lateMs` says; those of `none` are missed. */
function turns(forMs: number, lateMs: (dueMs: number) => number | 'none') {
  const punctuality = createPunctuality();
  for (let dueMs = 0; dueMs <= forMs; dueMs += 20) {
    const late = lateMs(dueMs);
    if (late !== 'none') notePunctuality(punctuality, dueMs, dueMs + late);
  }
  return punctuality;
}

describe('how punctual the turns are', () => {
  test('in time, or before it, is not late', () => {
    const punctuality = turns(1000, () => -3);
    expect([punctuality.worstMs, latelyLateMs(punctuality), punctuality.missed]).toEqual([0, 0, 0]);
  });

  test('each deadline that passes without a turn is counted', () => {
    expect(turns(1000, (dueMs) => (dueMs === 40 ? 'none' : 0)).missed).toBe(1);
    expect(turns(1000, (dueMs) => (dueMs >= 100 && dueMs < 200 ? 'none' : 0)).missed).toBe(5);
  });

  test('the worst stays; the worst of late is forgotten after one to two minutes', () => {
    const late = (dueMs: number) => (dueMs === 30_000 ? 12 : dueMs === 40_000 ? 7 : 1);
    const lately = (forMs: number) => latelyLateMs(turns(forMs, late));
    expect([29_980, 30_000, 119_980, 120_000].map(lately)).toEqual([1, 12, 12, 1]);
    expect(turns(300_000, late).worstMs).toBe(12);
  });

  test('the minute that runs counts before it is over', () => {
    expect(latelyLateMs(turns(70_000, (dueMs) => (dueMs === 65_000 ? 9 : 2)))).toBe(9);
  });
});
