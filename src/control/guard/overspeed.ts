/**
 * A motor that is faster than its order can make it: its bridge is shorted and drives it at full. While it is meant
 * to run no current tells, and a closed loop above would only order ever less. What edges and cam sensors prove
 * of the speed is held against the fastest that the orders of late allow, with nobody in the chair.
 */
import { faultIndex } from '../../chair/faults.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Duty, Milliseconds } from '../../chair/units.ts';
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

interface CarriageSpeed {
  /** The fastest its orders of late allow, mm/s. */
  fastest: number;
  direction: number;
  edges: number;
  /** When the last edges came and what was the fastest then, rings; and how many have come without a break. */
  atMs: Milliseconds[];
  fastestAt: number[];
  next: number;
  count: number;
}

interface KneaderSpeed {
  /** The fastest its orders of late allow, turns/min. */
  fastest: number;
  direction: number;
  cams: number;
  /** The last edge of the cam and the one before, NaN where none came since the arms turned round; the fastest then. */
  edgeAtMs: Milliseconds;
  fastestAtEdge: number;
  beforeAtMs: Milliseconds;
  fastestBefore: number;
  /** Edges in a row that came too soon. */
  soon: number;
  /** The sensor that was left last. */
  left: number;
}

/** Edges over which the carriage's speed is proved: 8 mm. */
const spacings = 4;

export function createOverspeedWatch(): OverspeedWatch {
  return {
    seen: false,
    carriage: {
      fastest: 0,
      direction: 0,
      edges: 0,
      atMs: Array.from({ length: spacings }, () => 0),
      fastestAt: Array.from({ length: spacings }, () => 0),
      next: 0,
      count: 0,
    },
    kneader: {
      fastest: 0,
      direction: 0,
      cams: 0,
      edgeAtMs: Number.NaN,
      fastestAtEdge: 0,
      beforeAtMs: Number.NaN,
      fastestBefore: 0,
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

/** A tenth faster than rated, and a little, is no runaway. */
const beyond = 1.1;
const carriageSlackMmPerS = 3;
const kneaderSlackTurnsPerMin = 3;
const carriageFull = Math.max(carriage.fullSpeedUpMmPerS, carriage.fullSpeedDownMmPerS);
/** A motor coasts to rest from full speed in about 0.3 s; taken for slower, so that a ramp down is not overtaken. */
const restS = 0.5;
/**
 * From one edge of a sensor to the next the cam turns by 40 or 50 degrees, over two of them by 90; less a tenth
 * and a twentieth for how they are mounted.
 */
const oneEdgeTurns = (2 * kneader.sensorHalfWidthDeg * 0.9) / 360;
const twoEdgesTurns = 0.25 * 0.95;
/** A sensor that fails in mid-turn makes one edge too soon, which is seen in two stretches. */
const soonMax = 3;
const msPerMin = 60_000;

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
  const cams = (sensors.camNarrow ? 1 : 0) | (sensors.camMedium ? 2 : 0) | (sensors.camWide ? 4 : 0);
  if (!watch.seen) {
    watch.seen = true;
    watch.carriage.edges = sensors.carriageEdges;
    watch.kneader.cams = cams;
  }
  if (watchCarriageSpeed(watch.carriage, sensors.carriageEdges, carriageDuty, volts, clock)) {
    raise(ledger, carriageRunaway, sensors.carriageA, 4, clock.nowMs);
  }
  if (watchKneaderSpeed(watch.kneader, cams, kneaderDuty, volts, clock)) {
    raise(ledger, kneaderRunaway, sensors.kneaderA, 5, clock.nowMs);
  }
}

/** What a duty makes of a motor without load, or what is left of its speed before. */
function fastestOf(before: number, duty: Duty, friction: Duty, full: number, dtMs: Milliseconds): number {
  const size = duty > 0 ? duty : -duty;
  const driven = size > friction ? (full * (size - friction)) / (1 - friction) : 0;
  const left = before - (full / restS) * (dtMs / 1000);
  return driven > left ? driven : left;
}

function watchCarriageSpeed(
  watch: CarriageSpeed,
  edges: number,
  duty: Duty,
  volts: number,
  clock: Clock,
): boolean {
  watch.fastest = fastestOf(watch.fastest, duty, carriage.frictionDuty, carriageFull * volts, clock.dtMs);
  const direction = duty > 0 ? 1 : duty < 0 ? -1 : watch.direction;
  if (direction !== watch.direction) {
    // Turned round it meets the edge once more that it has just passed.
    watch.direction = direction;
    watch.count = 0;
  }
  const more = edges - watch.edges;
  if (more === 0) return false;
  watch.edges = edges;
  // Two in a tick, or a counter that began anew, prove nothing of the speed.
  if (more !== 1 || duty === 0) {
    watch.count = 0;
    return false;
  }
  const place = watch.next;
  const sinceMs = clock.nowMs - (watch.atMs[place] ?? 0);
  const fastest = Math.max(watch.fastest, watch.fastestAt[place] ?? 0);
  watch.atMs[place] = clock.nowMs;
  watch.fastestAt[place] = watch.fastest;
  watch.next = place + 1 === spacings ? 0 : place + 1;
  if (watch.count < spacings) {
    watch.count++;
    return false;
  }
  // Either end of the stretch may lie a tick off.
  const mmPerS = (spacings * carriage.edgeMm * 1000) / (sinceMs + tickMs);
  return mmPerS > fastest * beyond + carriageSlackMmPerS;
}

function watchKneaderSpeed(
  watch: KneaderSpeed,
  cams: number,
  duty: Duty,
  volts: number,
  clock: Clock,
): boolean {
  const full = kneader.fullTurnsPerMin * volts;
  watch.fastest = fastestOf(watch.fastest, duty, kneader.frictionDuty, full, clock.dtMs);
  const direction = duty > 0 ? 1 : duty < 0 ? -1 : watch.direction;
  if (direction !== watch.direction) {
    watch.direction = direction;
    forgetEdges(watch);
  }
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
  const { fastest, edgeAtMs, fastestAtEdge, beforeAtMs, fastestBefore } = watch;
  watch.edgeAtMs = clock.nowMs;
  watch.fastestAtEdge = fastest;
  watch.beforeAtMs = edgeAtMs;
  watch.fastestBefore = fastestAtEdge;
  const soon =
    isFaster(oneEdgeTurns, clock.nowMs - edgeAtMs, Math.max(fastest, fastestAtEdge)) ||
    isFaster(twoEdgesTurns, clock.nowMs - beforeAtMs, Math.max(fastest, fastestAtEdge, fastestBefore));
  watch.soon = soon ? watch.soon + 1 : 0;
  return watch.soon >= soonMax;
}

/** False where there is no time, too. */
function isFaster(turns: number, sinceMs: Milliseconds, fastest: number): boolean {
  return (turns * msPerMin) / (sinceMs + tickMs) > fastest * beyond + kneaderSlackTurnsPerMin;
}
