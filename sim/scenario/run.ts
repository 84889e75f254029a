/**
 * Runs a scenario in chair time on the one simulation loop: steps take place between ticks, expectations are
 * judged on the true state after a tick. Deterministic: the same file gives the same run on every machine.
 */

import type { Chair } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { type KeyName, keyBit } from '../../src/chair/names.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import { formatDuration } from '../../src/codec/durations.ts';
import { carryOut } from '../../src/run/controller.ts';
import type { ChairBoard } from '../boards/board.ts';
import {
  breakSomething,
  chooseProgram,
  createSimulation,
  decideSimulation,
  type Simulation,
} from '../chair/simulation.ts';
import { packageOf } from '../chair/workshop.ts';
import { changeAround, setKeys } from '../plant/plant.ts';
import { createDutyWatch, watchDuties } from './duties.ts';
import {
  type Observable,
  type Observables,
  observablesOf,
  type Value,
  type View,
  valueText,
} from './observables.ts';
import type { ScenarioPrograms } from './programs.ts';
import type { Condition, FaultOrder, Scenario, Step, TechnicianOrder } from './scenario.ts';
import { createWindow, keepRow, type Window, windowText } from './window.ts';

/** Duration of a `press`. */
const pressMs = 100;
/** Least time between two key presses. */
const keyGapMs = 100;
/** Held keys are released a tick later: the chair looks once a tick, and must see them down for the whole time. */
const holdMs = (forMs: Milliseconds): Milliseconds => forMs + tickMs;
/** After the last step the run goes on until the chair has been at rest (off, ready or in fault) for this long, ... */
const restMs = 5000;
/** ... but no longer than this. */
const restWithinMs = 40 * 60_000;
/** How long the run goes on after a failure, so that its window shows what followed. */
const afterFailureMs = 100;

export interface Failure {
  readonly step: Step;
  /** Chair time. */
  readonly atMs: Milliseconds;
  readonly expected: string;
  readonly was: string;
  /** A table, line by line. */
  readonly window: readonly string[];
}

/** An observer of a run that may end it. */
export interface ScenarioJudge {
  /** Called after each tick; returns what is wrong, or null. */
  tick(simulation: Simulation): string | null;
  /** Called before a fault is injected or cleared. */
  fault(order: FaultOrder, simulation: Simulation): void;
  /** Called before a technician is given an order. */
  technician?(order: TechnicianOrder, simulation: Simulation): void;
}

export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly simulation: Simulation;
  readonly view: View;
  readonly observables: Observables;
  /** Null if no failure text is needed. */
  readonly window: Window | null;
  /** Called with every tick and every injected fault; null if there is none. */
  readonly judge: ScenarioJudge | null;
  /** The step under way (after the last, the number of steps), since when, and until when it lasts. */
  step: number;
  begun: boolean;
  sinceMs: Milliseconds;
  untilMs: Milliseconds;
  /** The program ids of `choose` steps. */
  readonly chosen: ReadonlyMap<Step, string>;
  /** Keys held by the step under way, and when the last keys were released. */
  keys: number;
  upSinceMs: Milliseconds;
  /** Conditions of `always`, each with its step and since when. */
  readonly always: { readonly step: Step; readonly condition: Condition; readonly sinceMs: Milliseconds }[];
  failure: Failure | null;
}

export function createScenarioRun(
  scenario: Scenario,
  chair: Chair,
  board: ChairBoard,
  programs: ScenarioPrograms,
  judge: ScenarioJudge | null = null,
  showsWindow = true,
): ScenarioRun {
  const simulation = createSimulation(board, {
    chair,
    programs: programs.plans,
    program: programs.chosen,
  });
  const observables = observablesOf(chair);
  return {
    scenario,
    simulation,
    observables,
    view: { simulation, duties: createDutyWatch(simulation.board.plant) },
    window: showsWindow ? createWindow(observables) : null,
    judge,
    chosen: programs.chosenBy,
    step: 0,
    begun: false,
    sinceMs: 0,
    untilMs: 0,
    keys: 0,
    upSinceMs: -keyGapMs,
    always: [],
    failure: null,
  };
}

/** Advances the run by one tick; false when it is over, with or without a failure. */
export function stepScenario(run: ScenarioRun): boolean {
  takeSteps(run);
  if (run.failure !== null || isOver(run)) return false;
  advance(run);
  judgeAlways(run);
  if (run.judge !== null && run.failure === null) askJudge(run, run.judge);
  return run.failure === null;
}

/** Runs from the first step to the end. */
export function runScenario(run: ScenarioRun): Failure | null {
  while (stepScenario(run)) {
    // Each turn is a tick.
  }
  return run.failure;
}

function advance(run: ScenarioRun): void {
  const { simulation, view } = run;
  decideSimulation(simulation);
  carryOut(simulation);
  // A run that only a judge watches needs no duties and no window.
  if (run.window === null) return;
  watchDuties(view.duties, simulation.board);
  keepRow(run.window, view);
}

/** What the judge finds is reported at the step under way. */
function askJudge(run: ScenarioRun, judge: ScenarioJudge): void {
  const wrong = judge.tick(run.simulation);
  if (wrong === null) return;
  const atMs = run.simulation.nowMs;
  const { steps } = run.scenario;
  const step = steps[Math.min(run.step, steps.length - 1)];
  if (step === undefined) throw new Error(wrong);
  const names = [
    'carriage.mm',
    'carriage.moving',
    'kneader.moving',
    ...run.simulation.options.chair.pads.map(({ name }) => `surface.${name}`),
    'relay',
  ];
  run.failure = {
    step,
    atMs,
    expected: 'every invariant',
    was: wrong,
    window: lastRows(run, names, atMs, atMs),
  };
}

function lastRows(
  run: ScenarioRun,
  names: readonly string[],
  zeroMs: number,
  atMs: number,
): readonly string[] {
  if (run.window === null) return [];
  const fromMs = Math.min(zeroMs, atMs - 200) - 60;
  return windowText(run.window, names, fromMs, run.simulation.nowMs, zeroMs, atMs);
}

/** Begins and ends steps until one takes time. */
function takeSteps(run: ScenarioRun): void {
  const { scenario, simulation } = run;
  while (run.failure === null) {
    const step = scenario.steps[run.step];
    if (step === undefined) return;
    if (!run.begun) {
      if (!mayBegin(run, step)) return;
      run.begun = true;
      run.untilMs = simulation.nowMs;
      begin(run, step);
    }
    if (!isDone(run, step)) return;
    finish(run);
    run.step++;
    run.begun = false;
    run.sinceMs = simulation.nowMs;
    run.untilMs = simulation.nowMs;
  }
}

function keysOf(step: Step): readonly KeyName[] {
  return step.kind === 'press' ? [step.key] : step.kind === 'hold' ? step.keys : [];
}

function mayBegin(run: ScenarioRun, step: Step): boolean {
  return keysOf(step).length === 0 || run.simulation.nowMs - run.upSinceMs >= keyGapMs;
}

function begin(run: ScenarioRun, step: Step): void {
  const { simulation } = run;
  switch (step.kind) {
    case 'press':
    case 'hold':
      for (const key of keysOf(step)) run.keys |= keyBit(key);
      setKeys(simulation.board.plant, run.keys);
      run.untilMs = simulation.nowMs + (step.kind === 'press' ? pressMs : holdMs(step.forMs));
      return;
    case 'wait':
      run.untilMs = simulation.nowMs + step.forMs;
      return;
    case 'expect':
      run.untilMs = run.sinceMs + (step.withinMs ?? 0);
      return;
    case 'always':
      for (const condition of step.conditions) {
        run.always.push({ step, condition, sinceMs: simulation.nowMs });
      }
      judgeAlways(run);
      return;
    case 'fault':
      for (const order of step.faults) {
        run.judge?.fault(order, simulation);
        breakSomething(simulation, order.name, order.value);
      }
      return;
    case 'around':
      changeAround(simulation.board.plant, step.change);
      return;
    case 'choose':
      if (!chooseProgram(simulation, run.chosen.get(step) ?? '')) {
        const says = 'no session, and the program on the remote';
        fail(run, step, { observable: 'state', says, holds: () => false }, null);
      }
      return;
    case 'technician':
      run.judge?.technician?.(step.order, simulation);
      startTechnicianJob(simulation, step.order);
      return;
  }
}

function startTechnicianJob({ technician }: Simulation, order: TechnicianOrder): void {
  if (order.do === 'flash') {
    const { program } = order;
    technician.ahead.push({ do: 'flash', id: program.id, package: packageOf(program) });
  } else technician.ahead.push(order);
}

function isDone(run: ScenarioRun, step: Step): boolean {
  const { nowMs } = run.simulation;
  if (step.kind !== 'expect') return nowMs >= run.untilMs;
  const broken = step.conditions.find((condition) => !holds(run, condition));
  if (broken === undefined) return true;
  // The next check comes a tick later; if that is too late, this was the last.
  if (nowMs + tickMs > run.untilMs) fail(run, step, broken, step.withinMs);
  return false;
}

function finish(run: ScenarioRun): void {
  if (run.keys === 0) return;
  run.upSinceMs = run.simulation.nowMs;
  run.keys = 0;
  setKeys(run.simulation.board.plant, 0);
}

function isOver(run: ScenarioRun): boolean {
  if (run.step < run.scenario.steps.length) return false;
  const restedMs = run.simulation.nowMs - run.sinceMs;
  if (restedMs >= restWithinMs) return true;
  const state = read(run, run.observables['state']!);
  const resting = state === 'off' || state === 'ready' || state === 'fault';
  if (!resting) run.untilMs = run.simulation.nowMs;
  return resting && run.simulation.nowMs - run.untilMs >= restMs;
}

function judgeAlways(run: ScenarioRun): void {
  for (const { step, condition } of run.always) {
    if (run.failure === null && !holds(run, condition)) fail(run, step, condition, null);
  }
}

function read(run: ScenarioRun, observable: Observable): Value {
  return observable.read(run.view);
}

function holds(run: ScenarioRun, condition: Condition): boolean {
  return condition.holds(read(run, run.observables[condition.observable]!));
}

function fail(run: ScenarioRun, step: Step, condition: Condition, withinMs: Milliseconds | null): void {
  const { simulation } = run;
  const observable = run.observables[condition.observable]!;
  const within = withinMs === null ? '' : ` within ${spanText(withinMs)}`;
  const expected = `${step.kind === 'always' ? 'always ' : ''}${condition.says}${within}`;
  const value = read(run, observable);
  // Rounded, the value might look as expected.
  const isNear = observable.kind === 'number' && condition.holds(Math.round(Number(value) * 100) / 100);
  const was = `${condition.observable} ${valueText(observable, value, isNear)}`;
  const atMs = simulation.nowMs;
  const zeroMs = step.kind === 'always' ? atMs : run.sinceMs;
  const names =
    step.kind === 'expect' || step.kind === 'always' ? step.conditions.map((one) => one.observable) : [];
  // The window also shows what follows; nothing is judged any more.
  const endMs = atMs + afterFailureMs;
  while (simulation.nowMs < endMs) advance(run);
  run.failure = { step, atMs, expected, was, window: lastRows(run, names, zeroMs, atMs) };
}

/** `150 ms`, `40 s`, `1 min 30 s`. */
function spanText(ms: Milliseconds): string {
  return ms % 1000 === 0 ? formatDuration(ms) : `${ms} ms`;
}
