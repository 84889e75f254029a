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

import { heatLimits } from '../../chair/limits.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Celsius } from '../../chair/units.ts';
import { alignDrift, createDrift, type Drift, forgetDrift, learnDrift, restWindowS } from './drift.ts';
import { createThermalHistory, forgetHistory, placeOf, recordTick, type ThermalHistory } from './thermal.ts';

const { pads } = referenceChair;

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

/** Pads within tolerance, and a little beyond for what the model leaves out. */
const beyond = 1.05;
const least = 1 - pads.tolerance.part;
const most = 1 + pads.tolerance.part;
const perCapacityLeast = 1 / (pads.elementJPerK * most * beyond);
const perCapacityMost = beyond / (pads.elementJPerK * least);
const lossLeast = 1 / (pads.elementKPerW * most * beyond);
const lossMost = beyond / (pads.elementKPerW * least);

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

/**
 * One tick of a pad, 1 lumbar or 2 sacral; `conductance` is what has been learned of both and `on` whether the last tick
 * gave it power. True when the sensor does not follow.
 */
export function watchFollow(
  watch: FollowWatch,
  pad: number,
  on: boolean,
  conductance: readonly number[],
  sensors: Sensors,
  peakC: Celsius,
  dtMs: number,
): boolean {
  const { ambientC, supplyV } = sensors;
  const readingC = pad === 1 ? sensors.lumbarC : sensors.sacralC;
  const readable =
    readingC > -50 && readingC < 150 && ambientC > -50 && ambientC < 150 && supplyV >= 0 && supplyV < 100;
  if (!readable) {
    breakFollow(watch);
    return false;
  }
  watch.probeMs = Math.max(0, watch.probeMs - dtMs);
  const power = on ? supplyV * supplyV * (conductance[pad - 1] ?? 0) : 0;
  if (!recordTick(watch.history, power, readingC, ambientC, dtMs)) return false;
  const fails = judgeBlock(watch, ambientC, peakC);
  if (fails) watch.distrusted = true;
  return fails;
}

/** The pad has been without power for so long that its sensor has to show the room, and it does. */
export function isTrustedAgain(watch: FollowWatch, pad: number, sensors: Sensors): boolean {
  const readingC = pad === 1 ? sensors.lumbarC : sensors.sacralC;
  return watch.coolS >= trustedAgainS && Math.abs(readingC - sensors.ambientC) <= likeRoomK;
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

function judgeBlock(watch: FollowWatch, ambientC: Celsius, peakC: Celsius): boolean {
  const { history } = watch;
  if (history.filled < 2) return false;
  const newest = history.newest;
  const before = placeOf(history, 1);
  const blockJ = (history.meanJ[newest] ?? 0) - (history.meanJ[before] ?? 0);
  const heating = blockJ >= pads.nominalW * heatLimits.heatingDuty * least;
  watch.coolS = heating ? 0 : watch.coolS + 1;
  watch.meanW += (blockJ - watch.meanW) / 16;

  const sinksKPerS = learnDrift(watch.drift, history);
  let miss = balanceMissK(watch);
  if (miss === 0) miss = gainMissK(watch);
  const readingC = history.readingC[newest] ?? 0;
  watch.coldS = heating && readingC < ambientC - colderMaxK ? watch.coldS + 1 : 0;
  if (watch.coldS >= coldMaxS) miss = readingC - ambientC;

  if (watch.coolS >= coolMaxS) {
    forgetDrift(watch.drift);
    watch.against = 0;
    watch.unprovenS = 0;
    return false;
  }
  if (heating && !watch.drift.rested && peakC >= restFromC && readingC - ambientC >= restFromK) {
    // Warming and cooling are seen apart once the power has rested, and sinking apart from both.
    watch.probeMs = restMs;
    alignDrift(watch.drift);
  }
  if (heating) watch.unprovenS++;
  if (watch.unprovenS >= unprovenMaxS && heating) {
    watch.probeMs = Math.min(probeMaxMs, (1000 * probeNeedsJ) / watch.meanW);
    // The next one, when this one has had its window.
    watch.unprovenS = 0;
  }
  if (sinksKPerS > 0) {
    // Learned over many windows: no single second can have spoilt it.
    watch.missK = -sinksKPerS * driftShownS;
    return true;
  }
  if (miss === 0) {
    watch.against = 0;
    return false;
  }
  watch.against++;
  watch.missK = miss;
  return watch.against >= againstMax;
}

/** How far the reading left what energy and losses allow over the last 1, 2, 4 and 8 s; 0 when it did not. */
function balanceMissK(watch: FollowWatch): number {
  const { history } = watch;
  const newest = history.newest;
  const readingC = history.readingC[newest] ?? 0;
  const meanJ = history.meanJ[newest] ?? 0;
  const excessKs0 = history.excessKs[newest] ?? 0;
  for (let back = 1; back <= 8 && back < history.filled; back *= 2) {
    const place = placeOf(history, back);
    const changeK = readingC - (history.readingC[place] ?? 0);
    const givenJ = meanJ - (history.meanJ[place] ?? 0);
    const excessKs = excessKs0 - (history.excessKs[place] ?? 0);
    const lostMost = Math.max(excessKs * lossMost, excessKs * lossLeast);
    const lostLeast = Math.min(excessKs * lossMost, excessKs * lossLeast);
    const lowJ = givenJ - lostMost;
    const highJ = givenJ - lostLeast;
    const slackK = readingSlackK + disturbedKPerS * back;
    const lowK = Math.min(lowJ * perCapacityLeast, lowJ * perCapacityMost) - slackK;
    const highK = Math.max(highJ * perCapacityLeast, highJ * perCapacityMost) + slackK;
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
function gainMissK(watch: FollowWatch): number {
  const { history } = watch;
  const count = history.filled;
  if (count < 6) return 0;
  const oldest = count - 1;
  const middle = oldest / 2;
  let meanJ = 0;
  let slopeJ = 0;
  let squares = 0;
  for (let back = 0; back < count; back++) {
    const blockJ = history.meanJ[placeOf(history, back)] ?? 0;
    const at = middle - back;
    meanJ += blockJ;
    slopeJ += at * blockJ;
    squares += at * at;
  }
  meanJ /= count;
  slopeJ /= squares;
  let bend = 0;
  let both = 0;
  for (let back = 0; back < count; back++) {
    const place = placeOf(history, back);
    const straightJ = meanJ + slopeJ * (middle - back);
    const energyK = ((history.meanJ[place] ?? 0) - straightJ) / pads.elementJPerK;
    bend += energyK * energyK;
    // What is straight in the reading has no share in this: the energy's bend is at right angles to it.
    both += energyK * (history.readingC[place] ?? 0);
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
