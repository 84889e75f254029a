import type { PadFactors } from '../../sim/plant/pad.ts';
import { nextBetween, type Random } from '../../sim/random.ts';

/** A pad within tolerance. */
export function anyPad(random: Random): PadFactors {
  const factor = () => 1 + nextBetween(random, -0.3, 0.3);
  return {
    power: factor(),
    elementCapacity: factor(),
    surfaceCapacity: factor(),
    elementToSurface: factor(),
    elementToAir: factor(),
    surfaceToAir: factor(),
  };
}
