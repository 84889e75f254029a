/**
 * The pad as it has been learned, by recursive least squares from changes over 8 s: how quickly energy warms
 * it, how quickly it loses heat, and how quickly the reading moves without any cause. Only the last is held
 * against the sensor, and only downwards: a reading that sinks by itself lets the pad grow too hot.
 */
import { referenceChair } from '../../chair/specification.ts';
import { blockCount, placeOf, type ThermalHistory } from './thermal.ts';

const { pads } = referenceChair;

export interface Drift {
  /** Blocks until the next window of 8 s has ended. */
  waits: number;
  /** Windows with heat in them so far. */
  heated: number;
  /** Shares of the nominal pad, warming per joule and cooling per kelvin; and the drift. */
  warming: number;
  cooling: number;
  driftKPerS: number;
  /** Their covariance: warming, cooling and drift are 1, 2 and 3. */
  v11: number;
  v12: number;
  v13: number;
  v22: number;
  v23: number;
  v33: number;
}

const windowS = 8;
/** Pads within tolerance: capacity 0.7-1.3, time constant 0.49-1.69 of nominal, one standard deviation each. */
const warmingPrior = 0.25;
const coolingPrior = 0.4;
/** Two thermistors of 1 % parts that differ by 0.5 K look like a drift of 0.005 K/s. */
const driftPriorKPerS = 0.004;

export function createDrift(): Drift {
  return {
    waits: windowS,
    heated: 0,
    warming: 1,
    cooling: 1,
    driftKPerS: 0,
    v11: warmingPrior * warmingPrior,
    v12: 0,
    v13: 0,
    v22: coolingPrior * coolingPrior,
    v23: 0,
    v33: driftPriorKPerS * driftPriorKPerS,
  };
}

/** The history was broken off: a window that spans the break says nothing. */
export function breakDrift(drift: Drift): void {
  drift.waits = windowS;
}

/** Noise of a change between two block means. */
const noiseK = 0.02;
/** Variance of the drift gained with each window: one that begins now shows within a minute. */
const driftBegins = 1e-6;
/** Healthy pads have shown 0.0045 at most in hundreds of sessions; a nominal pad disturbed by 0.7 W shows this. */
const driftMaxKPerS = 0.0075;

/** A tenth of full power throughout. What is learned of a pad from fewer such windows is too little to judge by. */
const heatedLeastK = (pads.nominalW * pads.heatingDuty * windowS) / pads.elementJPerK;
const heatedLeast = 5;

/**
 * A sensor lags a little behind its element (chosen). Where the power has turned within a window, the change shown
 * is off by so much; the swing of a held level is none.
 */
const lagS = 0.5;
const turnLeastW = 0.4 * pads.nominalW;

/** One block of a second has ended. True when the reading has been found to sink by itself. */
export function learnDrift(drift: Drift, history: ThermalHistory): boolean {
  drift.waits--;
  if (drift.waits > 0 || history.filled <= windowS) return false;
  drift.waits = windowS;
  const newest = history.newest;
  const before = placeOf(history, windowS);
  const warmedK = ((history.meanJ[newest] ?? 0) - (history.meanJ[before] ?? 0)) / pads.elementJPerK;
  const cooledK =
    -((history.excessKs[newest] ?? 0) - (history.excessKs[before] ?? 0)) /
    (pads.elementJPerK * pads.elementKPerW);
  const changeK = (history.readingC[newest] ?? 0) - (history.readingC[before] ?? 0);
  drift.v33 += driftBegins;

  const { v11, v12, v13, v22, v23, v33 } = drift;
  const g1 = v11 * warmedK + v12 * cooledK + v13 * windowS;
  const g2 = v12 * warmedK + v22 * cooledK + v23 * windowS;
  const g3 = v13 * warmedK + v23 * cooledK + v33 * windowS;
  const turnW = Math.abs(powerAt(history, newest) - powerAt(history, before));
  const lagK = turnW > turnLeastW ? (turnW * lagS) / pads.elementJPerK : 0;
  const weight = 1 / (noiseK * noiseK + lagK * lagK + warmedK * g1 + cooledK * g2 + windowS * g3);
  const missK = changeK - drift.warming * warmedK - drift.cooling * cooledK - drift.driftKPerS * windowS;
  drift.warming += g1 * weight * missK;
  drift.cooling += g2 * weight * missK;
  drift.driftKPerS += g3 * weight * missK;
  drift.v11 = v11 - g1 * g1 * weight;
  drift.v12 = v12 - g1 * g2 * weight;
  drift.v13 = v13 - g1 * g3 * weight;
  drift.v22 = v22 - g2 * g2 * weight;
  drift.v23 = v23 - g2 * g3 * weight;
  drift.v33 = v33 - g3 * g3 * weight;
  if (warmedK > heatedLeastK) drift.heated++;
  return drift.driftKPerS < -driftMaxKPerS && drift.heated > heatedLeast;
}

/** Mean power between the last two blocks before a place. */
function powerAt(history: ThermalHistory, place: number): number {
  const { meanJ } = history;
  return (meanJ[place] ?? 0) - (meanJ[place === 0 ? blockCount - 1 : place - 1] ?? 0);
}
