/** How much of what is counted may be edges that bounce. */
import { expect, test } from 'vitest';
import { betweenSpotsMm, bouncedMm, strayedMm } from '../../src/chair/bounces.ts';

test('one edge in 50 is three, and chance adds to that', () => {
  expect(bouncedMm(500, 5, 0)).toBeCloseTo(20, 6);
  expect(bouncedMm(500, 5, 2)).toBeCloseTo(20 + 20 * Math.SQRT2, 6);
});

test('to and fro only chance is left, which grows with the root of what is counted', () => {
  expect(strayedMm(500, 5, 2)).toBeCloseTo(20 * Math.SQRT2, 6);
  expect(strayedMm(2000, 5, 2)).toBeCloseTo(2 * strayedMm(500, 5, 2), 6);
  expect(strayedMm(0, 5, 3)).toBe(0);
});

test('between two spots one edge may bounce, and fine counts are off by less than a carriage lands', () => {
  expect(betweenSpotsMm(5)).toBe(10);
  expect(betweenSpotsMm(3)).toBe(0);
  expect(betweenSpotsMm(0)).toBe(0);
});
