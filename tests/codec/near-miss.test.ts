import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeNames } from '../../src/chair/zones.ts';
import { nearMiss } from '../../src/codec/near-miss.ts';

describe('near misses', () => {
  test.each([
    ['lower-lumber', 'lower-lumbar'],
    ['Lower_Lumbar', 'lower-lumbar'],
    ['lowerlumbar', 'lower-lumbar'],
    ['lwoer-lumbar', 'lower-lumbar'],
    ['uper-lumbar', 'upper-lumbar'],
    ['sacrun', 'sacrum'],
    ['quadratus-lumborun', 'quadratus-lumborum'],
    ['thoracolumber', 'thoracolumbar'],
    ['midback', 'mid-back'],
    ['wasit', 'waist'],
  ])('%s was to be %s', (word, meant) => {
    expect(nearMiss(word, placeNames)).toBe(meant);
  });

  test.each(['', '-', 'x', 'neck', 'shoulders', 'a'.repeat(41), 'lumbar spine and so on'])(
    '%j is near nothing',
    (word) => {
      expect(nearMiss(word, placeNames)).toBeNull();
    },
  );

  test('a slip in any letter of any place is forgiven', () => {
    const slip = fc.record({
      name: fc.constantFrom(...placeNames),
      at: fc.nat(),
      kind: fc.constantFrom('wrong', 'missing', 'twice', 'swapped'),
    });
    fc.assert(
      fc.property(slip, ({ name, at, kind }) => {
        const i = at % (name.length - 1);
        const [before, one, next, after] = [
          name.slice(0, i),
          name[i] ?? '',
          name[i + 1] ?? '',
          name.slice(i + 2),
        ];
        const slips = { wrong: `z${next}`, missing: next, twice: one + one + next, swapped: next + one };
        expect(nearMiss(before + slips[kind] + after, placeNames)).toBe(name);
      }),
    );
  });
});
