import { expect, test } from 'vitest';
import type { Celsius, Millimetres, Milliseconds } from '../../src/chair/units.ts';

const later = (atMs: Milliseconds, byMs: Milliseconds): Milliseconds => atMs + byMs;

/** Judged by the compiler (`npm run types`): an expected error that does not come is an error. */
test('a length or a temperature is not taken for a time', () => {
  const hereMm: Millimetres = 240;
  const nowC: Celsius = 40;
  const atMs: Milliseconds = 1000;
  expect(later(atMs, 20)).toBe(1020);
  // @ts-expect-error millimetres for milliseconds
  expect(later(atMs, hereMm)).toBe(1240);
  // @ts-expect-error degrees for milliseconds
  expect(later(nowC, 20)).toBe(60);
});
