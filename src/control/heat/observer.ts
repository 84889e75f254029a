/**
 * What a pad does between its thermistor and the skin. The element is measured (coarsely), the surface never:
 * it is followed by two models fed with the same element, the nominal pad and the quickest, hottest pad the
 * tolerances allow. Promises: nothing but numbers in range comes out, whatever history a pad had before
 * power-on; must never assume a surface colder than it can be where that would burn.
 */
import { clamp } from '../../chair/clamp.ts';
import { heatLimits } from '../../chair/limits.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Celsius } from '../../chair/units.ts';
import { forgetPad, learnPad, lossPerS, type PadLearning } from './learn.ts';
import { heatStepS } from './step.ts';

const { pads } = referenceChair;

const { part: tolerance, surfaceFromElement: couplingTolerance } = pads.tolerance;

/** The two surfaces. `followShare`: of the gap to where the surface is driven, closed in one heat step. */
interface SurfaceModel {
  readonly fromElement: number;
  readonly tauS: number;
  readonly followShare: number;
  /** Time constant of the element / that of the surface, in a pad cooling as the worst case for a restart. */
  readonly coolingRatio: number;
}

function surfaceModel(fromElement: number, tauS: number, elementTauS: number): SurfaceModel {
  return {
    fromElement,
    tauS,
    followShare: heatStepS / (tauS + heatStepS / 2), // 1 - exp(-step / tau) to nine digits
    coolingRatio: elementTauS / tauS,
  };
}

export const nominalSurface = surfaceModel(pads.surfaceFromElement, pads.surfaceTauS, 1 / lossPerS);
export const quickSurface = surfaceModel(
  pads.surfaceFromElement * (1 + couplingTolerance),
  pads.surfaceTauS * (1 - tolerance),
  // An element that cools fast leaves the warmest surface behind at a given reading.
  (1 - tolerance) ** 2 / lossPerS,
);

/** What the pads have in common: the room, and how much warmer than empty a surface settles by a person. */
export interface HeatRoom {
  /** Filtered; meaningless until the first valid reading. */
  ambientC: Celsius;
  /** By whoever sits now, and by somebody who sat down this moment. */
  personK: number;
  sitterK: number;
}

export interface PadObserver extends PadLearning {
  /** False until a whole step of valid readings has been seen since power-on or since the last broken one. */
  known: boolean;
  /** The step just ended: mean of its readings, share of full power given. */
  measuredC: Celsius;
  power: number;
  /** What the learned element lacks, K/s: whatever else acts on it. */
  driftKPerS: number;
  /** The surface of a nominal pad: the best guess. */
  surfaceC: Celsius;
  /** The surface of the quickest, hottest pad within tolerance: no surface is warmer while heating. */
  quickC: Celsius;
}

/**
 * Begins with a pad of unknown history. A warm element may be warming (surface still cold) or cooling after
 * a long session (surface warmer than it will ever settle): the latter is assumed.
 */
export function startPad(pad: PadObserver, room: HeatRoom): void {
  const { ambientC } = room;
  pad.known = true;
  pad.elementC = pad.measuredC;
  pad.driftKPerS = 0;
  forgetPad(pad);
  pad.surfaceC = ambientC + warmestExcess(nominalSurface, pad.measuredC, ambientC);
  pad.quickC = ambientC + warmestExcess(quickSurface, pad.measuredC, ambientC);
}

/**
 * Surface excess over ambient after the element has cooled, undriven, from its highest hold down to what
 * is measured now, the surface having begun at the highest the limits allow.
 */
function warmestExcess(model: SurfaceModel, measuredC: Celsius, ambientC: Celsius): number {
  const hottestK = heatLimits.elementHoldC - ambientC;
  const excessK = measuredC - ambientC;
  if (!(excessK > 0 && hottestK > 0)) return 0;
  const left = Math.min(1, excessK / hottestK);
  const firstK = Math.min(model.fromElement * hottestK, heatLimits.surfaceLongC - ambientC);
  const drivenK = (model.fromElement * hottestK * model.coolingRatio) / (model.coolingRatio - 1);
  return clamp(drivenK * left + (firstK - drivenK) * left ** model.coolingRatio, 0, firstK);
}

/**
 * Poles of the element observer: 2.5 s. Slow enough to turn half a count of noise (0.06 K) into 0.006 K,
 * quick enough to learn a pad 30 % off in every direction while it warms by 3 K.
 */
const pole = 1 - heatStepS / 2.5;
const correctElement = 1 - pole * pole;
const correctDriftPerS = ((1 - pole) * (1 - pole)) / heatStepS;

/** One heat step, with `measuredC` and `power` filled in. */
export function observePad(pad: PadObserver, room: HeatRoom): void {
  const { ambientC } = room;
  const rateKPerS = pad.gainKPerS * pad.power - pad.lossPerS * (pad.elementC - ambientC) + pad.driftKPerS;
  const predictedC = pad.elementC + heatStepS * rateKPerS;
  const missK = pad.measuredC - predictedC;
  const elementC = predictedC + correctElement * missK;
  pad.driftKPerS += correctDriftPerS * missK;
  pad.elementC = elementC;
  const excessK = elementC - ambientC;
  learnPad(pad, excessK, pad.power);
  const restC = ambientC + room.personK;
  pad.surfaceC += nominalSurface.followShare * (restC + nominalSurface.fromElement * excessK - pad.surfaceC);
  pad.quickC += quickSurface.followShare * (restC + quickSurface.fromElement * excessK - pad.quickC);
}
