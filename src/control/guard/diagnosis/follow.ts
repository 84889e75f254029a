/**
 * Does the thermistor follow its pad? Judged by a model of the pad, not by a fixed band: what the reading did
 * is held against what the energy put in allows, for every pad within tolerance. A healthy sensor on any such
 * pad passes by construction; one that fell off, froze or drifts does not.
 *
 *   balance  over 1 to 8 s the reading must change within what energy and losses allow
 *   gain     over 16 s it must bend as the energy does, or it is dead
 *   drift    over minutes it must keep to the pad as it has been learned (drift.ts)
 *   cold     it cannot be colder than the room
 *
 * A sensor must prove every so often that it lives. Where the heating is too even to tell, the guard lets the
 * power rest until it can.
 */
import { at } from '../../../chair/assert.ts';
import type { Celsius, Milliseconds, Volts, Watts } from '../../../chair/units.ts';
import { isTemperature } from '../interlocks/surface.ts';
import type { PadLimits } from '../limits.ts';
import { alignDrift, createDrift, type Drift, forgetDrift, learnDrift, restWindowS } from './drift.ts';
import {
  type Block,
  blockOf,
  createThermalHistory,
  forgetHistory,
  recordTick,
  type ThermalHistory,
} from './thermal.ts';

export interface FollowWatch {
  history: ThermalHistory;
  drift: Drift;
  /** Seconds of heating since the sensor last proved that it lives; and since the pad was last heated. */
  unprovenS: number;
  coolS: number;
  /** The sensor has failed: it may show a warm pad as a cold one. */
  distrusted: boolean;
  /** Verdicts against it in a row, and the last one in kelvin. */
  against: number;
  missK: number;
  coldS: number;
  /** The power rests for so long yet. */
  probeMs: number;
  /** Mean power of the last seconds, for how long a probe must be. */
  meanW: number;
}

export function createFollowWatch(): FollowWatch {
  return {
    history: createThermalHistory(),
    drift: createDrift(),
    unprovenS: 0,
    coolS: coolMaxS,
    distrusted: false,
    against: 0,
    missK: 0,
    coldS: 0,
    probeMs: 0,
    meanW: 0,
  };
}

/** Readings of a block may be wrong by this (a count is 0.09-0.16 K), and the pad disturbed at this rate. */
const readingSlackK = 0.3;
const disturbedKPerS = 0.01;
/** A thermistor and an ambient thermistor of 1 % parts differ by 0.5 K at the same temperature. */
const colderMaxK = 1.5;
const coldMaxS = 3;

/** A drift is shown as what it makes in a minute. */
const driftShownS = 60;
/** Verdicts in a row that make a fault: a window that has just gained a spoilt second is not enough. */
const againstMax = 2;
/** Longest heating without a proof of life before the power rests for one. */
const unprovenMaxS = 30;
/** Energy missing that shows beyond doubt in the slowest pad, and the longest rest for it. */
const probeNeedsJ = 45;
const probeMaxMs = 12_000;
/**
 * Before the surface grows warm the power rests once, for a window of the drift's and its ends: a reading that has
 * been sinking since the start is found while what the pad still holds cannot burn.
 */
const restFromC = 36;
/** In a warm room not before there is something to lose, from which the losses show. */
const restFromK = 7;
const restMs = (restWindowS + 0.2) * 1000;
/** Heat that has rested for so long is no longer supervised: the room, the sun and a back move the pad then. */
const coolMaxS = 30;
/** After so long without power the slowest pad is as warm as the room, within half a kelvin. */
const trustedAgainS = 1200;
/** Two thermistors of 1 % parts differ by 0.5 K, and what is left of the warmth by then. */
const likeRoomK = 1.5;

/** Gain 1 is a nominal pad; healthy ones have 0.77 to 1.43. */
const gainDead = 0.6;
const gainAlive = 0.5;
/** Four times the noise of a block's mean. */
const gainNoiseK = 0.12;
/** Sum of squares of the bend (nominal kelvin) from which a gain says anything. */
const bendLeast = 0.06;

/** What a pad shows in this tick, and what the last tick gave it. */
export interface PadTick {
  readonly readingC: Celsius;
  readonly ambientC: Celsius;
  /** How warm the surface would still become. */
  readonly peakC: Celsius;
  readonly powerW: Watts;
  readonly dtMs: Milliseconds;
}

/** What a conductance takes from the supply; no number where that is not believable. */
export function padPower(supplyV: Volts, siemens: number): Watts {
  return supplyV >= 0 && supplyV < 100 ? supplyV * supplyV * siemens : Number.NaN;
}

/** One tick: true when the sensor does not follow. */
export function watchFollow(watch: FollowWatch, pad: PadLimits, tick: PadTick): boolean {
  const { readingC, ambientC, powerW, dtMs } = tick;
  if (!(isTemperature(readingC) && isTemperature(ambientC) && Number.isFinite(powerW))) {
    breakFollow(watch);
    return false;
  }
  watch.probeMs = Math.max(0, watch.probeMs - dtMs);
  if (!recordTick(watch.history, powerW, readingC, ambientC, dtMs)) return false;
  const fails = judgeBlock(watch, pad, tick);
  if (fails) watch.distrusted = true;
  return fails;
}

/** The pad has been without power for so long that its sensor has to show the room, and it does. */
export function isTrustedAgain({ coolS }: FollowWatch, readingC: Celsius, ambientC: Celsius): boolean {
  return coolS >= trustedAgainS && Math.abs(readingC - ambientC) <= likeRoomK;
}

/** Readings are missing: what came before does not lead to what comes after. */
export function breakFollow(watch: FollowWatch): void {
  forgetHistory(watch.history);
  watch.against = 0;
  // A rest that is broken off has shown nothing.
  if (watch.probeMs > 0) watch.drift.rested = false;
}

/** The power of this pad rests now, to see whether the reading follows. */
export function isProbing(watch: FollowWatch): boolean {
  return watch.probeMs > 0;
}

function judgeBlock(watch: FollowWatch, pad: PadLimits, { ambientC, peakC }: PadTick): boolean {
  const { history } = watch;
  if (history.filled < 2) return false;
  const { readingC, meanJ } = blockOf(history, 0);
  const blockJ = meanJ - blockOf(history, 1).meanJ;
  const heating = blockJ >= pad.heatingLeastJ;
  watch.coolS = heating ? 0 : watch.coolS + 1;
  watch.meanW += (blockJ - watch.meanW) / 16;

  const sinksKPerS = learnDrift(watch.drift, history, pad);
  let missK = balanceMissK(watch, pad);
  if (missK === 0) missK = gainMissK(watch, pad);
  watch.coldS = heating && readingC < ambientC - colderMaxK ? watch.coldS + 1 : 0;
  if (watch.coldS >= coldMaxS) missK = readingC - ambientC;

  if (watch.coolS >= coolMaxS) {
    forgetDrift(watch.drift);
    watch.against = 0;
    watch.unprovenS = 0;
    return false;
  }
  if (heating) askForProbe(watch, readingC - ambientC, peakC);
  if (sinksKPerS > 0) {
    // Learned over many windows: no single second can have spoilt it.
    watch.missK = -sinksKPerS * driftShownS;
    return true;
  }
  if (missK === 0) {
    watch.against = 0;
    return false;
  }
  watch.against++;
  watch.missK = missK;
  return watch.against >= againstMax;
}

/** After a second of heating: whether the power has to rest for a look. */
function askForProbe(watch: FollowWatch, excessK: number, peakC: Celsius): void {
  if (!watch.drift.rested && peakC >= restFromC && excessK >= restFromK) {
    // Warming and cooling are seen apart once the power has rested, and sinking apart from both.
    watch.probeMs = restMs;
    alignDrift(watch.drift);
  }
  watch.unprovenS++;
  if (watch.unprovenS >= unprovenMaxS) {
    watch.probeMs = Math.min(probeMaxMs, (1000 * probeNeedsJ) / watch.meanW);
    // The next one, when this one has had its window.
    watch.unprovenS = 0;
  }
}

/** How far the reading left what energy and losses allow over the last 1, 2, 4 and 8 s; 0 when it did not. */
function balanceMissK(watch: FollowWatch, pad: PadLimits): number {
  const { history } = watch;
  const newest = blockOf(history, 0);
  for (let back = 1; back <= 8 && back < history.filled; back *= 2) {
    const before = blockOf(history, back);
    const changeK = newest.readingC - before.readingC;
    const givenJ = newest.meanJ - before.meanJ;
    const excessKs = newest.excessKs - before.excessKs;
    const lowJ = givenJ - Math.max(excessKs * pad.lossMost, excessKs * pad.lossLeast);
    const highJ = givenJ - Math.min(excessKs * pad.lossMost, excessKs * pad.lossLeast);
    const slackK = readingSlackK + disturbedKPerS * back;
    const lowK = Math.min(lowJ * pad.perCapacityLeast, lowJ * pad.perCapacityMost) - slackK;
    const highK = Math.max(highJ * pad.perCapacityLeast, highJ * pad.perCapacityMost) + slackK;
    if (changeK < lowK) return changeK - lowK;
    if (changeK > highK) return changeK - highK;
    // A reading that stood still would have failed: this one lives.
    if (lowK > 0 || highK < 0) watch.unprovenS = 0;
  }
  return 0;
}

/**
 * The bend of the reading against the bend of the energy over the window, both without their straight line:
 * losses and slow changes are straight over 16 s, what the power does is not. Returns how far a dead reading
 * is behind (K), 0 when it is not dead; notes when it has proved that it lives.
 */
function gainMissK(watch: FollowWatch, { elementJPerK }: PadLimits): number {
  const { history } = watch;
  const count = history.filled;
  if (count < 6) return 0;
  const middle = (count - 1) / 2;
  const blocks: Block[] = [];
  for (let back = 0; back < count; back++) blocks.push(blockOf(history, back));
  const meanJ = blocks.reduce((sum, block) => sum + block.meanJ, 0) / count;
  const squares = blocks.reduce((sum, _, back) => sum + (middle - back) ** 2, 0);
  const slopeJ = blocks.reduce((sum, block, back) => sum + (middle - back) * block.meanJ, 0) / squares;
  let bend = 0;
  let both = 0;
  for (let back = 0; back < count; back++) {
    const block = at(blocks, back, 'block');
    const energyK = (block.meanJ - (meanJ + slopeJ * (middle - back))) / elementJPerK;
    bend += energyK * energyK;
    // What is straight in the reading has no share in this: the energy's bend is at right angles to it.
    both += energyK * block.readingC;
  }
  if (bend < bendLeast) return 0;
  const gain = both / bend;
  const noise = gainNoiseK / Math.sqrt(bend);
  if (gain - noise > gainAlive || gain > gainDead) {
    watch.unprovenS = 0;
    return 0;
  }
  return gain + noise < gainDead ? -Math.sqrt(bend) * (1 - gain) : 0;
}
