/**
 * Learns how strongly a pad's own element warms under power and how fast it loses heat, by least squares over
 * two-second stretches, beginning at the nominal pad. Pads differ by 30 % in power, capacity and resistance, so
 * a chair that knows its pads need not treat each as the slowest to cool. Must never answer a loss it is not
 * sure of: the surer it is, the nearer `lossSurePerS` comes to what it believes.
 */
import { clamp } from '../../chair/clamp.ts';
import type { Celsius } from '../../chair/units.ts';
import type { PadModel } from './model.ts';
import { heatStepS } from './step.ts';

export interface PadLearning {
  readonly model: PadModel;
  /** As observed. */
  elementC: Celsius;
  /** Believed warming at full power, K/s, and loss of the excess over ambient, 1/s. */
  gainKPerS: number;
  lossPerS: number;
  /** The loss is at least this, by two standard deviations. */
  lossSurePerS: number;
  /** How uncertain the two are, and together. */
  gainVariance: number;
  lossVariance: number;
  covariance: number;
  /** The stretch under way: steps, seconds of full power, excess over ambient in K s, and where it began. */
  steps: number;
  poweredS: number;
  excessKs: number;
  fromC: Celsius;
}

const stretchSteps = 2 / heatStepS;
/** An element less than 5 K above ambient is at rest. */
const restingKs = 2 * 5;
/** Of the element's rise over a stretch: the observer's noise (0.01 K) and its lag while power changes. */
const riseVariance = 0.03 * 0.03;
/** Before anything is learned, gain and loss are as uncertain as this share of them. */
const unsureShare = 0.5;

/** A pad is what it was rated until it has shown otherwise. */
export function forgetPad(pad: PadLearning): void {
  const { fullPowerKPerS, lossPerS, lossLow } = pad.model;
  pad.gainKPerS = fullPowerKPerS;
  pad.lossPerS = lossPerS;
  pad.lossSurePerS = lossLow;
  pad.gainVariance = (unsureShare * fullPowerKPerS) ** 2;
  pad.lossVariance = (unsureShare * lossPerS) ** 2;
  pad.covariance = 0;
  beginStretch(pad);
}

/** One heat step, after the element has been observed; `power` is the share of full power given during it. */
export function learnPad(pad: PadLearning, excessK: number, power: number): void {
  pad.poweredS += power * heatStepS;
  pad.excessKs += excessK * heatStepS;
  pad.steps++;
  if (pad.steps >= stretchSteps) endStretch(pad);
}

function endStretch(pad: PadLearning): void {
  const { poweredS, excessKs, gainVariance: vg, lossVariance: vl, covariance: c } = pad;
  // A stretch at rest teaches nothing about power, and little about loss.
  if (poweredS > 0 || excessKs > restingKs) {
    const { gainLow, gainHigh, lossLow, lossHigh } = pad.model;
    const missK = pad.elementC - pad.fromC - (pad.gainKPerS * poweredS - pad.lossPerS * excessKs);
    const towardsGain = vg * poweredS - c * excessKs;
    const towardsLoss = c * poweredS - vl * excessKs;
    const spread = poweredS * towardsGain - excessKs * towardsLoss + riseVariance;
    const gainStep = towardsGain / spread;
    const lossStep = towardsLoss / spread;
    pad.gainKPerS = clamp(pad.gainKPerS + gainStep * missK, gainLow, gainHigh);
    pad.lossPerS = clamp(pad.lossPerS + lossStep * missK, lossLow, lossHigh);
    pad.gainVariance = vg - gainStep * towardsGain;
    pad.lossVariance = vl - lossStep * towardsLoss;
    pad.covariance = c - gainStep * towardsLoss;
    pad.lossSurePerS = Math.max(lossLow, pad.lossPerS - 2 * Math.sqrt(Math.max(0, pad.lossVariance)));
  }
  beginStretch(pad);
}

function beginStretch(pad: PadLearning): void {
  pad.steps = 0;
  pad.poweredS = 0;
  pad.excessKs = 0;
  pad.fromC = pad.elementC;
}
