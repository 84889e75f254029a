/**
 * A motor that is faster than its order can make it: its bridge is shorted and drives it at full. While it is meant to
 * run its current tells only for the two ticks in which it catches up, and a closed loop above would only order ever
 * less. What edges and cam sensors prove of the speed is held against the fastest that the orders of late allow, with
 * nobody in the chair; after such a kick of current less proof is enough.
 */
import { faultIndex } from '../../chair/faults.ts';
import { tickMs } from '../../chair/limits.ts';
import { camBits, type Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Amperes, Duty, Milliseconds } from '../../chair/units.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { raise } from './ledger.ts';

const { carriage, kneader, supply } = referenceChair;

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

/** What either motor is held against; speeds in mm/s or turns/min. */
interface MotorSpeed {
  direction: number;
  /** The fastest its orders of late allow, and the same at its highest since the last edge. */
  fastest: number;
  peak: number;
  kick: Kick;
}

interface CarriageSpeed extends MotorSpeed {
  edges: number;
  /** When the last edges came and the peak on the way to each, rings; and how many have come without a break. */
  atMs: Milliseconds[];
  peaks: number[];
  next: number;
  count: number;
}

interface KneaderSpeed extends MotorSpeed {
  cams: number;
  /** The peak between the two edges before. */
  peakBefore: number;
  /** The last edge of the cam and the one before, NaN where none came since the arms turned round. */
  edgeAtMs: Milliseconds;
  beforeAtMs: Milliseconds;
  /** Edges in a row that came too soon. */
  soon: number;
  /** The sensor that was left last. */
  left: number;
}

/** Edges over which the carriage's speed is proved: 8 mm, and after a kick 6 mm. */
const spacings = 4;
const kickedSpacings = 3;

const createMotorSpeed = (): MotorSpeed => ({
  direction: 0,
  fastest: 0,
  peak: 0,
  kick: { usualA: 0, usualDrive: 0, sinceMs: Number.POSITIVE_INFINITY },
});

export function createOverspeedWatch(): OverspeedWatch {
  return {
    seen: false,
    carriage: {
      ...createMotorSpeed(),
      edges: 0,
      atMs: Array.from({ length: spacings }, () => 0),
      peaks: Array.from({ length: spacings }, () => 0),
      next: 0,
      count: 0,
    },
    kneader: {
      ...createMotorSpeed(),
      cams: 0,
      peakBefore: 0,
      edgeAtMs: Number.NaN,
      beforeAtMs: Number.NaN,
      soon: 0,
      left: 0,
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
  const carriageDrive = carriageDuty * volts;
  const kneaderDrive = kneaderDuty * volts;
  const { carriageA, kneaderA } = sensors;
  const cams = camBits(sensors);
  if (!watch.seen) {
    watch.seen = true;
    beginKick(watch.carriage.kick, carriageA, carriageDrive);
    beginKick(watch.kneader.kick, kneaderA, kneaderDrive);
    watch.carriage.edges = sensors.carriageEdges;
    watch.kneader.cams = cams;
  }
  feelKick(watch.carriage.kick, carriageA, carriage.stallA, carriageDrive, clock);
  feelKick(watch.kneader.kick, kneaderA, kneader.stallA, kneaderDrive, clock);
  followOrder(watch.carriage, carriageDrive, carriage.frictionDuty, carriageFull, clock);
  followOrder(watch.kneader, kneaderDrive, kneader.frictionDuty, kneader.fullTurnsPerMin, clock);
  if (watchEdges(watch.carriage, sensors.carriageEdges, carriageDuty, clock)) {
    raise(ledger, carriageRunaway, carriageA, 4, clock.nowMs);
  }
  if (watchCams(watch.kneader, cams, kneaderDuty, clock)) {
    raise(ledger, kneaderRunaway, kneaderA, 5, clock.nowMs);
  }
}

function feelKick(kick: Kick, motorA: Amperes, stallA: Amperes, drive: Duty, clock: Clock): void {
  if (!Number.isFinite(motorA)) {
    kick.sinceMs += clock.dtMs;
    return;
  }
  const moreA = motorA - kick.usualA;
  const moreDrive = Math.abs(drive) - kick.usualDrive;
  const orderedA = moreDrive > 0 ? stallA * moreDrive : 0;
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

/** What a drive makes of a motor without load, or what is left of its speed before; `full` is its speed at 24 V. */
function followOrder(watch: MotorSpeed, drive: Duty, friction: Duty, full: number, clock: Clock): void {
  const driven = (full * (Math.abs(drive) - friction)) / (1 - friction);
  const left = watch.fastest - (full / restS) * (clock.dtMs / 1000);
  watch.fastest = Math.max(0, driven, left);
  watch.peak = Math.max(watch.peak, watch.fastest);
}

/** True at the first order of the other direction: turned round, it meets the edge once more that it has just passed. */
function noteDirection(watch: MotorSpeed, duty: Duty): boolean {
  const direction = Math.sign(duty);
  if (direction === 0 || direction === watch.direction) return false;
  watch.direction = direction;
  return true;
}

/** True where the edges of the rail prove that it is too fast. */
function watchEdges(watch: CarriageSpeed, edges: number, duty: Duty, clock: Clock): boolean {
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

/** True where the edges of the cam's sensors prove that it is too fast. */
function watchCams(watch: KneaderSpeed, cams: number, duty: Duty, clock: Clock): boolean {
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
