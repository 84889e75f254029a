import { describe, expect, test } from 'vitest';
import {
  blockCount,
  createThermalHistory,
  forgetHistory,
  placeOf,
  recordTick,
} from '../../../src/control/guard/diagnosis/thermal.ts';

describe('the history of a pad', () => {
  test('closes a block each second', () => {
    const history = createThermalHistory();
    const ends: number[] = [];
    for (let tick = 1; tick <= 150; tick++) if (recordTick(history, 0, 30, 20, 20)) ends.push(tick);
    expect(ends).toEqual([50, 100, 150]);
    expect(history.filled).toBe(3);
  });

  test('a long tick counts for its time', () => {
    const history = createThermalHistory();
    for (let tick = 0; tick < 8; tick++) recordTick(history, 0, 30, 20, 120);
    expect(history.filled).toBe(0);
    expect(recordTick(history, 0, 30, 20, 120)).toBe(true);
    const first = history.newest;
    for (let tick = 0; tick < 9; tick++) recordTick(history, 0, 30, 20, 120);
    // 10 K above the room for 1.08 s.
    expect((history.excessKs[history.newest] ?? 0) - (history.excessKs[first] ?? 0)).toBeCloseTo(10.8, 9);
  });

  test('keeps the mean reading, the mean of the energy so far, and the excess over the room added up', () => {
    const history = createThermalHistory();
    for (let tick = 0; tick < 50; tick++) recordTick(history, 40, 30 + tick * 0.02, 20, 20);
    const first = history.newest;
    expect(history.readingC[first]).toBeCloseTo(30.49, 9);
    // 0.8 J a tick: 0.8, 1.6, ... 40 J.
    expect(history.meanJ[first]).toBeCloseTo(20.4, 9);
    for (let tick = 0; tick < 50; tick++) recordTick(history, 0, 32, 20, 20);
    const second = history.newest;
    expect(placeOf(history, 1)).toBe(first);
    expect(history.meanJ[second]).toBeCloseTo(40, 9);
    const between = (history.excessKs[second] ?? 0) - (history.excessKs[first] ?? 0);
    expect(between).toBeCloseTo((10.49 + 12) / 2, 9);
  });

  test('goes round its ring without losing its order', () => {
    const history = createThermalHistory();
    for (let block = 0; block < 40; block++) {
      for (let tick = 0; tick < 50; tick++) recordTick(history, 0, block, 20, 20);
    }
    expect(history.filled).toBe(blockCount);
    for (const ring of [history.readingC, history.meanJ, history.excessKs]) {
      expect(ring).toHaveLength(blockCount);
    }
    for (let back = 0; back < blockCount; back++) {
      expect(history.readingC[placeOf(history, back)]).toBe(39 - back);
    }
  });

  test('forgets what led up to a gap, half a block included', () => {
    const history = createThermalHistory();
    for (let tick = 0; tick < 120; tick++) recordTick(history, 40, 90, 20, 20);
    forgetHistory(history);
    expect(history.filled).toBe(0);
    for (let tick = 0; tick < 49; tick++) expect(recordTick(history, 0, 30, 20, 20)).toBe(false);
    expect(recordTick(history, 0, 30, 20, 20)).toBe(true);
    expect(history.readingC[history.newest]).toBe(30);
    expect(history.filled).toBe(1);
  });
});
