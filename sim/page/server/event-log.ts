/**
 * The event log beside the recording: states, steps as they really ran, faults, and deviations from the plan, as time ranges.
 * It is updated tick by tick and bounded.
 */

import { codesIn, without } from '../../../src/chair/fault-set.ts';
import { faultIndex, faultMessage, faults as faultRows } from '../../../src/chair/faults.ts';
import { sessionStates } from '../../../src/chair/names.ts';
import { activeFaults } from '../../../src/control/guard/guard.ts';
import type { Trigger } from '../../../src/control/session/triggers.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import type { Controller } from '../../../src/run/controller.ts';
import type { Action, FaultMark, History, Marker } from '../protocol.ts';
import { bandOf } from '../step-band.ts';

/** Default number of entries kept of each kind; older ones are dropped. */
const keptMost = 2000;

/** The parts of a controller that are logged. */
type Logged = Pick<Controller, 'control' | 'machine' | 'nowMs'>;
/** Deviations shorter than this are tolerated: they come from landing and rounding. */
const toleratedMs = 1000;
/** The carriage is outside its step's band if it is further away than this many landing tolerances, after its time to travel there. */
const outsideLandings = 3;

export interface EventLog {
  readonly history: History;
  readonly keptMost: number;
  /** Counts changes, so that a page is sent the history only when it has changed. */
  version: number;
  state: number;
  step: number;
  faults: number;
  /** Why the chair now deviates from its plan, and since when; logged once that has lasted. */
  why: string;
  deviationSinceMs: number;
  logged: boolean;
}

export function createEventLog(kept = keptMost): EventLog {
  return {
    keptMost: kept,
    history: { runs: [], states: [], offPlan: [], faults: [], actions: [], marks: [] },
    version: 0,
    state: -1,
    step: -1,
    faults: 0,
    why: '',
    deviationSinceMs: 0,
    logged: false,
  };
}

/** Called once a tick. `carriageMm`: NaN if not known; `planIndex`: index of the plan in the page's list. */
export function logTick(
  eventLog: EventLog,
  logged: Logged,
  carriageMm: number,
  plan: Plan,
  planIndex: number,
): void {
  const { control, nowMs } = logged;
  const state = sessionStates.indexOf(control.session.state);
  const { step } = control.sequencer;
  const { faults } = control.guard.register;
  if (state !== eventLog.state) logState(eventLog, state, nowMs, reasonOf(logged));
  if (step !== eventLog.step) logStep(eventLog, step, nowMs, plan, planIndex);
  noteChosen(eventLog, logged);
  if (faults !== eventLog.faults) logFaults(eventLog, faults, logged);
  trackDeviation(eventLog, logged, carriageMm, plan);
}

/** A page gets only the newest actions, at most this many; exports use the full list. */
const actionsShown = 500;

export function logAction(eventLog: EventLog, action: Action): void {
  const { actions } = eventLog.history;
  actions.push(action);
  if (actions.length > actionsShown) actions.shift();
  eventLog.version++;
}

const marksMost = 500;
const noteMost = 200;

/** Adds a marker, or changes the note of an existing one. */
export function setMark(
  eventLog: EventLog,
  { number, atMs, note }: Omit<Marker, 'number'> & { number?: number },
): void {
  const { marks } = eventLog.history;
  const said = note.slice(0, noteMost);
  const known = marks.find((mark) => mark.number === number);
  if (known !== undefined) known.note = said;
  else if (marks.length >= marksMost) throw new Error(`There are ${marksMost} markers already.`);
  else if (!(atMs >= 0)) throw new Error('A marker needs a time.');
  else marks.push({ number: 1 + Math.max(0, ...marks.map((mark) => mark.number)), atMs, note: said });
  eventLog.version++;
}

export function removeMark(eventLog: EventLog, number: number): void {
  const at = eventLog.history.marks.findIndex((mark) => mark.number === number);
  if (at >= 0) eventLog.history.marks.splice(at, 1);
  eventLog.version++;
}

function push<T>(list: T[], item: T, most: number): void {
  if (list.length >= most) list.splice(0, most / 4);
  list.push(item);
}

/** What led to the state that has just begun. */
function reasonOf({ machine }: Logged): Trigger | '' {
  const event = machine.turn.events.findLast(({ kind }) => kind === 'state');
  return event?.kind === 'state' ? event.by : '';
}

function logState(eventLog: EventLog, state: number, nowMs: number, by: Trigger | ''): void {
  const { states } = eventLog.history;
  const last = states.at(-1);
  if (last !== undefined) last.toMs = nowMs;
  push(states, { state: sessionStates[state] ?? 'off', fromMs: nowMs, toMs: -1, by }, eventLog.keptMost);
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
  if (run !== undefined && run.endMs < 0 && step >= 0)
    run.steps.push({ step, fromMs: nowMs, toMs: -1, speedShift: 0, spotMm: 0, heatLevel: -1 });
  eventLog.step = step;
  eventLog.version++;
}

/** Notes the remote's present choices in the running step. */
function noteChosen(eventLog: EventLog, { control: { session } }: Logged): void {
  const step = eventLog.history.runs.at(-1)?.steps.at(-1);
  if (step === undefined || step.toMs >= 0) return;
  const { speedShift, spotMm, heatLevel } = session;
  if (step.speedShift === speedShift && step.spotMm === spotMm && step.heatLevel === heatLevel) return;
  Object.assign(step, { speedShift, spotMm, heatLevel });
  eventLog.version++;
}

/** A fault with its present value in the guard's register. */
function faultMark({ control }: Logged, code: FaultMark['code'], atMs: number): FaultMark {
  const index = faultIndex(code);
  const value = control.guard.register.values[index] ?? Number.NaN;
  const message = faultMessage(code, value, control.inputs.faultParts[index]?.text);
  return { code, latched: faultRows[code].latched, atMs, message };
}

/** The faults that are latched or shown now. */
export function activeMarks(logged: Logged): FaultMark[] {
  const { guard } = logged.control;
  return codesIn(activeFaults(guard)).map((code) =>
    faultMark(logged, code, guard.register.atMs[faultIndex(code)] ?? 0),
  );
}

function logFaults(eventLog: EventLog, faults: number, logged: Logged): void {
  for (const code of codesIn(without(faults, eventLog.faults)))
    push(eventLog.history.faults, faultMark(logged, code, logged.nowMs), eventLog.keptMost);
  eventLog.faults = faults;
  eventLog.version++;
}

/** Tracks deviations: the program should be running and is not, a step overruns, the carriage is outside its band. */
function trackDeviation(eventLog: EventLog, logged: Logged, carriageMm: number, plan: Plan): void {
  const why = deviationOf(eventLog, logged, carriageMm, plan);
  const { offPlan } = eventLog.history;
  const { nowMs } = logged;
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
  push(
    offPlan,
    { why, alarm: alarms.has(why), fromMs: eventLog.deviationSinceMs, toMs: -1 },
    eventLog.keptMost,
  );
  eventLog.logged = true;
  eventLog.version++;
}

/** Deviations that no person caused. */
const alarms: ReadonlySet<string> = new Set([
  'fault',
  'longer than planned',
  'outside its band',
  'not where it is believed',
]);

/** Why a session ended before its program. */
function endText(by: Trigger | ''): string {
  switch (by) {
    case 'stop':
    case 'page-stop':
    case 'stop-held':
      return 'stopped';
    case 'power':
    case 'power-with-stop':
      return 'switched off';
    case 'timer-over':
    case 'timer-overrun':
    case 'session-too-long':
      return 'ended by the timer';
    case 'seat-abandoned':
      return 'ended: nobody sat in it';
    case 'pause-too-long':
      return 'ended: paused for too long';
    default:
      return 'ended early';
  }
}

function deviationOf(eventLog: EventLog, logged: Logged, carriageMm: number, plan: Plan): string {
  const run = eventLog.history.runs.at(-1);
  if (run === undefined) return '';
  const { control, machine, nowMs } = logged;
  const { state } = control.session;
  const wouldEndMs = run.zeroMs + plan.plannedMs;
  if (state === 'paused') return 'paused';
  if (state === 'fault' && nowMs < wouldEndMs) return 'fault';
  if (state !== 'running') {
    if (run.steps.length >= plan.steps.length || nowMs >= wouldEndMs) return '';
    const left = eventLog.history.states.find(
      ({ state: left, fromMs }) => fromMs >= run.endMs && left !== 'running' && left !== 'paused',
    );
    return endText(left?.by ?? '');
  }
  if (control.session.coolingDown) return 'timer: cooling down';
  const stepRun = run.steps.at(-1);
  const step = stepRun === undefined ? undefined : plan.steps[stepRun.step];
  if (step === undefined || stepRun === undefined || stepRun.toMs >= 0) return '';
  const inStepMs = control.sequencer.stepMs;
  if (inStepMs > step.endMs - step.startMs + toleratedMs) return 'longer than planned';
  const band = bandOf(step);
  if (band === null) return '';
  const { landingMm, travelMmPerS, travelSettleMs, railMm } = machine.options.chair.carriage;
  const outsideMm = outsideLandings * landingMm;
  const { spotMm } = control.session;
  const low = band[0] + spotMm - outsideMm;
  const high = band[1] + spotMm + outsideMm;
  const outside = Math.max(low - carriageMm, carriageMm - high);
  if (!(outside > 0)) return '';
  const { timed } = control.carriage;
  if (timed !== null) {
    const believed = !timed.known || (carriageMm >= timed.lowMm && carriageMm <= timed.highMm);
    return believed ? 'past its band, by time' : 'not where it is believed';
  }
  return inStepMs > (railMm / 2 / travelMmPerS) * 1000 + travelSettleMs ? 'outside its band' : '';
}
