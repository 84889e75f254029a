/**
 * The heat law: which element temperature brings a surface to its level soonest. As hot as the hold limit
 * allows, until either surface model, left without power from now on, would coast past its bound; then along
 * that edge; then a steady hold. Stateless. Must never answer more than the hold limit.
 */
import { referenceChair } from '../chair/specification.ts';
import type { Celsius } from '../chair/units.ts';
import { nominalSurface, type PadObserver, quickSurface } from './observer.ts';

const { pads } = referenceChair;

/**
 * Below the hold limit by what a thermistor 1 % off hides at 57 C (0.28 K), and by what one step of full power
 * and the observer's noise can add: the true element stays under its limit.
 */
const elementCapC = pads.elementHoldC - 0.38;

/**
 * How far the quickest, hottest pad may go above the level, K: the 0.8 K of the specification less what
 * stepped power, dither and converter leave uncertain.
 */
export const quickRoomK = 0.75;

/** The hold pulls the element this many times harder than the surface is away from its aim. */
const holdGain = 8;
/** Coming from above the element need not wait cold for the surface: at most the pace a weak pad can follow. */
const landGain = 2;

/** A surface may be predicted to coast past its bound by this much before power is taken away: noise is less. */
const coastSlackK = 0.01;
/** K of element taken away for each K of predicted overrun. */
const coastGain = 100;

/**
 * `aimC`: where the nominal surface shall settle. `boundC`: what the quickest one must stay under. `offsetK`:
 * how much warmer the surface settles by a person now; `sitOffsetK`: if somebody sat down this moment.
 */
export function elementGoalC(
  pad: PadObserver,
  ambientC: Celsius,
  offsetK: number,
  sitOffsetK: number,
  aimC: Celsius,
  boundC: Celsius,
  ditherK: number,
): Celsius {
  const restC = ambientC + offsetK;
  const missK = aimC - pad.surfaceC;
  const hold = aimC - restC + (missK > 0 ? holdGain : landGain) * missK;
  const edge = boundC - restC + holdGain * (boundC - pad.quickC);
  let goalC = elementCapC - ditherK;
  goalC = Math.min(
    goalC,
    ambientC + hold / nominalSurface.fromElement,
    ambientC + edge / quickSurface.fromElement,
  );

  const excessK = pad.elementC - ambientC;
  const nominalDriveK = nominalSurface.fromElement * excessK;
  const quickDriveK = quickSurface.fromElement * excessK;
  const sitC = ambientC + sitOffsetK;
  const overrunK = Math.max(
    nominalPeakK(nominalDriveK, pad.surfaceC - restC) + restC - aimC,
    quickPeakK(quickDriveK, pad.quickC - sitC) + sitC - boundC,
  );
  if (overrunK > coastSlackK) goalC = Math.min(goalC, pad.elementC - coastGain * (overrunK - coastSlackK));
  return goalC;
}

/**
 * How high a surface rises when the power goes off now. With drive D (where the surface is heading, above
 * where it rests), surface s, and k = surface tau / element tau, both decaying, the surface meets the drive at
 *   peak = D ((1 - (1 - k) s / D) / k) ^ (k / (k - 1)),
 * which for k = 1/2 and k = 1/3 needs no power. An element with both R and C 30 % high cools with 243 s, so
 * the nominal surface (120 s) has k = 1/2 and the quickest (84 s) k = 1/3 at worst; other pads peak lower.
 */
/** A surface that falls has its highest behind it: how far the element may stay cold is up to the hold. */
const notRising = -1000;

function nominalPeakK(driveK: number, surfaceK: number): number {
  return driveK > surfaceK ? (driveK * driveK) / (2 * driveK - surfaceK) : notRising;
}

function quickPeakK(driveK: number, surfaceK: number): number {
  return driveK > surfaceK ? driveK * Math.sqrt(driveK / (3 * driveK - 2 * surfaceK)) : notRising;
}
