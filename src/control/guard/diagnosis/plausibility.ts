/**
 * Do the two sensors of a pad fit together? A surface can be no cooler than its element keeps it under the best contact and
 * in the coldest air there is, and no reading leaps faster than any heat flows.
 */
import { at } from '../../../chair/assert.ts';
import type { Celsius, Kelvin, Milliseconds } from '../../../chair/units.ts';
import type { PadLimits } from '../limits.ts';

export interface Plausibility {
  started: boolean;
  /** The coolest that the surface can be over this element. */
  coolestC: Celsius;
  colderMs: Milliseconds;
  /** The surface's last readings, oldest first. */
  recentC: Celsius[];
}

export function createPlausibility(): Plausibility {
  return { started: false, coolestC: 0, colderMs: 0, recentC: [] };
}

/** Skin is not cooler, nor air at the pads cooler than the room's by more than this. */
const coldestSkinC = 33;
const colderAirK = 10;
/** Colder than the coolest by this for so long. */
const colderLeastK = 2.5;
const colderMaxMs = 5000;
/** A surface moves by less than this within so many steps of 100 ms: twice the quickest pad at full power. */
const leapK = 2.5;
const leapSteps = 40;

/** One step: by how many kelvin the surface's reading cannot be, 0 where it can. */
export function implausibleK(
  pair: Plausibility,
  { coolest }: PadLimits,
  elementC: Celsius,
  surfaceC: Celsius,
  ambientC: Celsius,
  stepS: number,
): Kelvin {
  const airC = ambientC - colderAirK;
  if (!pair.started) {
    pair.started = true;
    pair.coolestC = Math.min(surfaceC, airC);
  }
  const settlesC =
    coolest.fromElement * elementC +
    coolest.fromSkin * Math.min(coldestSkinC, elementC) +
    coolest.fromAir * airC;
  pair.coolestC += ((settlesC - pair.coolestC) * stepS) / coolest.tauS;
  const missK = surfaceC - pair.coolestC;
  pair.colderMs = missK < -colderLeastK ? pair.colderMs + stepS * 1000 : 0;
  if (pair.colderMs >= colderMaxMs) return missK;

  pair.recentC.push(surfaceC);
  if (pair.recentC.length <= leapSteps) return 0;
  pair.recentC.shift();
  const leaptK = surfaceC - at(pair.recentC, 0, 'reading');
  return Math.abs(leaptK) > leapK ? leaptK : 0;
}

/** Readings are missing: what came before does not lead to what comes after. */
export function breakPair(pair: Plausibility): void {
  pair.recentC.length = 0;
}
