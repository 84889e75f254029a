/**
 * The carriage: stalled, blind, running on, running past its rail, limit switches that contradict. The guard
 * keeps its own count of place from edges, limit switches and the way it was driven.
 */
import { faultIndex } from '../../chair/faults.ts';
import { sessionLimits, tickMs } from '../../chair/limits.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Duty, Millimetres } from '../../chair/units.ts';
import { deadA } from './bridges.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { raise } from './ledger.ts';

const { carriage } = referenceChair;

export interface CarriageWatch {
  started: boolean;
  edges: number;
  /** Way of the last drive, 1 up, -1 down: edges while coasting belong to it. */
  direction: number;
  /** Place by the guard's own count; true only once a limit has been met. */
  placeMm: Millimetres;
  placeKnown: boolean;
  stallMs: number;
  blindMs: number;
  undrivenMs: number;
  /** Edges since the motor should have stood still. */
  strayEdges: number;
  /** Driven one way without meeting a limit: time and travel. */
  runMs: number;
  runMm: Millimetres;
  /** The chair homes or parks: a search for a limit, timed from its own beginning. */
  searching: boolean;
  /** Limit switches have contradicted each other or the place for so long. */
  contradictMs: number;
}

export function createCarriageWatch(): CarriageWatch {
  return {
    started: false,
    edges: 0,
    direction: -1,
    placeMm: 0,
    placeKnown: false,
    stallMs: 0,
    blindMs: 0,
    undrivenMs: 0,
    strayEdges: 0,
    runMs: 0,
    runMm: 0,
    searching: false,
    contradictMs: 0,
  };
}

/** A blocked motor draws 5 A x duty; a running one 1.2 A at most. In between lies 1.5 A + 3 A x duty (limit). */
export const stallBaseA = 1.5;
export const stallPerDutyA = 3;
/** Limits are kept less a tick: a fault may begin just after the sensors were read. A current passes filter and line, too. */
export const stallMaxMs = 300 - 3 * tickMs;
/** Driven above breakaway without an edge for so long is no motion (limit). */
const blindMaxMs = 1000 - tickMs;
/** After so long without power it stands still (limit); an edge or two may still flicker on a magnet's rim. */
const stillMs = sessionLimits.stillWithinMs;
const strayEdgesMax = 2;
/** Homing and parking find a limit within 40 s (limit); a slow pass in a program may take as long as the rail at 10 mm/s. */
const slowestRunMs = 90_000;
/** A run longer than the rail and both stops, and a little for missed turns. */
const runMaxMm = carriage.railMm + 2 * carriage.stopBeyondMm + 40;
/** Longer than limit switches bounce. */
const contradictMaxMs = 40;
/** The guard's count strays by a few millimetres in a session; a switch that closes so far off is stuck. */
const countedWrongMm = 100;
/** Driven into its end without meeting a limit switch: so near the end a stall means the switch. */
const nearEndMm = 40;
/** More edges in one tick than this is not travel (0.6 at most) but a counter gone wrong. */
const edgesPerTickMax = 6;

const stalled = faultIndex('E31');
const limitMissing = faultIndex('E32');
const noCurrent = faultIndex('E36');
const limitsContradict = faultIndex('E33');
const movesUndriven = faultIndex('E34');

/** `duty` is what the last tick allowed. */
export function watchCarriage(
  watch: CarriageWatch,
  sensors: Sensors,
  duty: Duty,
  clock: Clock,
  ledger: Ledger,
): void {
  const dtMs = clock.dtMs;
  const nowMs = clock.nowMs;
  const edges = countEdges(watch, sensors.carriageEdges);

  const top = sensors.limitTop !== false;
  const bottom = sensors.limitBottom !== false;
  if (!top && !bottom) watch.contradictMs = 0;
  else meetLimit(watch, top, bottom, clock, ledger);

  if (duty === 0) {
    rest(watch, edges, dtMs, nowMs, ledger);
    return;
  }
  const direction = Math.sign(duty);
  const size = Math.abs(duty);
  watch.undrivenMs = 0;
  watch.strayEdges = 0;
  if (direction !== watch.direction) {
    watch.direction = direction;
    watch.runMs = 0;
    watch.runMm = 0;
  }
  const stallA = stallBaseA + stallPerDutyA * size;
  watch.stallMs = sensors.carriageA <= stallA ? 0 : watch.stallMs + dtMs;
  if (watch.stallMs >= stallMaxMs)
    raise(ledger, stallFault(watch, sensors.carriageA), sensors.carriageA, 4, nowMs);

  watch.blindMs = edges > 0 ? 0 : size >= carriage.breakawayDuty ? watch.blindMs + dtMs : watch.blindMs;
  if (watch.blindMs >= blindMaxMs)
    raise(ledger, stallFault(watch, sensors.carriageA), sensors.carriageA, 4, nowMs);

  const searching = clock.state === 'homing' || clock.state === 'parking';
  if (searching !== watch.searching) {
    watch.searching = searching;
    watch.runMs = 0;
  }
  watch.runMs += dtMs;
  if (watch.runMs >= (searching ? carriage.homing.withinMs : slowestRunMs) || watch.runMm >= runMaxMm) {
    raise(ledger, limitMissing, watch.runMs / 1000, 4, nowMs);
  }
}

/** Why it does not move: no current at all, the end of the rail, or something in the way. */
function stallFault(watch: CarriageWatch, motorA: number): number {
  if (motorA < deadA) return noCurrent;
  const endMm = watch.direction === 1 ? carriage.railMm : 0;
  const atEnd = watch.placeKnown && Math.abs(watch.placeMm - endMm) <= nearEndMm;
  return atEnd ? limitMissing : stalled;
}

/** The motor has no power: it coasts, and then it must stand. */
function rest(watch: CarriageWatch, edges: number, dtMs: number, nowMs: number, ledger: Ledger): void {
  watch.stallMs = 0;
  watch.blindMs = 0;
  if (watch.undrivenMs > stillMs) {
    watch.strayEdges += edges;
    if (watch.strayEdges > strayEdgesMax) raise(ledger, movesUndriven, watch.strayEdges, 4, nowMs);
  } else {
    watch.undrivenMs += dtMs;
  }
}

/** New edges, 0 when the counter is no number or went back. */
function countEdges(watch: CarriageWatch, counter: number): number {
  const more = watch.started ? counter - watch.edges : 0;
  watch.started = true;
  if (Number.isFinite(counter)) watch.edges = counter;
  if (!(more > 0 && more <= edgesPerTickMax)) return 0;
  const travelMm = more * carriage.edgeMm;
  watch.placeMm += watch.direction * travelMm;
  watch.runMm += travelMm;
  return more;
}

/** A limit switch tells the place, unless it contradicts the other one or what has been counted. */
function meetLimit(watch: CarriageWatch, top: boolean, bottom: boolean, clock: Clock, ledger: Ledger): void {
  const placeMm = top ? carriage.railMm : 0;
  if ((top && bottom) || (watch.placeKnown && Math.abs(watch.placeMm - placeMm) > countedWrongMm)) {
    watch.contradictMs += clock.dtMs;
    if (watch.contradictMs >= contradictMaxMs) raise(ledger, limitsContradict, watch.placeMm, 4, clock.nowMs);
    return;
  }
  watch.contradictMs = 0;
  // Driven away from it the count goes on: a switch that stays closed has to contradict it in the end.
  const away = watch.placeKnown && watch.undrivenMs === 0 && watch.direction === (top ? -1 : 1);
  if (away) return;
  watch.placeMm = placeMm;
  watch.placeKnown = true;
  watch.runMs = 0;
  watch.runMm = 0;
}
