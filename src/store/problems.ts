/** What is wrong with the store, for the fault log, the page and the technician. Codes: see the fault table. */

export interface StoreProblem {
  /** E61: a program is damaged and is not run; E62: something else cannot be read or written. */
  readonly code: 'E61' | 'E62';
  /** The file, relative to the store's home. */
  readonly file: string;
  /** What happened and what the chair does about it. */
  readonly what: string;
}

/** Why the store could not write. */
export type DiskTrouble = 'full' | 'read-only' | 'failing';

export const troubleWords: Readonly<Record<DiskTrouble, string>> = {
  full: 'the disk is full',
  'read-only': 'the disk cannot be written',
  failing: 'the disk fails',
};

/** At most this many problems are kept; the oldest is dropped first. */
const problemsMax = 32;

export function report(
  problems: StoreProblem[],
  code: StoreProblem['code'],
  file: string,
  what: string,
): void {
  if (problems.some((known) => known.file === file && known.what === what)) return;
  if (problems.length >= problemsMax) problems.shift();
  problems.push({ code, file, what });
}

/** A file has been written again: its problem is over. */
export function resolve(problems: StoreProblem[], file: string): void {
  for (let index = problems.length - 1; index >= 0; index--) {
    const problem = problems[index];
    if (problem?.code === 'E62' && problem.file === file) problems.splice(index, 1);
  }
}

/** The kind of trouble, from the `code` of Node's error of a file operation. */
export function troubleOf(code: unknown): DiskTrouble {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return 'read-only';
  return 'failing';
}
