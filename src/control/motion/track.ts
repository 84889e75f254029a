/**
 * Where the carriage is and how fast it goes, from edges that carry no direction: a model of the motor
 * predicts, each edge corrects it, each limit switch re-zeroes it. It promises that without an edge the
 * position stays inside its 2 mm; it must never decide anything.
 */

import { sessionLimits, tickMs } from '../../chair/limits.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Duty, Millimetres, MillimetresPerSecond } from '../../chair/units.ts';
import { learnLoad, supplyGain, sureToMove, usualLoad } from './load.ts';

const { carriage: rail, supply } = referenceChair;
const tickS = tickMs / 1000;

interface LimitSwitch {
  /** Debounced: the contact was the same in two ticks running (it bounces for 5 ms, a tick is 20). */
  closed: boolean;
  /** The contact as read in the tick before. */
  raw: boolean;
  /** Estimated position when the contact last changed, before any correction by it. */
  changedAtMm: Millimetres;
}

export interface Track {
  /** The position is measured from a limit, not guessed. */
  known: boolean;
  /** It was taken from a limit that was closed already: good to the 15 mm behind the switch, until it opens. */
  rough: boolean;
  positionMm: Millimetres;
  /** Lower end of the 2 mm between two edges in which the carriage is. */
  cellMm: Millimetres;
  /** Never negative; `direction` says where to. */
  speedMmPerS: MillimetresPerSecond;
  /** 1 up, -1 down, 0 standing still. */
  direction: number;
  /** The direction of the last movement, kept while standing. */
  lastDirection: number;
  /** Edges counted at the last tick, -1 before the first. */
  edges: number;
  edgeTicks: number;
  /** Ticks without power. */
  offTicks: number;
  /** Edges that came while it stood still: their direction is unknown. */
  strayEdges: number;
  /** Duty that the person's load takes, learned on the way. */
  load: Duty;
  /** Ticks for which the next edge has been overdue. */
  overdueTicks: number;
  /** What the last limit corrected the position by. */
  slipMm: Millimetres;
  supplyV: number;
  bottom: LimitSwitch;
  top: LimitSwitch;
}

/** Share of full duty that moves, friction taken off: full speed belongs to it. */
const movingDuty: Duty = 1 - rail.frictionDuty;
/** Share of a change of speed that is there after one tick: 1 - e^(-20/44), motor, gear and belt (chosen). */
const answer = 0.365;
/** Power off, friction stops the carriage: 6 mm from full speed is v^2 / 2a with this a (rating: 4-8 mm). */
const coastMmPerS2 =
  (rail.fullSpeedUpMmPerS * rail.fullSpeedUpMmPerS) / (rail.coastMm.min + rail.coastMm.max);
const coastMmPerSPerTick = coastMmPerS2 * tickS;
/** Without power and without an edge for so long it stands still (rating: 100 ms before reversal). */
const standingTicks = rail.reversalMs / tickMs;
/** Edges as late as this after power-off still belong to the coasting (limit: later ones are a fault). */
export const coastingTicks = sessionLimits.stillWithinMs / tickMs;
/** Faster than any tick can bring, even one 100 ms late: the counter was started anew. */
const edgesMax = 10;
/** A limit that corrects a known position by more than this was not reached: the switch or the count is wrong. */
const slipMaxMm: Millimetres = 25;
/** How much of an edge's error goes into position and speed (chosen: settles within five edges). */
const gain = { position: 0.6, speed: 0.4 } as const;

export function createTrack(): Track {
  return {
    known: false,
    rough: false,
    positionMm: 1,
    cellMm: 0,
    speedMmPerS: 0,
    direction: 0,
    lastDirection: 0,
    edges: -1,
    edgeTicks: standingTicks,
    offTicks: coastingTicks + 1,
    strayEdges: 0,
    load: usualLoad,
    overdueTicks: 0,
    slipMm: 0,
    supplyV: supply.nominalV,
    bottom: { closed: false, raw: false, changedAtMm: 0 },
    top: { closed: false, raw: false, changedAtMm: 0 },
  };
}

/** Duty that holds a speed in a direction under the load learned so far, at the supply of now. */
export function dutyOfSpeed(track: Track, speedMmPerS: MillimetresPerSecond, direction: number): Duty {
  const full = direction > 0 ? rail.fullSpeedUpMmPerS : rail.fullSpeedDownMmPerS;
  const duty = rail.frictionDuty + track.load + (movingDuty * speedMmPerS) / full;
  return duty * (supply.nominalV / track.supplyV);
}

/** Least duty that makes it move, from standing, or go on moving. */
export function dutyToMove(track: Track): Duty {
  const load = track.direction === 0 || track.speedMmPerS === 0 ? track.load + sureToMove : 0;
  return (rail.breakawayDuty + load) * (supply.nominalV / track.supplyV);
}

/** Takes in one tick: `duty` is what has driven the motor since the tick before. */
export function follow(track: Track, duty: Duty, sensors: Sensors): void {
  if (duty === 0) track.offTicks++;
  else {
    track.offTicks = 0;
    track.direction = duty > 0 ? 1 : -1;
    track.lastDirection = track.direction;
  }
  track.edgeTicks++;
  if (track.direction !== 0) predict(track, duty, sensors.supplyV);
  countEdges(track, duty, sensors.carriageEdges);
  watchLimits(track, sensors);
  if (
    duty === 0 &&
    track.direction !== 0 &&
    track.speedMmPerS === 0 &&
    track.offTicks >= standingTicks &&
    track.edgeTicks >= standingTicks
  ) {
    track.direction = 0;
  }
}

function predict(track: Track, duty: Duty, supplyV: number): void {
  if (supplyV > supply.stopLowV && supplyV < supply.stopHighV) {
    track.supplyV += supplyGain * (supplyV - track.supplyV);
  }
  const before = track.speedMmPerS;
  let speed = before;
  if (duty === 0) {
    speed -= coastMmPerSPerTick;
    if (speed < 0) speed = 0;
  } else {
    const drive = ((duty > 0 ? duty : -duty) * track.supplyV) / supply.nominalV;
    let settled = 0;
    // Standing still it takes the breakaway duty to move at all.
    if (before > 0 || drive >= rail.breakawayDuty + track.load) {
      const spare = drive - rail.frictionDuty - track.load;
      const full = duty > 0 ? rail.fullSpeedUpMmPerS : rail.fullSpeedDownMmPerS;
      settled = spare > 0 ? (spare * full) / movingDuty : 0;
    }
    speed += (settled - speed) * answer;
    if (settled === 0 && speed < coastMmPerSPerTick) speed = 0;
  }
  track.speedMmPerS = speed;
  track.positionMm += track.direction * (before + speed) * (0.5 * tickS);
}

function countEdges(track: Track, duty: Duty, edges: number): void {
  const first = track.edges < 0;
  const count = first ? 0 : edges - track.edges;
  track.edges = edges;
  if (count < 0 || count > edgesMax) {
    track.known = false;
    return;
  }
  if (count > 0 && track.direction === 0) {
    if (track.offTicks > coastingTicks || track.lastDirection === 0) {
      // Moved by hand or by a fault: one edge may be a magnet's border, two are a lost position.
      track.strayEdges += count;
      if (track.strayEdges > 1) track.known = false;
      return;
    }
    track.direction = track.lastDirection;
  }
  if (count > 0) track.edgeTicks = 0;
  const direction = track.direction;
  if (direction === 0) return;
  const travelledMm = count * rail.edgeMm;
  track.cellMm += direction * travelledMm;
  // Distance from the edge last crossed, along the movement.
  const beyond =
    direction > 0 ? track.positionMm - track.cellMm : track.cellMm + rail.edgeMm - track.positionMm;
  let error = 0;
  let corrected = beyond;
  if (count > 0) {
    track.overdueTicks = 0;
    // The edge came, on average, in the middle of the tick.
    error = track.speedMmPerS * tickS * 0.5 - beyond;
    corrected += gain.position * error;
    if (corrected < 0) corrected = 0;
  }
  if (corrected > rail.edgeMm) {
    // The next edge is overdue.
    if (count === 0) {
      error = rail.edgeMm - corrected;
      track.overdueTicks++;
    }
    corrected = rail.edgeMm;
  }
  track.positionMm = direction > 0 ? track.cellMm + corrected : track.cellMm + rail.edgeMm - corrected;
  if (error !== 0 && duty !== 0) learn(track, duty, error / (count > 1 ? travelledMm : rail.edgeMm));
}

/** `share`: how much farther than predicted it has come, over the distance between the edges. */
function learn(track: Track, duty: Duty, share: number): void {
  track.speedMmPerS *= 1 + gain.speed * share;
  const drive = ((duty > 0 ? duty : -duty) * track.supplyV) / supply.nominalV;
  if (drive < rail.breakawayDuty) return;
  track.load = learnLoad(track.load, share, drive - rail.frictionDuty, track.overdueTicks);
}

function watchLimits(track: Track, sensors: Sensors): void {
  const { bottom, top } = track;
  const { limitBottom, limitTop } = sensors;
  if (differ(limitBottom, bottom.raw) || differ(limitBottom, bottom.closed)) {
    watch(track, bottom, limitBottom, 0, -1);
  }
  if (differ(limitTop, top.raw) || differ(limitTop, top.closed)) {
    watch(track, top, limitTop, rail.railMm, 1);
  }
}

/** `one !== other` without what V8 makes of it for booleans: a call of its general comparison, several a tick. */
export function differ(one: boolean, other: boolean): boolean {
  return one ? !other : other;
}

/** `towards` is the direction in which this limit lies, `limitMm` where. */
function watch(track: Track, limit: LimitSwitch, raw: boolean, limitMm: Millimetres, towards: number): void {
  if (raw !== limit.raw) {
    limit.raw = raw;
    // The contact changed, on average, in the middle of the tick.
    limit.changedAtMm = track.positionMm - track.direction * track.speedMmPerS * tickS * 0.5;
    return;
  }
  limit.closed = raw;
  // Only a limit run into, or a rough one just left, says where the carriage is.
  if (raw ? track.direction === towards : track.rough && track.direction === -towards) {
    rezero(track, limitMm - limit.changedAtMm);
  }
}

function rezero(track: Track, correctionMm: Millimetres): void {
  const sure = track.known && !track.rough;
  track.slipMm = sure ? correctionMm : 0;
  track.positionMm += correctionMm;
  track.cellMm += correctionMm;
  track.strayEdges = 0;
  track.rough = false;
  track.known = !sure || (correctionMm <= slipMaxMm && correctionMm >= -slipMaxMm);
}

/**
 * Homing stands at a closed limit and the position is still unknown: it was closed from the start, or closed
 * where nobody expected it. Take it; leaving it gives the exact position.
 */
export function takeLimit(track: Track, limitMm: Millimetres, towards: number): void {
  if (track.known) return;
  const correctionMm = limitMm + towards - track.positionMm;
  track.positionMm += correctionMm;
  track.cellMm += correctionMm;
  track.strayEdges = 0;
  track.known = true;
  track.rough = true;
}
