import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codesIn, faultSetOf, hasFault, union, without } from '../../src/chair/fault-set.ts';
import { type FaultCode, faultCodes } from '../../src/chair/faults.ts';

const codes = fc.uniqueArray(fc.constantFrom(...faultCodes));
const inOrder = (some: Iterable<FaultCode>) => faultCodes.filter((code) => new Set(some).has(code));

test('every fault has a place of its own in a set', () => {
  expect(2 ** faultCodes.length - 1).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
  for (const code of faultCodes) expect(codesIn(faultSetOf(code))).toEqual([code]);
});

test('sets of faults are sets', () => {
  fc.assert(
    fc.property(codes, codes, (some, others) => {
      const one = faultSetOf(...some);
      const other = faultSetOf(...others);
      expect(codesIn(one)).toEqual(inOrder(some));
      expect(codesIn(union(one, other))).toEqual(inOrder([...some, ...others]));
      expect(codesIn(without(one, other))).toEqual(inOrder(some.filter((code) => !others.includes(code))));
      for (const code of faultCodes) expect(hasFault(one, code)).toBe(some.includes(code));
    }),
  );
});
