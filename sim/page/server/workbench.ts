/**
 * The workbench: a simulated chair with hands on its remote, somebody to break it, a recording of all it does and
 * a log of all that was done to it. Chair time only: what drives it decides how fast. The same set-up and the
 * same log give the same recording on every machine.
 */
import { type KeyName, keyBit, keyNames } from '../../../src/chair/names.ts';
import { referenceChair } from '../../../src/chair/specification.ts';
import { setPrograms } from '../../../src/control/tick.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import type { ChairBoard } from '../../boards/board.ts';
import { isFaultName } from '../../plant/faults.ts';
import { setAmbient, setKeys } from '../../plant/plant.ts';
import { breakHost, isHostFaultName } from '../../run/hostfaults.ts';
import { carryOut, createSimulation, decide, type Simulation } from '../../run/simulation.ts';
import type { Action, BoardKind } from '../protocol.ts';
import { type Chronicle, createChronicle, follow } from './chronicle.ts';
import { createSampler, type Sampler, sample } from './moment.ts';
import { addTick, createRecording, type Recording } from './recording.ts';

const { tickMs } = referenceChair;

export interface Setup {
  readonly plans: readonly Plan[];
  /** Index of the program chosen first. */
  readonly program: number;
  readonly seed: number;
  readonly ambientC: number;
  readonly personKg: number;
  readonly board: BoardKind;
}

/** What is plugged in beside the board: the service port. Has its say before and after each decision. */
export interface BenchPort {
  before(bench: Workbench): void;
  after(bench: Workbench): void;
}

export interface Workbench {
  readonly setup: Setup;
  readonly simulation: Simulation;
  readonly recording: Recording;
  readonly chronicle: Chronicle;
  readonly sampler: Sampler;
  /** Keys held down, one bit a key. */
  hand: number;
  /** Everything done to the chair so far, and what is still to be done at its time. */
  readonly log: Action[];
  readonly ahead: Action[];
  readonly broken: Record<string, string>;
  /** Plans as the page knows them: those of the chair first, then those that came later. */
  plans: Plan[];
  /** A thumb that presses power, then start as soon as the chair is ready. */
  thumb: 'no' | 'power' | 'ready' | 'start';
  thumbUntilMs: number;
  /** New programs wait here while a session runs. */
  waitingPlans: readonly Plan[] | null;
  port: BenchPort | null;
}

/** Presses of the thumb, and of `press` in scenarios. */
const pressMs = 100;
/** Actions kept; more than anybody does by hand in a day. */
const logMost = 10_000;

export function createWorkbench(setup: Setup, board: ChairBoard): Workbench {
  const simulation = createSimulation(board, { programs: setup.plans, program: setup.program });
  return {
    setup,
    simulation,
    recording: createRecording(),
    chronicle: createChronicle(),
    sampler: createSampler(),
    hand: 0,
    log: [],
    ahead: [],
    broken: {},
    plans: [...setup.plans],
    thumb: 'no',
    thumbUntilMs: 0,
    waitingPlans: null,
    port: null,
  };
}

export function nowOf(bench: Workbench): number {
  return bench.simulation.nowMs;
}

/** One tick of chair time. */
export function stepBench(bench: Workbench): void {
  const { simulation, ahead } = bench;
  while (ahead.length > 0 && ahead[0]!.atMs <= simulation.nowMs) carryOutAction(bench, ahead.shift()!);
  if (bench.thumb !== 'no') moveThumb(bench);
  setKeys(simulation.board.plant, bench.hand);
  bench.port?.before(bench);
  decide(simulation);
  bench.port?.after(bench);
  sample(bench.sampler, simulation);
  addTick(bench.recording, bench.sampler.values, bench.sampler.codes);
  const { control } = simulation;
  if (bench.waitingPlans !== null && !control.session.inSession) takePlans(bench, bench.waitingPlans);
  const plan = control.programs[control.session.program];
  if (plan !== undefined) follow(bench.chronicle, simulation, plan, planIndex(bench, plan));
  carryOut(simulation);
}

/** Does something to the chair now, and remembers it. Throws, and does nothing, on what the chair does not have. */
export function act(bench: Workbench, what: Omit<Action, 'atMs'>): void {
  carryOutAction(bench, { ...what, atMs: nowOf(bench) });
}

function carryOutAction(bench: Workbench, action: Action): void {
  const { simulation, broken } = bench;
  switch (action.do) {
    case 'down':
    case 'up': {
      if (!(keyNames as readonly string[]).includes(action.name))
        throw new Error(`There is no key ${action.name}.`);
      const bit = keyBit(action.name as KeyName);
      const before = bench.hand;
      bench.hand = action.do === 'down' ? before | bit : before & ~bit;
      if (bench.hand === before) return;
      break;
    }
    case 'fault':
      breakPart(simulation, action.name, action.value);
      if (action.value === 'none' && action.name !== 'person') delete broken[action.name];
      else if (action.name !== 'person') broken[action.name] = action.value;
      break;
    case 'choose':
      if (!chooseProgram(bench, action.name)) return;
      break;
    case 'ambient': {
      const celsius = Number(action.value);
      if (!(celsius >= -10 && celsius <= 50)) throw new Error(`A room of ${action.value} C: -10 to 50.`);
      setAmbient(simulation.board.plant, celsius);
      break;
    }
  }
  if (bench.log.length < logMost) bench.log.push(action);
}

function breakPart(simulation: Simulation, name: string, value: string): void {
  if (isHostFaultName(name)) breakHost(simulation.hostFaults, name, value);
  else if (isFaultName(name)) simulation.board.break(name, value);
  else throw new Error(`There is no fault "${name}".`);
}

export function mendAll(bench: Workbench): void {
  for (const name of Object.keys(bench.broken)) act(bench, { do: 'fault', name, value: 'none' });
}

/** Lets somebody press power, and start once the chair is ready. */
export function askToRun(bench: Workbench): void {
  const { state } = bench.simulation.control.session;
  bench.thumb = state === 'off' || state === 'fault' ? 'power' : 'ready';
}

function moveThumb(bench: Workbench): void {
  const { nowMs, control } = bench.simulation;
  const { state } = control.session;
  switch (bench.thumb) {
    case 'power':
      thumbPress(bench, 'power', 'ready');
      return;
    case 'start':
      thumbPress(bench, 'start', 'no');
      return;
    case 'ready':
      if (state === 'ready') bench.thumb = 'start';
      // Stopped, faulted or switched off meanwhile: the thumb lets it be.
      else if (state !== 'homing' && !(state === 'off' && nowMs - bench.thumbUntilMs < 1000))
        bench.thumb = 'no';
      return;
    case 'no':
      return;
  }
}

function thumbPress(bench: Workbench, key: KeyName, then: Workbench['thumb']): void {
  const { nowMs } = bench.simulation;
  if ((bench.hand & keyBit(key)) === 0) {
    bench.thumbUntilMs = nowMs + pressMs;
    act(bench, { do: 'down', name: key, value: '' });
    return;
  }
  if (nowMs < bench.thumbUntilMs) return;
  act(bench, { do: 'up', name: key, value: '' });
  bench.thumb = then;
}

/** Chooses the program the remote would run; false while a session runs. */
function chooseProgram(bench: Workbench, id: string): boolean {
  const { control } = bench.simulation;
  const index = control.programs.findIndex((plan) => plan.program === id);
  if (index < 0 || control.session.inSession) return false;
  control.session.program = index;
  return true;
}

/** The chair's programs from now on; while a session runs they wait for its end. */
export function offerPlans(bench: Workbench, plans: readonly Plan[]): void {
  if (bench.simulation.control.session.inSession) bench.waitingPlans = plans;
  else takePlans(bench, plans);
}

function takePlans(bench: Workbench, plans: readonly Plan[]): void {
  const { control } = bench.simulation;
  const chosen = control.programs[control.session.program]?.program;
  setPrograms(control, plans);
  control.session.program = Math.max(
    0,
    plans.findIndex((plan) => plan.program === chosen),
  );
  for (const plan of plans) if (!bench.plans.includes(plan)) bench.plans.push(plan);
  bench.waitingPlans = null;
}

export function planIndex(bench: Workbench, plan: Plan): number {
  return bench.plans.indexOf(plan);
}

/** Ticks from the beginning to a chair time. */
export function tickOf(atMs: number): number {
  return Math.floor(atMs / tickMs);
}
