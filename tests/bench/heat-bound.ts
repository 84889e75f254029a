/**
 * The bound of the heat benchmark: how soon any control could bring a nominal pad to its level and still keep
 * every pad within tolerance from overshooting by more than 0.8 K. No sensor tells a nominal surface from
 * the quickest and hottest one, so the element may never be hotter than that one allows. A calculation: it knows
 * element, ambient and person exactly, switches without delay, and spends the whole 0.8 K.
 */
import { heatLimits } from '../../src/chair/limits.ts';
import { padFigures } from '../chair.ts';

const pads = padFigures('lumbar');
const stepS = 0.02;

interface Surface {
  readonly tauS: number;
  readonly fromElement: number;
  /** It must never come above this. */
  readonly boundC: number;
  temperatureC: number;
}

/** Somebody leans on the pad, or nobody is there. Seconds to within 0.5 K. */
export function soonestS(ambientC: number, levelC: number, leaning: boolean): number {
  const restC = ambientC + (leaning ? pads.leaning.fromSkin * (pads.leaning.skinC - ambientC) : 0);
  const elementTauS = pads.elementJPerK * pads.elementKPerW;
  const nominal: Surface = {
    tauS: pads.surfaceTauS,
    fromElement: pads.surfaceFromElement,
    boundC: levelC + 0.5,
    temperatureC: ambientC,
  };
  const quickest: Surface = {
    tauS: pads.surfaceTauS * (1 - pads.tolerance.part),
    fromElement: pads.surfaceFromElement * (1 + pads.tolerance.surfaceFromElement),
    boundC: levelC + 0.8,
    temperatureC: ambientC,
  };
  let elementC = ambientC;
  for (let timeS = 0; timeS < 3600; timeS += stepS) {
    if (nominal.temperatureC >= levelC - heatLimits.reachedK) return timeS;
    // Full power, but none where an element too hot or a surface coasting past its bound would follow.
    let on = elementC < heatLimits.elementHoldC;
    for (const surface of [nominal, quickest]) {
      const driveK = surface.fromElement * (elementC - ambientC);
      if (coastsTo(driveK, surface, restC, elementTauS) > surface.boundC) on = false;
    }
    const lossW = (elementC - ambientC) / pads.elementKPerW;
    elementC += (stepS * ((on ? pads.nominalW : 0) - lossW)) / pads.elementJPerK;
    for (const surface of [nominal, quickest]) {
      const settlesC = restC + surface.fromElement * (elementC - ambientC);
      surface.temperatureC += (stepS * (settlesC - surface.temperatureC)) / surface.tauS;
    }
  }
  return Number.NaN;
}

/** Where the surface peaks when the power goes off now (see the heat law for the formula). */
function coastsTo(driveK: number, surface: Surface, restC: number, elementTauS: number): number {
  const surfaceK = surface.temperatureC - restC;
  if (driveK <= surfaceK) return surface.temperatureC;
  const k = surface.tauS / elementTauS;
  return restC + driveK * ((1 - ((1 - k) * surfaceK) / driveK) / k) ** (k / (k - 1));
}
