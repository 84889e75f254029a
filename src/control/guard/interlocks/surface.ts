/**
 * What the skin touches, estimated by the guard itself from element and ambient. Nobody measures it, so the
 * estimate leans to the warm side: it believes that a person leans on the pad whenever the seat is taken.
 */
import { heatLimits } from '../../../chair/limits.ts';
import type { Celsius, Milliseconds } from '../../../chair/units.ts';
import { warmRoomK } from '../../../chair/warm-room.ts';
import type { SurfaceLimits } from '../limits.ts';

export interface SurfaceWatch {
  started: boolean;
  surfaceC: Celsius;
  /** How warm it still becomes if the power goes off now: the element's warmth is on its way. */
  peakC: Celsius;
  /** The power is held back from here on. */
  limitC: Celsius;
}

export function createSurfaceWatch(): SurfaceWatch {
  return { started: false, surfaceC: 0, peakC: 0, limitC: heatLimits.surfaceLongC };
}

/** What a warm pad may still rise by on top after a start: its element is 57 C at most and cools. */
const guessBelowTripK = 1;

/** Every 100 ms: `stepMs` since the last call. A reading that is none changes nothing: it has its own rule. */
export function watchSurface(
  watch: SurfaceWatch,
  limits: SurfaceLimits,
  elementC: Celsius,
  ambientC: Celsius,
  leaning: boolean,
  stepMs: Milliseconds,
): void {
  if (!(isTemperature(elementC) && isTemperature(ambientC))) return;
  if (!watch.started) {
    // A pad that was heated before the controller started is as warm on top as its element at most. That keeps
    // the heat off until it has cooled, but a guess is no fault: it begins below the trip.
    watch.started = true;
    watch.surfaceC = Math.min(Math.max(elementC, ambientC), heatLimits.surfaceTripC - guessBelowTripK);
  }
  const warmerK = limits.fromSkin * (limits.skinC - ambientC);
  const restC = ambientC + (leaning && warmerK > 0 ? warmerK : 0);
  const driveK = limits.fromElement * (elementC - ambientC);
  const surfaceK = watch.surfaceC - restC + ((driveK + restC - watch.surfaceC) * stepMs) / limits.tauMs;
  watch.surfaceC = restC + surfaceK;
  watch.peakC = restC + peakOf(driveK, surfaceK);
  watch.limitC = heatLimits.surfaceLongC - warmRoomK(ambientC);
}

/**
 * With the power off the drive decays and the surface rises until they meet. This is exact for an element that
 * cools half as fast as the surface, as one with both capacity and resistance 30 % high does; others peak lower.
 */
function peakOf(driveK: number, surfaceK: number): number {
  return driveK > surfaceK ? (driveK * driveK) / (2 * driveK - surfaceK) : surfaceK;
}

/** It would become warmer than it may if it went on. */
export const isWarm = ({ peakC, surfaceC, limitC }: SurfaceWatch): boolean =>
  !(peakC < limitC && surfaceC < limitC);

/** By what a temperature can be at all. */
export function isTemperature(celsius: Celsius): boolean {
  return celsius > -50 && celsius < 150;
}
