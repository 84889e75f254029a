/**
 * The sequencer: turns the session's job and the program's plan into goals for carriage, kneader and heater.
 * It promises that exact steps last as planned to one tick; it must never look at anything but its orders,
 * the plan and what the motion and heat stages report of themselves.
 */
import { clamp } from '../chair/clamp.ts';
import { betweenPlacesMmPerS } from '../chair/kinematics.ts';
import type { HeatLevel, PadName, Width } from '../chair/names.ts';
import { referenceChair } from '../chair/specification.ts';
import type { Millimetres } from '../chair/units.ts';
import type { KneadStep, Plan, PlanStep, PressStep, RollStep } from '../program/plan.ts';
import type { Goals, HeatGoal, Job } from './goals.ts';

const { carriage: rail, kneader: arms, pads, tickMs } = referenceChair;

/** What the session orders, filled in each tick before `sequence`. */
export interface Orders {
  job: Job;
  /** -3..3, and one less during a gentle start. */
  speedShift: number;
  /** Level that overrides the program's heat, 0..3, or -1 for the program's own. */
  heatLevel: number;
  heatAllowed: boolean;
  spotMm: Millimetres;
}

/** What the stages below report, filled in each tick before `sequence`. */
export interface Reports {
  /** The carriage stands within 4 mm of the last goal's target, or at the limit it was sent to. */
  carriageArrived: boolean;
  carriageMm: Millimetres;
  /** The arms stand in the width they were sent to. */
  widthReached: boolean;
  /** Turns of the arms since power-on, fractions included. */
  kneaderTurns: number;
  /** Both pads are off or within 0.5 K of their level. */
  warm: boolean;
  proofDone: boolean;
}

export interface Sequencer {
  job: Job;
  /** The current job has nothing left to do. */
  done: boolean;
  /** Stage of the job or step: 0 on entry, 1 once under way; each branch names its own. */
  phase: number;
  /** Ticks since the phase began. */
  phaseTicks: number;
  /** Index into the plan; the number of steps once the program has ended, -1 before its start. */
  step: number;
  /** Ticks of massage (pauses left out) since the program and since the current step began. */
  programTicks: number;
  stepTicks: number;
  passes: number;
  /** Turns kneaded in the current step (travel left out), and the count they are taken from. */
  turnsDone: number;
  turnsSeen: number;
  /** `turnsDone` when the walk came to where it stands. */
  turnsAtHop: number;
  /** Through a band: where the walk stands (mm without spot offset) and which way it goes. */
  walkMm: Millimetres;
  walkUp: boolean;
}

export function createOrders(): Orders {
  return { job: 'nothing', speedShift: 0, heatLevel: -1, heatAllowed: true, spotMm: 0 };
}

export function createReports(): Reports {
  return {
    carriageArrived: false,
    carriageMm: 0,
    widthReached: false,
    kneaderTurns: 0,
    warm: false,
    proofDone: false,
  };
}

export function createSequencer(): Sequencer {
  return {
    job: 'nothing',
    done: true,
    phase: 0,
    phaseTicks: 0,
    step: -1,
    programTicks: 0,
    stepTicks: 0,
    passes: 0,
    turnsDone: 0,
    turnsSeen: 0,
    turnsAtHop: 0,
    walkMm: 0,
    walkUp: true,
  };
}

/** Turns of the arms at each place of a walk through a band (chosen: about 5 s a place at speed 2). */
export const turnsPerHop = 2;
/** The arms may take this long to reach a width before a job goes on without them (chosen: three turns). */
const widthPatienceTicks = 9_000 / tickMs;
/** The cool-down: long, slow and wide, from the middle of the gluteal zone to the thoracolumbar (limit). */
const coolDown = { lowMm: 60, highMm: 330, speed: 1 } as const;
const hopMmPerS = 15;

/** Sets `goals` for this tick. Allocates nothing. */
export function sequence(
  seq: Sequencer,
  orders: Orders,
  reports: Reports,
  plan: Plan | undefined,
  goals: Goals,
): void {
  if (orders.job !== seq.job) enterJob(seq, orders.job);
  else seq.phaseTicks++;
  goals.heat.lumbarC = 0;
  goals.heat.sacralC = 0;
  switch (seq.job) {
    case 'nothing':
    case 'prove':
      standStill(goals);
      seq.done = seq.job === 'nothing' || (seq.phaseTicks > 0 && reports.proofDone);
      return;
    case 'pause':
      standStill(goals);
      if (orders.heatAllowed && plan !== undefined) heatOfStep(seq, orders, plan, goals.heat);
      return;
    case 'home':
      home(seq, reports, goals);
      return;
    case 'park':
      park(seq, reports, goals);
      return;
    case 'cool-down':
      rollCoolDown(seq, orders, reports, goals);
      return;
    case 'massage':
      if (plan === undefined) {
        standStill(goals);
        seq.done = true;
        return;
      }
      massage(seq, orders, reports, plan, goals);
      return;
  }
}

/** The program starts at its first step the next time the job is `massage`. */
export function rewind(seq: Sequencer): void {
  seq.step = -1;
  seq.programTicks = 0;
}

/** Time the rest of the program is planned to take, ms; 0 before the start and after the end. */
export function plannedMsLeft(seq: Sequencer, plan: Plan): number {
  const step = plan.steps[seq.step];
  if (step === undefined) return seq.step < 0 ? plan.plannedMs : 0;
  const ofStep = step.endMs - step.startMs - seq.stepTicks * tickMs;
  return plan.plannedMs - step.endMs + (ofStep > 0 ? ofStep : 0);
}

function enterJob(seq: Sequencer, job: Job): void {
  seq.job = job;
  seq.done = false;
  if (job === 'massage') {
    // Coming back from a pause the step goes on, but has to get to its place again.
    if (seq.step >= 0) enterPhase(seq, 0);
    return;
  }
  if (job !== 'pause') enterPhase(seq, 0);
}

function enterPhase(seq: Sequencer, phase: number): void {
  seq.phase = phase;
  seq.phaseTicks = 0;
}

function standStill(goals: Goals): void {
  goals.carriage.kind = 'stop';
  goals.kneader.kind = 'stop';
}

function sendCarriage(goals: Goals, targetMm: Millimetres, speedMmPerS: number): void {
  goals.carriage.kind = 'goto';
  goals.carriage.targetMm = targetMm;
  goals.carriage.speedMmPerS = speedMmPerS;
}

function setWidth(goals: Goals, width: Width): void {
  goals.kneader.kind = 'width';
  goals.kneader.width = width;
}

/** A report of the stages below answers the goals of the tick before; in a phase's first tick it is stale. */
function arrived(seq: Sequencer, reports: Reports): boolean {
  return seq.phaseTicks > 0 && reports.carriageArrived;
}

function armsReady(seq: Sequencer, reports: Reports): boolean {
  return (seq.phaseTicks > 0 && reports.widthReached) || seq.phaseTicks > widthPatienceTicks;
}

/** Arms wide first, then down to the lower limit. */
function home(seq: Sequencer, reports: Reports, goals: Goals): void {
  setWidth(goals, 'wide');
  goals.carriage.kind = 'still';
  if (seq.phase === 0 && armsReady(seq, reports)) enterPhase(seq, 1);
  if (seq.phase === 1) {
    goals.carriage.kind = 'bottom';
    if (arrived(seq, reports)) {
      seq.done = true;
      goals.carriage.kind = 'stop';
      goals.kneader.kind = 'stop';
    }
  }
}

/** Pads and kneader off, arms wide, carriage to the top, back 60 mm, off. */
function park(seq: Sequencer, reports: Reports, goals: Goals): void {
  setWidth(goals, 'wide');
  goals.carriage.kind = 'still';
  if (seq.phase === 0 && armsReady(seq, reports)) enterPhase(seq, 1);
  if (seq.phase === 1) {
    goals.carriage.kind = 'top';
    if (arrived(seq, reports)) enterPhase(seq, 2);
  }
  if (seq.phase === 2) {
    sendCarriage(goals, rail.railMm - rail.parkBackMm, betweenPlacesMmPerS);
    if (arrived(seq, reports)) enterPhase(seq, 3);
  }
  if (seq.phase === 3) {
    standStill(goals);
    seq.done = true;
  }
}

function rollCoolDown(seq: Sequencer, orders: Orders, reports: Reports, goals: Goals): void {
  setWidth(goals, 'wide');
  if (arrived(seq, reports)) enterPhase(seq, seq.phase === 0 ? 1 : 0);
  const endMm = seq.phase === 0 ? coolDown.highMm : coolDown.lowMm;
  sendCarriage(goals, placed(endMm, orders), rail.speedsMmPerS[coolDown.speed - 1] ?? 0);
}

function massage(seq: Sequencer, orders: Orders, reports: Reports, plan: Plan, goals: Goals): void {
  if (seq.step < 0) enterStep(seq, 0, plan, reports);
  else {
    seq.programTicks++;
    seq.stepTicks++;
    const step = plan.steps[seq.step];
    if (step !== undefined && stepEnded(seq, step, reports)) enterStep(seq, seq.step + 1, plan, reports);
  }
  const step = plan.steps[seq.step];
  if (step === undefined) {
    standStill(goals);
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

/** A place with the user's spot offset, kept on the usable part of the rail. */
function placed(pointMm: Millimetres, orders: Orders): Millimetres {
  return clamp(pointMm + orders.spotMm, rail.pointMinMm, rail.pointMaxMm);
}

function speedOf(programmed: number, orders: Orders): number {
  return clamp(programmed + orders.speedShift, 1, 6);
}

const levelC: readonly number[] = [pads.levelC.off, pads.levelC.low, pads.levelC.medium, pads.levelC.high];

function heatOfStep(seq: Sequencer, orders: Orders, plan: Plan, heat: HeatGoal): void {
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
