/** Where the carriage is and how it runs, by the guard's own count: edges, limit switches, the way it was driven. */
import { bouncedMm, strayedMm } from '../../../chair/bounces.ts';
import type { Sensors } from '../../../chair/sensors.ts';
import type { Duty, Millimetres, MillimetresPerSecond, Milliseconds } from '../../../chair/units.ts';
import type { CarriageLimits, GuardLimits } from '../limits.ts';
import { heldFor } from '../timers.ts';
import type { Evidence } from './evidence.ts';
import { createSpan, moveSpan, setSpan } from './span.ts';

export type CarriageWatch = ReturnType<typeof createCarriageWatch>;

export function createCarriageWatch() {
  return {
    started: false,
    edges: 0,
    /** With the values of now: edges, the way that it went for sure, and whether a limit told the place. */
    newEdges: 0,
    travelMm: 0 as Millimetres,
    metLimit: false,
    /** Way of the last drive, 1 up, -1 down: edges while coasting belong to it. */
    direction: -1,
    /**
     * It has just been turned round after an edge, and is as far from its next one as it can be; where edges are far apart and its
     * current tells a jam, too, once more before the next. So many turns are left that may say so.
     */
    turnedRound: false,
    turnsLeft: 0,
    /** Place by the guard's own count; true only once a limit has been met. */
    placeMm: 0 as Millimetres,
    /** By how much ends have told it otherwise than it was counted, until the spots have been moved by it. */
    toldMm: 0 as Millimetres,
    placeKnown: false,
    /** Counted since then, either way: what the place may be wrong by grows with it. */
    countedMm: 0 as Millimetres,
    /** Where nothing counts: what the place is known to be within. */
    span: createSpan(),
    /** Driven since the last count: as far as it may have gone unseen. Stays 0 where nothing counts. */
    unseenMm: 0 as Millimetres,
    /**
     * Ends that have been met, until it has been driven away by `leftMm`, or the switch has been open for `openMs` since:
     * one that comes and goes is at its end all the while.
     */
    atTop: false,
    atBottom: false,
    leftMm: 0 as Millimetres,
    openMs: 0 as Milliseconds,
    /** Without an order for so long. */
    undrivenMs: 0 as Milliseconds,
    /** The fastest that its orders of late allow, and how far that may have brought it since the last edge that was travel. */
    fastestMmPerS: 0 as MillimetresPerSecond,
    reachMm: 0 as Millimetres,
  };
}

/**
 * A switch that closes so far from its end is stuck. A place strays by the edges that bounce, of those counted since an end told
 * it, which is more where edges are coarse: by those of three bounces more than chance has it. An only switch is gone back to so often
 * that it meets what is rarer still. Beyond half of the rail it is the other end.
 */
const countedWrongMm = 100;
const chanceSigmas = 1;
const moreEdges = 6;
const rareSigmas = 5;
const straysMostRails = 0.5;
/** Between edges so close it goes to and fro no more than once. */
const closeEdgesMm = 3;
/** Edges lie unevenly, and come late: with so much of the way to the next one behind it, it may have come. */
const edgeLeastShare = 0.4;
/** More edges at once than this, or than a supply at its highest brings and one that is doubled, is not travel but a counter gone wrong. */
const edgesAtOnceMax = 6;
const fasterMost = 1.25;
const doubledEdges = 3;
/** Less than any motor draws that moves. */
const nothingA = 0.35;

/** Fresh values, that speak for `forMs`, and how it was driven meanwhile. */
export function watchCarriage(
  watch: CarriageWatch,
  sensors: Sensors,
  { forMs, countedMs, atMostMs, drives }: Evidence,
  { carriage: limits, has }: GuardLimits,
): void {
  const { duty, most } = drives.carriage;
  const driven = duty === 0 ? has['carriage current'] && drawsCurrent(sensors) : most >= limits.frictionDuty;
  // The first edge of a drive is of its own way: it has coasted before, and a coarse count would stray with each turn.
  const turns = duty !== 0 && Math.sign(duty) !== watch.direction;
  if (duty !== 0) watch.direction = Math.sign(duty);
  extendReach(watch, most, limits, atMostMs);
  countEdges(watch, sensors.carriageEdges, limits, driven, atMostMs);
  watch.turnedRound = turns && watch.turnsLeft > 0;
  if (watch.newEdges > 0) watch.turnsLeft = has['carriage current'] && limits.edgeMm > closeEdgesMm ? 2 : 1;
  else if (watch.turnedRound) watch.turnsLeft--;
  if (limits.edgeMm === 0) reckon(watch, duty, limits, countedMs);
  else
    watch.unseenMm = watch.newEdges > 0 ? 0 : watch.unseenMm + (limits.fullMmPerS * most * countedMs) / 1000;
  meetLimit(watch, sensors, limits);
  watch.undrivenMs = heldFor(duty === 0, watch.undrivenMs, forMs);
}

/** What is no number says nothing, and is taken for a current. */
export const drawsCurrent = ({ carriageA }: Sensors): boolean => !(carriageA <= nothingA);

/** Undriven it coasts, ever more slowly. */
function extendReach(
  watch: CarriageWatch,
  most: Duty,
  { fullMmPerS, coastMmPerS2 }: CarriageLimits,
  ms: Milliseconds,
): void {
  const before = watch.fastestMmPerS;
  watch.fastestMmPerS = Math.max(fullMmPerS * most, before - (coastMmPerS2 * ms) / 1000, 0);
  watch.reachMm += (Math.max(before, watch.fastestMmPerS) * ms) / 1000;
}

/** As many edges as may lie on that way; more, undriven, are of a magnet that trembles on its sensor's rim. */
const edgesWithin = (wayMm: Millimetres, edgeMm: Millimetres): number =>
  edgeMm === 0 ? 0 : Math.floor(wayMm / edgeMm + 1 - edgeLeastShare);

/** There are none when the counter is no number or went back. */
function countEdges(
  watch: CarriageWatch,
  counter: number,
  { edgeMm, fullMmPerS }: CarriageLimits,
  driven: boolean,
  ms: Milliseconds,
): void {
  const more = watch.started ? counter - watch.edges : 0;
  watch.started = true;
  if (Number.isFinite(counter)) watch.edges = counter;
  const most = Math.max(edgesAtOnceMax, (fasterMost * fullMmPerS * ms) / 1000 / edgeMm + doubledEdges);
  watch.newEdges = more > 0 && more <= most ? more : 0;
  const passed = driven ? watch.newEdges : Math.min(watch.newEdges, edgesWithin(watch.reachMm, edgeMm));
  if (passed > 0) watch.reachMm = 0;
  watch.travelMm = passed * edgeMm;
  watch.placeMm += watch.direction * watch.travelMm;
  watch.countedMm += watch.newEdges * edgeMm;
  watch.leftMm += watch.travelMm;
}

/** Where nothing counts, time does. */
function reckon(watch: CarriageWatch, duty: Duty, limits: CarriageLimits, sinceMs: Milliseconds): void {
  const { span } = watch;
  watch.travelMm = moveSpan(span, duty, limits, sinceMs);
  watch.placeMm = (span.lowMm + span.highMm) / 2;
  // As far as it may have gone: a switch that is open by then is believed.
  if (duty !== 0) watch.leftMm += (limits.byTime.fastestMmPerS[duty > 0 ? 'up' : 'down'] * sinceMs) / 1000;
}

/** A limit switch that is not plainly open is closed. */
export const isAtTop = ({ limitTop }: Sensors): boolean => limitTop !== false;
export const isAtBottom = ({ limitBottom }: Sensors): boolean => limitBottom !== false;

/** Both limits at once, or one far from what has been counted. */
export function isContradicted(watch: CarriageWatch, sensors: Sensors, limits: CarriageLimits): boolean {
  const { railMm } = limits;
  const top = isAtTop(sensors);
  const bottom = isAtBottom(sensors);
  if (top && bottom) return true;
  if (!(top || bottom) || !watch.placeKnown) return false;
  const straysMm = Math.min(mayStrayMm(watch, limits), straysMostRails * railMm);
  return awayFrom(watch, top ? railMm : 0) > Math.max(countedWrongMm, straysMm);
}

/** Zero where nothing is counted. */
function mayStrayMm({ countedMm }: CarriageWatch, { edgeMm, openEnd }: CarriageLimits): Millimetres {
  if (edgeMm === 0) return 0;
  const straysMm = bouncedMm(countedMm, edgeMm, chanceSigmas) + moreEdges * edgeMm;
  return openEnd === 0 ? straysMm : Math.max(straysMm, strayedMm(countedMm, edgeMm, rareSigmas));
}

/** How far at least it is from a place, by its own count. */
function awayFrom({ placeMm, span }: CarriageWatch, endMm: Millimetres): Millimetres {
  return Math.abs(placeMm - endMm) - (span.highMm - span.lowMm) / 2;
}

/** So far from an end its switch has opened, and stopped bouncing; nearer, where it was driven away and stands, after so long. */
export const leavesMm: Millimetres = 6;
const leavesMs = 600;

/** Each tick, since a switch that is closed needs no second witness. */
export function watchEnds(
  watch: CarriageWatch,
  sensors: Sensors,
  limits: CarriageLimits,
  dtMs: Milliseconds,
): void {
  const top = isAtTop(sensors);
  const bottom = isAtBottom(sensors);
  if (top || bottom) watch.leftMm = 0;
  watch.openMs = heldFor(!(top || bottom), watch.openMs, dtMs);
  const credible = !isContradicted(watch, sensors, limits);
  const left = watch.leftMm >= leavesMm || watch.openMs >= leavesMs;
  watch.atTop = (top && credible) || (watch.atTop && !(left && watch.direction < 0));
  watch.atBottom = (bottom && credible) || (watch.atBottom && !(left && watch.direction > 0));
}

/** A limit switch tells the place, unless it is contradicted. */
function meetLimit(watch: CarriageWatch, sensors: Sensors, limits: CarriageLimits): void {
  const top = isAtTop(sensors);
  watch.metLimit = false;
  if (!(top || isAtBottom(sensors)) || isContradicted(watch, sensors, limits)) return;
  // Driven away from it the count goes on: a switch that stays closed has to contradict it in the end.
  if (watch.placeKnown && watch.undrivenMs === 0 && watch.direction === (top ? -1 : 1)) return;
  const placeMm = top ? limits.railMm : 0;
  if (watch.placeKnown && limits.edgeMm > 0) watch.toldMm += placeMm - watch.placeMm;
  watch.placeMm = placeMm;
  if (limits.edgeMm === 0) setSpan(watch.span, top, limits);
  watch.placeKnown = true;
  watch.countedMm = 0;
  watch.metLimit = true;
}
