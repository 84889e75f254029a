/**
 * What happened, as stretches of time beside the recording: states, steps as they really ran, faults, and where the
 * chair was off its plan. Followed tick by tick, kept bounded.
 */
import { faultCodes } from '../../../src/chair/faults.ts';
import { sessionStates } from '../../../src/chair/names.ts';
import { referenceChair } from '../../../src/chair/specification.ts';
import type { Plan, PlanStep } from '../../../src/program/plan/plan.ts';
import type { Simulation } from '../../run/simulation.ts';
import type { History } from '../protocol.ts';

/** Stretches kept of each kind; older ones are forgotten. */
const keptMost = 2000;
/** Off the plan is what differs for longer than this: shorter is landing and rounding. */
const toleratedMs = 1000;
/** Beyond its step's band by more than a landing, once it has had its time to get there. */
const outsideMm = 3 * referenceChair.carriage.landingMm;

export interface Chronicle {
  readonly history: History;
  /** Counts changes, so that who shows it knows when to ask again. */
  version: number;
  state: number;
  step: number;
  faults: number;
  /** Why the chair is off its plan now, and since when it might be. */
  why: string;
  maybeSinceMs: number;
  told: boolean;
}

export function createChronicle(): Chronicle {
  return {
    history: { runs: [], states: [], offPlan: [], faults: [] },
    version: 0,
    state: -1,
    step: -1,
    faults: 0,
    why: '',
    maybeSinceMs: 0,
    told: false,
  };
}

/** Once a tick. `planIndex` is the place of the plan in the list the page knows. */
export function follow(chronicle: Chronicle, simulation: Simulation, plan: Plan, planIndex: number): void {
  const { control, nowMs } = simulation;
  const state = sessionStates.indexOf(control.session.state);
  const { step } = control.sequencer;
  const { faults } = control.guard.ledger;
  if (state !== chronicle.state) turnState(chronicle, state, nowMs);
  if (step !== chronicle.step) turnStep(chronicle, step, nowMs, plan, planIndex);
  if (faults !== chronicle.faults) noteFaults(chronicle, faults, nowMs);
  judge(chronicle, simulation, plan);
}

function push<T>(list: T[], item: T): void {
  if (list.length >= keptMost) list.splice(0, keptMost / 4);
  list.push(item);
}

function turnState(chronicle: Chronicle, state: number, nowMs: number): void {
  const { states } = chronicle.history;
  const last = states.at(-1);
  if (last !== undefined) last.toMs = nowMs;
  push(states, { state: sessionStates[state] ?? 'off', fromMs: nowMs, toMs: -1 });
  chronicle.state = state;
  chronicle.version++;
}

function turnStep(chronicle: Chronicle, step: number, nowMs: number, plan: Plan, planIndex: number): void {
  const { runs } = chronicle.history;
  const begins = chronicle.step < 0 || step < chronicle.step;
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
  chronicle.step = step;
  chronicle.version++;
}

function noteFaults(chronicle: Chronicle, faults: number, nowMs: number): void {
  const fresh = faults & ~chronicle.faults;
  for (const [index, code] of faultCodes.entries()) {
    if ((fresh >>> index) & 1) push(chronicle.history.faults, { atMs: nowMs, code });
  }
  chronicle.faults = faults;
  chronicle.version++;
}

/** Off the plan: the program should be running and is not, a step overruns, the carriage is outside its band. */
function judge(chronicle: Chronicle, simulation: Simulation, plan: Plan): void {
  const why = whyOff(chronicle, simulation, plan);
  const { offPlan } = chronicle.history;
  const { nowMs } = simulation;
  if (why !== chronicle.why) {
    if (chronicle.told) {
      offPlan.at(-1)!.toMs = nowMs;
      chronicle.version++;
    }
    chronicle.why = why;
    chronicle.maybeSinceMs = nowMs;
    chronicle.told = false;
  }
  if (why === '' || chronicle.told || nowMs - chronicle.maybeSinceMs < toleratedMs) return;
  push(offPlan, { why, fromMs: chronicle.maybeSinceMs, toMs: -1 });
  chronicle.told = true;
  chronicle.version++;
}

function whyOff(chronicle: Chronicle, simulation: Simulation, plan: Plan): string {
  const run = chronicle.history.runs.at(-1);
  if (run === undefined) return '';
  const { control, board, nowMs } = simulation;
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
  const inStepMs = control.sequencer.stepTicks * referenceChair.tickMs;
  if (inStepMs > step.endMs - step.startMs + toleratedMs) return 'longer than planned';
  const band = bandOf(step);
  if (band === null) return '';
  const { spotMm } = control.session;
  const low = band[0] + spotMm - outsideMm;
  const high = band[1] + spotMm + outsideMm;
  const outside = Math.max(low - board.plant.carriageMm, board.plant.carriageMm - high);
  if (outside <= 0) return '';
  const { travelMmPerS, travelSettleMs, railMm } = referenceChair.carriage;
  return inStepMs > (railMm / 2 / travelMmPerS) * 1000 + travelSettleMs ? 'outside its band' : '';
}

function bandOf(step: PlanStep): readonly [number, number] | null {
  switch (step.technique) {
    case 'roll':
      return [Math.min(step.fromMm, step.toMm), Math.max(step.fromMm, step.toMm)];
    case 'knead':
      return [step.lowMm, step.highMm];
    case 'press':
      return [step.atMm, step.atMm];
    case 'rest':
    case 'preheat':
      return null;
  }
}
