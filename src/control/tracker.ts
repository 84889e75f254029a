/** Follows a noisy reading and its rate: an alpha-beta filter with both poles at one time constant. */
import type { Celsius } from '../chair/units.ts';

interface Tracked {
  surfaceC: Celsius;
  ratePerS: number;
}

/** Advances the filter by `stepS`, at the end of which the reading is `readingC`. */
export function track(tracked: Tracked, readingC: Celsius, stepS: number, tauS: number): void {
  const pole = Math.max(0, 1 - stepS / tauS);
  const predictedC = tracked.surfaceC + tracked.ratePerS * stepS;
  const missK = readingC - predictedC;
  tracked.surfaceC = predictedC + (1 - pole * pole) * missK;
  tracked.ratePerS += ((1 - pole) ** 2 / stepS) * missK;
}
