/**
 * How the carriage moves to a place: the speed between places, and the shape of the approach that lands it within
 * 4 mm. The time that the planner allots for such a move is in the specification (`travelMmPerS`, `travelSettleMs`).
 */
import type { Millimetres, MillimetresPerSecond } from './units.ts';

export const approach = {
  /** Speed before a target or a limit (chosen; at most 15 is allowed). */
  landingMmPerS: 12.5,
  /** The last stretch, run at landing speed (chosen: long enough for three edges to correct the estimate). */
  landingStretchMm: 7,
  /** Deceleration towards the last stretch (chosen: half of what the ramp could do, so that the motor follows closely). */
  slowingMmPerS2: 60,
  /** Delay with which the motor follows the deceleration (measured on the model). */
  lagS: 0.12,
  /** Nearer than this counts as arrived (chosen: the rest of the 4 mm is for errors of the estimate). */
  nearMm: 2,
} as const;

/** Speed between places: fast enough for the planner's allotment under any person, slow enough to be pleasant. */
export const betweenPlacesMmPerS: MillimetresPerSecond = 40;

/** The speed from which even deceleration over `restMm` ends at landing speed. */
export function speedBefore(restMm: Millimetres): MillimetresPerSecond {
  const { landingMmPerS, slowingMmPerS2 } = approach;
  if (restMm <= 0) return landingMmPerS;
  return Math.sqrt(landingMmPerS * landingMmPerS + 2 * slowingMmPerS2 * restMm);
}
