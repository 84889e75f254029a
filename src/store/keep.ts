/**
 * What is to be kept, and how it gets onto the disk: the types that machine, store and rim share. The store's pure half
 * plans the disk operations that keep a thing; the rim carries them out beside the loop and returns the result.
 */

import type { KeptAccounts } from '../control/guard/accounts.ts';
import type { KeptClock, Lifetime, Settings, TrustedKey } from './documents.ts';
import type { DiskTrouble } from './problems.ts';
import type { IndexRefusal, PackageHead, ProgramIndex } from './program-index.ts';

export const logNames = ['sessions', 'faults', 'work'] as const;
export type LogName = (typeof logNames)[number];

/** Everything that a log line may hold; keys begin with a letter, values are not nested. */
export type LogRecord = Readonly<Record<string, string | number | boolean | null>>;

/** One thing to keep. */
export type Keep =
  | { readonly what: 'settings'; readonly settings: Settings }
  | { readonly what: 'keys'; readonly keys: readonly TrustedKey[] }
  | { readonly what: 'accounts'; readonly accounts: KeptAccounts }
  | { readonly what: 'lifetime'; readonly lifetime: Lifetime }
  | { readonly what: 'clock'; readonly clock: KeptClock }
  | PackageKeep
  | ProgramChange
  | { readonly what: 'log'; readonly log: LogName; readonly record: LogRecord };

export interface PackageKeep {
  readonly what: 'package';
  readonly head: PackageHead;
  readonly bytes: Uint8Array;
  /** A person at the chair allowed a lower version. */
  readonly mayGoDown: boolean;
}

export interface ProgramChange {
  readonly what: 'activate' | 'rollback' | 'delete';
  readonly id: string;
}

/**
 * One operation on the disk; see `FileSystem` for what each promises. Paths are relative to the store's home. Only
 * files that nobody needs are removed: a `remove` that fails is no trouble, since the next opening tries again.
 */
export type DiskOperation =
  | { readonly do: 'write' | 'append'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly do: 'sync' | 'remove' | 'make-folder' | 'sync-folder'; readonly path: string }
  | { readonly do: 'rename'; readonly path: string; readonly to: string };

/** Operations in order; the first that fails ends them. `file` is what they are about. */
export interface DiskWrite {
  readonly file: string;
  readonly operations: readonly DiskOperation[];
}

/** How a write ended. After trouble `held` is what `file` holds now, as far as it can be read. */
export type DiskResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: DiskTrouble;
      readonly detail: string;
      readonly held: Uint8Array | null;
    };

export interface KeepRefusal {
  readonly ok: false;
  /** `newer`: the store is of a newer version, and left alone. */
  readonly reason: IndexRefusal | 'invalid' | 'newer';
  readonly detail: string;
}

/** The write that keeps a thing, and what is in force once it is kept. */
export interface KeepPlan {
  readonly ok: true;
  readonly write: DiskWrite;
  readonly next: KeepNext;
}

/** Internal to the store: nobody else looks into it. */
type KeepNext =
  | { readonly what: 'settings'; readonly settings: Settings }
  | { readonly what: 'keys'; readonly keys: readonly TrustedKey[] }
  | { readonly what: 'accounts'; readonly accounts: KeptAccounts }
  | { readonly what: 'lifetime'; readonly lifetime: Lifetime }
  | { readonly what: 'clock'; readonly clock: KeptClock }
  | { readonly what: 'index'; readonly index: ProgramIndex; readonly added: NamedPackage | null }
  | { readonly what: 'log'; readonly log: LogName; readonly line: string; readonly turnsOver: boolean };

export interface NamedPackage {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** How keeping a thing ended. A refusal changed nothing; after trouble the chair uses what the disk holds. */
export type KeepOutcome =
  | { readonly ok: true }
  | KeepRefusal
  | { readonly ok: false; readonly reason: DiskTrouble; readonly detail: string };

export interface Unreadable {
  readonly unreadable: string;
}

/**
 * Everything in the store's home when it is opened: path -> content, or why it cannot be read. A folder that cannot be
 * listed has an entry under its own path. A file that is swept up unread may have an entry without its content.
 */
export type DiskImage = ReadonlyMap<string, Uint8Array | Unreadable>;
