/**
 * The controller: one machine on one board, with the disk that holds its store. `serve`, `run`, `test`, `campaign` and
 * the page share its loop: read the board, turn, let the board carry the outputs out for 20 ms.
 */

import { tickMs } from '../chair/limits.ts';
import { createOutputs, type Outputs } from '../chair/outputs.ts';
import { createSensors, type Sensors } from '../chair/sensors.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { PageTrigger } from '../control/session/triggers.ts';
import type { Control } from '../control/tick.ts';
import { type Machine, noClock, type Turn, type TurnInputs, turn } from '../machine/machine.ts';
import { lastWords } from '../machine/mistake.ts';
import type { KeepOrder } from '../machine/write-queue.ts';
import { createInbox, type Inbox, sendTo, takeInbox } from '../service/inbox.ts';
import type { Board } from './board.ts';

/** Carries out the machine's writes, concurrently with the loop. */
export interface Disk {
  begin(order: KeepOrder): void;
  /** Writes that have ended since the last call. */
  take(nowMs: Milliseconds): TurnInputs['written'];
}

export interface Controller<B extends Board = Board> {
  readonly board: B;
  readonly disk: Disk;
  /** Replaced after a restart. */
  machine: Machine;
  readonly control: Control;
  readonly sensors: Sensors;
  readonly outputs: Outputs;
  /** Chair time of the next tick. */
  nowMs: Milliseconds;
  /** Requests of the service port, collected between two turns. */
  readonly inbox: Inbox;
  /** What pages of the chair have ordered since the last turn; whoever fills it keeps it to a few. */
  readonly ordered: PageTrigger[];
  /** The wall clock, ms since 1970, or null where there is none. */
  wallClock: () => number | null;
  /** What to keep where a technician sets that clock now. */
  clockSetTo: TurnInputs['clockSetTo'];
}

export function createController<B extends Board>(
  board: B,
  disk: Disk,
  machine: Machine,
  inbox: Inbox = createInbox(),
): Controller<B> {
  return {
    board,
    disk,
    machine,
    get control() {
      return this.machine.control;
    },
    sensors: createSensors(machine.options.chair),
    outputs: createOutputs(machine.options.chair),
    nowMs: 0,
    inbox,
    ordered: [],
    wallClock: () => null,
    clockSetTo: noClock,
  };
}

const nothingHeard: TurnInputs['heard'] = [];
const nothingOrdered: readonly PageTrigger[] = [];

/**
 * First half of a tick: read the board and decide. Nothing behind the board has moved on yet. `atMs` is when the tick
 * really runs, which may be late; `dueMs` is when it was due, if turns have been missed since.
 */
export function decide(
  controller: Controller,
  atMs: Milliseconds = controller.nowMs,
  dueMs: Milliseconds = controller.nowMs,
): Turn {
  const { board, disk, machine, sensors, outputs, nowMs, inbox, clockSetTo } = controller;
  board.read(sensors);
  const written = disk.take(nowMs);
  const heard = inbox.waiting.length > 0 ? takeInbox(inbox) : nothingHeard;
  const ordered = controller.ordered.length > 0 ? controller.ordered.splice(0) : nothingOrdered;
  const told = turn(
    machine,
    sensors,
    { dueMs, nowMs: atMs, wallMs: controller.wallClock(), clockSetTo, heard, written, ordered, board },
    outputs,
  );
  for (const order of told.keep) disk.begin(order);
  for (const { connection, bytes } of told.answers) sendTo(inbox, connection, bytes);
  return told;
}

/** `decide` where a simulated host is `lateMs` late: the turn was due that many whole ticks ago and runs in this tick. */
export function decideLate(controller: Controller, lateMs: Milliseconds): Turn {
  const dueMs = controller.nowMs - Math.floor(lateMs / tickMs) * tickMs;
  return decide(controller, dueMs + lateMs, dueMs);
}

/** Second half: the board carries the outputs out, and 20 ms pass. */
export function carryOut(controller: Controller): void {
  controller.board.write(controller.outputs);
  controller.nowMs += tickMs;
}

/**
 * After a turn that threw: everything is off in that very tick, and a record of the mistake is on its way to the disk.
 * The machine must not be stepped again: another is opened from the store.
 */
export function failTurn(controller: Controller, mistake: unknown): void {
  const { machine, outputs, disk, nowMs } = controller;
  Object.assign(outputs, createOutputs(machine.options.chair));
  const { store, queue, world } = machine;
  const order = lastWords({ store, queue, atMs: nowMs, wallMs: world.wallMs }, mistake);
  if (order !== null) disk.begin(order);
}

/** `decide` on a chair; null after a turn that threw, whose mistake goes to `tell`. */
export function decideOrFail(
  controller: Controller,
  atMs: Milliseconds,
  tell: (mistake: unknown) => void,
): Turn | null {
  try {
    return decide(controller, atMs);
  } catch (mistake) {
    failTurn(controller, mistake);
    tell(mistake);
    return null;
  }
}

/** Discards every write: for a run of one program, whose store is never opened again. */
export function discardingDisk(): Disk {
  let ended: { id: number; result: { ok: true } }[] = [];
  const none: TurnInputs['written'] = [];
  return {
    begin({ id }) {
      ended.push({ id, result: { ok: true } });
    },
    take() {
      if (ended.length === 0) return none;
      const taken = ended;
      ended = [];
      return taken;
    },
  };
}
