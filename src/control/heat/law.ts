/**
 * The heat law: which element temperature brings a surface to its level soonest. As hot as the hold limit
 * allows, until either surface model, left without power from now on, would coast past its bound; then along
 * that edge; then a steady hold. Must never ask for an element above its hold limit.
 */
import { heatLimits } from '../../chair/limits.ts';
import type { Celsius } from '../../chair/units.ts';
import type { HeatRoom, PadObserver } from './observer.ts';

/**
 * Below the hold limit by what a thermistor 1 % off hides at 57 C (0.28 K), and by what one step of full power
 * and the observer's noise can add: the true element stays under its limit.
 */
const elementCapC = heatLimits.elementHoldC - 0.38;

/**
 * How far the quickest, hottest pad may go above the level, K: the 0.8 K of the specification less what
 * stepped power and the observer's lag leave uncertain.
 */
const quickRoomK = 0.755;

/**
 * Where somebody sits, the aim lies between a surface leaned on and one that is not, but at most this far
 * above the level for the one leaned on: it keeps both within 0.3 K from 30 C ambient up.
 */
const uprightShareK = 0.11;

/** The hold pulls the element this many times harder than the surface is away from its aim. */
const holdGain = 8;
/** Coming from above, the element stays at most this many times further below the level than the surface is above. */
const landGain = 2;

/** A surface may be predicted to coast past its bound by this much before power is taken away: noise is less. */
const coastSlackK = 0.01;
/** K of element taken away for each K of predicted overrun. */
const coastGain = 100;

export interface HeatedPad extends PadObserver {
  /** Wanted of the surface. */
  targetC: Celsius;
  /** Answer: where the element shall go. */
  elementGoalC: Celsius;
}

/** Sets `pad.elementGoalC`; `ditherK` is room to leave below the hold limit. */
export function aimElement(pad: HeatedPad, room: HeatRoom, ditherK: number): void {
  const { ambientC } = room;
  const { nominal, quick } = pad.model;
  const restC = ambientC + room.personK;
  const aimC = pad.targetC + Math.min(uprightShareK, room.personK / 2);
  const boundC = pad.targetC + quickRoomK;

  const missK = aimC - pad.surfaceC;
  const holdK = aimC - restC + (missK > 0 ? holdGain : landGain) * missK;
  const edgeK = boundC - restC + holdGain * (boundC - pad.quickC);
  let goalC = elementCapC - ditherK;
  goalC = Math.min(goalC, ambientC + holdK / nominal.fromElement);
  goalC = Math.min(goalC, ambientC + edgeK / quick.fromElement);

  // Somebody may sit down any moment, so the edge is kept for the surface that is leaned on.
  const sitC = ambientC + room.sitterK;
  const excessK = pad.elementC - ambientC;
  const nominalDriveK = nominal.fromElement * excessK;
  const quickDriveK = quick.fromElement * excessK;
  const nominalK = nominalPeakK(nominalDriveK, pad.surfaceC - restC, nominal.tauS * pad.lossSurePerS);
  const quickK = quickPeakK(quickDriveK, pad.quickC - sitC, quick.tauS * pad.lossSurePerS);
  const overrunK = Math.max(nominalK + restC - aimC, quickK + sitC - boundC) - coastSlackK;
  if (overrunK > 0) goalC = Math.min(goalC, pad.elementC - coastGain * overrunK);
  pad.elementGoalC = goalC;
}

/**
 * How high a surface rises when the power goes off now. With drive D (where the surface is heading, above
 * where it rests), surface s, and k = surface tau / element tau, both decaying, the surface meets the drive at
 *   peak = D ((1 - (1 - k) s / D) / k) ^ (k / (k - 1)),
 * which needs no power where k is 1/3, 1/2, 2/3 or 3/4; in between, the chord lies above the curve. The slower
 * the element (the smaller k) the higher the peak. An element with resistance and capacity 30 % high cools with
 * 243 s: then k is 1/3 for the quickest surface (84 s) and 1/2 for the nominal one (120 s).
 */
export function quickPeakK(driveK: number, surfaceK: number, k: number): number {
  if (driveK <= surfaceK) return notRising;
  const r = surfaceK / driveK;
  const half = 1 / (2 - r);
  if (k > 1 / 2) return driveK * (half + Math.min(1, 6 * k - 3) * (4 / ((3 - r) * (3 - r)) - half));
  const third = 1 / Math.sqrt(3 - 2 * r);
  return driveK * (third + Math.max(0, 6 * k - 2) * (half - third));
}

export function nominalPeakK(driveK: number, surfaceK: number, k: number): number {
  if (driveK <= surfaceK) return notRising;
  const r = surfaceK / driveK;
  const twoThirds = 4 / ((3 - r) * (3 - r));
  if (k > 2 / 3) {
    const threeQuarters = 27 / ((4 - r) * (4 - r) * (4 - r));
    return driveK * (twoThirds + Math.min(1, 12 * k - 8) * (threeQuarters - twoThirds));
  }
  const half = 1 / (2 - r);
  return driveK * (half + Math.max(0, 6 * k - 3) * (twoThirds - half));
}

/** A surface that falls has its highest behind it: how far the element may stay cold is up to the hold. */
const notRising = -1000;
