/**
 * A reading that sinks by itself lets the pad grow too hot, and looks at any moment like a pad that loses more.
 * So the pad is learned (how quickly energy warms it, how quickly it loses heat, by recursive least squares from
 * changes over 8 s) several times over: once on the belief that the sensor is true, and once for each moment at
 * which it may have begun to sink. The sensor is condemned when one of those beliefs leaves no doubt that it sinks.
 * A belief that starts early enough knows the pad from before; that is what tells a drift from a loss.
 */
import { heatLimits } from '../../chair/limits.ts';
import { referenceChair } from '../../chair/specification.ts';
import { blockCount, placeOf, type ThermalHistory } from './thermal.ts';

const { pads } = referenceChair;

/** What one belief has learned: four parameters and their covariance. */
export interface Belief {
  /** Seconds learned when the sinking began, by this belief. */
  fromS: number;
  /** Shares of the nominal pad for warming and cooling; drift without a cause, K/s; sinking, K/s. */
  parameters: number[];
  /** Upper triangle, row by row. */
  covariance: number[];
}

export interface Drift {
  /** Blocks until the next window of 8 s has ended; seconds and heated windows learned from so far. */
  waits: number;
  learnedS: number;
  heated: number;
  /** The power has rested once since it was forgotten. */
  rested: boolean;
  /** The sensor is true. */
  trusting: Belief;
  /** It has begun to sink at some moment; `count` of them are in use, `oldest` is replaced next. */
  doubting: Belief[];
  count: number;
  oldest: number;
}

const windowS = 8;
/** A new belief every 24 s; twelve look back almost five minutes, by when a drift has shown itself. */
const beliefEveryS = 24;
const beliefCount = 12;
/** Pads within tolerance: capacity 0.7-1.3, time constant 0.49-1.69 of nominal, one standard deviation each. */
const warmingPrior = 0.25;
const coolingPrior = 0.4;
/** Two thermistors of 1 % parts that differ by 0.5 K look like a drift of 0.005 K/s. */
const offsetPriorKPerS = 0.003;
/** Before anything is known a sensor may sink by 3 K a minute; faster is found by the balance of seconds. */
const sinkingPriorKPerS = 0.05;

function createBelief(): Belief {
  return { fromS: 0, parameters: [1, 1, 0, 0], covariance: Array.from({ length: 10 }, () => 0) };
}

export function createDrift(): Drift {
  const drift: Drift = {
    waits: windowS,
    learnedS: 0,
    heated: 0,
    rested: false,
    trusting: createBelief(),
    doubting: Array.from({ length: beliefCount }, createBelief),
    count: 0,
    oldest: 0,
  };
  forgetDrift(drift);
  return drift;
}

/** Nothing is known of the pad: before each time it is heated, and after power off and on. */
export function forgetDrift(drift: Drift): void {
  const { parameters, covariance } = drift.trusting;
  parameters[0] = 1;
  parameters[1] = 1;
  parameters[2] = 0;
  parameters[3] = 0;
  covariance.fill(0);
  covariance[0] = warmingPrior * warmingPrior;
  covariance[4] = coolingPrior * coolingPrior;
  covariance[7] = offsetPriorKPerS * offsetPriorKPerS;
  drift.waits = windowS;
  drift.learnedS = 0;
  drift.heated = 0;
  drift.rested = false;
  drift.count = 0;
  drift.oldest = 0;
}

/** A rest of the power that holds one whole window: the block in which it turns, and the one before. */
export const restWindowS = windowS + 2;

/** The power rests from now on: the next window is to lie within. */
export function alignDrift(drift: Drift): void {
  drift.waits = restWindowS;
  drift.rested = true;
}

/** Noise of a change between two block means. */
const noiseK = 0.02;
/**
 * A sensor lags a little behind its element (chosen). Where the power has turned within a window, the change shown
 * is off by so much; the swing of a held level is none.
 */
const lagS = 0.5;
const turnLeastW = 0.4 * pads.nominalW;
/**
 * Sinking by this much beyond doubt. The noise above is twice what there is, yet one odd window can lead a belief
 * astray that has hardly begun: of 10,000 healthy sessions some came to 3.0 deviations within 24 s, none of 1,200
 * to 2.2 after 48 s.
 */
const sinkingLeastKPerS = 0.005;
const youngS = 24;
const grownS = 48;
const deviationsYoung = 3.6;
const deviations = 2.8;
/**
 * A tenth of full power throughout. What is learned of a pad from fewer such windows is too little to judge by, unless
 * it has been looked at for long: in a room almost as warm as its level a pad is hardly heated at all.
 */
const heatedLeastK = (pads.nominalW * heatLimits.heatingDuty * windowS) / pads.elementJPerK;
const heatedLeast = 4;
const learnedLeastS = 72;
/** Rounding must not make a belief sure beyond all sense: a thousandth of what counts as sinking. */
const smallestVariance = (sinkingLeastKPerS / 1000) ** 2;
const elementTauS = pads.elementJPerK * pads.elementKPerW;

/** One block of a second has ended. The rate at which the reading sinks where that is beyond doubt, else 0 (K/s). */
export function learnDrift(drift: Drift, history: ThermalHistory): number {
  drift.waits--;
  // One block more than the window, for the power at its beginning.
  if (drift.waits > 0 || history.filled <= windowS + 1) return 0;
  drift.waits = windowS;
  const newest = history.newest;
  const before = placeOf(history, windowS);
  const warmedK = ((history.meanJ[newest] ?? 0) - (history.meanJ[before] ?? 0)) / pads.elementJPerK;
  const cooledK = ((history.excessKs[before] ?? 0) - (history.excessKs[newest] ?? 0)) / elementTauS;
  const changeK = (history.readingC[newest] ?? 0) - (history.readingC[before] ?? 0);
  const turnW = Math.abs(powerAt(history, newest) - powerAt(history, before));
  const lagK = turnW > turnLeastW ? (turnW * lagS) / pads.elementJPerK : 0;
  const variance = noiseK * noiseK + lagK * lagK;

  if (drift.learnedS % beliefEveryS === 0) beginBelief(drift);
  if (warmedK > heatedLeastK) drift.heated++;
  learn(drift.trusting, warmedK, cooledK, 0, changeK, variance);
  let sinksKPerS = 0;
  let surest = 1;
  for (let index = 0; index < drift.count; index++) {
    const belief = drift.doubting[index];
    if (belief === undefined) break;
    // A reading that has sunk by r makes the pad look cooler by r than it is, so that it seems to lose more.
    const sinkingForS = drift.learnedS + windowS / 2 - belief.fromS;
    const seems = -windowS - ((belief.parameters[1] ?? 1) * sinkingForS * windowS) / elementTauS;
    learn(belief, warmedK, cooledK, seems, changeK, variance);
    const sinks = belief.parameters[3] ?? 0;
    const learnedForS = drift.learnedS + windowS - belief.fromS;
    if (learnedForS < youngS) continue;
    // How many times over it is beyond doubt.
    const needed = learnedForS < grownS ? deviationsYoung : deviations;
    const sure = sinks / (needed * Math.sqrt(Math.max(smallestVariance, belief.covariance[9] ?? 1)));
    if (sure > surest) {
      surest = sure;
      sinksKPerS = sinks;
    }
  }
  drift.learnedS += windowS;
  const knows = drift.heated >= heatedLeast || drift.learnedS >= learnedLeastS;
  return knows && sinksKPerS > sinkingLeastKPerS ? sinksKPerS : 0;
}

/** From now on it may be sinking; all that is known of the pad is what has been learned in trust. */
function beginBelief(drift: Drift): void {
  const index = drift.count < beliefCount ? drift.count++ : drift.oldest;
  drift.oldest = (index + 1) % beliefCount;
  const belief = drift.doubting[index];
  if (belief === undefined) return;
  belief.fromS = drift.learnedS;
  for (let at = 0; at < 4; at++) belief.parameters[at] = drift.trusting.parameters[at] ?? 0;
  for (let at = 0; at < 10; at++) belief.covariance[at] = drift.trusting.covariance[at] ?? 0;
  belief.covariance[9] = sinkingPriorKPerS * sinkingPriorKPerS;
}

/** One step of recursive least squares: the change was `changeK` under these four causes. */
function learn(
  belief: Belief,
  warmedK: number,
  cooledK: number,
  seemsK: number,
  changeK: number,
  variance: number,
): void {
  const x = belief.parameters;
  const p = belief.covariance;
  const p11 = p[0] ?? 0;
  const p12 = p[1] ?? 0;
  const p13 = p[2] ?? 0;
  const p14 = p[3] ?? 0;
  const p22 = p[4] ?? 0;
  const p23 = p[5] ?? 0;
  const p24 = p[6] ?? 0;
  const p33 = p[7] ?? 0;
  const p34 = p[8] ?? 0;
  const p44 = p[9] ?? 0;
  const g1 = p11 * warmedK + p12 * cooledK + p13 * windowS + p14 * seemsK;
  const g2 = p12 * warmedK + p22 * cooledK + p23 * windowS + p24 * seemsK;
  const g3 = p13 * warmedK + p23 * cooledK + p33 * windowS + p34 * seemsK;
  const g4 = p14 * warmedK + p24 * cooledK + p34 * windowS + p44 * seemsK;
  const weight = 1 / (variance + warmedK * g1 + cooledK * g2 + windowS * g3 + seemsK * g4);
  const x1 = x[0] ?? 0;
  const x2 = x[1] ?? 0;
  const x3 = x[2] ?? 0;
  const x4 = x[3] ?? 0;
  const missK = weight * (changeK - x1 * warmedK - x2 * cooledK - x3 * windowS - x4 * seemsK);
  x[0] = x1 + g1 * missK;
  x[1] = x2 + g2 * missK;
  x[2] = x3 + g3 * missK;
  x[3] = x4 + g4 * missK;
  p[0] = p11 - g1 * g1 * weight;
  p[1] = p12 - g1 * g2 * weight;
  p[2] = p13 - g1 * g3 * weight;
  p[3] = p14 - g1 * g4 * weight;
  p[4] = p22 - g2 * g2 * weight;
  p[5] = p23 - g2 * g3 * weight;
  p[6] = p24 - g2 * g4 * weight;
  p[7] = p33 - g3 * g3 * weight;
  p[8] = p34 - g3 * g4 * weight;
  p[9] = p44 - g4 * g4 * weight;
}

/** Mean power between the last two blocks before a place. */
function powerAt(history: ThermalHistory, place: number): number {
  const { meanJ } = history;
  return (meanJ[place] ?? 0) - (meanJ[place === 0 ? blockCount - 1 : place - 1] ?? 0);
}
