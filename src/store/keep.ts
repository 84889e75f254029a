/**
 * What is to be kept, and how it gets onto the disk: the words that machine, store and rim share. The store's pure half
 * says which disk operations keep a thing; the rim carries them out beside the loop and hands back how it ended.
 */

import type { Settings, TrustedKey } from './documents.ts';
import type { DiskTrouble } from './file-system.ts';
import type { LogRecord } from './log.ts';
import type { IndexRefusal } from './program-index.ts';
import type { PackageHead } from './programs.ts';

export type LogName = 'sessions' | 'faults';

/** One thing to keep. */
export type Keep =
  | { readonly what: 'settings'; readonly settings: Settings }
  | { readonly what: 'keys'; readonly keys: readonly TrustedKey[] }
  /** `mayGoDown`: a person at the chair allowed a lower version. */
  | {
      readonly what: 'package';
      readonly head: PackageHead;
      readonly bytes: Uint8Array;
      readonly mayGoDown: boolean;
    }
  | { readonly what: 'activate' | 'rollback' | 'delete'; readonly id: string }
  | { readonly what: 'log'; readonly log: LogName; readonly record: LogRecord };

/** One operation on the disk; see `FileSystem` for what each promises. Paths are relative to the store's home. */
export type DiskOperation =
  | { readonly do: 'write' | 'append'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly do: 'sync' | 'remove' | 'make-folder' | 'sync-folder'; readonly path: string }
  | { readonly do: 'rename'; readonly path: string; readonly to: string };

/** Operations in order; the first that fails ends them. `file` is what they are about, for messages. */
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

/** How keeping a thing ended. A refusal changed nothing. */
export type KeepOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: IndexRefusal | 'invalid' | DiskTrouble;
      readonly detail: string;
    };

/** Everything in the store's home when it is opened: path -> content, or why it cannot be read. */
export type DiskImage = ReadonlyMap<string, Uint8Array | { readonly unreadable: string }>;
