/** What is wrong with the store, for the fault log, the page and the technician. Codes: see the fault table. */
import type { DiskTrouble } from './file-system.ts';

export interface StoreProblem {
  /** E61: a program is damaged and is not run; E62: something else cannot be read or written. */
  readonly code: 'E61' | 'E62';
  /** The file, relative to the store's home. */
  readonly file: string;
  /** What happened and what the chair does about it. */
  readonly what: string;
}

export type Report = (code: StoreProblem['code'], file: string, what: string) => void;

/** A file has been written again: what was wrong with it is over. */
export type Resolve = (file: string) => void;

/** Problems kept; the oldest go first. */
export const problemsMax = 32;

/** How writing ended. A refusal changed nothing; after trouble with the disk the chair goes by what the disk holds. */
export type Outcome<Refusal extends string = never> =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: Refusal | DiskTrouble; readonly detail: string };

export const troubleWords: Readonly<Record<DiskTrouble, string>> = {
  full: 'the disk is full',
  'read-only': 'the disk cannot be written',
  failing: 'the disk fails',
};

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
