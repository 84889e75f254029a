import { describe, expect, test } from 'vitest';
import { createRandom, nextBelow, nextBetween, nextInt32, nextShare } from '../../sim/random.ts';

const draws = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => nextInt32(random));
};

describe('random', () => {
  test('the same seed gives the same numbers, other seeds others', () => {
    expect(draws(7, 100)).toEqual(draws(7, 100));
    for (const other of [0, 6, 8, -7, 2 ** 33 + 7, 7.5 * 2 ** 40])
      expect(draws(other, 4)).not.toEqual(draws(7, 4));
  });

  test('a copy of the state goes on as the original does', () => {
    const random = createRandom(3);
    nextInt32(random);
    const copy = structuredClone(random);
    expect(Array.from({ length: 50 }, () => nextInt32(copy))).toEqual(
      Array.from({ length: 50 }, () => nextInt32(random)),
    );
  });

  test('shares are spread evenly and neighbours do not know of each other', () => {
    const random = createRandom(1);
    const bins = new Array<number>(64).fill(0);
    const count = 64_000;
    let last = 0.5;
    let together = 0;
    for (let i = 0; i < count; i++) {
      const share = nextShare(random);
      expect(share >= 0 && share < 1).toBe(true);
      bins[Math.floor(share * 64)]! += 1;
      together += (share - 0.5) * (last - 0.5);
      last = share;
    }
    // Chi squared with 63 degrees of freedom: 103 is passed once in a thousand.
    const chi = bins.reduce((sum, bin) => sum + (bin - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(103);
    // Correlation of neighbours: standard deviation 1 / sqrt(count).
    expect(Math.abs((together / count) * 12)).toBeLessThan(4 / Math.sqrt(count));
  });

  test('ranges are kept', () => {
    const random = createRandom(9);
    const seen = new Set<number>();
    for (let i = 0; i < 1000; i++) {
      const between = nextBetween(random, -3, 5);
      expect(between >= -3 && between < 5).toBe(true);
      seen.add(nextBelow(random, 6));
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
