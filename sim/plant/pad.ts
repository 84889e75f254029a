/**
 * A heated pad: its element loses heat to the ambient, its surface follows the element, and a one-shot
 * thermal cut-off glued to the element. Two linear equations, solved exactly for a power constant over the step.
 */
import type { PadFigures } from '../../src/chair/chair.ts';
import type { Thermometer } from './thermometer.ts';

/** How a pad differs from the rated one: factors, 1 = as rated. */
export interface PadFactors {
  power: number;
  heatCapacity: number;
  /** Thermal, element to ambient. */
  resistance: number;
  surfaceTau: number;
  /** Of the share of the element in the surface's temperature. */
  coupling: number;
}

export const nominalPad: PadFactors = {
  power: 1,
  heatCapacity: 1,
  resistance: 1,
  surfaceTau: 1,
  coupling: 1,
};

export interface Pad {
  /** As the chair names it. */
  readonly name: string;
  /** On the element. */
  readonly thermometer: Thermometer;
  /** Current flows through it in this step. */
  conducts: boolean;
  /** True temperatures. */
  elementC: number;
  surfaceC: number;
  /** Power going into it during this step; current through it now. */
  watt: number;
  currentA: number;
  /** Energy put in since the start. */
  joule: number;
  /** The thermal cut-off has opened, for ever. */
  cutOffBlown: boolean;
  /** Faults: the switch conducts, or does not, whatever it is told; the element is broken. */
  fetShorted: boolean;
  fetOpen: boolean;
  elementOpen: boolean;

  readonly siemens: number;
  readonly kelvinPerWatt: number;
  readonly fromElement: number;
  readonly fromSkin: number;
  readonly skinC: number;
  readonly cutOffC: number;
  /** Shares of a deviation left after a step, and how much of the element's one the surface has then. */
  readonly elementDecay: number;
  readonly surfaceDecay: number;
  readonly surfaceOfElement: number;
  readonly stepS: number;
}

export function createPad(
  pad: PadFigures,
  factors: PadFactors,
  thermometer: Thermometer,
  startC: number,
  stepS: number,
): Pad {
  const kelvinPerWatt = pad.elementKPerW * factors.resistance;
  const elementRate = 1 / (kelvinPerWatt * pad.elementJPerK * factors.heatCapacity);
  const surfaceRate = 1 / (pad.surfaceTauS * factors.surfaceTau);
  const fromElement = pad.surfaceFromElement * factors.coupling;
  const surfaceDecay = Math.exp(-stepS * surfaceRate);
  // (e^-element - e^-surface) / (surface - element) in a form that stays exact when both rates are equal.
  const apart = (surfaceRate - elementRate) * stepS;
  const trail = surfaceDecay * stepS * (Math.abs(apart) < 1e-12 ? 1 : Math.expm1(apart) / apart);
  return {
    name: pad.name,
    thermometer,
    conducts: false,
    elementC: startC,
    surfaceC: startC,
    watt: 0,
    currentA: 0,
    joule: 0,
    cutOffBlown: false,
    fetShorted: false,
    fetOpen: false,
    elementOpen: false,
    siemens: (pad.nominalW * factors.power) / (pad.nominalV * pad.nominalV),
    kelvinPerWatt,
    fromElement,
    fromSkin: pad.leaning.fromSkin,
    skinC: pad.leaning.skinC,
    cutOffC: pad.cutOffC,
    elementDecay: Math.exp(-stepS * elementRate),
    surfaceDecay,
    surfaceOfElement: fromElement * surfaceRate * trail,
    stepS,
  };
}

/** Current flows through it when it is switched on: nothing in its path is broken open. */
export function padConducts(pad: Pad): boolean {
  return !pad.fetOpen && !pad.elementOpen && !pad.cutOffBlown;
}

/** One step under its present power. */
export function stepPad(pad: Pad, ambientC: number, leaning: boolean): void {
  const elementEndC = ambientC + pad.kelvinPerWatt * pad.watt;
  const surfaceEndC = leaning
    ? pad.fromElement * elementEndC +
      (1 - pad.fromSkin - pad.fromElement) * ambientC +
      pad.fromSkin * pad.skinC
    : pad.fromElement * elementEndC + (1 - pad.fromElement) * ambientC;
  const element = pad.elementC - elementEndC;
  pad.surfaceC =
    surfaceEndC + pad.surfaceDecay * (pad.surfaceC - surfaceEndC) + pad.surfaceOfElement * element;
  pad.elementC = elementEndC + pad.elementDecay * element;
  pad.joule += pad.watt * pad.stepS;
  if (pad.elementC >= pad.cutOffC) pad.cutOffBlown = true;
}
