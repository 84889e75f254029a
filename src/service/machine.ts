/** What a step of the service port sees of the running chair, and may do to it; the machine provides it. */

import type { FaultCode } from '../chair/faults.ts';
import type { SessionState } from '../chair/names.ts';
import type { KeptClock, Lifetime } from '../store/documents.ts';
import type { Keep } from '../store/keep.ts';
import type { Store } from '../store/store.ts';
import type { RefusalReason } from './refusals.ts';
import type { SelfTestReport } from './self-test-report.ts';
import type { WorkRecord } from './work-log.ts';

/** A fault that is active now. */
export interface ListedFault {
  readonly code: FaultCode;
  /** The faulty part in words; empty where it is no particular one. */
  readonly part: string;
  /** The measured value, or null where it was no number. */
  readonly value: number | null;
  readonly latched: boolean;
}

type StatusValue = string | number | boolean | null;

/** No function here may wait, and no value may be kept beyond the step. */
export interface ServiceWorld {
  /** Chair time, ms since the controller started. */
  readonly nowMs: number;
  readonly state: SessionState;
  /** The wall clock (ms since 1970), or null where the chair has none. */
  readonly wallMs: number | null;
  /** Version of the controller's software. */
  readonly software: string;
  /** The store in force. */
  readonly store: Store;
  /** What a technician wants to see at a glance, in the order of display. */
  status(): Readonly<Record<string, StatusValue>>;
  /** The faults that are latched or shown now. */
  faults(): readonly ListedFault[];
  /** What the chair has done in its life. */
  lifetime(): Lifetime;
  /** The running or last self-test of this boot, or null. */
  selfTest(): SelfTestReport | null;
  /** Starts the self-test as the work of the key's owner (id, or empty). Null where it starts, else why not. */
  startSelfTest(key: string): RefusalReason | null;
  /** A ticket, which `settle` gets exactly once in a later call; null where too many wait already. */
  keep(what: Keep): number | null;
  /** Adds a line to the log of work. */
  logWork(work: WorkRecord): void;
  /** What to keep where a technician sets the clock to this now. */
  clockSetTo(wallMs: number): KeptClock;
  /** A clock that was set is kept: it goes from here. */
  setClock(clock: KeptClock): void;
  /** Restarts the controller once the answers sent so far have gone out. */
  reset(): void;
  /** The programs that may run have changed; no session runs. */
  programsChanged(): void;
  /** Settings and memories of a backup are in force in the store. */
  settingsRestored(): void;
  send(connection: number, bytes: Uint8Array): void;
}

/** A program that ships with the chair. */
export interface FactoryProgram {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}
