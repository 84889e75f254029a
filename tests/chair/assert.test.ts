import { describe, expect, test } from 'vitest';
import { AssertionFailed, assert, at } from '../../src/chair/assert.ts';

describe('an assertion', () => {
  test('lets through what is so', () => {
    expect(() => assert(1, 'One is something.')).not.toThrow();
  });

  test.each([false, 0, '', null, undefined, Number.NaN])('fails with its sentence for %j', (value) => {
    expect(() => assert(value, 'A heater has a pad.')).toThrow(new AssertionFailed('A heater has a pad.'));
  });
});

describe('an element that must be there', () => {
  test('is handed out, even when it is false or nought', () => {
    expect(at([3, 0], 1, 'level')).toBe(0);
    expect(at(new Float64Array([7]), 0, 'value')).toBe(7);
  });

  test.each([-1, 2, 0.5, Number.NaN])('fails for index %d with what was looked for', (index) => {
    expect(() => at(['a', 'b'], index, 'program')).toThrow(`There is no program ${index} among 2.`);
  });
});
