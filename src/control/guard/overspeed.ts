/**
 * A motor that is faster than its order can make it: its bridge is shorted and drives it at full. While it is meant to
 * run its current tells only for the two ticks in which it catches up, and a closed loop above would only order ever
 * less. What edges and cam sensors prove of the speed is held against the fastest that the orders of late allow, with
 * nobody in the chair; after such a kick of current less proof is enough.
 */
import { faultIndex } from '../../chair/faults.ts';
import { camBits, type Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Amperes, Duty, Milliseconds } from '../../chair/units.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { raise } from './ledger.ts';

const { carriage, kneader, supply, tickMs } = referenceChair;

export interface OverspeedWatch {
  /** The tick before was seen: what has changed since has changed just now. */
  seen: boolean;
  carriage: CarriageSpeed;
  kneader: KneaderSpeed;
}

/**
 * A motor's current and its drive (the order x the supply over 24 V, where that is more) as they were of late, and how
 * long ago more came at once.
 */
interface Kick {
  usualA: Amperes;
  usualDrive: Duty;
  sinceMs: Milliseconds;
}

interface CarriageSpeed {
  /** The fastest its orders of late allow, mm/s. */
  fastest: number;
  direction: number;
  edges: number;
  /** The same at its highest since the last edge. */
  peak: number;
  /** When the last edges came and the peak on the way to each, rings; and how many have come without a break. */
  atMs: Milliseconds[];
  peaks: number[];
  next: number;
  count: number;
  kick: Kick;
}

interface KneaderSpeed {
  /** The fastest its orders of late allow, turns/min. */
  fastest: number;
  direction: number;
  cams: number;
  /** The same at its highest since the last edge, and between the two before. */
  peak: number;
  peakBefore: number;
  /** The last edge of the cam and the one before, NaN where none came since the arms turned round. */
  edgeAtMs: Milliseconds;
  beforeAtMs: Milliseconds;
  /** Edges in a row that came too soon. */
  soon: number;
  /** The sensor that was left last. */
  left: number;
  kick: Kick;
}

/** Edges over which the carriage's speed is proved: 8 mm, and after a kick 6 mm. */
const spacings = 4;
const kickedSpacings = 3;

const createKick = (): Kick => ({ usualA: 0, usualDrive: 0, sinceMs: Number.POSITIVE_INFINITY });

export function createOverspeedWatch(): OverspeedWatch {
  return {
    seen: false,
    carriage: {
      fastest: 0,
      peak: 0,
      direction: 0,
      edges: 0,
      atMs: Array.from({ length: spacings }, () => 0),
      peaks: Array.from({ length: spacings }, () => 0),
      next: 0,
      count: 0,
      kick: createKick(),
    },
    kneader: {
      fastest: 0,
      direction: 0,
      cams: 0,
      peak: 0,
      peakBefore: 0,
      edgeAtMs: Number.NaN,
      beforeAtMs: Number.NaN,
      soon: 0,
      left: 0,
      kick: createKick(),
    },
  };
}

/** What was seen before does not lead to what is seen now. */
export function breakOverspeed(watch: OverspeedWatch): void {
  watch.seen = false;
  watch.carriage.count = 0;
  forgetEdges(watch.kneader);
}

function forgetEdges(watch: KneaderSpeed): void {
  watch.edgeAtMs = Number.NaN;
  watch.beforeAtMs = Number.NaN;
  watch.soon = 0;
}

/** A tenth faster than rated, and a little, is no runaway where the speed alone is the proof. */
const beyond = 1.1;
const carriageSlackMmPerS = 3;
const kneaderSlackTurnsPerMin = 3;
const carriageFull = Math.max(carriage.fullSpeedUpMmPerS, carriage.fullSpeedDownMmPerS);
/** A motor coasts to rest from full speed in about 0.3 s; taken for slower, so that a ramp down is not overtaken. */
const restS = 0.5;
/**
 * Past a sensor the cam turns by 40 degrees, to the next one by 50, over both by 90; less a tenth and a twentieth
 * for how they are mounted.
 */
const pastTurns = (2 * kneader.sensorHalfWidthDeg * 0.9) / 360;
const betweenTurns = ((90 - 2 * kneader.sensorHalfWidthDeg) * 0.9) / 360;
const bothTurns = 0.25 * 0.95;
/** A sensor that fails in mid-turn makes one edge too soon, which is seen in two stretches. */
const soonMax = 3;
const msPerMin = 60_000;
/**
 * A bridge that shorts puts the rest of the voltage on its motor, which draws stall current x (1 - duty) more until
 * it has caught up, within two ticks. So much more than of late, and so lately, makes less proof of speed enough.
 */
const kickA = 0.4; // chosen: a short at 0.85 of full shows 0.4 A behind the filter, a healthy chair none (campaign)
/** The slowest proof of 20 % too much speed: four edges of the rail, two stretches of the cam. */
const kickLastsMs = 600;
/** Less than without a kick: cam stretches are counted 5 or 10 % short, those of the rail a tick too long. */
const kickedSlackMmPerS = 1.5;
const kickedSlackTurnsPerMin = 1;
/** A tick's share in what is usual, of order and current alike: what an order explains is then explained at any time. */
const usualShare = 0.5;

const carriageRunaway = faultIndex('E35');
const kneaderRunaway = faultIndex('E42');

/** Both duties are what the last tick allowed. */
export function watchOverspeed(
  watch: OverspeedWatch,
  sensors: Sensors,
  carriageDuty: Duty,
  kneaderDuty: Duty,
  clock: Clock,
  ledger: Ledger,
): void {
  const volts = sensors.supplyV > supply.nominalV ? sensors.supplyV / supply.nominalV : 1;
  const cams = camBits(sensors);
  if (!watch.seen) {
    watch.seen = true;
    beginKick(watch.carriage.kick, sensors.carriageA, carriageDuty * volts);
    beginKick(watch.kneader.kick, sensors.kneaderA, kneaderDuty * volts);
    watch.carriage.edges = sensors.carriageEdges;
    watch.kneader.cams = cams;
  }
  feelKick(watch.carriage.kick, sensors, true, carriageDuty * volts, clock);
  feelKick(watch.kneader.kick, sensors, false, kneaderDuty * volts, clock);
  if (watchCarriageSpeed(watch.carriage, sensors.carriageEdges, carriageDuty, volts, clock)) {
    raise(ledger, carriageRunaway, sensors.carriageA, 4, clock.nowMs);
  }
  if (watchKneaderSpeed(watch.kneader, cams, kneaderDuty, volts, clock)) {
    raise(ledger, kneaderRunaway, sensors.kneaderA, 5, clock.nowMs);
  }
}

/** Whole sensors are handed on: a number handed to a function would be boxed, and this runs each tick. */
function feelKick(kick: Kick, sensors: Sensors, isCarriage: boolean, drive: Duty, clock: Clock): void {
  const motorA = isCarriage ? sensors.carriageA : sensors.kneaderA;
  if (!Number.isFinite(motorA)) {
    kick.sinceMs += clock.dtMs;
    return;
  }
  const moreA = motorA - kick.usualA;
  const moreDrive = Math.abs(drive) - kick.usualDrive;
  const orderedA = moreDrive > 0 ? (isCarriage ? carriage.stallA : kneader.stallA) * moreDrive : 0;
  kick.sinceMs = moreA > orderedA + kickA ? 0 : kick.sinceMs + clock.dtMs;
  kick.usualA += usualShare * moreA;
  kick.usualDrive += usualShare * moreDrive;
}

/** What flows now is usual. */
function beginKick(kick: Kick, motorA: Amperes, drive: Duty): void {
  kick.usualA = Number.isFinite(motorA) ? motorA : 0;
  kick.usualDrive = Math.abs(drive);
  kick.sinceMs = Number.POSITIVE_INFINITY;
}

const isKicked = (kick: Kick): boolean => kick.sinceMs <= kickLastsMs;

/** What a drive makes of a motor without load, or what is left of its speed before; `full` at 24 V. */
function fastestOf(before: number, drive: Duty, friction: Duty, full: number, dtMs: Milliseconds): number {
  const driven = (full * (Math.abs(drive) - friction)) / (1 - friction);
  const left = before - (full / restS) * (dtMs / 1000);
  return Math.max(0, driven, left);
}

/** True at the first order of the other direction: turned round, it meets the edge once more that it has just passed. */
function noteDirection(watch: { direction: number }, duty: Duty): boolean {
  const direction = Math.sign(duty);
  if (direction === 0 || direction === watch.direction) return false;
  watch.direction = direction;
  return true;
}

function watchCarriageSpeed(
  watch: CarriageSpeed,
  edges: number,
  duty: Duty,
  volts: number,
  clock: Clock,
): boolean {
  watch.fastest = fastestOf(watch.fastest, duty * volts, carriage.frictionDuty, carriageFull, clock.dtMs);
  watch.peak = Math.max(watch.peak, watch.fastest);
  if (noteDirection(watch, duty)) watch.count = 0;
  const more = edges - watch.edges;
  if (more === 0) return false;
  watch.edges = edges;
  // Two in a tick, or a counter that began anew, prove nothing of the speed.
  if (more !== 1 || duty === 0) {
    watch.count = 0;
    return false;
  }
  const soon =
    edgesAreSoon(watch, spacings, clock) ||
    (isKicked(watch.kick) && edgesAreSoon(watch, kickedSpacings, clock));
  watch.atMs[watch.next] = clock.nowMs;
  watch.peaks[watch.next] = watch.peak;
  watch.peak = watch.fastest;
  watch.next = (watch.next + 1) % spacings;
  watch.count++;
  return soon;
}

/** The last so many edges, the one that comes just now included, came sooner than any order of late allows. */
function edgesAreSoon(watch: CarriageSpeed, many: number, clock: Clock): boolean {
  if (watch.count < many) return false;
  let fastest = watch.peak;
  for (let back = 1; back < many; back++) {
    fastest = Math.max(fastest, watch.peaks[(watch.next + spacings - back) % spacings] ?? 0);
  }
  const place = (watch.next + spacings - many) % spacings;
  // Either end of the stretch may lie a tick off.
  const mmPerS = (many * carriage.edgeMm * 1000) / (clock.nowMs - (watch.atMs[place] ?? 0) + tickMs);
  const most = isKicked(watch.kick) ? fastest + kickedSlackMmPerS : fastest * beyond + carriageSlackMmPerS;
  return mmPerS > most;
}

function watchKneaderSpeed(
  watch: KneaderSpeed,
  cams: number,
  duty: Duty,
  volts: number,
  clock: Clock,
): boolean {
  const full = kneader.fullTurnsPerMin;
  watch.fastest = fastestOf(watch.fastest, duty * volts, kneader.frictionDuty, full, clock.dtMs);
  watch.peak = Math.max(watch.peak, watch.fastest);
  if (noteDirection(watch, duty)) forgetEdges(watch);
  const changed = cams ^ watch.cams;
  if (changed === 0) return false;
  watch.cams = cams;
  const comes = (changed & cams) !== 0;
  // A sensor that comes back before another one did is no turn of the arms: its contact is loose.
  if (duty === 0 || (changed & (changed - 1)) !== 0 || (comes && changed === watch.left)) {
    forgetEdges(watch);
    return false;
  }
  if (!comes) watch.left = changed;
  const { edgeAtMs, beforeAtMs, peak, peakBefore } = watch;
  watch.edgeAtMs = clock.nowMs;
  watch.beforeAtMs = edgeAtMs;
  watch.peakBefore = peak;
  watch.peak = watch.fastest;
  const kicked = isKicked(watch.kick);
  const soon =
    isFaster(comes ? betweenTurns : pastTurns, clock.nowMs - edgeAtMs, peak, kicked) ||
    isFaster(bothTurns, clock.nowMs - beforeAtMs, Math.max(peak, peakBefore), kicked);
  watch.soon = soon ? watch.soon + 1 : 0;
  return watch.soon >= (kicked ? 1 : soonMax);
}

/** False where there is no time, too. */
function isFaster(turns: number, sinceMs: Milliseconds, fastest: number, kicked: boolean): boolean {
  const most = kicked ? fastest + kickedSlackTurnsPerMin : fastest * beyond + kneaderSlackTurnsPerMin;
  return (turns * msPerMin) / (sinceMs + tickMs) > most;
}
