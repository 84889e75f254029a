/** Where the carriage is and how it runs, by the guard's own count: edges, limit switches, the way it was driven. */
import { sessionLimits } from '../../../chair/limits.ts';
import type { Sensors } from '../../../chair/sensors.ts';
import type { Duty, Millimetres, Milliseconds } from '../../../chair/units.ts';
import type { CarriageLimits, GuardLimits } from '../limits.ts';
import { heldFor } from '../timers.ts';
import type { Clock } from './clock.ts';
import type { Drive } from './evidence.ts';
import { createSpan, moveSpan, setSpan } from './span.ts';

type CarriageWatch = ReturnType<typeof createCarriageWatch>;

export function createCarriageWatch() {
  return {
    started: false,
    edges: 0,
    /** Edges that came with the values of now. */
    newEdges: 0,
    /** Way of the last drive, 1 up, -1 down: edges while coasting belong to it. */
    direction: -1,
    /** Place by the guard's own count; true only once a limit has been met. */
    placeMm: 0 as Millimetres,
    placeKnown: false,
    /** Where nothing counts: what the place is known to be within. */
    span: createSpan(),
    /** Driven since the last count: as far as it may have gone unseen. */
    unseenMm: 0 as Millimetres,
    /**
     * Ends that have been met, until it has been driven away by `leftMm`, or the switch has been open for `openMs` since:
     * one that comes and goes is at its end all the while.
     */
    atTop: false,
    atBottom: false,
    leftMm: 0 as Millimetres,
    openMs: 0 as Milliseconds,
    /** An end has been met on the way to it: the wires are right. Before that: one has closed that should not. */
    proved: false,
    crossed: false,
    /** The end that did so and has not opened since, 1 top, -1 bottom: with the fault forgotten, too, nothing is driven on into it. */
    crossedEnd: 0,
    /** The end at which it stood when first looked at, and has not opened since: how far behind its switch, nobody knows. */
    stoodAt: 0,
    /** Without an order for so long, and edges since then. */
    undrivenMs: 0 as Milliseconds,
    coastEdges: 0,
    /** Driven one way without meeting a limit: time and travel. */
    runMs: 0 as Milliseconds,
    runMm: 0 as Millimetres,
    /** The chair homes or parks: a search for a limit, timed from its own beginning. */
    searching: false,
  };
}

/** The guard's count strays by a few millimetres in a session; a switch that closes so far off is stuck. */
const countedWrongMm = 100;
/** So near its end a stall means the switch. */
const nearEndMm = 40;
/** More edges at once than this is not travel (3 in 120 ms, and one that is doubled) but a counter gone wrong. */
const edgesAtOnceMax = 6;
/** A landing coasts over as many edges at least. More, without a current, are of a magnet that trembles on its sensor's rim. */
const coastEdgesLeast = 1;
/** Less than any motor draws that moves. */
const nothingA = 0.35;

/** Fresh values, taken `sinceMs` after those before, and how it was driven meanwhile. */
export function watchCarriage(
  watch: CarriageWatch,
  sensors: Sensors,
  { duty, most }: Drive,
  { carriage: limits, has }: GuardLimits,
  clock: Clock,
  sinceMs: Milliseconds,
): void {
  const measured = has['carriage current'];
  const driven = duty === 0 ? measured && drawsCurrent(sensors) : most >= limits.frictionDuty;
  if (!watch.started) watch.stoodAt = isAtTop(sensors) ? 1 : isAtBottom(sensors) ? -1 : 0;
  // The first edge of a drive is of its own way: it has coasted before, and a coarse count would stray with each turn.
  if (duty !== 0) turnTo(watch, Math.sign(duty));
  // With no current to say so, as far as it coasts at most is travel.
  const coastEdges = measured || limits.edgeMm === 0 ? 0 : Math.ceil(limits.byTime.coastMm / limits.edgeMm);
  const coastMost = Math.max(coastEdgesLeast, coastEdges);
  watch.newEdges = countEdges(watch, sensors.carriageEdges, limits, driven, coastMost);
  if (limits.edgeMm === 0) reckon(watch, duty, limits, sinceMs);
  else watch.unseenMm = watch.newEdges > 0 ? 0 : watch.unseenMm + (limits.fullMmPerS * most * sinceMs) / 1000;
  meetLimit(watch, sensors, limits);
  watch.undrivenMs = heldFor(duty === 0, watch.undrivenMs, sinceMs);
  if (duty === 0) return;
  const searching = clock.state === 'homing' || clock.state === 'parking';
  if (searching !== watch.searching) {
    watch.searching = searching;
    watch.runMs = 0;
  }
  watch.runMs += sinceMs;
}

function turnTo(watch: CarriageWatch, direction: number): void {
  if (direction === watch.direction) return;
  watch.direction = direction;
  watch.runMs = 0;
  watch.runMm = 0;
}

/** What is no number says nothing, and is taken for a current. */
export const drawsCurrent = ({ carriageA }: Sensors): boolean => !(carriageA <= nothingA);

/** New edges, 0 when the counter is no number or went back. */
function countEdges(
  watch: CarriageWatch,
  counter: number,
  { edgeMm }: CarriageLimits,
  driven: boolean,
  coastMost: number,
): number {
  const more = watch.started ? counter - watch.edges : 0;
  watch.started = true;
  if (Number.isFinite(counter)) watch.edges = counter;
  if (driven) watch.coastEdges = 0;
  if (!(more > 0 && more <= edgesAtOnceMax)) return 0;
  const left = driven ? more : Math.max(0, coastMost - watch.coastEdges);
  if (!driven) watch.coastEdges += more;
  const travelMm = Math.min(more, left) * edgeMm;
  watch.placeMm += watch.direction * travelMm;
  watch.leftMm += travelMm;
  watch.runMm += travelMm;
  return more;
}

/** Where nothing counts, time does. */
function reckon(watch: CarriageWatch, duty: Duty, limits: CarriageLimits, sinceMs: Milliseconds): void {
  const { span } = watch;
  const travelMm = moveSpan(span, duty, limits, sinceMs);
  watch.placeMm = (span.lowMm + span.highMm) / 2;
  // As far as it may have gone: a switch that is open by then is believed.
  if (duty !== 0) watch.leftMm += (limits.byTime.fastestMmPerS[duty > 0 ? 'up' : 'down'] * sinceMs) / 1000;
  watch.runMm += travelMm;
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
  return awayFrom(watch, top ? railMm : 0) > countedWrongMm;
}

/** How far at least it is from a place, by its own count. */
function awayFrom({ placeMm, span }: CarriageWatch, endMm: Millimetres): Millimetres {
  return Math.abs(placeMm - endMm) - (span.highMm - span.lowMm) / 2;
}

/** So far from an end its switch has opened, and stopped bouncing; nearer, where it was driven away and stands, after so long. */
const leavesMm = 6;
const leavesMs = 600;
/** From wherever behind it the carriage stood, up to the mechanical stop; by time alone always. */
const stoodOpenMm = 25;

/** Each tick, since a switch that is closed needs no second witness. */
export function watchEnds(
  watch: CarriageWatch,
  sensors: Sensors,
  limits: CarriageLimits,
  dtMs: Milliseconds,
  kneaderDriven: boolean,
): void {
  const top = isAtTop(sensors);
  const bottom = isAtBottom(sensors);
  if (top || bottom) watch.leftMm = 0;
  watch.openMs = heldFor(!(top || bottom), watch.openMs, dtMs);
  if (watch.stoodAt > 0 ? !top : !bottom) watch.stoodAt = 0;
  if (watch.crossedEnd > 0 ? !top : !bottom) watch.crossedEnd = 0;
  // Before the first values nobody knows of any drive.
  const driven = watch.started && watch.undrivenMs === 0;
  const up = driven && watch.direction > 0;
  const down = driven && watch.direction < 0;
  const credible = !isContradicted(watch, sensors, limits);
  if (credible && !watch.proved) {
    const openMm = limits.edgeMm === 0 || watch.stoodAt !== 0 ? stoodOpenMm : leavesMm;
    // The plugs of the two motors are swapped: what is meant for the kneader drives the carriage.
    const stands = watch.undrivenMs > (watch.runMs === 0 ? 0 : sessionLimits.stillWithinMs);
    const swapped = kneaderDriven && stands;
    const wrongTop = isWrong(watch, top, watch.atTop, down, openMm) || (swapped && top && !watch.atTop);
    const wrongBottom =
      isWrong(watch, bottom, watch.atBottom, up, openMm) || (swapped && bottom && !watch.atBottom);
    if (wrongTop || wrongBottom) {
      watch.crossed = true;
      watch.crossedEnd = wrongTop ? 1 : -1;
    }
    watch.proved = (top && !watch.atTop && up) || (bottom && !watch.atBottom && down);
  }
  const left = watch.leftMm >= leavesMm || watch.openMs >= leavesMs;
  watch.atTop = (top && credible) || (watch.atTop && !(left && watch.direction < 0));
  watch.atBottom = (bottom && credible) || (watch.atBottom && !(left && watch.direction > 0));
}

/** It closes while it is driven away from, or does not open. */
const isWrong = (
  { runMm }: CarriageWatch,
  closed: boolean,
  wasAt: boolean,
  away: boolean,
  openMm: Millimetres,
): boolean => closed && away && (!wasAt || runMm > openMm);

/** A limit switch tells the place, unless it is contradicted. */
function meetLimit(watch: CarriageWatch, sensors: Sensors, limits: CarriageLimits): void {
  const top = isAtTop(sensors);
  if (!(top || isAtBottom(sensors)) || isContradicted(watch, sensors, limits)) return;
  // Driven away from it the count goes on: a switch that stays closed has to contradict it in the end.
  if (watch.placeKnown && watch.undrivenMs === 0 && watch.direction === (top ? -1 : 1)) return;
  watch.placeMm = top ? limits.railMm : 0;
  if (limits.edgeMm === 0) setSpan(watch.span, top, limits);
  watch.placeKnown = true;
  watch.runMs = 0;
  watch.runMm = 0;
}

/** Standing at the end that it is driven away from, with wires that have not been proved. */
export const isAtWrongEnd = ({ atTop, atBottom, direction, proved }: CarriageWatch): boolean =>
  !proved && ((atTop && direction < 0) || (atBottom && direction > 0));

/** Driven into its end without meeting a limit switch. */
export function isNearEnd(
  { direction, placeMm, placeKnown }: CarriageWatch,
  limits: CarriageLimits,
): boolean {
  const endMm = direction === 1 ? limits.railMm : 0;
  return placeKnown && Math.abs(placeMm - endMm) <= nearEndMm;
}
