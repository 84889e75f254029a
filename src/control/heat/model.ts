/**
 * A pad as the heater sees it: warming, loss and the two surfaces, nominally and at the ends of its tolerance.
 * All of the tolerance arithmetic is here.
 */
import type { PadFigures, Supply } from '../../chair/chair.ts';
import type { Celsius } from '../../chair/units.ts';
import { heatStepS } from './step.ts';

export interface PadModel {
  /** The element nominally: warming at full power, and the rate at which it loses its excess over ambient. */
  readonly fullPowerKPerS: number;
  readonly lossPerS: number;
  /** Nothing outside tolerance is believed. Power also goes with the square of the supply. */
  readonly gainLow: number;
  readonly gainHigh: number;
  readonly lossLow: number;
  readonly lossHigh: number;
  /** The nominal pad, and the quickest, hottest one within tolerance. */
  readonly nominal: SurfaceModel;
  readonly quick: SurfaceModel;
  /** A surface leaned on settles this share of the way from ambient to the skin. */
  readonly fromSkin: number;
  readonly skinC: Celsius;
}

/** `followShare`: of the gap to where the surface is driven, closed in one heat step. */
export interface SurfaceModel {
  readonly fromElement: number;
  readonly tauS: number;
  readonly followShare: number;
  /** Time constant of the element / that of the surface, in a pad cooling as the worst case for a restart. */
  readonly coolingRatio: number;
}

export function padModel(pad: PadFigures, supply: Supply): PadModel {
  const fullPowerKPerS = pad.nominalW / pad.elementJPerK;
  const lossPerS = 1 / (pad.elementJPerK * pad.elementKPerW);
  const { part, surfaceFromElement: coupling } = pad.tolerance;
  const low = 1 - part;
  const high = 1 + part;
  return {
    fullPowerKPerS,
    lossPerS,
    gainLow: (fullPowerKPerS * low * (supply.warnLowV / supply.nominalV) ** 2) / high,
    gainHigh: (fullPowerKPerS * high * (supply.warnHighV / supply.nominalV) ** 2) / low,
    lossLow: lossPerS / (high * high),
    lossHigh: lossPerS / (low * low),
    nominal: surfaceModel(pad.surfaceFromElement, pad.surfaceTauS, 1 / lossPerS),
    quick: surfaceModel(
      pad.surfaceFromElement * (1 + coupling),
      pad.surfaceTauS * low,
      // An element that cools fast leaves the warmest surface behind at a given reading.
      low ** 2 / lossPerS,
    ),
    fromSkin: pad.leaning.fromSkin,
    skinC: pad.leaning.skinC,
  };
}

function surfaceModel(fromElement: number, tauS: number, elementTauS: number): SurfaceModel {
  return {
    fromElement,
    tauS,
    followShare: heatStepS / (tauS + heatStepS / 2), // 1 - exp(-step / tau) to nine digits
    coolingRatio: elementTauS / tauS,
  };
}
