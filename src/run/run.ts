/**
 * One program from start to parked, on the simulated chair or a real one: presses power and start on the remote as a
 * person would, watches the chair, and ends when it is off, ready again or in fault.
 */
import type { Chair } from '../chair/chair.ts';
import { codesIn, type FaultSet, without } from '../chair/fault-set.ts';
import { faultIndex } from '../chair/faults.ts';
import { tickMs } from '../chair/limits.ts';
import { type KeyName, keyBit, keyNames } from '../chair/names.ts';
import type { Milliseconds } from '../chair/units.ts';
import { latchedFaults } from '../control/latched-faults.ts';
import { answerKeys, remoteKeys } from '../control/session/few-keys.ts';
import { currentPlan } from '../control/tick.ts';
import { openMachine } from '../machine/machine.ts';
import type { Plan } from '../program/plan/plan.ts';
import type { RunBoard } from './board.ts';
import {
  type Controller,
  carryOut,
  createController,
  decide,
  decideLate,
  discardingDisk,
} from './controller.ts';
import { firstKey } from './first-key.ts';
import { createHeldKeys, type HeldKeys, heldBits } from './held-keys.ts';
import { createObserver, type Observer, observe, observed } from './observer.ts';
import { recordRow } from './recorder.ts';
import type { RunReport } from './report.ts';
import { countFrom, createTrace, type Trace } from './trace.ts';

export interface RunOptions<B extends RunBoard = RunBoard> {
  chair: Chair;
  plan: Plan;
  board: B;
  /** Null where nothing is random. */
  seed: number | null;
  timerMin: number;
  /** The first minute runs one speed slower, as in the first session after switching on. */
  gentle: boolean;
  trace: boolean;
  /** Further programs for the remote's program key, for an interactive run. */
  otherPlans?: readonly Plan[];
  /** A person presses keys as well: the run ends when the chair is switched off, and not when a stop makes it ready. */
  interactive?: boolean;
}

/** The run's own key press: down for 100 ms, then up for 100 ms before the next. */
interface AutoPress {
  bit: number;
  untilMs: number;
}
const pressMs = 100;
const stopBit = keyBit('stop');
/** How long a faulted chair is watched, to see that it stays still. */
const faultWatchMs = 5000;

export interface Run<B extends RunBoard = RunBoard> {
  readonly controller: Controller<B>;
  readonly plan: Plan;
  readonly options: RunOptions<B>;
  readonly observer: Observer;
  readonly trace: Trace | null;
  readonly autoPress: AutoPress;
  /** Keys held by a person at the terminal; null where the run is not interactive. */
  readonly heldKeys: HeldKeys | null;
  /** Chair time of the program's first step, and the session it belongs to; -1 before. */
  zeroMs: number;
  session: number;
  switchedOn: boolean;
  wasOn: boolean;
  started: boolean;
  /** Somebody asked for the end (Ctrl-C): power is pressed and the chair parks. */
  stopRequested: boolean;
  /** The stop key was pressed while the chair was on: the run starts nothing any more. */
  stopPressed: boolean;
  powerPressed: boolean;
  faultMs: number;
  endedAtMs: number;
  toldFaults: number;
  readonly faults: RunReport['faults'];
  outcome: RunReport['outcome'] | 'running';
}

export function createRun<B extends RunBoard>(options: RunOptions<B>): Run<B> {
  const { chair, plan, board, timerMin, gentle, otherPlans = [] } = options;
  const machineOptions = {
    chair,
    software: '',
    factory: [plan, ...otherPlans],
    minutes: timerMin,
    gentle,
  };
  return {
    controller: createController(board, discardingDisk(), openMachine(machineOptions, new Map())),
    plan,
    options,
    observer: createObserver(chair, plan, board.seen),
    trace: options.trace ? createTrace(chair) : null,
    autoPress: { bit: 0, untilMs: pressMs },
    heldKeys: options.interactive === true ? createHeldKeys() : null,
    zeroMs: -1,
    session: -1,
    switchedOn: false,
    wasOn: false,
    started: false,
    stopRequested: false,
    stopPressed: false,
    powerPressed: false,
    faultMs: 0,
    endedAtMs: 0,
    toldFaults: 0,
    faults: [],
    outcome: 'running',
  };
}

/** Ends the run as a person would: power is pressed, the chair parks. */
export function requestStop(run: Run<RunBoard>): void {
  run.stopRequested = true;
}

/** Time since the program's first step; negative before it. */
export function programMs(run: Run<RunBoard>): number {
  return run.zeroMs < 0 ? -1 : run.controller.nowMs - run.zeroMs;
}

/** Time since the program's first step, or before it since the run began: when the step will come is not known yet. */
function traceMs({ controller, zeroMs }: Run<RunBoard>): number {
  return controller.nowMs - Math.max(0, zeroMs);
}

/** Makes this moment, the program's first step, zero for trace and report. */
function countFromNow(run: Run<RunBoard>): void {
  run.zeroMs = run.controller.nowMs;
  for (const fault of run.faults) fault.atMs -= run.zeroMs;
  if (run.trace !== null) countFrom(run.trace, run.zeroMs);
}

/** One tick; false when the run is over. `atMs` is when the tick really runs, which may be late. */
export function stepRun(run: Run<RunBoard>, atMs: Milliseconds = run.controller.nowMs): boolean {
  const { controller } = run;
  pressNextKey(run);
  const { heldKeys } = run;
  const held = heldKeys === null ? 0 : heldBits(heldKeys, controller.nowMs);
  controller.board.press(run.autoPress.bit | held);
  const { turn } = controller.board;
  if (turn?.missed === true) {
    carryOut(controller);
    return true;
  }
  if (turn !== undefined && turn.lateMs > 0) decideLate(controller, turn.lateMs);
  else decide(controller, atMs);
  const { control } = controller;
  if ((controller.sensors.keys & stopBit) !== 0 && control.session.state !== 'off') run.stopPressed = true;
  const inProgram = control.sequencer.step >= 0 && currentPlan(control)?.program === run.plan.program;
  if (run.zeroMs < 0 && inProgram) {
    countFromNow(run);
    run.session = control.session.sessionNumber;
  }
  // The report covers one session; what comes before it, and what a person starts after it, is only in the trace.
  if (run.zeroMs >= 0 && run.session === control.session.sessionNumber) {
    observe(run.observer, control, controller.board.seen, traceMs(run));
  }
  if (run.trace !== null)
    recordRow(run.trace, controller, inProgram ? control.sequencer.step : -1, traceMs(run));
  const faults = latchedFaults(control);
  if (faults !== run.toldFaults) noteFaults(run, faults);
  carryOut(controller);
  return !isOver(run);
}

/** The run's keys: power, start, an answer where the chair asks, and power again to end early. */
function pressNextKey(run: Run<RunBoard>): void {
  const { autoPress, controller } = run;
  const { nowMs } = controller;
  if (nowMs < autoPress.untilMs) return;
  if (autoPress.bit !== 0) {
    autoPress.bit = 0;
    autoPress.untilMs = nowMs + pressMs;
    return;
  }
  const key = wantedKey(run);
  if (key === null) return;
  autoPress.bit = keyBit(key);
  autoPress.untilMs = nowMs + pressMs;
}

function wantedKey(run: Run<RunBoard>): KeyName | null {
  const { state } = run.controller.control.session;
  const { keys } = run.options.chair.wiring;
  if (run.stopRequested && !run.powerPressed && run.controller.nowMs > 0 && state !== 'off') {
    run.powerPressed = true;
    return keys.power === null ? 'stop' : 'power';
  }
  if (state === 'off' && !run.switchedOn && !run.stopRequested) {
    run.switchedOn = true;
    return firstKey(run.options.chair);
  }
  if (state === 'ready' && !run.started && !run.stopRequested && !run.stopPressed) {
    run.started = true;
    return 'start';
  }
  return asked(run) ? answerKey(run.options.chair) : null;
}

/** The person in a simulated chair is awake and answers; on a real chair, or with keys at the terminal, a person does. */
function asked({ controller, options, heldKeys }: Run<RunBoard>): boolean {
  return controller.control.session.asking && heldKeys === null && options.board.attended === true;
}

/** A key of the chair that counts as an answer; null where it has only stop. */
function answerKey({ wiring }: Chair): KeyName | null {
  const answers = answerKeys(remoteKeys(wiring.keys));
  return keyNames.find((key) => (answers & keyBit(key)) !== 0) ?? null;
}

function noteFaults(run: Run<RunBoard>, faults: FaultSet): void {
  for (const code of codesIn(without(faults, run.toldFaults)))
    run.faults.push({
      code,
      atMs: traceMs(run),
      part: run.controller.control.inputs.faultParts[faultIndex(code)]?.text ?? '',
    });
  run.toldFaults = faults;
}

function isOver(run: Run<RunBoard>): boolean {
  const { control } = run.controller;
  const { state } = control.session;
  if (state === 'fault') {
    run.faultMs += tickMs;
    if (run.faultMs >= faultWatchMs) return end(run, 'faulted');
    return false;
  }
  if (state !== 'off') run.wasOn = true;
  else if (run.wasOn) return end(run, outcomeOfHistory(run));
  else if (run.stopRequested && !run.switchedOn) return end(run, 'stopped');
  // Ready again after the massage, or never started: somebody pressed stop.
  if (run.heldKeys === null && state === 'ready' && (run.zeroMs >= 0 || run.stopPressed))
    return end(run, 'stopped');
  return false;
}

function outcomeOfHistory(run: Run<RunBoard>): RunReport['outcome'] {
  // The chair was switched off before the fault had been watched to the end.
  if (run.faultMs > 0) return 'faulted';
  const ended = run.controller.control.session.history.at(-1)?.ended;
  return ended === 'completed' || ended === 'timer' ? 'completed' : 'stopped';
}

function end(run: Run<RunBoard>, outcome: RunReport['outcome']): true {
  run.outcome = outcome;
  run.endedAtMs = programMs(run);
  return true;
}

/** The report of a run that is over. */
export function reportOf(run: Run<RunBoard>, wallMs: number): RunReport {
  if (run.outcome === 'running') throw new Error('The run is not over.');
  return {
    program: run.plan.program,
    board: run.options.board.kind,
    seed: run.options.seed,
    ...(run.options.seed === null ? { measured: true as const } : {}),
    outcome: run.outcome,
    plannedMs: run.plan.plannedMs,
    elapsedMs: Math.max(0, run.endedAtMs),
    wallMs: Math.round(wallMs * 10) / 10,
    ...observed(run.observer),
    // Without a first step their times have no zero.
    faults: run.zeroMs < 0 ? run.faults.map((fault) => ({ ...fault, atMs: -1 })) : run.faults,
  };
}
