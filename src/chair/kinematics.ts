/**
 * How the carriage moves to a place: the shape its controller gives every move, and the time such a move takes
 * nominally (75 kg, a supply of 24 V). The planner reckons with it; the controller holds it within 0.15 s.
 */
import type { Millimetres, MillimetresPerSecond, Milliseconds } from './units.ts';

export const approach = {
  /** Speed before a target or a limit (chosen; at most 15 is allowed). */
  landingMmPerS: 12.5,
  /** The last stretch, run at landing speed (chosen: long enough for three edges to correct the estimate). */
  landingStretchMm: 7,
  /** Slowing down towards it (chosen: half of what the ramp could do, so that the motor follows closely). */
  slowingMmPerS2: 60,
  /** The motor follows the slowing down about so much later (measured on the model). */
  lagS: 0.12,
  /** Nearer than this counts as there (chosen: the rest of the 4 mm is for what the estimate does not know). */
  nearMm: 2,
} as const;

/** Speed between places: fast enough for the planner's allotment under any person, slow enough to be pleasant. */
export const betweenPlacesMmPerS: MillimetresPerSecond = 40;

/** The speed from which slowing down evenly ends in landing speed after this distance. */
export function speedBefore(restMm: Millimetres): MillimetresPerSecond {
  const { landingMmPerS, slowingMmPerS2 } = approach;
  if (restMm <= 0) return landingMmPerS;
  return Math.sqrt(landingMmPerS * landingMmPerS + 2 * slowingMmPerS2 * restMm);
}

/** Ramping up from rest, ramping down onto the target and being sure to stand: beyond distance / speed (measured). */
const restToRestS = 0.6;
/** Each mm/s above landing speed takes so much longer to reach (measured). */
const perSpeedS = 0.0047;

/** From standing to standing, the controller's last moment of making sure included; 0 where it is there already. */
export function travelTimeMs(distanceMm: Millimetres, speedMmPerS: MillimetresPerSecond): Milliseconds {
  const wayMm = Math.abs(distanceMm);
  if (wayMm <= approach.nearMm) return 0;
  const { landingMmPerS, landingStretchMm, slowingMmPerS2 } = approach;
  const speed = Math.min(speedMmPerS, peakSpeed(wayMm));
  let seconds = wayMm / speed + restToRestS;
  if (speed > landingMmPerS) {
    const faster = speed - landingMmPerS;
    seconds += landingStretchMm / landingMmPerS - landingStretchMm / speed;
    seconds += (faster * faster) / (2 * slowingMmPerS2 * speed) + perSpeedS * faster;
  }
  return seconds * 1000;
}

/** The highest speed a move reaches before it has to slow down again. */
function peakSpeed(wayMm: Millimetres): MillimetresPerSecond {
  const { landingMmPerS, landingStretchMm, slowingMmPerS2, lagS } = approach;
  const spareMm = wayMm - landingStretchMm;
  const lagMmPerS = (lagS + 0.1) * slowingMmPerS2;
  const square = lagMmPerS * lagMmPerS + landingMmPerS * landingMmPerS + 2 * slowingMmPerS2 * spareMm;
  const speed = square > 0 ? Math.sqrt(square) - lagMmPerS : 0;
  return Math.max(speed, landingMmPerS);
}
