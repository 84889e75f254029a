/**
 * The steps of a program: where the carriage goes, what the arms do, how warm the pads are, and when a step
 * is over. Exact steps end by the clock alone.
 */
import { at } from '../../chair/assert.ts';
import { clamp } from '../../chair/clamp.ts';
import { betweenPlacesMmPerS } from '../../chair/kinematics.ts';
import { heatLimits, sessionLimits, tickMs } from '../../chair/limits.ts';
import { heatLevels } from '../../chair/names.ts';
import { tapHopMs } from '../../chair/rhythms.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { Plan, PlanStep } from '../../program/plan/plan.ts';
import type { Goals, HeatGoal } from '../goals.ts';
import {
  arrived,
  enterPhase,
  type Orders,
  placed,
  type Reports,
  rollTo,
  type Sequencer,
  sendCarriage,
  setWidth,
} from './state.ts';

/** One tick of the program; done when its last step is over. */
export function massage(
  seq: Sequencer,
  orders: Orders,
  reports: Reports,
  plan: Plan,
  goals: Goals,
  dtMs: Milliseconds,
): void {
  if (seq.step < 0) enterStep(seq, 0, plan, reports);
  else if (seq.now.technique !== 'none') {
    seq.programMs += dtMs;
    seq.stepMs += dtMs;
    if (stepEnded(seq, reports)) {
      // Time by which missed turns overran the step belongs to the next step.
      const overMs = clamp(seq.stepMs - seq.now.durationMs, 0, dtMs - tickMs);
      enterStep(seq, seq.step + 1, plan, reports);
      seq.stepMs = overMs;
    }
  }
  noteSpot(seq, reports);
  switch (seq.now.technique) {
    case 'roll':
      roll(seq, orders, reports, goals);
      break;
    case 'knead':
      knead(seq, orders, reports, goals);
      break;
    case 'press':
      press(seq, orders, reports, goals);
      break;
    case 'tap':
      tap(seq, orders, reports, goals);
      break;
    case 'rest':
    case 'preheat':
      goals.carriage.kind = 'still';
      goals.kneader.kind = 'still';
      break;
    case 'none':
      goals.carriage.kind = 'stop';
      goals.kneader.kind = 'stop';
      seq.done = true;
      return;
  }
  heatOfStep(seq, orders, goals.heat);
}

function enterStep(seq: Sequencer, index: number, plan: Plan, reports: Reports): void {
  const step = plan.steps[index];
  if (step === undefined) {
    endProgram(seq, index);
    return;
  }
  seq.step = index;
  seq.stepMs = 0;
  seq.passes = 0;
  seq.turnsDone = 0;
  seq.turnsAtHop = 0;
  enterPhase(seq, 0);
  takeStep(seq, step, plan.plannedMs);
  if (step.technique === 'knead' || step.technique === 'tap') {
    // Walk in from the nearer end of the band.
    seq.walkUp = Math.abs(reports.carriageMm - step.lowMm) <= Math.abs(reports.carriageMm - step.highMm);
    seq.walkMm = seq.walkUp ? step.lowMm : step.highMm;
  }
}

/** Ends the program, whether complete or broken off; `count` is the number of its steps. */
export function endProgram(seq: Sequencer, count: number): void {
  const { now } = seq;
  seq.step = count;
  seq.stepMs = 0;
  now.technique = 'none';
  now.durationMs = 0;
  now.afterMs = 0;
}

/** The step is ended by time, not by a count. */
const unlimited = -1;
/** Time of the arms from wide to narrow: half a turn, ramps included. */
const armsTakeMs = 3000;

/** Copies a step of the plan; fields that its technique does not use keep values without effect. */
function takeStep({ now, figures }: Sequencer, step: PlanStep, plannedMs: Milliseconds): void {
  now.technique = step.technique;
  now.durationMs = step.endMs - step.startMs;
  now.afterMs = plannedMs - step.endMs;
  now.passes = unlimited;
  now.turns = unlimited;
  for (const [pad, name] of figures.padNames.entries())
    now.padsC[pad] = heatLimits.levelC[step.heat[name] ?? 'off'];
  now.heatLevel = highestLevel(step);
  switch (step.technique) {
    case 'roll':
      now.fromMm = step.fromMm;
      now.toMm = step.toMm;
      now.speed = step.speed;
      now.width = step.width;
      now.passes = step.passes ?? unlimited;
      break;
    case 'knead':
      now.fromMm = step.lowMm;
      now.toMm = step.highMm;
      now.speed = step.speed;
      now.direction = step.direction === 'in' ? 1 : -1;
      // Turns of heads that turn as they travel are not counted: the step lasts as long as planned.
      now.turns = figures.kneadsMoving ? unlimited : (step.turns ?? unlimited);
      break;
    case 'press':
      now.fromMm = step.atMm;
      now.toMm = step.atMm;
      now.width = step.width;
      now.closesMs = now.durationMs - step.holdMs - armsTakeMs;
      break;
    case 'tap':
      now.fromMm = step.lowMm;
      now.toMm = step.highMm;
      now.speed = step.speed;
      now.rhythm = step.rhythm;
      break;
    case 'rest':
    case 'preheat':
      break;
  }
}

/** The highest level a step gives a pad, 0..3. */
export function highestLevel(step: PlanStep): number {
  return Math.max(0, ...Object.values(step.heat).map((level) => heatLevels.indexOf(level)));
}

function stepEnded(seq: Sequencer, reports: Reports): boolean {
  const { now } = seq;
  if (now.passes >= 0) return seq.passes >= now.passes;
  if (now.turns >= 0) return seq.turnsDone >= now.turns;
  // The heater reports on the tick before, so in the first tick still on the last step.
  if (now.technique === 'preheat' && seq.stepMs > tickMs && reports.warm) return true;
  return seq.stepMs >= now.durationMs;
}

/** Phase 0: getting to `fromMm`. Phase 1: on the way to `toMm`. Phase 2: on the way back. */
function roll(seq: Sequencer, orders: Orders, reports: Reports, goals: Goals): void {
  const { now } = seq;
  setWidth(goals, now.width);
  if (arrived(seq, reports)) {
    if (seq.phase > 0) seq.passes++;
    enterPhase(seq, seq.phase === 1 ? 2 : 1);
  }
  const speedMmPerS = at(seq.figures.speedsMmPerS, speedOf(seq, orders) - 1, 'speed');
  if (seq.phase === 0) rollTo(seq, goals, now.fromMm, now.toMm, orders, betweenPlacesMmPerS);
  else if (seq.phase === 1) rollTo(seq, goals, now.toMm, now.fromMm, orders, speedMmPerS);
  else rollTo(seq, goals, now.fromMm, now.toMm, orders, speedMmPerS);
}

/** Phase 0: getting to the place, arms at rest. Phase 1: kneading; through a band in hops. */
function knead(seq: Sequencer, orders: Orders, reports: Reports, goals: Goals): void {
  const { now } = seq;
  if (seq.figures.kneadsMoving) {
    roll(seq, orders, reports, goals);
    return;
  }
  if (seq.phase === 0 && arrived(seq, reports)) {
    enterPhase(seq, 1);
    seq.turnsSeen = reports.kneaderTurns;
  }
  if (seq.phase === 0) {
    goals.kneader.kind = 'still';
    sendCarriage(goals, placed(seq, seq.walkMm, orders), betweenPlacesMmPerS);
    return;
  }
  if (seq.spotOver) {
    setWidth(goals, seq.figures.openWidth);
    sendCarriage(goals, placed(seq, seq.walkMm, orders), seq.figures.hopMmPerS);
    return;
  }
  goals.kneader.kind = 'turn';
  goals.kneader.turnsPerMin = at(seq.figures.speedsTurnsPerMin, speedOf(seq, orders) - 1, 'speed');
  goals.kneader.direction = now.direction;
  seq.turnsDone += reports.kneaderTurns - seq.turnsSeen;
  seq.turnsSeen = reports.kneaderTurns;
  if (now.toMm > now.fromMm && seq.turnsDone - seq.turnsAtHop >= seq.figures.hopTurns) {
    seq.turnsAtHop = seq.turnsDone;
    hop(seq);
  }
  sendCarriage(goals, placed(seq, seq.walkMm, orders), seq.figures.hopMmPerS);
}

/** Phase 0: getting to the place. Phase 1: tapping; through a band in hops. The arms stand still. */
function tap(seq: Sequencer, orders: Orders, reports: Reports, goals: Goals): void {
  const { now } = seq;
  goals.kneader.kind = 'still';
  if (seq.phase === 0 && arrived(seq, reports)) {
    enterPhase(seq, 1);
    seq.hopAtMs = 0;
  }
  if (seq.phase === 0) {
    sendCarriage(goals, placed(seq, seq.walkMm, orders), betweenPlacesMmPerS);
    return;
  }
  if (!seq.spotOver) {
    goals.tapper.speed = speedOf(seq, orders);
    goals.tapper.rhythm = now.rhythm;
    if (now.toMm > now.fromMm && seq.phaseMs - seq.hopAtMs >= tapHopMs(now.rhythm)) {
      seq.hopAtMs = seq.phaseMs;
      hop(seq);
    }
  }
  sendCarriage(goals, placed(seq, seq.walkMm, orders), seq.figures.hopMmPerS);
}

function hop(seq: Sequencer): void {
  const { now } = seq;
  const { hopMm } = seq.figures;
  if (seq.walkMm >= now.toMm) seq.walkUp = false;
  else if (seq.walkMm <= now.fromMm) seq.walkUp = true;
  const nextMm = seq.walkMm + (seq.walkUp ? hopMm : -hopMm);
  seq.walkMm = clamp(nextMm, now.fromMm, now.toMm);
}

/**
 * Phase 0: gets to the place, closes the arms and stands until the step's time is over. A carriage that arrives early waits with
 * the arms open, so that the spot is pressed for its hold only. Phase 1: leaves the spot if its time is over and the arms did not open.
 * Phase 2: stands beside it, arms open, until the spot may be worked again.
 */
function press(seq: Sequencer, orders: Orders, reports: Reports, goals: Goals): void {
  const { now } = seq;
  if (seq.phase === 0 && isHeldThere(seq, reports)) {
    enterPhase(seq, 1);
    seq.walkUp = reports.carriageMm < seq.figures.railMm / 2;
  } else if (seq.phase === 1 && !isWorked(seq, reports)) enterPhase(seq, 2);
  else if (seq.phase === 1 && arrived(seq, reports)) enterPhase(seq, 0);
  else if (seq.phase === 2 && seq.phaseMs > spotRestMs) enterPhase(seq, 0);
  const waits = seq.phase > 0 || seq.stepMs < now.closesMs || seq.spotOver;
  setWidth(goals, waits ? seq.figures.openWidth : now.width);
  if (seq.phase === 1) leaveSpot(seq, goals);
  else if (seq.phase === 2) goals.carriage.kind = 'still';
  else sendCarriage(goals, placed(seq, now.fromMm, orders), betweenPlacesMmPerS);
}

/** After this long without work the spot may be worked again, whatever the link adds. */
const spotRestMs = sessionLimits.spotClearsMs + 1000;

/** Arms that do not get open, or that the guard has stopped before they were, keep pressing the spot. */
const isHeldThere = (seq: Sequencer, { spotMs, widthReached, widthMissed }: Reports): boolean =>
  seq.spotOver && (widthMissed || (spotMs >= seq.figures.spotMaxMs && !widthReached));

/** Drives towards the farther end; where the place is known by time only, a nearer place may still be the same spot. */
function leaveSpot({ figures, walkUp }: Sequencer, goals: Goals): void {
  const { byThirds, pointMinMm, pointMaxMm } = figures;
  if (byThirds) goals.carriage.kind = walkUp ? 'top' : 'bottom';
  else sendCarriage(goals, walkUp ? pointMaxMm : pointMinMm, betweenPlacesMmPerS);
}

/** A step with at most this much left goes on at its spot: the tail of a 90 s press, closing of the arms included, is shorter. */
const spotTailMs = 6000;

/**
 * The spot has been worked for its time, less what the arms take to open, and the step goes on: the arms stay open until the spot may
 * be worked again or the step is over. Steps that end sooner than planned (a preheat of a warm pad, passes at a higher speed) lead here.
 */
function noteSpot(seq: Sequencer, reports: Reports): void {
  const leftMs = seq.now.durationMs - seq.stepMs;
  seq.spotOver = isWorked(seq, reports) && (seq.spotOver || leftMs > spotTailMs);
}

const isWorked = ({ figures }: Sequencer, { spotMs }: Reports): boolean =>
  spotMs >= figures.spotMaxMs - armsTakeMs;

function speedOf(seq: Sequencer, orders: Orders): number {
  return clamp(seq.now.speed + orders.speedShift, 1, seq.figures.speedsMmPerS.length);
}

const levelC: readonly number[] = heatLevels.map((level) => heatLimits.levelC[level]);

/** What the pads get: the program's levels or that of the heat key; no pad gets more than it earns. */
export function heatOfStep({ now, figures }: Sequencer, orders: Orders, heat: HeatGoal): void {
  if (!orders.heatAllowed || now.technique === 'none') return;
  const chosenC = orders.heatLevel < 0 ? -1 : at(levelC, orders.heatLevel, 'heat level');
  const mostC = at(levelC, orders.heatMost, 'heat level');
  for (let pad = 0; pad < heat.length; pad++) {
    const wantedC = chosenC < 0 ? at(now.padsC, pad, 'pad') : chosenC;
    heat[pad] = Math.min(wantedC, mostC, at(figures.padsMostC, pad, 'pad'));
  }
}
