/**
 * A heated pad as a network: element - surface - (clothes - skin, or air), element - frame - air, and a one-shot thermal
 * cut-off glued to the element. Solved in steps far shorter than its shortest time constant, a minute.
 */
import type { PadFigures } from '../../src/chair/chair.ts';
import { createSkin, type Skin, stepSkin } from './skin.ts';
import type { Surroundings } from './surroundings.ts';
import type { Thermometer } from './thermometer.ts';

/** How a pad differs from the rated one: factors, 1 = as rated. */
export interface PadFactors {
  power: number;
  elementCapacity: number;
  surfaceCapacity: number;
  elementToSurface: number;
  elementToAir: number;
  surfaceToAir: number;
}

export const nominalPad: PadFactors = {
  power: 1,
  elementCapacity: 1,
  surfaceCapacity: 1,
  elementToSurface: 1,
  elementToAir: 1,
  surfaceToAir: 1,
};

export interface Pad {
  /** As the chair names it. */
  readonly name: string;
  /** On the element; and under the cover at the surface, if the chair has one there. */
  readonly thermometer: Thermometer;
  readonly surfaceThermometer: Thermometer | null;
  /** Current flows through it in this step. */
  conducts: boolean;
  /** True temperatures. */
  elementC: number;
  surfaceC: number;
  /** Skin of the clothed person leaning on it, which draws heat; and bare skin in its place, for its dose only: it draws none. */
  readonly skin: Skin;
  readonly bareSkin: Skin;
  /** Power going into it during this step; current through it now. */
  watt: number;
  currentA: number;
  /** Energy put in since the start. */
  joule: number;
  /** The thermal cut-off has opened for good. */
  cutOffBlown: boolean;
  /** The thermostat in series is open; it closes again when it has cooled by its hysteresis. */
  thermostatOpen: boolean;
  /** Faults: the switch always conducts, or never; the element is broken. */
  fetShorted: boolean;
  fetOpen: boolean;
  elementOpen: boolean;

  readonly siemens: number;
  readonly elementJPerK: number;
  readonly surfaceJPerK: number;
  readonly elementToSurface: number;
  readonly elementToAir: number;
  readonly surfaceToAir: number;
  readonly cutOffC: number;
  readonly thermostat: PadFigures['thermostat'];
  readonly stepS: number;
}

interface Thermometers {
  readonly element: Thermometer;
  readonly surface: Thermometer | null;
}

export function createPad(
  pad: PadFigures,
  factors: PadFactors,
  thermometers: Thermometers,
  startC: number,
  stepS: number,
): Pad {
  return {
    name: pad.name,
    thermometer: thermometers.element,
    surfaceThermometer: thermometers.surface,
    conducts: false,
    elementC: startC,
    surfaceC: startC,
    skin: createSkin(),
    bareSkin: createSkin(),
    watt: 0,
    currentA: 0,
    joule: 0,
    cutOffBlown: false,
    fetShorted: false,
    fetOpen: false,
    elementOpen: false,
    siemens: (pad.nominalW * factors.power) / (pad.nominalV * pad.nominalV),
    elementJPerK: pad.elementJPerK * factors.elementCapacity,
    surfaceJPerK: pad.surfaceJPerK * factors.surfaceCapacity,
    elementToSurface: pad.elementSurfaceWPerK * factors.elementToSurface,
    elementToAir: pad.elementAirWPerK * factors.elementToAir,
    surfaceToAir: pad.surfaceAirWPerK * factors.surfaceToAir,
    cutOffC: pad.cutOffC ?? Number.POSITIVE_INFINITY,
    thermostat: pad.thermostat,
    thermostatOpen: false,
    stepS,
  };
}

/** Whether current flows when the pad is switched on: nothing in its path is open. */
export function padConducts(pad: Pad): boolean {
  return !pad.fetOpen && !pad.elementOpen && !pad.cutOffBlown && !pad.thermostatOpen;
}

/** Contact of bare skin with the surface, W/K: nothing but moist skin in between. */
const bareContactWPerK = 3;

/** One step under its present power. */
export function stepPad(pad: Pad, around: Surroundings): void {
  const { elementC, surfaceC, stepS } = pad;
  const { airC, airShare, coverShare, touch, contactWPerK } = around;
  const toSurfaceW = pad.elementToSurface * (elementC - surfaceC);
  const elementLossW = pad.elementToAir * airShare * (elementC - airC);
  const surfaceLossW = pad.surfaceToAir * airShare * coverShare * (surfaceC - airC);
  const toSkinW = contactWPerK * touch * (surfaceC - pad.skin.skinC);
  pad.elementC += ((pad.watt - toSurfaceW - elementLossW) * stepS) / pad.elementJPerK;
  pad.surfaceC += ((toSurfaceW - surfaceLossW - toSkinW) * stepS) / pad.surfaceJPerK;
  stepSkin(pad.skin, toSkinW, touch, true, stepS);
  stepSkin(pad.bareSkin, bareContactWPerK * (surfaceC - pad.bareSkin.skinC), 1, false, stepS);
  pad.joule += pad.watt * stepS;
  if (pad.elementC >= pad.cutOffC) pad.cutOffBlown = true;
  if (pad.thermostat !== null) stepThermostat(pad, pad.thermostat);
}

/** Bimetal discs open at their temperature and close this much below it (typical of the small ones). */
const thermostatHysteresisK = 5;

function stepThermostat(pad: Pad, { at, opensC }: NonNullable<Pad['thermostat']>): void {
  const feltC = at === 'surface' ? pad.surfaceC : pad.elementC;
  if (feltC >= opensC) pad.thermostatOpen = true;
  else if (feltC <= opensC - thermostatHysteresisK) pad.thermostatOpen = false;
}
