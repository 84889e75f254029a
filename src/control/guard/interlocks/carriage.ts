/** Where the carriage is and how it runs, by the guard's own count of edges, the limit switches and how it was driven. */
import { bouncedMm, strayedMm } from '../../../chair/bounces.ts';
import { sessionLimits } from '../../../chair/limits.ts';
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
    /** From the current values: new edges, the distance surely travelled, and whether a limit switch told the place. */
    newEdges: 0,
    travelMm: 0 as Millimetres,
    metLimit: false,
    /** Direction of the last drive, 1 up, -1 down; edges while coasting count in it. */
    direction: -1,
    /**
     * The carriage has just reversed after an edge, so the next edge is as far away as it can be. `turnsLeft`: how many reversals
     * before the next edge may still say so: one, or two where edges are far apart and the current tells a jam as well.
     */
    turnedRound: false,
    turnsLeft: 0,
    /** Place by the guard's own count; valid only once a limit has been met (`placeKnown`). */
    placeMm: 0 as Millimetres,
    /** By how much limit switches have corrected the counted place, until the spots have been moved by it. */
    toldMm: 0 as Millimetres,
    /** By how much the first limit has corrected a place that was counted from anywhere, give or take `foundOffMm`; until the same. */
    foundMm: 0 as Millimetres,
    foundOffMm: 0 as Millimetres,
    placeKnown: false,
    /** Distance counted since a limit was met, in either direction: the error of the place grows with it. */
    countedMm: 0 as Millimetres,
    /** Where nothing counts edges: the interval in which the place lies. */
    span: createSpan(),
    /** How far it may have been driven since the last edge, unseen. Stays 0 where nothing counts edges. */
    unseenMm: 0 as Millimetres,
    /**
     * Ends that have been met and not left. An end is left once the carriage is driven away from it and either has travelled far
     * enough since the switch was closed (`leftMm`) or the switch has been open for long enough (`openMs`). A switch that comes
     * and goes counts as closed until then.
     */
    atTop: false,
    atBottom: false,
    leftMm: 0 as Millimetres,
    openMs: 0 as Milliseconds,
    /** It has stood still, and no order since has been enough to move it. */
    stands: false,
    /** How long the carriage has had no order. */
    undrivenMs: 0 as Milliseconds,
    /** The highest speed that its recent orders allow, and how far that may have taken it since the last edge that was travel. */
    fastestMmPerS: 0 as MillimetresPerSecond,
    reachMm: 0 as Millimetres,
  };
}

/**
 * A switch that closes farther than this from its end, by the count, is stuck. The count strays by edges that have bounced since an
 * end told the place, more where edges are coarse: allowed are their mean, four standard deviations, and the edges of three
 * bounces more. With an only switch it is one deviation, as its wrong place would lead into the other end; but the carriage goes back
 * to it so often that it meets rarer cases: five standard deviations without the mean. Beyond half of the rail it is the other end.
 */
const countedWrongMm = 100;
const chanceSigmas = 4;
const onlySwitchSigmas = 1;
const moreEdges = 6;
const rareSigmas = 5;
const straysMostRails = 0.5;
/** Between edges this close together the carriage reverses at most once. */
const closeEdgesMm = 3;
/** Edges lie unevenly and are reported late: the next edge may come after this share of the distance between edges. */
const edgeLeastShare = 0.4;
/** An order breaks a motor away that is at least this much of what the file says, give or take the error of the supply's reading. */
export const surelyMoves = 0.95;
/** The most edges at once: six, or if more, what the highest supply brings and one that is doubled. Beyond that the counter has gone wrong. */
const edgesAtOnceMax = 6;
const fasterMost = 1.25;
const doubledEdges = 3;

/** Takes in fresh values, the time that they cover, and how the carriage was driven meanwhile. */
export function watchCarriage(
  watch: CarriageWatch,
  sensors: Sensors,
  { forMs, countedMs, atMostMs, drives }: Evidence,
  guardLimits: GuardLimits,
): void {
  const { carriage: limits, has } = guardLimits;
  const { duty, most } = drives.carriage;
  if (watch.undrivenMs > sessionLimits.stillWithinMs) watch.stands = true;
  if (most >= limits.breakawayDuty * surelyMoves) watch.stands = false;
  const driven =
    duty === 0 ? drawsCurrent(sensors, guardLimits) : most >= limits.frictionDuty && !watch.stands;
  // The first edge of a drive counts in its direction: the carriage coasted before it, and a coarse count would stray with each reversal.
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

/** Its current is measured, and says that it moves. A reading that is not a number says nothing, and is taken for a current. */
export const drawsCurrent = ({ carriageA }: Sensors, { has, noCurrent }: GuardLimits): boolean =>
  has['carriage current'] && !(carriageA <= noCurrent.carriage.nothingA);

/** An undriven carriage coasts, slower and slower. */
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

/** How many edges may lie on this distance. More than that, undriven, come from a magnet that trembles on its sensor's rim. */
const edgesWithin = (wayMm: Millimetres, edgeMm: Millimetres): number =>
  edgeMm === 0 ? 0 : Math.floor(wayMm / edgeMm + 1 - edgeLeastShare);

/** Counts no new edges if the counter is not a number, went back, or leapt too far. */
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

/** Where nothing counts edges, the place follows from time. */
function reckon(watch: CarriageWatch, duty: Duty, limits: CarriageLimits, sinceMs: Milliseconds): void {
  const { span } = watch;
  watch.travelMm = moveSpan(span, duty, limits, sinceMs);
  watch.placeMm = (span.lowMm + span.highMm) / 2;
  // As far as the carriage may have gone: a switch that is open after that is believed.
  if (duty !== 0) watch.leftMm += (limits.byTime.fastestMmPerS[duty > 0 ? 'up' : 'down'] * sinceMs) / 1000;
}

/** A limit switch that is not plainly open counts as closed. */
export const isAtTop = ({ limitTop }: Sensors): boolean => limitTop !== false;
export const isAtBottom = ({ limitBottom }: Sensors): boolean => limitBottom !== false;

/** Both limit switches are closed, or one is closed and its end is far from the counted place. */
export function isContradicted(watch: CarriageWatch, sensors: Sensors, limits: CarriageLimits): boolean {
  const { railMm } = limits;
  const top = isAtTop(sensors);
  const bottom = isAtBottom(sensors);
  if (top && bottom) return true;
  if (!(top || bottom) || !watch.placeKnown) return false;
  return awayFrom(watch, top ? railMm : 0) > wrongMm(watch, limits);
}

/** By time the carriage is surely as far from the end as its interval says: this share of the rail more, and it has left. */
const timedWrongRails = 0.125;

function wrongMm(watch: CarriageWatch, limits: CarriageLimits): Millimetres {
  const { edgeMm, railMm } = limits;
  if (edgeMm === 0) return Math.min(countedWrongMm, timedWrongRails * railMm);
  return Math.max(countedWrongMm, Math.min(mayStrayMm(watch, limits), straysMostRails * railMm));
}

/** How far the counted place may have strayed. */
function mayStrayMm({ countedMm }: CarriageWatch, { edgeMm, openEnd }: CarriageLimits): Millimetres {
  const sigmas = openEnd === 0 ? chanceSigmas : onlySwitchSigmas;
  const straysMm = bouncedMm(countedMm, edgeMm, sigmas) + moreEdges * edgeMm;
  return openEnd === 0 ? straysMm : Math.max(straysMm, strayedMm(countedMm, edgeMm, rareSigmas));
}

/** The least distance of the carriage from an end, by its own count. */
function awayFrom({ placeMm, span }: CarriageWatch, endMm: Millimetres): Millimetres {
  return Math.abs(placeMm - endMm) - (span.highMm - span.lowMm) / 2;
}

/**
 * At this distance from an end its switch has opened and stopped bouncing. Nearer than that, if the carriage was driven away and
 * stands, the switch is believed after it has been open for this long.
 */
export const leavesMm: Millimetres = 6;
const leavesMs = 600;

/** Each tick, with new values or without: a closed switch needs no confirmation. */
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
  // While driven away from the end the count goes on, so that a switch that stays closed comes to contradict it.
  if (watch.placeKnown && watch.undrivenMs === 0 && watch.direction === (top ? -1 : 1)) return;
  const placeMm = top ? limits.railMm : 0;
  // By time a place strays far on the way to an end; a switch that closes at rest may just be wrong.
  const tells = limits.edgeMm > 0 || watch.undrivenMs > sessionLimits.stillWithinMs;
  const { span } = watch;
  const beforeMm = watch.placeMm;
  const beforeOffMm = (span.highMm - span.lowMm) / 2;
  watch.placeMm = placeMm;
  if (limits.edgeMm === 0) setSpan(span, top, limits);
  // By time a place is the middle of where it may be, at an end as well.
  const correctedMm = (limits.edgeMm === 0 ? (span.lowMm + span.highMm) / 2 : placeMm) - beforeMm;
  if (!watch.placeKnown) {
    watch.foundMm += correctedMm;
    watch.foundOffMm += beforeOffMm;
  } else if (tells) watch.toldMm += correctedMm;
  watch.placeKnown = true;
  watch.countedMm = 0;
  watch.metLimit = true;
}
