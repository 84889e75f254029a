/**
 * A reading that sinks by itself lets the pad grow too hot, and looks at any moment like a pad that loses more.
 * So the pad is learned (how quickly energy warms it, how quickly it loses heat, by recursive least squares from
 * changes over 8 s) several times over: once on the null hypothesis that the sensor is true, and once for each
 * moment at which it may have begun to sink. The sensor is condemned when one of those hypotheses leaves no doubt that
 * it sinks. One that starts early enough knows the pad from before; that is what tells a drift from a loss.
 */
import { at } from '../../../chair/assert.ts';
import { heatLimits } from '../../../chair/limits.ts';
import type { PadLimits } from '../limits.ts';
import { type Learned, learn, placeOfPair } from './least-squares.ts';
import { blockOf, type ThermalHistory } from './thermal.ts';

/** One hypothesis, and the pad as it has been learned under it. */
interface Hypothesis extends Learned {
  /** Seconds learned when the sinking began, by this hypothesis. */
  fromS: number;
}

/** The parameters: shares of the nominal pad for warming and cooling; drift without a cause, K/s; sinking, K/s. */
const warming = 0;
const cooling = 1;
const offset = 2;
const sinking = 3;
const parameterCount = 4;
const varianceOf = (parameter: number): number => placeOfPair(parameterCount, parameter, parameter);

export interface Drift {
  /** Blocks until the next window of 8 s has ended; seconds and heated windows learned from so far. */
  waits: number;
  learnedS: number;
  heated: number;
  /** The power has rested once since it was forgotten. */
  rested: boolean;
  /** The null hypothesis: the sensor is true. */
  trusting: Hypothesis;
  /** It has begun to sink at some moment; `count` of them are in use, `oldest` is replaced next. */
  doubting: Hypothesis[];
  count: number;
  oldest: number;
}

const windowS = 8;
/** A new hypothesis every 24 s; twelve look back almost five minutes, by when a drift has shown itself. */
const hypothesisEveryS = 24;
const hypothesisCount = 12;
/** Pads within tolerance: capacity 0.7-1.3, time constant 0.49-1.69 of nominal, one standard deviation each. */
const warmingPrior = 0.25;
const coolingPrior = 0.4;
/** Two thermistors of 1 % parts that differ by 0.5 K look like a drift of 0.005 K/s. */
const offsetPriorKPerS = 0.003;
/** Before anything is known a sensor may sink by 3 K a minute; faster is found by the balance of seconds. */
const sinkingPriorKPerS = 0.05;

/** Nothing is known of the pad but its nominal figures and their tolerance, and it does not sink. */
function trust(): Hypothesis {
  const covariance = Array.from({ length: varianceOf(sinking) + 1 }, () => 0);
  covariance[varianceOf(warming)] = warmingPrior * warmingPrior;
  covariance[varianceOf(cooling)] = coolingPrior * coolingPrior;
  covariance[varianceOf(offset)] = offsetPriorKPerS * offsetPriorKPerS;
  return { fromS: 0, parameters: [1, 1, 0, 0], covariance };
}

export function createDrift(): Drift {
  return {
    waits: windowS,
    learnedS: 0,
    heated: 0,
    rested: false,
    trusting: trust(),
    doubting: Array.from({ length: hypothesisCount }, trust),
    count: 0,
    oldest: 0,
  };
}

/** Nothing is known of the pad: before each time it is heated, and after power off and on. */
export function forgetDrift(drift: Drift): void {
  drift.trusting = trust();
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
const turnLeastShare = 0.4;
/**
 * Sinking by this much beyond doubt. The noise above is twice what there is, yet one odd window can lead a hypothesis
 * astray that has hardly begun: of 10,000 healthy sessions some came to 3.0 deviations within 24 s, none of 1,200
 * to 2.2 after 48 s.
 */
const sinkingLeastKPerS = 0.005;
const youngS = 24;
const grownS = 48;
const deviationsYoung = 3.6;
const deviations = 2.8;
/**
 * Windows with a tenth of full power throughout. What is learned of a pad from fewer such windows is too little to judge by, unless
 * it has been looked at for long: in a room almost as warm as its level a pad is hardly heated at all.
 */
const heatedLeast = 4;
const learnedLeastS = 72;
/** Rounding must not make a hypothesis sure beyond all sense: a thousandth of what counts as sinking. */
const smallestVariance = (sinkingLeastKPerS / 1000) ** 2;

/** What a window of 8 s showed. */
interface Window {
  readonly warmedK: number;
  readonly cooledK: number;
  readonly changeK: number;
  readonly variance: number;
}

/** One block of a second has ended. The rate at which the reading sinks where that is beyond doubt, else 0 (K/s). */
export function learnDrift(drift: Drift, history: ThermalHistory, pad: PadLimits): number {
  drift.waits--;
  // One block more than the window, for the power at its beginning.
  if (drift.waits > 0 || history.filled <= windowS + 1) return 0;
  drift.waits = windowS;
  const window = readWindow(history, pad);
  const { warmedK, cooledK, changeK, variance } = window;
  if (drift.learnedS % hypothesisEveryS === 0) beginHypothesis(drift);
  const heatedLeastK = (pad.nominalW * heatLimits.heatingDuty * windowS) / pad.elementJPerK;
  if (warmedK > heatedLeastK) drift.heated++;
  learn(drift.trusting, [warmedK, cooledK, windowS, 0], changeK, variance);
  const sinksKPerS = learnSinking(drift, window, pad);
  drift.learnedS += windowS;
  const knows = drift.heated >= heatedLeast || drift.learnedS >= learnedLeastS;
  return knows && sinksKPerS > sinkingLeastKPerS ? sinksKPerS : 0;
}

function readWindow(history: ThermalHistory, { nominalW, elementJPerK, elementTauS }: PadLimits): Window {
  const newest = blockOf(history, 0);
  const before = blockOf(history, windowS);
  const turnW = Math.abs(powerAt(history, 0) - powerAt(history, windowS));
  const lagK = turnW > turnLeastShare * nominalW ? (turnW * lagS) / elementJPerK : 0;
  return {
    warmedK: (newest.meanJ - before.meanJ) / elementJPerK,
    cooledK: (before.excessKs - newest.excessKs) / elementTauS,
    changeK: newest.readingC - before.readingC,
    variance: noiseK * noiseK + lagK * lagK,
  };
}

/** Each hypothesis learns the window. The rate of the one that is surest beyond doubt, 0 where none is. */
function learnSinking(drift: Drift, window: Window, { elementTauS }: PadLimits): number {
  const { warmedK, cooledK, changeK, variance } = window;
  let sinksKPerS = 0;
  let surest = 1;
  for (const hypothesis of drift.doubting.slice(0, drift.count)) {
    const { parameters, covariance, fromS } = hypothesis;
    // A reading that has sunk by r makes the pad look cooler by r than it is, so that it seems to lose more.
    const sinkingForS = drift.learnedS + windowS / 2 - fromS;
    const seems = -windowS - (at(parameters, cooling, 'parameter') * sinkingForS * windowS) / elementTauS;
    learn(hypothesis, [warmedK, cooledK, windowS, seems], changeK, variance);
    const learnedForS = drift.learnedS + windowS - fromS;
    if (learnedForS < youngS) continue;
    const sinks = at(parameters, sinking, 'parameter');
    // How many times over it is beyond doubt.
    const needed = learnedForS < grownS ? deviationsYoung : deviations;
    const deviation = Math.sqrt(Math.max(smallestVariance, at(covariance, varianceOf(sinking), 'variance')));
    const sure = sinks / (needed * deviation);
    if (sure > surest) {
      surest = sure;
      sinksKPerS = sinks;
    }
  }
  return sinksKPerS;
}

/** From now on it may be sinking; all that is known of the pad is what has been learned in trust. */
function beginHypothesis(drift: Drift): void {
  const index = drift.count < hypothesisCount ? drift.count++ : drift.oldest;
  drift.oldest = (index + 1) % hypothesisCount;
  const { parameters, covariance } = drift.trusting;
  const doubting = { fromS: drift.learnedS, parameters: [...parameters], covariance: [...covariance] };
  doubting.covariance[varianceOf(sinking)] = sinkingPriorKPerS * sinkingPriorKPerS;
  drift.doubting[index] = doubting;
}

/** Mean power between the last two blocks, `back` blocks before the newest. */
function powerAt(history: ThermalHistory, back: number): number {
  return blockOf(history, back).meanJ - blockOf(history, back + 1).meanJ;
}
