/**
 * Where the carriage is and how fast it goes, from edges that carry no direction: a model of the motor
 * predicts, each edge corrects it, each limit switch re-zeroes it. It promises that without an edge the
 * position stays inside its 2 mm; it must never decide anything.
 */

import type { Chair } from '../../chair/chair.ts';
import { clamp } from '../../chair/clamp.ts';
import { sessionLimits, tickMs } from '../../chair/limits.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Duty, Millimetres, MillimetresPerSecond, Milliseconds, Volts } from '../../chair/units.ts';
import { isFullPower, learnLoad, supplyGain, sureToMove, usualLoad } from './load.ts';

const tickS = tickMs / 1000;

/** What the track needs of a chair. */
interface TrackFigures {
  readonly railMm: Millimetres;
  readonly edgeMm: Millimetres;
  /** The most edges at once. */
  readonly edgesMost: number;
  readonly fullSpeedUpMmPerS: MillimetresPerSecond;
  readonly fullSpeedDownMmPerS: MillimetresPerSecond;
  readonly breakawayDuty: Duty;
  readonly frictionDuty: Duty;
  /** Share of full duty that is left for motion after friction; it gives full speed. */
  readonly movingDuty: Duty;
  /** With this, under the usual load, the next edge comes within `edgeInTimeS`. */
  readonly inTimeDuty: Duty;
  /** Speed that friction takes in a tick without power. */
  readonly coastMmPerSPerTick: MillimetresPerSecond;
  /** After this time without power and without an edge, the carriage stands still. */
  readonly standingMs: Milliseconds;
  readonly nominalV: Volts;
  /** A supply reading outside these is ignored. */
  readonly stopLowV: Volts;
  readonly stopHighV: Volts;
}

export function trackFigures({ carriage: rail, supply }: Chair): TrackFigures {
  // The middle of the coasting distances: v^2 / 2a from full speed.
  const coastMmPerS2 =
    (rail.fullSpeedUpMmPerS * rail.fullSpeedUpMmPerS) / (rail.coastMm.min + rail.coastMm.max);
  const fullest = Math.max(rail.fullSpeedUpMmPerS, rail.fullSpeedDownMmPerS);
  const movingDuty = 1 - rail.frictionDuty;
  const edgeMm = rail.edgeMm === null ? 0 : rail.edgeMm;
  return {
    railMm: rail.railMm,
    edgeMm,
    edgesMost:
      rail.edgeMm === null
        ? edgesMax
        : Math.max(edgesMax, (fullest * longestS * fasterMost) / rail.edgeMm + doubledEdges),
    fullSpeedUpMmPerS: rail.fullSpeedUpMmPerS,
    fullSpeedDownMmPerS: rail.fullSpeedDownMmPerS,
    breakawayDuty: rail.breakawayDuty,
    frictionDuty: rail.frictionDuty,
    movingDuty,
    inTimeDuty: rail.frictionDuty + usualLoad + (movingDuty * edgeMm) / edgeInTimeS / fullest,
    coastMmPerSPerTick: coastMmPerS2 * tickS,
    standingMs: rail.reversalMs,
    nominalV: supply.nominalV,
    stopLowV: supply.stopLowV,
    stopHighV: supply.stopHighV,
  };
}

interface LimitSwitch {
  /** Debounced: the contact was the same in two ticks running (it bounces for 5 ms, a tick is 20). */
  closed: boolean;
  /** The contact as read in the tick before. */
  raw: boolean;
  /** Estimated position when the contact last changed, before any correction by it. */
  changedAtMm: Millimetres;
}

export interface Track {
  readonly figures: TrackFigures;
  /** The position is measured from a limit, not guessed. */
  known: boolean;
  /** The position was taken from a limit that was closed already: good to the 15 mm behind the switch, until it opens. */
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
  /** An edge has shown, since it stood, that it moves: until then the model alone says so. */
  moves: boolean;
  /** How long it has been driven enough to move, by what is known of its load, with no edge yet; starts that failed add up. */
  startingMs: Milliseconds;
  /** Edges counted at the last tick, -1 before the first. */
  edges: number;
  /** Time since the last edge, and time without power. */
  edgeAgoMs: Milliseconds;
  offMs: Milliseconds;
  /** Edges since the motor should have stood still, counted up to one. */
  coasted: number;
  /** Duty that the person's load takes, learned on the way. */
  load: Duty;
  /** For how long the next edge has been overdue. */
  overdueMs: Milliseconds;
  /** What the last limit corrected the position by. */
  slipMm: Millimetres;
  supplyV: number;
  bottom: LimitSwitch;
  top: LimitSwitch;
}

/** Share of a change of speed that is there after one tick: 1 - e^(-20/44), motor, gear and belt (chosen). */
const answer = 0.365;
/** Edges as late as this after power-off still belong to the coasting (limit: later ones are a fault). */
export const coastingMs = sessionLimits.stillWithinMs;
/** More edges at once than ten, or than come in 0.25 s at the fastest with one of them doubled: the counter was started anew. */
const edgesMax = 10;
const longestS = 0.25;
const fasterMost = 1.25;
const doubledEdges = 3;
/** A limit that corrects a known position by more than this was not reached: the switch or the count is wrong. */
const slipMaxMm: Millimetres = 25;
/** Duty added each second to a carriage that has not broken away: it must move before it is taken for a jam (chosen). */
const startRise: Duty = 0.2;
/** After this time it is a jam: it is pressed no harder, however often it is tried. */
const startingMostMs: Milliseconds = 1000;
/** After this share of the way to the next edge, by the model, that edge may come as the carriage stops. */
const edgeLeastShare = 0.4;
/** Well within the time after which a carriage without edges counts as stalled. */
const edgeInTimeS = 0.6;
/** How much of an edge's error goes into position and speed (chosen: settles within five edges). */
const gain = { position: 0.6, speed: 0.4 } as const;
/** After a pause an error may be many edges: it must not turn the speed round. */
const shareMost = 1;

export function createTrack(figures: TrackFigures): Track {
  return {
    figures,
    known: false,
    rough: false,
    positionMm: 1,
    cellMm: 0,
    speedMmPerS: 0,
    direction: 0,
    lastDirection: 0,
    moves: false,
    startingMs: 0,
    edges: -1,
    edgeAgoMs: figures.standingMs,
    offMs: coastingMs + tickMs,
    coasted: 0,
    load: usualLoad,
    overdueMs: 0,
    slipMm: 0,
    supplyV: figures.nominalV,
    bottom: { closed: false, raw: false, changedAtMm: 0 },
    top: { closed: false, raw: false, changedAtMm: 0 },
  };
}

/** Duty that holds a speed in a direction under the load learned so far, at the present supply. */
export function dutyOfSpeed(track: Track, speedMmPerS: MillimetresPerSecond, direction: number): Duty {
  const { figures } = track;
  const full = direction > 0 ? figures.fullSpeedUpMmPerS : figures.fullSpeedDownMmPerS;
  const duty = figures.frictionDuty + track.load + (figures.movingDuty * speedMmPerS) / full;
  return duty * (figures.nominalV / track.supplyV);
}

/**
 * Least duty that makes the carriage move; once an edge has shown that it does, least duty that keeps it moving, and brings the next
 * edge in time whatever edges that have bounced have taught of the load.
 */
export function dutyToMove({ figures, moves, load, startingMs, supplyV }: Track): Duty {
  const least = moves
    ? Math.max(figures.breakawayDuty, figures.inTimeDuty)
    : figures.breakawayDuty + load + sureToMove + (startRise * startingMs) / 1000;
  return least * (figures.nominalV / supplyV);
}

/** Takes in one turn: `duty` is what has driven the motor for the `dtMs` since the turn before. */
export function follow(track: Track, duty: Duty, sensors: Sensors, dtMs: Milliseconds): void {
  const { standingMs } = track.figures;
  if (duty === 0) track.offMs += dtMs;
  else {
    track.offMs = 0;
    track.direction = duty > 0 ? 1 : -1;
    track.lastDirection = track.direction;
  }
  track.edgeAgoMs += dtMs;
  for (let leftMs = dtMs; leftMs > 0 && track.direction !== 0; leftMs -= tickMs) {
    predict(track, duty, sensors.supplyV);
  }
  countEdges(track, duty, sensors.carriageEdges, dtMs);
  if (track.speedMmPerS === 0) track.moves = false;
  if (track.moves) track.startingMs = 0;
  else if (duty !== 0 && track.speedMmPerS > 0)
    track.startingMs = Math.min(startingMostMs, track.startingMs + dtMs);
  watchLimits(track, sensors, dtMs);
  if (
    duty === 0 &&
    track.direction !== 0 &&
    track.speedMmPerS === 0 &&
    track.offMs >= standingMs &&
    track.edgeAgoMs >= standingMs
  ) {
    track.direction = 0;
  }
}

function predict(track: Track, duty: Duty, supplyV: Volts): void {
  const { figures } = track;
  if (supplyV > figures.stopLowV && supplyV < figures.stopHighV) {
    track.supplyV += supplyGain * (supplyV - track.supplyV);
  }
  const before = track.speedMmPerS;
  let speed = before;
  if (duty === 0) {
    speed -= figures.coastMmPerSPerTick;
    if (speed < 0) speed = 0;
  } else {
    const drive = ((duty > 0 ? duty : -duty) * track.supplyV) / figures.nominalV;
    let settled = 0;
    if (before > 0 || isFullPower(duty) || drive >= figures.breakawayDuty + track.load) {
      const spare = drive - figures.frictionDuty - track.load;
      const fullMmPerS = duty > 0 ? figures.fullSpeedUpMmPerS : figures.fullSpeedDownMmPerS;
      settled = spare > 0 ? (spare * fullMmPerS) / figures.movingDuty : 0;
    }
    speed += (settled - speed) * answer;
    if (settled === 0 && speed < figures.coastMmPerSPerTick) speed = 0;
  }
  track.speedMmPerS = speed;
  track.positionMm += track.direction * (before + speed) * (0.5 * tickS);
}

function countEdges(track: Track, duty: Duty, edges: number, dtMs: Milliseconds): void {
  const first = track.edges < 0;
  let count = first ? 0 : edges - track.edges;
  track.edges = edges;
  if (count < 0 || count > track.figures.edgesMost) {
    track.known = false;
    return;
  }
  if (count > 0 && trembles(track, duty)) count = 0;
  if (count > 0 && track.direction === 0) {
    if (track.offMs > coastingMs || track.lastDirection === 0) return;
    track.direction = track.lastDirection;
  }
  if (count > 0) track.edgeAgoMs = 0;
  const direction = track.direction;
  if (direction === 0) return;
  if (count > 0) track.moves = true;
  const { edgeMm } = track.figures;
  const travelledMm = count * edgeMm;
  track.cellMm += direction * travelledMm;
  const beyond = beyondEdgeMm(track, direction);
  let error = 0;
  let corrected = beyond;
  if (count > 0) {
    track.overdueMs = 0;
    // The edge came, on average, in the middle of the time since the last turn.
    error = (track.speedMmPerS * dtMs * 0.5) / 1000 - beyond;
    corrected += gain.position * error;
    if (corrected < 0) corrected = 0;
  }
  if (corrected > edgeMm) {
    // The next edge is overdue.
    if (count === 0) {
      error = edgeMm - corrected;
      track.overdueMs += dtMs;
    }
    corrected = edgeMm;
  }
  track.positionMm = direction > 0 ? track.cellMm + corrected : track.cellMm + edgeMm - corrected;
  if (error !== 0 && duty !== 0) learn(track, duty, error / (count > 1 ? travelledMm : edgeMm));
}

/** Way from the edge last crossed, along the movement. */
function beyondEdgeMm({ positionMm, cellMm, figures }: Track, direction: number): Millimetres {
  return direction > 0 ? positionMm - cellMm : cellMm + figures.edgeMm - positionMm;
}

/**
 * The edge comes from a magnet that trembles on its sensor's rim: the carriage stands, no order could move it, and it has had one
 * edge already or is far from the next one. A motor that moves by itself draws current, which is for the guard to see.
 */
function trembles(track: Track, duty: Duty): boolean {
  const { figures } = track;
  if (track.speedMmPerS > 0 || (Math.abs(duty) * track.supplyV) / figures.nominalV >= figures.breakawayDuty) {
    track.coasted = 0;
    return false;
  }
  return ++track.coasted > 1 || beyondEdgeMm(track, track.lastDirection) < edgeLeastShare * figures.edgeMm;
}

/** `share`: how much farther than predicted it has come, over the distance between the edges. */
function learn(track: Track, duty: Duty, share: number): void {
  const { figures } = track;
  track.speedMmPerS *= 1 + gain.speed * clamp(share, -shareMost, shareMost);
  const drive = ((duty > 0 ? duty : -duty) * track.supplyV) / figures.nominalV;
  // The least order that the carriage is given moves it, give or take the error of the supply's reading.
  if (drive < figures.breakawayDuty * 0.98) return;
  track.load = learnLoad(track.load, share, drive - figures.frictionDuty, track.overdueMs);
}

function watchLimits(track: Track, sensors: Sensors, dtMs: Milliseconds): void {
  const { bottom, top } = track;
  const { limitBottom, limitTop } = sensors;
  if (differ(limitBottom, bottom.raw) || differ(limitBottom, bottom.closed)) {
    watch(track, bottom, limitBottom, 0, -1, dtMs);
  }
  if (differ(limitTop, top.raw) || differ(limitTop, top.closed)) {
    watch(track, top, limitTop, track.figures.railMm, 1, dtMs);
  }
}

/** `one !== other` without what V8 makes of it for booleans: a call of its general comparison, several a tick. */
export function differ(one: boolean, other: boolean): boolean {
  return one ? !other : other;
}

/** `towards` is the direction in which this limit lies, `limitMm` where. */
function watch(
  track: Track,
  limit: LimitSwitch,
  raw: boolean,
  limitMm: Millimetres,
  towards: number,
  dtMs: Milliseconds,
): void {
  if (raw !== limit.raw) {
    limit.raw = raw;
    // The contact changed, on average, in the middle of the time since the last turn.
    limit.changedAtMm = track.positionMm - (track.direction * track.speedMmPerS * dtMs * 0.5) / 1000;
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
  track.known = true;
  track.rough = true;
}
