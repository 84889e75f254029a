/**
 * One chair put together, pure: tick, arming, service jobs, installed programs, shown problems, what is to be kept and
 * which answers wait for that. `serve`, `run`, `test`, `campaign` and the page all step this machine.
 *
 * Its caller has a board, a disk and perhaps a service port; the machine has none of them, and no clock. It never
 * waits: a turn gives out what is to be written, and a later turn is given the result. Nothing is acknowledged
 * before it is kept. A restart is a machine opened from what the disk holds.
 */
import type { Chair } from '../chair/chair.ts';
import { sessionLimits } from '../chair/limits.ts';
import { clearPower, type Outputs } from '../chair/outputs.ts';
import { createSensors, type Sensors } from '../chair/sensors.ts';
import type { Milliseconds } from '../chair/units.ts';
import { addEvent, type ChairEvent, takeEvents } from '../control/events.ts';
import { reportFault } from '../control/guard/guard.ts';
import type { PageTrigger } from '../control/session/triggers.ts';
import { type Control, createControl, setPrograms, tick } from '../control/tick.ts';
import type { Plan } from '../program/plan/plan.ts';
import type { ServiceWorld } from '../service/machine.ts';
import { type LineEvent, settle, stepService, takeIn } from '../service/server.ts';
import * as serving from '../service/service.ts';
import { documents, type KeptClock } from '../store/documents.ts';
import type { DiskImage, DiskResult, Keep, KeepOutcome } from '../store/keep.ts';
import { report } from '../store/problems.ts';
import { logText, openStore, type Store } from '../store/store.ts';
import { type Arming, askToArm, createArming } from './arming.ts';
import { blockedWayOf } from './blocked-way.ts';
import * as carrying from './carry-over.ts';
import { currentOf } from './current.ts';
import { changesSettings, logOf, wallClock } from './events.ts';
import { historyOf } from './history.ts';
import { frameRecords } from './last-frames.ts';
import { type Counting, countEvent, countUse, createCounting, isKeepDue } from './lifetime.ts';
import { endedByMistake } from './mistake.ts';
import {
  createPageOrders,
  endAccepted,
  orderFromPage,
  type PageOrders,
  tellPageOrders,
} from './page-orders.ts';
import { type Plans, planOf } from './plans.ts';
import { createPunctuality, notePunctuality, type Punctuality } from './punctuality.ts';
import {
  beginSelfTest,
  type SelfTestRun,
  selfTestReport,
  serviceJobOf,
  verdictOf,
  watchSelfTest,
} from './self-test-run.ts';
import { showProblems } from './shown-problems.ts';
import { faultsOf, type Readable, statusOf } from './status.ts';
import { createToldFaults, type ToldFaults, untoldFaults, wasTold } from './untold-faults.ts';
import {
  createWriteQueue,
  giveOrders,
  type KeepOrder,
  keepAsked,
  keepCurrent,
  keepOwn,
  takeResult,
  type WriteQueue,
} from './write-queue.ts';

export interface MachineOptions {
  readonly chair: Chair;
  /** The programs that ship with the chair, in the order of the remote. */
  readonly factory: readonly Plan[];
  /** Ids of shipped programs that may be flashed over nevertheless: a simulator's own files. */
  readonly own?: readonly string[];
  /** Ids of shipped programs whose files are damaged: they are left out and reported. */
  readonly damaged?: readonly string[];
  /** The chair file that could not be read: `chair` is a stand-in, and nothing is driven. */
  readonly noChairFile?: string;
  readonly software: string;
  /** The program and the timer (minutes) chosen at first, where nothing was kept. */
  readonly program?: string;
  readonly minutes?: number;
  /** The first session after switching on starts gently; by default it does. */
  readonly gentle?: boolean;
}

export interface Machine {
  readonly options: MachineOptions;
  readonly control: Control;
  readonly store: Store;
  readonly service: serving.Service;
  readonly queue: WriteQueue;
  readonly arming: Arming;
  readonly selfTest: SelfTestRun;
  readonly pageOrders: PageOrders;
  readonly punctuality: Punctuality;
  readonly carryOver: carrying.CarryOver;
  readonly counting: Counting;
  readonly toldFaults: ToldFaults;
  readonly plans: Plans;
  /** What the board gave in this turn. */
  sensors: Sensors;
  /** The programs that ship, as they are now: an author in the simulator may change them. */
  factory: readonly Plan[];
  programsDue: boolean;
  /** What the service port sees and may do; brought up to date each turn. */
  readonly world: Mutable<ServiceWorld>;
  /** The write of the last change of the settings; 0: none. */
  settingsTicket: number;
  readonly turn: Turn;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What has reached the machine since its last turn. */
export interface TurnInputs {
  /** When the tick is due, in chair time; all times but the tick's lateness are measured in this. */
  readonly dueMs: Milliseconds;
  /** When the tick really runs. */
  readonly nowMs: Milliseconds;
  /** The wall clock, ms since 1970, or null where the chair has none. */
  readonly wallMs: number | null;
  /** What to keep where a technician sets the clock to this (ms since 1970) now. */
  readonly clockSetTo: (wallMs: number) => KeptClock;
  /** What came over the service port, in order. */
  readonly heard: readonly LineEvent[];
  /** Orders from pages of the chair, in order. */
  readonly ordered: readonly PageTrigger[];
  /** The last frames on the line to the controller, for the log of a link fault. */
  readonly board: { lastFrames?(): readonly string[] };
  /** Results of finished writes. */
  readonly written: readonly { readonly id: number; readonly result: DiskResult }[];
}

/** What a turn gives out beside the outputs; the same object each time. */
export interface Turn {
  readonly events: ChairEvent[];
  readonly keep: KeepOrder[];
  readonly answers: { connection: number; bytes: Uint8Array }[];
  /** A technician has set the clock, and it is kept: the wall clock goes by this. */
  clock: KeptClock | null;
  /** The controller is to restart once the answers have gone out; everything is off by then. */
  reset: boolean;
}

/** Opens a chair: what the disk holds is in force; damaged programs are left out and reported. */
export function openMachine(options: MachineOptions, image: DiskImage): Machine {
  const { store, writes } = openStore(image);
  const { locked, program, minutes, memories } = store.settings;
  const { history, sessionNumber } = historyOf(logText(store, 'sessions'));
  const control = createControl(options.chair, {
    programs: options.factory,
    memories,
    history,
    sessionNumber: Math.max(sessionNumber, store.lifetime.sessions),
    locked,
    boot: store.boot,
    gentle: options.gentle !== false,
    minutes: minutes > 0 ? minutes : (options.minutes ?? sessionLimits.defaultMinutes),
  });
  const faultLog = logText(store, 'faults');
  control.sequencer.blockedWay = blockedWayOf(faultLog, store.boot);
  if (endedByMistake(faultLog, store.boot)) reportFault(control.guard, 'E58', 0);
  const turn: Turn = { events: [], keep: [], answers: [], clock: null, reset: false };
  const selfTest: SelfTestRun = { testing: false, tested: false };
  const queue = createWriteQueue(writes);
  const machine: Machine = {
    options,
    control,
    store,
    service: serving.createService(
      options.factory
        .filter(({ program }) => options.own?.includes(program) !== true)
        .map(({ program: id, name, version }) => ({ id, name, version })),
      options.chair,
    ),
    queue,
    arming: createArming(),
    selfTest,
    pageOrders: createPageOrders(),
    punctuality: createPunctuality(),
    carryOver: carrying.openCarryOver(
      control.guard,
      store.accounts,
      areAccountsKnown(store),
      store.boot === 1,
    ),
    counting: createCounting(store.lifetime),
    toldFaults: createToldFaults(),
    plans: new WeakMap(),
    sensors: unheard(options.chair),
    factory: options.factory,
    programsDue: false,
    settingsTicket: 0,
    world: createWorld(() => machine, options, store),
    turn,
  };
  serving.reloadPrograms(machine.service, store);
  installPrograms(machine);
  const wanted = program === '' ? options.program : program;
  control.session.program = Math.max(
    0,
    control.programs.findIndex((plan) => plan.program === wanted),
  );
  return machine;
}

/** Whether the accounts could be read and can be kept: in a store of a newer version nothing is kept. */
function areAccountsKnown({ newer, problems }: Store): boolean {
  return newer === 0 && !problems.some(({ file }) => file === documents.accounts.file);
}

/** What the service port sees and may do; `machine` once it is put together. */
function createWorld(
  machine: () => Machine,
  { chair, noChairFile, software }: MachineOptions,
  store: Store,
): Mutable<ServiceWorld> {
  const readable: Readable = {
    wiring: chair.wiring,
    chairFile: noChairFile === undefined ? 'read' : 'missing',
  };
  return {
    nowMs: 0,
    state: 'off',
    wallMs: null,
    software,
    store,
    status() {
      const { control, sensors, punctuality, world } = machine();
      return statusOf(control, sensors, punctuality, readable, world);
    },
    faults: () => faultsOf(machine().control),
    lifetime: () => machine().counting,
    selfTest: () => selfTestReport(machine().selfTest, machine().control),
    startSelfTest(key) {
      const refusal = beginSelfTest(machine().selfTest, machine().control, machine().sensors.link);
      if (refusal === null)
        machine().world.logWork({ what: 'self-test', key, subject: '', before: '', after: 'begun' });
      return refusal;
    },
    keep: (what) => keepAsked(machine().queue, what),
    logWork(work) {
      const { boot } = machine().control.session;
      const atMs = machine().world.nowMs;
      keepLine(machine(), {
        what: 'log',
        log: 'work',
        record: { boot, atMs, ...work, ...wallClock(machine().world.wallMs) },
      });
    },
    clockSetTo: noClock,
    setClock(clock) {
      machine().turn.clock = clock;
    },
    reset() {
      machine().turn.reset = true;
    },
    programsChanged() {
      machine().programsDue = true;
    },
    settingsRestored: () => takeSettings(machine()),
    send: (connection, bytes) => machine().turn.answers.push({ connection, bytes }),
  };
}

/** For a machine whose caller has no clock: it stands at what it was set to. */
export const noClock = (setMs: number): KeptClock => ({ setMs, systemMs: 0, systemBoot: '' });

/** Before the first turn no controller has answered. */
function unheard(chair: Chair): Sensors {
  const sensors = createSensors(chair);
  sensors.link.connected = false;
  return sensors;
}

/** One turn of the chair. Writes all of `outputs`; the returned value is valid until the next turn. */
export function turn(machine: Machine, sensors: Sensors, inputs: TurnInputs, outputs: Outputs): Turn {
  const { control, service, store, queue, selfTest, world, turn: told } = machine;
  clear(told);
  machine.sensors = sensors;
  notePunctuality(machine.punctuality, inputs.dueMs, inputs.nowMs);
  world.nowMs = inputs.dueMs;
  world.state = control.session.state;
  world.wallMs = inputs.wallMs;
  world.clockSetTo = inputs.clockSetTo;
  for (const { id, result } of inputs.written) {
    const lost = !result.ok && queue.writing?.kind === 'accounts';
    carrying.noteWrite(machine.carryOver, control.guard, result.ok, lost, inputs.dueMs);
    const outcome = takeResult(queue, store, id, result);
    if (outcome !== null) ended(machine, id, outcome);
  }
  takeIn(service, inputs.heard);
  stepService(service, world);
  if (machine.programsDue && !control.session.inSession) installPrograms(machine);

  control.inputs.serviceActive = serving.takeActivity(service);
  control.inputs.confirmPending = serving.confirmPending(service, world);
  control.inputs.serviceJob = serviceJobOf(selfTest);
  for (const order of inputs.ordered)
    orderFromPage(machine.pageOrders, order, control.session.state, inputs.dueMs);
  tellPageOrders(machine.pageOrders, control.inputs, control.session.state, inputs.dueMs);
  tick(control, sensors, inputs.dueMs, outputs, inputs.nowMs);
  control.inputs.settingsKept = 'none';
  endAccepted(machine.pageOrders, control.session.pageAccepted);
  outputs.arm = askToArm(machine.arming, control.session.arm, sensors.link.trip, inputs.dueMs);
  outputs.state = control.session.state;
  if (told.reset) clearPower(outputs);
  if (carrying.isKeepDue(machine.carryOver, inputs.dueMs, inputs.wallMs)) keepCurrent(queue, 'accounts');
  countUse(machine.counting, outputs, control.heater.pads, inputs.dueMs);
  if (isKeepDue(machine.counting)) keepCurrent(queue, 'lifetime');
  showProblems(machine);
  const wasTesting = selfTest.testing;
  watchSelfTest(selfTest, control);
  if (wasTesting && !selfTest.testing) {
    const after = verdictOf(selfTestReport(selfTest, control));
    world.logWork({ what: 'self-test', key: '', subject: '', before: 'begun', after });
  }
  for (const event of untoldFaults(machine.toldFaults, control, inputs.dueMs))
    addEvent(control.session.events, event);
  if (control.session.events.list.length > 0) keepEvents(machine, inputs.board);
  giveOrders(
    queue,
    store,
    (kind) => currentOf(machine, kind),
    (order) => told.keep.push(order),
    (id, outcome) => ended(machine, id, outcome),
  );
  return told;
}

/** What waited for a ticket is told how that ended: a technician, or who has changed the settings at the remote. */
function ended(machine: Machine, id: number, outcome: KeepOutcome): void {
  settle(machine.service, id, outcome, machine.world);
  if (id === machine.settingsTicket) machine.control.inputs.settingsKept = outcome.ok ? 'kept' : 'failed';
}

/** Replaces the programs that ship; they are installed as soon as no session runs. */
export function offerPrograms(machine: Machine, factory: readonly Plan[]): void {
  machine.factory = factory;
  machine.programsDue = true;
}

/** Checks each list first: emptying one costs more, and in most turns all are empty. */
function clear(told: Turn): void {
  if (told.events.length > 0) told.events.length = 0;
  if (told.keep.length > 0) told.keep.length = 0;
  if (told.answers.length > 0) told.answers.length = 0;
  told.clock = null;
  told.reset = false;
}

function keepEvents(machine: Machine, board: TurnInputs['board']): void {
  const { control, queue, service, world, turn: told } = machine;
  for (const event of takeEvents(control.session.events)) {
    told.events.push(event);
    if (wasTold(machine.toldFaults, event)) continue;
    if (event.kind === 'confirm') serving.confirm(service, world);
    if (changesSettings(event)) machine.settingsTicket = keepCurrent(queue, 'settings');
    if (countEvent(machine.counting, event)) keepCurrent(queue, 'lifetime');
    const log = logOf(event, control, world.wallMs);
    if (log !== null) keepLine(machine, log);
    if (event.kind !== 'fault') continue;
    for (const record of frameRecords(event, control.session.boot, board.lastFrames?.() ?? [])) {
      keepLine(machine, { what: 'log', log: 'faults', record });
    }
  }
}

function keepLine({ queue, store }: Machine, line: Keep): void {
  if (keepOwn(queue, line)) return;
  report(store.problems, 'E62', line.what, 'the disk does not keep up; a line of the log is lost');
}

/** Factory programs first, in their order; then flashed programs, by name as the store keeps them. */
function installPrograms(machine: Machine): void {
  machine.programsDue = false;
  const flashed = machine.service.loaded.flatMap(({ id, program }) =>
    program === null || machine.options.own?.includes(id) === true
      ? []
      : [planOf(machine.plans, program, machine.options.chair)],
  );
  const { control } = machine;
  const chosen = control.programs[control.session.program]?.program;
  setPrograms(control, [...machine.factory, ...flashed]);
  const now = control.programs.findIndex((plan) => plan.program === chosen);
  control.session.program = Math.max(0, now);
}

/** Applies settings that a technician has restored. */
function takeSettings({ control, store }: Machine): void {
  const { memories, locked } = store.settings;
  control.session.memories = memories.map((memory) => ({ ...memory }));
  control.session.locked = locked;
}
