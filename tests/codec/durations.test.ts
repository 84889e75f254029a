import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/codec/durations.ts';

describe('durations', () => {
  test.each([
    ['150 ms', 150],
    ['2.5 s', 2500],
    ['9 min', 540_000],
    ['1 min 30 s', 90_000],
    ['1min30s', 90_000],
    [' 24 h ', 86_400_000],
  ])('%j is %d ms', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  test.each(['', '90', '-5 s', '5 S', '1,5 s', '1 min, 30 s', 's', '1 week'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  test('every whole number of seconds is written so that it is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_000 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});
