/**
 * The workspace: a simulated chair, the keys held on its remote, the faults injected into it, a recording of everything it does
 * and a list of all actions on it. It uses chair time only; its caller decides how fast that passes. The same set-up and
 * actions give the same recording on every machine.
 */

import type { Chair } from '../../../src/chair/chair.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import { type KeyName, keyBit, keyNames } from '../../../src/chair/names.ts';
import { offerPrograms } from '../../../src/machine/machine.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import { carryOut } from '../../../src/run/controller.ts';
import { firstKey, nothingStarts } from '../../../src/run/first-key.ts';
import type { LoadedProgram } from '../../../src/service/flashed.ts';
import type { Inbox } from '../../../src/service/inbox.ts';
import type { ChairBoard } from '../../boards/board.ts';
import { isHostFaultName, readHostFault } from '../../chair/host-faults.ts';
import {
  breakSomething,
  chooseProgram,
  createSimulation,
  decideSimulation,
  type Simulation,
} from '../../chair/simulation.ts';
import { type FaultName, isFaultName, readFaultValue } from '../../plant/faults.ts';
import { changeAround, setAmbient, setKeys } from '../../plant/plant.ts';
import type { RoughKind } from '../../rough/kinds.ts';
import type { Action, BoardKind } from '../protocol.ts';
import { changeOf } from './around.ts';
import { createEventLog, type EventLog, logAction, logTick } from './event-log.ts';
import { createSampler, type Sampler, sample, truthOf } from './moment.ts';
import { addTick, createRecording, type Recording } from './recording.ts';

export interface Setup {
  readonly chair: Chair;
  readonly plans: readonly Plan[];
  /** Ids of the plans that do not ship with the chair. */
  readonly own?: readonly string[];
  /** Index of the program chosen first. */
  readonly program: number;
  readonly seed: number;
  readonly ambientC: number;
  readonly personKg: number;
  readonly board: BoardKind;
  readonly rough: readonly RoughKind[];
}

export interface Workspace {
  readonly setup: Setup;
  readonly simulation: Simulation;
  readonly recording: Recording;
  readonly eventLog: EventLog;
  readonly sampler: Sampler;
  /** Keys held down, one bit per key. */
  heldKeys: number;
  /** Actions done so far, and actions still to be done, by time. */
  readonly actions: Action[];
  readonly scheduled: Action[];
  readonly injected: Record<string, string>;
  /** The page's list of plans: first those of the chair, then those added later. */
  plans: Plan[];
  /** State of an automatic start, which works as a person would: presses power, awaits ready, presses start. */
  autoStart: 'idle' | 'press-power' | 'await-ready' | 'press-start' | 'await-off';
  autoPressEndMs: number;
  /** The chair's programs when last checked for changes. */
  knownPrograms: readonly Plan[];
  /** Called when the flashed programs have changed. */
  onFlashed: (loaded: readonly LoadedProgram[]) => void;
  knownFlashed: readonly LoadedProgram[];
}

/** Length of an automatic press, as of `press` in scenarios. */
const pressMs = 100;
/** Most actions kept: more than a person does by hand in a day. */
const actionsMost = 10_000;

export function createWorkspace(setup: Setup, board: ChairBoard, inbox: Inbox): Workspace {
  const { chair, plans: programs, own = [], program, seed } = setup;
  const simulation = createSimulation(board, {
    chair,
    programs,
    own,
    program,
    seed,
    inbox,
  });
  simulation.wallClock = () => Date.now();
  return {
    setup,
    simulation,
    recording: createRecording(),
    eventLog: createEventLog(),
    sampler: createSampler(),
    heldKeys: 0,
    actions: [],
    scheduled: [],
    injected: {},
    plans: [...setup.plans],
    autoStart: 'idle',
    autoPressEndMs: 0,
    knownPrograms: simulation.control.programs,
    onFlashed: () => {},
    knownFlashed: simulation.machine.service.loaded,
  };
}

/** Schedules an action. */
export function scheduleAction({ scheduled }: Workspace, action: Action): void {
  scheduled.push(action);
  scheduled.sort((one, other) => one.atMs - other.atMs);
}

export function nowOf(workspace: Workspace): number {
  return workspace.simulation.nowMs;
}

/** One tick of chair time. */
export function stepWorkspace(workspace: Workspace): void {
  const { simulation, scheduled } = workspace;
  while (scheduled.length > 0 && scheduled[0]!.atMs <= simulation.nowMs)
    carryOutAction(workspace, scheduled.shift()!);
  if (workspace.autoStart !== 'idle') stepAutoStart(workspace);
  setKeys(simulation.board.plant, workspace.heldKeys);
  decideSimulation(simulation);
  const { control } = simulation;
  if (control.programs !== workspace.knownPrograms) notePrograms(workspace);
  const plan = control.programs[control.session.program];
  const chosen = plan === undefined ? -1 : planIndex(workspace, plan);
  sample(workspace.sampler, simulation.options.chair, simulation, truthOf(simulation), chosen);
  addTick(workspace.recording, workspace.sampler.values, workspace.sampler.codes);
  if (plan !== undefined)
    logTick(workspace.eventLog, simulation, simulation.board.plant.carriageMm, plan, chosen);
  carryOut(simulation);
  const { loaded } = simulation.machine.service;
  if (loaded !== workspace.knownFlashed) {
    workspace.knownFlashed = loaded;
    workspace.onFlashed(loaded);
  }
}

/** Does an action on the chair now and logs it. Throws and does nothing if the chair does not have the part. */
export function act(workspace: Workspace, what: Omit<Action, 'atMs'>): void {
  carryOutAction(workspace, { ...what, atMs: nowOf(workspace) });
}

/** Throws if the chair does not have what the action needs. */
export function checkAction({ setup: { chair } }: Workspace, { do: what, name, value }: Action): void {
  if (what === 'down' || what === 'up') {
    if (!(keyNames as readonly string[]).includes(name)) throw new Error(`There is no key ${name}.`);
    if (chair.wiring.keys[name as KeyName] === null)
      throw new Error(`The remote of ${chair.model} has no key ${name}.`);
  }
  if (what === 'fault') checkFault(chair, name, value);
  if (what === 'ambient' && !(Number(value) >= -10 && Number(value) <= 50))
    throw new Error(`A room of ${value} C: -10 to 50.`);
  if (what === 'around') changeOf(name, value, chair);
}

function checkFault({ pads }: Chair, name: string, value: string): void {
  const isOfHost = isHostFaultName(name);
  if (!isOfHost && !isFaultName(name, pads)) throw new Error(`There is no fault "${name}".`);
  const read = isOfHost ? readHostFault(name, value) : readFaultValue(name, value);
  if (typeof read === 'string') throw new Error(read);
}

function carryOutAction(workspace: Workspace, action: Action): void {
  const { simulation, injected } = workspace;
  checkAction(workspace, action);
  switch (action.do) {
    case 'down':
    case 'up': {
      const bit = keyBit(action.name as KeyName);
      const before = workspace.heldKeys;
      workspace.heldKeys = action.do === 'down' ? before | bit : before & ~bit;
      if (workspace.heldKeys === before) return;
      break;
    }
    case 'fault':
      breakSomething(simulation, action.name as FaultName, action.value);
      if (action.value === 'none' && action.name !== 'person') delete injected[action.name];
      else if (action.name !== 'person') injected[action.name] = action.value;
      break;
    case 'choose':
      if (!chooseProgram(simulation, action.name)) return;
      break;
    case 'ambient':
      setAmbient(simulation.board.plant, Number(action.value));
      break;
    case 'around':
      changeAround(simulation.board.plant, changeOf(action.name, action.value, workspace.setup.chair));
      break;
  }
  if (workspace.actions.length >= actionsMost) return;
  workspace.actions.push(action);
  logAction(workspace.eventLog, action);
}

export function clearFaults(workspace: Workspace): void {
  for (const name of Object.keys(workspace.injected)) act(workspace, { do: 'fault', name, value: 'none' });
}

/** Presses power, and start once the chair is ready. Throws if the remote has neither key. */
export function startProgram(workspace: Workspace): void {
  firstKeyOf(workspace);
  const { state } = workspace.simulation.control.session;
  workspace.autoStart = state === 'off' || state === 'fault' ? 'press-power' : 'await-ready';
}

function firstKeyOf({ setup }: Workspace): KeyName {
  const key = firstKey(setup.chair);
  if (key === null) throw new Error(nothingStarts);
  return key;
}

function stepAutoStart(workspace: Workspace): void {
  const { nowMs, control } = workspace.simulation;
  const { state } = control.session;
  switch (workspace.autoStart) {
    case 'press-power':
      pressAutomatically(workspace, firstKeyOf(workspace), 'await-ready');
      return;
    case 'press-start':
      // A chair without a start key is switched off when ready, and starts when it is switched on again.
      if (workspace.setup.chair.wiring.keys.start === null)
        pressAutomatically(workspace, firstKeyOf(workspace), 'await-off');
      else pressAutomatically(workspace, 'start', 'idle');
      return;
    case 'await-ready':
      if (state === 'ready') workspace.autoStart = 'press-start';
      // The chair was stopped, faulted or switched off meanwhile, so the start is given up.
      else if (state !== 'homing' && !(state === 'off' && nowMs - workspace.autoPressEndMs < 1000))
        workspace.autoStart = 'idle';
      return;
    case 'await-off':
      if (state === 'off') workspace.autoStart = 'press-power';
      else if (state !== 'parking' && nowMs - workspace.autoPressEndMs >= 1000) workspace.autoStart = 'idle';
      return;
    case 'idle':
      return;
  }
}

function pressAutomatically(workspace: Workspace, key: KeyName, then: Workspace['autoStart']): void {
  const { nowMs } = workspace.simulation;
  if ((workspace.heldKeys & keyBit(key)) === 0) {
    workspace.autoPressEndMs = nowMs + pressMs;
    act(workspace, { do: 'down', name: key, value: '' });
    return;
  }
  if (nowMs < workspace.autoPressEndMs) return;
  act(workspace, { do: 'up', name: key, value: '' });
  workspace.autoStart = then;
}

/** Gives the chair these programs; during a session they are applied at its end. */
export function offerPlans({ simulation }: Workspace, plans: readonly Plan[]): void {
  offerPrograms(simulation.machine, plans);
}

function notePrograms(workspace: Workspace): void {
  const { programs } = workspace.simulation.control;
  workspace.knownPrograms = programs;
  for (const plan of programs) if (!workspace.plans.includes(plan)) workspace.plans.push(plan);
}

export function planIndex(workspace: Workspace, plan: Plan): number {
  return workspace.plans.indexOf(plan);
}

/** The tick at a chair time. */
export function tickOf(atMs: number): number {
  return Math.floor(atMs / tickMs);
}
