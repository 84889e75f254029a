/** Where the carriage is and how it runs, by the guard's own count: edges, limit switches, the way it was driven. */
import { sessionLimits } from '../../../chair/limits.ts';
import type { Sensors } from '../../../chair/sensors.ts';
import type { Duty, Millimetres, Milliseconds } from '../../../chair/units.ts';
import type { CarriageLimits } from '../limits.ts';
import type { Clock } from './clock.ts';

export interface CarriageWatch {
  started: boolean;
  edges: number;
  /** Edges came in this tick. */
  moved: boolean;
  /** Way of the last drive, 1 up, -1 down: edges while coasting belong to it. */
  direction: number;
  /** Place by the guard's own count; true only once a limit has been met. */
  placeMm: Millimetres;
  placeKnown: boolean;
  undrivenMs: Milliseconds;
  /** Edges since the motor should have stood still. */
  strayEdges: number;
  /** Driven one way without meeting a limit: time and travel. */
  runMs: Milliseconds;
  runMm: Millimetres;
  /** The chair homes or parks: a search for a limit, timed from its own beginning. */
  searching: boolean;
}

export function createCarriageWatch(): CarriageWatch {
  return {
    started: false,
    edges: 0,
    moved: false,
    direction: -1,
    placeMm: 0,
    placeKnown: false,
    undrivenMs: 0,
    strayEdges: 0,
    runMs: 0,
    runMm: 0,
    searching: false,
  };
}

/** The guard's count strays by a few millimetres in a session; a switch that closes so far off is stuck. */
const countedWrongMm = 100;
/** So near its end a stall means the switch. */
const nearEndMm = 40;
/** More edges in one tick than this is not travel (0.6 at most) but a counter gone wrong. */
const edgesPerTickMax = 6;

/** `duty` is what the last tick allowed. */
export function watchCarriage(
  watch: CarriageWatch,
  sensors: Sensors,
  duty: Duty,
  limits: CarriageLimits,
  clock: Clock,
): void {
  const edges = countEdges(watch, sensors.carriageEdges, limits);
  watch.moved = edges > 0;
  meetLimit(watch, sensors, limits);
  if (duty === 0) {
    // It coasts, and then it must stand.
    if (watch.undrivenMs > sessionLimits.stillWithinMs) watch.strayEdges += edges;
    else watch.undrivenMs += clock.dtMs;
    return;
  }
  watch.undrivenMs = 0;
  watch.strayEdges = 0;
  const direction = Math.sign(duty);
  if (direction !== watch.direction) {
    watch.direction = direction;
    watch.runMs = 0;
    watch.runMm = 0;
  }
  const searching = clock.state === 'homing' || clock.state === 'parking';
  if (searching !== watch.searching) {
    watch.searching = searching;
    watch.runMs = 0;
  }
  watch.runMs += clock.dtMs;
}

/** New edges, 0 when the counter is no number or went back. */
function countEdges(watch: CarriageWatch, counter: number, { edgeMm }: CarriageLimits): number {
  const more = watch.started ? counter - watch.edges : 0;
  watch.started = true;
  if (Number.isFinite(counter)) watch.edges = counter;
  if (!(more > 0 && more <= edgesPerTickMax)) return 0;
  const travelMm = more * edgeMm;
  watch.placeMm += watch.direction * travelMm;
  watch.runMm += travelMm;
  return more;
}

/** A limit switch that is not plainly open is closed. */
export const isAtTop = ({ limitTop }: Sensors): boolean => limitTop !== false;
export const isAtBottom = ({ limitBottom }: Sensors): boolean => limitBottom !== false;

/** Both limits at once, or one far from what has been counted. */
export function isContradicted(watch: CarriageWatch, sensors: Sensors, { railMm }: CarriageLimits): boolean {
  const top = isAtTop(sensors);
  const bottom = isAtBottom(sensors);
  if (top && bottom) return true;
  if (!(top || bottom) || !watch.placeKnown) return false;
  return Math.abs(watch.placeMm - (top ? railMm : 0)) > countedWrongMm;
}

/** A limit switch tells the place, unless it is contradicted. */
function meetLimit(watch: CarriageWatch, sensors: Sensors, limits: CarriageLimits): void {
  const top = isAtTop(sensors);
  if (!(top || isAtBottom(sensors)) || isContradicted(watch, sensors, limits)) return;
  // Driven away from it the count goes on: a switch that stays closed has to contradict it in the end.
  if (watch.placeKnown && watch.undrivenMs === 0 && watch.direction === (top ? -1 : 1)) return;
  watch.placeMm = top ? limits.railMm : 0;
  watch.placeKnown = true;
  watch.runMs = 0;
  watch.runMm = 0;
}

/** Driven into its end without meeting a limit switch. */
export function isNearEnd(
  { direction, placeMm, placeKnown }: CarriageWatch,
  limits: CarriageLimits,
): boolean {
  const endMm = direction === 1 ? limits.railMm : 0;
  return placeKnown && Math.abs(placeMm - endMm) <= nearEndMm;
}
