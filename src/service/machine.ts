/** What the service port needs of the running chair, of its store and of its shipped programs. */

import type { SessionState } from '../chair/names.ts';
import type { Memory } from '../control/session/memory.ts';

export interface SelfTestRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly pass: boolean;
}

export interface SelfTestReport {
  readonly running: boolean;
  /** Null while it runs. */
  readonly passed: boolean | null;
  /** Why it ended before its end, or empty. */
  readonly stopped: string;
  readonly rows: readonly SelfTestRow[];
}

export type StatusValue = string | number | boolean | null;

/** The chair itself. None of this may wait: it is asked between two ticks. */
export interface Machine {
  readonly model: string;
  /** Version of the controller's software. */
  readonly software: string;
  /** Chair time, ms since the controller started. */
  nowMs(): number;
  state(): SessionState;
  /** The wall clock (ms since 1970), or null where the chair has none. */
  wallClockMs(): number | null;
  setWallClock(ms: number): void;
  /** What a technician wants to see at a glance, in the order in which it is shown. */
  status(): Readonly<Record<string, StatusValue>>;
  /** False if it cannot start now. */
  startSelfTest(): boolean;
  /** The running or last self-test of this boot, or null. */
  selfTest(): SelfTestReport | null;
  /** The programs in the store have changed; no session runs. */
  programsChanged(): void;
  /** Settings and memories of a backup have been put back into the store. */
  settingsRestored(): void;
  /** Restarts the controller; the answer has been sent. */
  reset(): void;
}

/** A program that ships with the chair. */
export interface FactoryProgram {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

export interface PackageGeneration {
  readonly hash: string;
  readonly version: number;
  readonly bytes: number;
  readonly keyId: string;
}

export interface FlashedProgram {
  readonly id: string;
  readonly uploaded: PackageGeneration | null;
  readonly active: PackageGeneration | null;
  readonly previous: PackageGeneration | null;
}

export interface ServiceKey {
  readonly id: string;
  readonly publicKey: string;
  readonly name: string;
}

export interface ServiceSettings {
  readonly locked: boolean;
  readonly program: string;
  readonly minutes: number;
  readonly memories: readonly Memory[];
}

export type StoreAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly detail: string };

/** The store, as far as the service port uses it (src/store/store.ts has this shape). */
export interface ServiceStore {
  readonly boot: number;
  problems(): readonly { readonly code: string; readonly file: string; readonly what: string }[];
  programs(): readonly FlashedProgram[];
  putProgram(
    head: { readonly id: string; readonly version: number; readonly keyId: string },
    bytes: Uint8Array,
    mayGoDown: boolean,
  ): Promise<StoreAnswer>;
  activateProgram(id: string): Promise<StoreAnswer>;
  rollbackProgram(id: string): Promise<StoreAnswer>;
  deleteProgram(id: string): Promise<StoreAnswer>;
  readPackage(generation: PackageGeneration): Promise<Uint8Array | null>;
  settings(): ServiceSettings;
  saveSettings(settings: ServiceSettings): Promise<StoreAnswer>;
  keys(): readonly ServiceKey[];
  saveKeys(keys: readonly ServiceKey[]): Promise<StoreAnswer>;
  readLog(log: 'sessions' | 'faults'): Promise<string>;
}
