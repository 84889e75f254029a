/**
 * A chair for the service port's tests: the real service and the real store on a simulated disk, with a clock by
 * hand. It steps the service after whatever comes in, and carries out at once what is to be kept; or, `slow`, when told.
 */

import type { SessionState } from '../../src/chair/names.ts';
import { hexOf, keyIdOf, type Signer } from '../../src/program/package/cose.ts';
import { packProgram } from '../../src/program/package/package.ts';
import { closeLine, createInbox, type Inbox, openLine, sendTo, takeInbox } from '../../src/service/inbox.ts';
import type { ServiceWorld } from '../../src/service/machine.ts';
import type { SelfTestReport } from '../../src/service/self-test-report.ts';
import { receive, settle, stepService, takeIn } from '../../src/service/server.ts';
import { confirm, createService, reloadPrograms, type Service } from '../../src/service/service.ts';
import type { WorkRecord } from '../../src/service/work-log.ts';
import type { Keep, KeepOutcome } from '../../src/store/keep.ts';
import type { Store } from '../../src/store/store.ts';
import { chair as lumbar1 } from '../chair.ts';
import { newSigner } from '../program/package/signer.ts';
import { createDisk, type FaultyDisk } from '../store/faulty-disk.ts';
import { openHome } from '../store/home.ts';

/** Keeps that may wait, as in the machine. */
export const keepsMax = 16;

export interface Stand {
  readonly service: Service;
  /** Where technicians' lines come in. */
  readonly inbox: Inbox;
  readonly world: ServiceWorld;
  readonly store: Store;
  readonly disk: FaultyDisk;
  readonly signer: Signer;
  /** What the chair does and knows, for the test to set and to look at. */
  readonly chair: {
    nowMs: number;
    state: SessionState;
    wallMs: number | null;
    /** Answers, whether their line was still there or not. */
    sent: number;
    resets: number;
    changes: number;
    restored: number;
    selfTest: SelfTestReport | null;
    onReset: () => void;
    readonly work: WorkRecord[];
  };
  /** What waits for the disk, oldest first. */
  readonly keeps: { readonly ticket: number; readonly what: Keep }[];
  /** Nothing reaches the disk but by `keepNext`. */
  slow: boolean;
  /** Nothing is answered but by `step`. */
  still: boolean;

  /** A technician's line; gives its number. */
  connect(send: (bytes: Uint8Array) => void): number;
  disconnect(connection: number): void;
  receive(connection: number, bytes: Uint8Array): void;
  /** Takes in what came over the lines of the inbox, and goes on with all. */
  turn(): void;
  /** Answers what waits. */
  step(): void;
  /** Writes what has waited longest and hands back how it ended. */
  keepNext(): KeepOutcome;
  /** Start is pressed. */
  confirm(): void;
  /** The chair itself keeps something. */
  keep(what: Keep): KeepOutcome;
}

/** A chair in the service state that trusts `signer`. */
export function createStand(signer: Signer = newSigner()): Stand {
  const stand = openStand(createDisk(), signer);
  const id = hexOf(keyIdOf(signer.publicKey));
  stand.keep({
    what: 'keys',
    keys: [{ id, publicKey: hexOf(signer.publicKey), name: 'workshop', since: null }],
  });
  return stand;
}

/** A chair switched on with what its disk holds, in the service state. */
export function openStand(disk: FaultyDisk, signer: Signer): Stand {
  const { store, keep } = openHome(disk);
  const service = createService([{ id: 'deep-tissue', name: 'Deep tissue', version: 1 }], lumbar1);
  reloadPrograms(service, store);
  const inbox = createInbox();
  const chair: Stand['chair'] = {
    nowMs: 1000,
    state: 'service',
    wallMs: null,
    sent: 0,
    resets: 0,
    changes: 0,
    restored: 0,
    selfTest: null,
    onReset: () => {},
    work: [],
  };
  const keeps: Stand['keeps'] = [];
  let tickets = 0;

  const world: ServiceWorld = {
    get nowMs() {
      return chair.nowMs;
    },
    get state() {
      return chair.state;
    },
    get wallMs() {
      return chair.wallMs;
    },
    software: '0.1.0',
    store,
    status: () => ({ 'supply.v': 24.1, lumbarC: 22.5, seat: false }),
    lifetime: () => ({
      motors: { carriage: 7_200_000 },
      pads: { lumbar: 1_800_000 },
      faults: { E31: 2 },
      sessions: 9,
    }),
    faults: () => [{ code: 'E72', part: 'heat key', value: 16, latched: false }],
    selfTest: () => chair.selfTest,
    logWork(work) {
      chair.work.push(work);
    },
    startSelfTest() {
      if (chair.selfTest?.running) return 'self-test-runs';
      chair.selfTest = { running: true, passed: null, stopped: '', rows: [] };
      return null;
    },
    keep(what) {
      if (keeps.length >= keepsMax) return null;
      keeps.push({ ticket: ++tickets, what });
      return tickets;
    },
    clockSetTo: (setMs) => ({ setMs, systemMs: 1, systemBoot: 'x' }),
    setClock({ setMs }) {
      chair.wallMs = setMs;
    },
    reset() {
      chair.resets++;
      chair.onReset();
    },
    programsChanged() {
      chair.changes++;
    },
    settingsRestored() {
      chair.restored++;
    },
    send(connection, bytes) {
      chair.sent++;
      sendTo(inbox, connection, bytes);
    },
  };

  function goOn(): void {
    if (stand.still) return;
    stand.step();
    while (!stand.slow && keeps.length > 0) {
      stand.keepNext();
      stand.step();
    }
  }

  const stand: Stand = {
    service,
    inbox,
    world,
    store,
    disk,
    signer,
    chair,
    keeps,
    slow: false,
    still: false,
    connect(send) {
      const connection = openLine(inbox, send);
      takeIn(service, takeInbox(inbox));
      return connection;
    },
    disconnect(connection) {
      closeLine(inbox, connection);
      takeIn(service, takeInbox(inbox));
    },
    receive(connection, bytes) {
      receive(service, connection, bytes);
      goOn();
    },
    turn() {
      takeIn(service, takeInbox(inbox));
      goOn();
    },
    step: () => stepService(service, world),
    keepNext() {
      const [first] = keeps;
      if (first === undefined) throw new Error('nothing is to be kept');
      const outcome = keep(first.what);
      keeps.shift();
      settle(service, first.ticket, outcome, world);
      return outcome;
    },
    confirm() {
      confirm(service, world);
      goOn();
    },
    keep,
  };
  return stand;
}

/** Turns in real time, for lines that are real. Gives what ends them. */
export function takeTurns(stand: Stand, everyMs = 1): () => void {
  const timer = setInterval(() => stand.turn(), everyMs);
  return () => clearInterval(timer);
}

/** A program of this chair, about as large as one gets by hand. */
export function programValue(id: string, version: number): Record<string, unknown> {
  return {
    format: 1,
    id,
    name: 'Back and forth',
    version,
    model: 'lumbar-1',
    heat: { lumbar: 'low', sacral: 'off' },
    steps: [
      { preheat: { for: '2 min' } },
      { roll: { from: 'gluteal', to: 'mid-back', speed: 2, width: 'wide', for: '4 min' } },
      { knead: { over: 'quadratus-lumborum', speed: 2, direction: 'in', for: '1 min 20 s' } },
    ],
  };
}

export function packed(
  signer: Signer,
  id: string,
  version = 1,
  other: Record<string, unknown> = {},
): Uint8Array {
  return packProgram({ ...programValue(id, version), ...other }, signer);
}
