import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration } from '../../../src/codec/durations.ts';
import { programDuration } from '../../../src/program/language/durations.ts';

describe('durations of a program', () => {
  test.each([
    ['1 s', 1],
    ['90 s', 90],
    ['2 min', 120],
    ['1 min 30 s', 90],
    ['30  min', 1800],
    ['0 min 5 s', 5],
    ['0 s', 0],
  ])('%s is %d seconds', (text, seconds) => {
    expect(programDuration(text)).toBe(seconds * 1000);
  });

  test.each([
    '90',
    '90s',
    '1.5 min',
    '1 h',
    '30 s 1 min',
    '-5 s',
    '5 S',
    ' 5 s',
    '5 s ',
    '',
    '1 min, 30 s',
    '٣ s',
    '9999999 s',
  ])('%j is none', (text) => {
    expect(programDuration(text)).toBeNull();
  });

  test('every whole number of seconds is written so that it is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_000 }), (seconds) => {
        expect(programDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
    expect([formatDuration(59_000), formatDuration(60_000), formatDuration(90_000)]).toEqual([
      '59 s',
      '1 min',
      '1 min 30 s',
    ]);
  });
});
