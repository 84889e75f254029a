import { expect, test } from 'vitest';
import { quoted } from '../../src/codec/quoted.ts';

test('a value is quoted on one line and at most 40 characters long', () => {
  expect(quoted('a\u202eb\nc\0')).toBe('"a?b c?"');
  expect(quoted('x'.repeat(41))).toHaveLength(44);
  expect([quoted([1]), quoted({}), quoted(null), quoted(undefined), quoted(1.5)]).toEqual([
    'a list',
    'a map',
    'nothing',
    'nothing',
    '1.5',
  ]);
});
