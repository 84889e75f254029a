/**
 * Plausibility check of a pad's two sensors against each other: a surface is no cooler than its element keeps it under the best
 * contact and in the coldest air there is.
 */
import type { Celsius, Kelvin, Milliseconds } from '../../../chair/units.ts';
import type { PadLimits } from '../limits.ts';
import { surroundings } from '../surroundings.ts';

export interface Plausibility {
  started: boolean;
  /** The coolest that the surface can be over this element. */
  coolestC: Celsius;
  colderMs: Milliseconds;
}

export function createPlausibility(): Plausibility {
  return { started: false, coolestC: 0, colderMs: 0 };
}

const { coldestSkinC, airCoolerK } = surroundings;
/** The reading must be colder than the coolest possible by this, and for this long. */
const colderLeastK = 2.5;
const colderMaxMs = 5000;

/** One step: by how many kelvin the surface's reading is too cool for its element, 0 where it is plausible. */
export function tooCoolK(
  pair: Plausibility,
  { coolest }: PadLimits,
  elementC: Celsius,
  surfaceC: Celsius,
  ambientC: Celsius,
  stepS: number,
): Kelvin {
  const airC = ambientC - airCoolerK;
  if (!pair.started) {
    pair.started = true;
    pair.coolestC = Math.min(surfaceC, airC);
  }
  const { elementPerS, backPerS, airPerS } = coolest;
  const { coolestC } = pair;
  // A back cools a surface that is warmer; it warms none, since it may not be there.
  const backK = Math.max(0, coolestC - coldestSkinC);
  pair.coolestC +=
    stepS * (elementPerS * (elementC - coolestC) - backPerS * backK - airPerS * (coolestC - airC));
  const missK = surfaceC - pair.coolestC;
  pair.colderMs = missK < -colderLeastK ? pair.colderMs + stepS * 1000 : 0;
  return pair.colderMs >= colderMaxMs ? missK : 0;
}
