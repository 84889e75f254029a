/**
 * The sequencer: turns the session's job and the program's plan into goals for carriage, kneader and heater.
 * It promises that exact steps last as planned to one tick. It must never look at anything but its orders,
 * the plan and the reports of the motion and heat stages.
 */
import { at } from '../../chair/assert.ts';
import { betweenPlacesMmPerS } from '../../chair/kinematics.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { Plan } from '../../program/plan/plan.ts';
import type { Goals, Job } from '../goals.ts';
import {
  arrived,
  enterPhase,
  type Orders,
  type Reports,
  rollTo,
  type Sequencer,
  sendCarriage,
  setWidth,
} from './state.ts';
import { endProgram, heatOfStep, massage } from './steps.ts';

export {
  createOrders,
  createReports,
  createSequencer,
  type Orders,
  type Reports,
  type Sequencer,
} from './state.ts';

/** The arms may take this long to reach a width before a job goes on without them (chosen: three turns). */
const widthPatienceMs = 9_000;
/** After a blocked way the carriage first backs off for this long (some 20 mm) and then meets the obstacle gently. */
const backOffMs = 1_500;

/** Sets `goals` for this tick, `dtMs` after the last one. Allocates nothing. */
export function sequence(
  seq: Sequencer,
  orders: Orders,
  reports: Reports,
  plan: Plan | undefined,
  goals: Goals,
  dtMs: Milliseconds,
): void {
  if (orders.job !== seq.job) enterJob(seq, orders.job, plan);
  else seq.phaseMs += dtMs;
  goals.heat.fill(0);
  goals.tapper.speed = 0;
  switch (seq.job) {
    case 'nothing':
    case 'switch-test':
      standStill(goals);
      seq.done = seq.job === 'nothing' || (seq.phaseMs > 0 && reports.switchOffTestDone);
      return;
    case 'self-test':
      standStill(goals);
      seq.done = seq.phaseMs > 0 && reports.selfTestDone;
      return;
    case 'pause':
      standStill(goals);
      heatOfStep(seq, orders, goals.heat);
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
      massage(seq, orders, reports, plan, goals, dtMs);
      return;
  }
}

/** Makes the program start at its first step the next time the job is `massage`. */
export function rewind(seq: Sequencer): void {
  seq.step = -1;
  seq.programMs = 0;
  seq.now.technique = 'none';
}

/** Planned time of the rest of the program, ms: all of it before the start, 0 after the end. */
export function plannedMsLeft(seq: Sequencer, plan: Plan): number {
  if (seq.step < 0) return plan.plannedMs;
  const ofStep = seq.now.durationMs - seq.stepMs;
  return seq.now.afterMs + (ofStep > 0 ? ofStep : 0);
}

function enterJob(seq: Sequencer, job: Job, plan: Plan | undefined): void {
  seq.job = job;
  seq.done = false;
  if (job === 'massage') {
    // After a pause the step goes on, but the carriage has to get to its place again.
    if (seq.step >= 0) enterPhase(seq, 0);
    return;
  }
  if (job === 'pause') return;
  enterPhase(seq, 0);
  // Only after a pause can the program go on; any other job ends it.
  if (seq.step >= 0) endProgram(seq, plan === undefined ? seq.step : plan.steps.length);
}

function standStill(goals: Goals): void {
  goals.carriage.kind = 'stop';
  goals.kneader.kind = 'stop';
}

function armsReady(seq: Sequencer, reports: Reports): boolean {
  return (seq.phaseMs > 0 && reports.widthReached) || seq.phaseMs > widthPatienceMs;
}

/** Arms wide first, then the carriage down to the lower limit, or to the only limit switch. */
function home(seq: Sequencer, reports: Reports, goals: Goals): void {
  setWidth(goals, seq.figures.openWidth);
  goals.carriage.kind = 'still';
  const { homeEnd } = seq.figures;
  const [otherEnd, homeWay] = homeEnd === 'bottom' ? (['top', -1] as const) : (['bottom', 1] as const);
  if (seq.phase === 0 && armsReady(seq, reports)) enterPhase(seq, seq.blockedWay === homeWay ? 1 : 2);
  if (seq.phase === 1) {
    goals.carriage.kind = otherEnd;
    if (arrived(seq, reports) || seq.phaseMs >= backOffMs) enterPhase(seq, 2);
  }
  if (seq.phase === 2) {
    seq.blockedWay = 0;
    goals.carriage.kind = homeEnd;
    if (arrived(seq, reports)) {
      seq.done = true;
      goals.carriage.kind = 'stop';
      goals.kneader.kind = 'stop';
    }
  }
}

/** Pads off, arms wide, carriage to the top or to the only limit switch, then back off the switch; then all off. */
function park(seq: Sequencer, reports: Reports, goals: Goals): void {
  setWidth(goals, seq.figures.openWidth);
  goals.carriage.kind = 'still';
  if (seq.phase === 0 && armsReady(seq, reports)) enterPhase(seq, 1);
  if (seq.phase === 1) {
    goals.carriage.kind = seq.figures.parkEnd;
    if (arrived(seq, reports)) enterPhase(seq, 2);
  }
  if (seq.phase === 2) {
    sendCarriage(goals, seq.figures.parkMm, betweenPlacesMmPerS);
    if (arrived(seq, reports)) enterPhase(seq, 3);
  }
  if (seq.phase === 3) {
    standStill(goals);
    seq.done = true;
  }
}

/** Long, slow and wide (limit). */
function rollCoolDown(seq: Sequencer, orders: Orders, reports: Reports, goals: Goals): void {
  setWidth(goals, seq.figures.openWidth);
  if (arrived(seq, reports)) enterPhase(seq, seq.phase === 0 ? 1 : 0);
  const { glutealMm, thoracolumbarMm, speedsMmPerS } = seq.figures;
  const slowestMmPerS = at(speedsMmPerS, 0, 'speed');
  if (seq.phase === 0) rollTo(seq, goals, thoracolumbarMm, glutealMm, orders, slowestMmPerS);
  else rollTo(seq, goals, glutealMm, thoracolumbarMm, orders, slowestMmPerS);
}
