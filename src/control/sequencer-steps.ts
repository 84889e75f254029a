/**
 * The steps of a program: where the carriage goes, what the arms do, how warm the pads are, and when a step
 * is over. Exact steps end by the clock alone.
 */
import { clamp } from '../chair/clamp.ts';
import { betweenPlacesMmPerS } from '../chair/kinematics.ts';
import type { HeatLevel, PadName } from '../chair/names.ts';
import { referenceChair } from '../chair/specification.ts';
import type { KneadStep, Plan, PlanStep, PressStep, RollStep } from '../program/plan.ts';
import type { Goals, HeatGoal } from './goals.ts';
import {
  arrived,
  enterPhase,
  type Orders,
  placed,
  type Reports,
  type Sequencer,
  sendCarriage,
  setWidth,
} from './sequencer-state.ts';

const { carriage: rail, kneader: arms, pads, tickMs } = referenceChair;

/** Turns of the arms at each place of a walk through a band (chosen: about 5 s a place at speed 2). */
const turnsPerHop = 2;
const hopMmPerS = 15;

/** One tick of the program; done when its last step is over. */
export function massage(seq: Sequencer, orders: Orders, reports: Reports, plan: Plan, goals: Goals): void {
  if (seq.step < 0) enterStep(seq, 0, plan, reports);
  else {
    seq.programTicks++;
    seq.stepTicks++;
    const step = plan.steps[seq.step];
    if (step !== undefined && stepEnded(seq, step, reports)) enterStep(seq, seq.step + 1, plan, reports);
  }
  const step = plan.steps[seq.step];
  if (step === undefined) {
    goals.carriage.kind = 'stop';
    goals.kneader.kind = 'stop';
    seq.done = true;
    return;
  }
  heatOfStep(seq, orders, plan, goals.heat);
  switch (step.technique) {
    case 'roll':
      roll(seq, step, orders, reports, goals);
      return;
    case 'knead':
      knead(seq, step, orders, reports, goals);
      return;
    case 'press':
      press(step, orders, goals);
      return;
    case 'rest':
    case 'preheat':
      goals.carriage.kind = 'still';
      goals.kneader.kind = 'still';
      return;
  }
}

function enterStep(seq: Sequencer, index: number, plan: Plan, reports: Reports): void {
  seq.step = index;
  seq.stepTicks = 0;
  seq.passes = 0;
  seq.turnsDone = 0;
  seq.turnsAtHop = 0;
  enterPhase(seq, 0);
  const step = plan.steps[index];
  if (step?.technique === 'knead') {
    // Walk in from the nearer end of the band.
    seq.walkUp = Math.abs(reports.carriageMm - step.lowMm) <= Math.abs(reports.carriageMm - step.highMm);
    seq.walkMm = seq.walkUp ? step.lowMm : step.highMm;
  }
}

function stepEnded(seq: Sequencer, step: PlanStep, reports: Reports): boolean {
  switch (step.technique) {
    case 'roll':
      if (step.passes !== null) return seq.passes >= step.passes;
      break;
    case 'knead':
      if (step.turns !== null) return seq.turnsDone >= step.turns;
      break;
    case 'preheat':
      // The heater's report is of the tick before; in the first tick it still speaks of the last step.
      if (seq.stepTicks > 1 && reports.warm) return true;
      break;
    case 'press':
    case 'rest':
      break;
  }
  return seq.stepTicks * tickMs >= step.endMs - step.startMs;
}

/** Phase 0: getting to `from`. Phase 1: on the way to `to`. Phase 2: on the way back. */
function roll(seq: Sequencer, step: RollStep, orders: Orders, reports: Reports, goals: Goals): void {
  setWidth(goals, step.width);
  if (arrived(seq, reports)) {
    if (seq.phase > 0) seq.passes++;
    enterPhase(seq, seq.phase === 1 ? 2 : 1);
  }
  const speedMmPerS = rail.speedsMmPerS[speedOf(step.speed, orders) - 1] ?? 0;
  if (seq.phase === 0) sendCarriage(goals, placed(step.fromMm, orders), betweenPlacesMmPerS);
  else sendCarriage(goals, placed(seq.phase === 1 ? step.toMm : step.fromMm, orders), speedMmPerS);
}

/** Phase 0: getting there, arms at rest. Phase 1: kneading, through a band in hops of 12 mm. */
function knead(seq: Sequencer, step: KneadStep, orders: Orders, reports: Reports, goals: Goals): void {
  if (seq.phase === 0 && arrived(seq, reports)) {
    enterPhase(seq, 1);
    seq.turnsSeen = reports.kneaderTurns;
  }
  if (seq.phase === 0) {
    goals.kneader.kind = 'still';
    sendCarriage(goals, placed(seq.walkMm, orders), betweenPlacesMmPerS);
    return;
  }
  goals.kneader.kind = 'turn';
  goals.kneader.turnsPerMin = arms.speedsTurnsPerMin[speedOf(step.speed, orders) - 1] ?? 0;
  goals.kneader.direction = step.direction === 'in' ? 1 : -1;
  seq.turnsDone += reports.kneaderTurns - seq.turnsSeen;
  seq.turnsSeen = reports.kneaderTurns;
  if (step.highMm > step.lowMm && seq.turnsDone - seq.turnsAtHop >= turnsPerHop) {
    seq.turnsAtHop = seq.turnsDone;
    hop(seq, step);
  }
  sendCarriage(goals, placed(seq.walkMm, orders), hopMmPerS);
}

function hop(seq: Sequencer, step: KneadStep): void {
  if (seq.walkMm >= step.highMm) seq.walkUp = false;
  else if (seq.walkMm <= step.lowMm) seq.walkUp = true;
  const nextMm = seq.walkMm + (seq.walkUp ? rail.hopMm : -rail.hopMm);
  seq.walkMm = clamp(nextMm, step.lowMm, step.highMm);
}

/** Gets there, arms narrow, and stands until the step's time is over; it waits if it is early. */
function press(step: PressStep, orders: Orders, goals: Goals): void {
  setWidth(goals, step.width);
  sendCarriage(goals, placed(step.atMm, orders), betweenPlacesMmPerS);
}
function speedOf(programmed: number, orders: Orders): number {
  return clamp(programmed + orders.speedShift, 1, 6);
}

const levelC: readonly number[] = [pads.levelC.off, pads.levelC.low, pads.levelC.medium, pads.levelC.high];

export function heatOfStep(seq: Sequencer, orders: Orders, plan: Plan, heat: HeatGoal): void {
  if (!orders.heatAllowed) return;
  if (orders.heatLevel >= 0) {
    heat.lumbarC = levelC[orders.heatLevel] ?? 0;
    heat.sacralC = heat.lumbarC;
    return;
  }
  const step = plan.steps[seq.step];
  if (step === undefined) return;
  heat.lumbarC = surfaceOf(step.heat, 'lumbar');
  heat.sacralC = surfaceOf(step.heat, 'sacral');
}

function surfaceOf(levels: Readonly<Record<PadName, HeatLevel>>, pad: PadName): number {
  return pads.levelC[levels[pad]];
}
