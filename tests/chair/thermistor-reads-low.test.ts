/** How much lower than the usual thermistor another one may read, and what that costs its pad. */
import { describe, expect, test } from 'vitest';
import { readsLowK } from '../../src/chair/limits.ts';
import { readsAtLeastC } from '../../src/chair/thermistor.ts';
import {
  createSurfaceWatch,
  watchElement,
  watchSurface,
} from '../../src/control/guard/interlocks/surface.ts';

describe('what a thermistor reads at 45 C with 500 ohm in its lead, or as a part of B 3435', () => {
  // By hand: R = R25 exp(B (1/T - 1/298.15)). 4.7 k, B 3950: 2043 ohm at 45 C, and 2543 ohm are 39.49 C.
  test.each([
    [10_000, 3950, 42.24],
    [4700, 3950, 39.49],
    [2200, 3950, 34.58],
    [22_000, 4428, 40.28],
    [100_000, 3435, 44.7],
  ])('%d ohm, B %d: %d C', (ohmAt25C, betaK, readsC) => {
    expect(readsAtLeastC(45, { ohmAt25C, betaK })).toBeCloseTo(readsC, 1);
  });

  test('is nothing more than the usual one hides for finer ones, and for none', () => {
    expect(readsLowK({ ohmAt25C: 10_000, betaK: 3950 })).toBe(0);
    expect(readsLowK({ ohmAt25C: 100_000, betaK: 3435 })).toBe(0);
    expect(readsLowK(null)).toBe(0);
    expect(readsLowK({ ohmAt25C: 4700, betaK: 3950 })).toBeCloseTo(2.75, 2);
  });
});

describe('the guard', () => {
  const limitsOf = (lowK: number, sunkK: number | null) => {
    const watch = createSurfaceWatch();
    watchSurface(watch, 35, 22, sunkK, lowK, 100);
    return watch.limitC;
  };

  test.each([null, 0])('holds such a surface, or an element alone, as much lower', (sunkK) => {
    expect(limitsOf(2.75, sunkK)).toBeCloseTo(limitsOf(0, sunkK) - 2.75, 9);
  });

  test('takes the surface over an element as so much warmer, and an element that counts alone too', () => {
    const mostC = (anyContact: boolean, surfaceC: number, element: number, surface: number) => {
      const watch = { ...createSurfaceWatch(), surfaceC };
      watchElement(watch, 30, 22, 22, {
        anyContact,
        elementShare: 0.5,
        readsLowK: { element, surface },
      });
      return watch.elementMostC;
    };
    expect(mostC(false, 36, 1, 2)).toBeCloseTo(mostC(false, 38, 0, 0), 9);
    expect(mostC(true, 36, 1, 2)).toBeCloseTo(mostC(true, 36, 0, 0) - 1, 9);
  });
});
