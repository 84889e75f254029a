/**
 * What a pad does between its thermistor and the skin. The element is measured (coarsely), the surface never:
 * it is followed by two models fed with the same element, the nominal pad and the quickest, hottest pad the
 * tolerances allow. Promises: nothing but numbers in range comes out, whatever history a pad had before
 * power-on; must never assume a surface colder than it can be where that would burn.
 */
import { referenceChair } from '../chair/specification.ts';
import type { Celsius } from '../chair/units.ts';

const { pads, tickMs } = referenceChair;

/** Ticks of one heat step: readings are averaged and pads switched this often (100 ms; see docs/heat.md). */
export const heatStepTicks = 5;
export const heatStepS = (heatStepTicks * tickMs) / 1000;

/** The element nominally: warming at full power, and the rate at which it loses its excess over ambient. */
export const fullPowerKPerS = pads.nominalW / pads.elementJPerK;
export const lossPerS = 1 / (pads.elementJPerK * pads.elementKPerW);

const { part: tolerance, surfaceFromElement: couplingTolerance } = pads.tolerance;

/** The two surfaces. `followShare`: of the gap to where the surface is driven, closed in one heat step. */
export interface SurfaceModel {
  readonly fromElement: number;
  readonly followShare: number;
  /** Time constant of the element / that of the surface, in a pad cooling as the worst case for a restart. */
  readonly coolingRatio: number;
}

function surfaceModel(fromElement: number, tauS: number, elementTauS: number): SurfaceModel {
  return {
    fromElement,
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

export interface PadObserver {
  /** False until a whole step of valid readings has been seen since power-on or since the last broken one. */
  known: boolean;
  elementC: Celsius;
  /** What the nominal element model lacks, K/s: the pad's own power, capacity and loss, and the supply. */
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
export function startPad(pad: PadObserver, measuredC: Celsius, ambientC: Celsius): void {
  pad.known = true;
  pad.elementC = measuredC;
  pad.driftKPerS = 0;
  pad.surfaceC = ambientC + warmestExcess(nominalSurface, measuredC, ambientC);
  pad.quickC = ambientC + warmestExcess(quickSurface, measuredC, ambientC);
}

/**
 * Surface excess over ambient after the element has cooled, undriven, from its highest hold down to what
 * is measured now, the surface having begun at the highest the limits allow.
 */
function warmestExcess(model: SurfaceModel, measuredC: Celsius, ambientC: Celsius): number {
  const hottestK = pads.elementHoldC - ambientC;
  const excessK = measuredC - ambientC;
  if (!(excessK > 0)) return 0;
  const left = Math.min(1, excessK / hottestK);
  const firstK = Math.min(model.fromElement * hottestK, pads.surfaceLongC - ambientC);
  const drivenK = (model.fromElement * hottestK * model.coolingRatio) / (model.coolingRatio - 1);
  return Math.max(0, Math.min(firstK, drivenK * left + (firstK - drivenK) * left ** model.coolingRatio));
}

/**
 * Poles of the element observer: 2.5 s. Slow enough to turn half a count of noise (0.06 K) into 0.006 K,
 * quick enough to learn a pad 30 % off in every direction while it warms by 3 K.
 */
const pole = 1 - heatStepS / 2.5;
const correctElement = 1 - pole * pole;
const correctDriftPerS = ((1 - pole) * (1 - pole)) / heatStepS;

/**
 * One heat step: `power` is the share of full power given during it, `offsetK` how much warmer than without
 * a person the surface settles.
 */
export function observePad(
  pad: PadObserver,
  measuredC: Celsius,
  ambientC: Celsius,
  power: number,
  offsetK: number,
): void {
  const rateKPerS = fullPowerKPerS * power - lossPerS * (pad.elementC - ambientC) + pad.driftKPerS;
  const predictedC = pad.elementC + heatStepS * rateKPerS;
  const missK = measuredC - predictedC;
  const elementC = predictedC + correctElement * missK;
  pad.driftKPerS += correctDriftPerS * missK;
  pad.elementC = elementC;
  const excessK = elementC - ambientC;
  const restC = ambientC + offsetK;
  pad.surfaceC += nominalSurface.followShare * (restC + nominalSurface.fromElement * excessK - pad.surfaceC);
  pad.quickC += quickSurface.followShare * (restC + quickSurface.fromElement * excessK - pad.quickC);
}
