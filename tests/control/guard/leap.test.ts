import { describe, expect, test } from 'vitest';
import { createRandom, nextBetween } from '../../../sim/random.ts';
import { breakLeap, createLeap, leaptK } from '../../../src/control/guard/diagnosis/leap.ts';

/** What is said of readings, each a mean over 100 ms: the last that is not 0. */
function said(readings: readonly number[]): number {
  const leap = createLeap();
  return readings.reduce((byK, readingC) => leaptK(leap, readingC, 0.1) || byK, 0);
}

const steady = (celsius: number, seconds: number) => Array.from({ length: seconds * 10 }, () => celsius);

describe('a reading that leaps', () => {
  test.each([-3.8, -2, 2, 8])('by %d K and stays is of a sensor that has changed', (byK) => {
    expect(said([...steady(41, 2), ...steady(41 + byK, 1)])).toBeCloseTo(byK, 6);
  });

  test('in two halves, as a mean over its moment, is one', () => {
    expect(said([...steady(41, 2), 39.5, ...steady(38, 1)])).toBeCloseTo(-3, 6);
  });

  test('says nothing until it has stayed for half a second, nor where it comes back', () => {
    expect(said([...steady(41, 2), ...steady(37, 0.4)])).toBe(0);
    expect(said([...steady(41, 2), ...steady(37, 0.2), ...steady(41, 5)])).toBe(0);
  });

  test('to and fro, for a fifth of a second at a time, says so by its third', () => {
    const flickers = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 41 : 36)).flatMap((each) => [
      each,
      each,
    ]);
    expect(said([...steady(41, 2), ...flickers])).not.toBe(0);
  });

  test('and is back each time says so by its third within some 5 s, by its fourth within 15 s', () => {
    const times = (many: number, apartS: number) =>
      said([
        ...steady(41, 2),
        ...Array.from({ length: many }, () => [...steady(37, 0.2), ...steady(41, apartS)]).flat(),
      ]);
    expect(times(2, 2)).toBe(0);
    expect(times(3, 2)).not.toBe(0);
    expect(times(3, 5)).toBe(0);
    expect(times(4, 5)).not.toBe(0);
  });

  test('and has come back by almost all of it is none, nor one that a quick pad comes near', () => {
    expect(said([...steady(41, 2), ...steady(37, 0.2), ...steady(41.5, 2)])).toBe(0);
    expect(said([...steady(41, 2), ...steady(42.9, 2)])).toBe(0);
  });

  test('once in a minute is forgotten', () => {
    const once = [...steady(37, 0.2), ...steady(41, 60)];
    expect(said([...steady(41, 2), ...once, ...once, ...once, ...once])).toBe(0);
  });

  test('before a reading that is none leads to nothing', () => {
    const leap = createLeap();
    for (const readingC of steady(41, 1)) expect(leaptK(leap, readingC, 0.1)).toBe(0);
    breakLeap(leap);
    for (const readingC of steady(33, 2)) expect(leaptK(leap, readingC, 0.1)).toBe(0);
  });
});

test('a pad that warms or cools as fast as any, and noise of two steps of the converter, are none', () => {
  const random = createRandom(1);
  const noisy = (celsius: number) => celsius + nextBetween(random, -0.3, 0.3);
  for (const perS of [-1, 1]) {
    const moving = Array.from({ length: 300 }, (_, step) => noisy(40 + (perS * step) / 10));
    expect(said(moving)).toBe(0);
  }
});
