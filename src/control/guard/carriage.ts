/**
 * The carriage: stalled, blind, running on, running past its rail, limit switches that contradict. The guard
 * keeps its own count of place from edges, limit switches and the way it was driven.
 */
import { faultIndex } from '../../chair/faults.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Duty, Millimetres } from '../../chair/units.ts';
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
  bothMs: number;
  excessMs: number;
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
    bothMs: 0,
    excessMs: 0,
  };
}

/** A blocked motor draws 5 A x duty; a running one 1.2 A at most. In between lies 1.5 A + 3 A x duty (limit). */
export const stallBaseA = 1.5;
export const stallPerDutyA = 3;
export const stallMaxMs = 300;
/** Driven above breakaway without an edge for so long is no motion (limit). */
const blindMaxMs = 1000;
/** After so long without power it stands still (limit); an edge or two may still flicker on a magnet's rim. */
const stillMs = referenceChair.session.stillWithinMs;
const strayEdgesMax = 2;
/** Homing and parking find a limit within 40 s (limit); a slow pass in a program may take as long as the rail at 10 mm/s. */
const slowestRunMs = 90_000;
/** A run longer than the rail and both stops, and a little for missed turns. */
const runMaxMm = carriage.railMm + 2 * carriage.stopBeyondMm + 40;
/** Both limit switches: longer than they bounce. */
const bothMaxMs = 40;
/** More edges in one tick than this is not travel (0.6 at most) but a counter gone wrong. */
const edgesPerTickMax = 6;

const stalled = faultIndex('E31');
const limitMissing = faultIndex('E32');
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

  if (sensors.limitTop !== false && sensors.limitBottom !== false) {
    watch.bothMs += dtMs;
    if (watch.bothMs >= bothMaxMs) raise(ledger, limitsContradict, watch.placeMm, 4, nowMs);
  } else {
    watch.bothMs = 0;
    if (sensors.limitBottom) meetLimit(watch, 0);
    else if (sensors.limitTop) meetLimit(watch, carriage.railMm);
  }

  if (duty === 0) {
    if (edges === 0 && watch.undrivenMs > stillMs) return;
    rest(watch, edges, dtMs, nowMs, ledger);
    return;
  }
  const direction = duty > 0 ? 1 : -1;
  const size = duty > 0 ? duty : -duty;
  watch.undrivenMs = 0;
  watch.strayEdges = 0;
  if (direction !== watch.direction) {
    watch.direction = direction;
    watch.runMs = 0;
    watch.runMm = 0;
  }
  const stallA = stallBaseA + stallPerDutyA * size;
  watch.stallMs = sensors.carriageA <= stallA ? 0 : watch.stallMs + dtMs;
  if (watch.stallMs >= stallMaxMs) raise(ledger, stalled, sensors.carriageA, 4, nowMs);

  watch.blindMs = edges > 0 ? 0 : size >= carriage.breakawayDuty ? watch.blindMs + dtMs : watch.blindMs;
  if (watch.blindMs >= blindMaxMs) raise(ledger, stalled, sensors.carriageA, 4, nowMs);

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
  if (counter === watch.edges) return 0;
  const more = counter - watch.edges;
  if (Number.isFinite(counter)) watch.edges = counter;
  if (!watch.started) {
    watch.started = true;
    return 0;
  }
  if (!(more > 0 && more <= edgesPerTickMax)) return 0;
  const travelMm = more * carriage.edgeMm;
  watch.placeMm += watch.direction * travelMm;
  watch.runMm += travelMm;
  return more;
}

function meetLimit(watch: CarriageWatch, placeMm: Millimetres): void {
  watch.placeMm = placeMm;
  watch.placeKnown = true;
  watch.runMs = 0;
  watch.runMm = 0;
}
