/**
 * The event log beside the recording: states, steps as they really ran, faults, and deviations from the plan, as
 * stretches of time. Updated tick by tick, kept bounded.
 */

import { codesIn, without } from '../../../src/chair/fault-set.ts';
import { sessionStates } from '../../../src/chair/names.ts';
import type { Plan, PlanStep } from '../../../src/program/plan/plan.ts';
import type { Simulation } from '../../chair/simulation.ts';
import type { History } from '../protocol.ts';

/** Stretches kept of each kind; older ones are forgotten. */
const keptMost = 2000;
/** Off the plan is what differs for longer than this: shorter is landing and rounding. */
const toleratedMs = 1000;
/** Beyond its step's band by more than a landing, once it has had its time to get there. */
const outsideLandings = 3;

export interface EventLog {
  readonly history: History;
  /** Counts changes, so that who shows it knows when to request again. */
  version: number;
  state: number;
  step: number;
  faults: number;
  /** Why the chair is off its plan now, and since when it might be. */
  why: string;
  deviationSinceMs: number;
  logged: boolean;
}

export function createEventLog(): EventLog {
  return {
    history: { runs: [], states: [], offPlan: [], faults: [] },
    version: 0,
    state: -1,
    step: -1,
    faults: 0,
    why: '',
    deviationSinceMs: 0,
    logged: false,
  };
}

/** Once a tick. `planIndex` is the place of the plan in the list the page knows. */
export function logTick(eventLog: EventLog, simulation: Simulation, plan: Plan, planIndex: number): void {
  const { control, nowMs } = simulation;
  const state = sessionStates.indexOf(control.session.state);
  const { step } = control.sequencer;
  const { faults } = control.guard.register;
  if (state !== eventLog.state) logState(eventLog, state, nowMs);
  if (step !== eventLog.step) logStep(eventLog, step, nowMs, plan, planIndex);
  if (faults !== eventLog.faults) logFaults(eventLog, faults, nowMs);
  trackDeviation(eventLog, simulation, plan);
}

function push<T>(list: T[], item: T): void {
  if (list.length >= keptMost) list.splice(0, keptMost / 4);
  list.push(item);
}

function logState(eventLog: EventLog, state: number, nowMs: number): void {
  const { states } = eventLog.history;
  const last = states.at(-1);
  if (last !== undefined) last.toMs = nowMs;
  push(states, { state: sessionStates[state] ?? 'off', fromMs: nowMs, toMs: -1 });
  eventLog.state = state;
  eventLog.version++;
}

function logStep(eventLog: EventLog, step: number, nowMs: number, plan: Plan, planIndex: number): void {
  const { runs } = eventLog.history;
  const begins = eventLog.step < 0 || step < eventLog.step;
  const current = runs.at(-1);
  if (current !== undefined && current.endMs < 0) {
    const last = current.steps.at(-1);
    if (last !== undefined && last.toMs < 0) last.toMs = nowMs;
    if (step < 0 || begins || step >= plan.steps.length) current.endMs = nowMs;
  }
  if (begins && step >= 0) {
    if (runs.length > 50) runs.shift();
    runs.push({ program: plan.program, zeroMs: nowMs, endMs: -1, plan: planIndex, steps: [] });
  }
  const run = runs.at(-1);
  if (run !== undefined && run.endMs < 0 && step >= 0) run.steps.push({ step, fromMs: nowMs, toMs: -1 });
  eventLog.step = step;
  eventLog.version++;
}

function logFaults(eventLog: EventLog, faults: number, nowMs: number): void {
  for (const code of codesIn(without(faults, eventLog.faults)))
    push(eventLog.history.faults, { atMs: nowMs, code });
  eventLog.faults = faults;
  eventLog.version++;
}

/** Off the plan: the program should be running and is not, a step overruns, the carriage is outside its band. */
function trackDeviation(eventLog: EventLog, simulation: Simulation, plan: Plan): void {
  const why = deviationOf(eventLog, simulation, plan);
  const { offPlan } = eventLog.history;
  const { nowMs } = simulation;
  if (why !== eventLog.why) {
    if (eventLog.logged) {
      offPlan.at(-1)!.toMs = nowMs;
      eventLog.version++;
    }
    eventLog.why = why;
    eventLog.deviationSinceMs = nowMs;
    eventLog.logged = false;
  }
  if (why === '' || eventLog.logged || nowMs - eventLog.deviationSinceMs < toleratedMs) return;
  push(offPlan, { why, fromMs: eventLog.deviationSinceMs, toMs: -1 });
  eventLog.logged = true;
  eventLog.version++;
}

function deviationOf(eventLog: EventLog, simulation: Simulation, plan: Plan): string {
  const run = eventLog.history.runs.at(-1);
  if (run === undefined) return '';
  const { control, board, nowMs, options } = simulation;
  const { state } = control.session;
  const wouldEndMs = run.zeroMs + plan.plannedMs;
  if (state === 'paused') return 'paused';
  if (state === 'fault' && nowMs < wouldEndMs) return 'fault';
  if (state !== 'running')
    return run.steps.length < plan.steps.length && nowMs < wouldEndMs ? 'ended early' : '';
  if (control.session.coolingDown) return 'timer: cooling down';
  const stepRun = run.steps.at(-1);
  const step = stepRun === undefined ? undefined : plan.steps[stepRun.step];
  if (step === undefined || stepRun === undefined || stepRun.toMs >= 0) return '';
  const inStepMs = control.sequencer.stepMs;
  if (inStepMs > step.endMs - step.startMs + toleratedMs) return 'longer than planned';
  const band = bandOf(step);
  if (band === null) return '';
  const { landingMm, travelMmPerS, travelSettleMs, railMm } = options.chair.carriage;
  const outsideMm = outsideLandings * landingMm;
  const { spotMm } = control.session;
  const low = band[0] + spotMm - outsideMm;
  const high = band[1] + spotMm + outsideMm;
  const outside = Math.max(low - board.plant.carriageMm, board.plant.carriageMm - high);
  if (outside <= 0) return '';
  return inStepMs > (railMm / 2 / travelMmPerS) * 1000 + travelSettleMs ? 'outside its band' : '';
}

function bandOf(step: PlanStep): readonly [number, number] | null {
  switch (step.technique) {
    case 'roll':
      return [Math.min(step.fromMm, step.toMm), Math.max(step.fromMm, step.toMm)];
    case 'knead':
    case 'tap':
      return [step.lowMm, step.highMm];
    case 'press':
      return [step.atMm, step.atMm];
    case 'rest':
    case 'preheat':
      return null;
  }
}
