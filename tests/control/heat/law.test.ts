import { describe, expect, test } from 'vitest';
import { nominalPeakK, quickPeakK } from '../../../src/control/heat/law.ts';

/** The exact peak of a surface left alone, by the closed form where it has one. */
function exactPeak(driveK: number, surfaceK: number, k: number): number {
  const r = surfaceK / driveK;
  if (Math.abs(k - 1) < 1e-9) return driveK * Math.exp(r - 1);
  return driveK * ((1 - (1 - k) * r) / k) ** (k / (k - 1));
}

/** The same by stepping both through time, to check the closed form itself. */
function steppedPeak(driveK: number, surfaceK: number, k: number): number {
  let drive = driveK;
  let surface = surfaceK;
  const step = 1e-4;
  while (drive > surface) {
    surface += ((drive - surface) * step) / k;
    drive -= drive * step;
  }
  return surface;
}

describe('the peak of a surface whose power goes off', () => {
  test('by its formula is what stepping through time gives', () => {
    for (const k of [0.35, 0.5, 0.9, 1.3]) {
      expect(exactPeak(20, 12, k)).toBeCloseTo(steppedPeak(20, 12, k), 2);
    }
  });

  const shares = [-0.2, 0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.99];

  test.each([
    ['the quickest surface', quickPeakK, 1 / 3, 2 / 3],
    ['the nominal surface', nominalPeakK, 1 / 2, 3 / 4],
  ] as const)(
    'of %s is never predicted too low, and exactly where the element is known',
    (_n, peak, from, to) => {
      for (const share of shares) {
        for (let k = from; k < 1.8; k += 0.01) {
          const exact = exactPeak(20, 20 * share, k);
          expect(peak(20, 20 * share, k)).toBeGreaterThanOrEqual(exact - 1e-9);
          if (k <= to && share >= 0.4) expect(peak(20, 20 * share, k)).toBeLessThan(exact + 0.1);
        }
        expect(peak(20, 20 * share, from)).toBeCloseTo(exactPeak(20, 20 * share, from), 6);
        expect(peak(20, 20 * share, to)).toBeCloseTo(exactPeak(20, 20 * share, to), 6);
        // An element even slower than tolerance allows is treated as the slowest that is.
        expect(peak(20, 20 * share, 0.1)).toBe(peak(20, 20 * share, from));
      }
    },
  );

  test('that already falls lies behind it', () => {
    expect(quickPeakK(5, 6, 0.4)).toBeLessThan(-100);
    expect(nominalPeakK(5, 6, 0.6)).toBeLessThan(-100);
  });
});
