/**
 * Which program packages the chair holds, as one plain value in one file. Each change replaces that file once, so no
 * change to programs can be half done. A program has up to three generations: the active one, the one active before it,
 * and one uploaded that waits to be activated. Pure; the files are kept by programs.ts.
 */

import { mapOf } from '../codec/plain-map.ts';

/** A package's file is named after its bytes, so that a name never stands for two contents. */
export interface Generation {
  /** SHA-256 of the package, hex. */
  readonly hash: string;
  readonly version: number;
  readonly bytes: number;
  /** Who signed it: key id, hex. */
  readonly keyId: string;
}

/** The head of a package; whoever stores the package has opened and checked it. */
export interface PackageHead {
  readonly id: string;
  readonly version: number;
  readonly keyId: string;
}

export interface StoredProgram {
  readonly id: string;
  readonly uploaded: Generation | null;
  readonly active: Generation | null;
  readonly previous: Generation | null;
}

export interface ProgramIndex {
  /** In the order of their ids. */
  readonly programs: readonly StoredProgram[];
  /** The version below which each id does not go by itself; kept after a program was deleted. */
  readonly floors: Readonly<Record<string, number>>;
}

/** More than anybody steps through with one key (limit). */
export const programsMax = 64;
const floorsMax = 256;

export const emptyIndex: ProgramIndex = { programs: [], floors: {} };

export type IndexRefusal = 'not-found' | 'version-lower' | 'no-room' | 'nothing-before';
export type IndexChange =
  | { readonly ok: true; readonly index: ProgramIndex }
  | { readonly ok: false; readonly reason: IndexRefusal };

function findProgram(index: ProgramIndex, id: string): StoredProgram | undefined {
  return index.programs.find((program) => program.id === id);
}

/** A package has arrived and waits to be activated; one that waited before is dropped. */
export function withUploaded(
  index: ProgramIndex,
  id: string,
  uploaded: Generation,
  mayGoDown: boolean,
): IndexChange {
  if (uploaded.version < (index.floors[id] ?? 0) && !mayGoDown) return { ok: false, reason: 'version-lower' };
  const old = findProgram(index, id);
  if (old === undefined && index.programs.length >= programsMax) return { ok: false, reason: 'no-room' };
  // Uploading the active package again changes nothing, and nothing waits.
  const waiting = old?.active?.hash === uploaded.hash ? null : uploaded;
  return changed(index, {
    id,
    uploaded: waiting,
    active: old?.active ?? null,
    previous: old?.previous ?? null,
  });
}

/** The waiting package becomes active, the active one the previous one. No change where that is done already. */
export function withActivated(index: ProgramIndex, id: string): IndexChange {
  const old = findProgram(index, id);
  if (old === undefined) return { ok: false, reason: 'not-found' };
  if (old.uploaded === null) {
    return old.active === null ? { ok: false, reason: 'not-found' } : { ok: true, index };
  }
  return changed(
    index,
    { id, uploaded: null, active: old.uploaded, previous: old.active },
    old.uploaded.version,
  );
}

/** Undoes the last activation: the state is exactly that before it, with the package waiting again. */
export function withRolledBack(index: ProgramIndex, id: string): IndexChange {
  const old = findProgram(index, id);
  if (old === undefined) return { ok: false, reason: 'not-found' };
  if (old.previous === null) return { ok: false, reason: 'nothing-before' };
  const back = old.previous;
  return changed(index, { id, uploaded: old.active, active: back, previous: null }, back.version);
}

/** Removes all generations. The version's floor stays, so that deleting does not get round it. */
export function withoutProgram(index: ProgramIndex, id: string): IndexChange {
  if (findProgram(index, id) === undefined) return { ok: false, reason: 'not-found' };
  return { ok: true, index: { ...index, programs: index.programs.filter((program) => program.id !== id) } };
}

function changed(index: ProgramIndex, program: StoredProgram, floor?: number): IndexChange {
  const others = index.programs.filter(({ id }) => id !== program.id);
  const programs = [...others, program].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ok: true,
    index: { programs, floors: floor === undefined ? index.floors : withFloor(index, program.id, floor) },
  };
}

function withFloor(index: ProgramIndex, id: string, floor: number): Record<string, number> {
  const { [id]: _, ...others } = index.floors;
  const kept = Object.entries(others);
  if (kept.length >= floorsMax) {
    // Drop the floor of a program that the chair does not hold, the longest unchanged first.
    const oldest = kept.findIndex(([other]) => findProgram(index, other) === undefined);
    kept.splice(Math.max(oldest, 0), 1);
  }
  return Object.fromEntries([...kept, [id, floor]]);
}

/** Every package that the index names. */
export function hashesOf(index: ProgramIndex): Set<string> {
  const hashes = new Set<string>();
  for (const { uploaded, active, previous } of index.programs) {
    for (const generation of [uploaded, active, previous])
      if (generation !== null) hashes.add(generation.hash);
  }
  return hashes;
}

/** Reads an index back; null where the content is none. */
export function parseIndex(content: unknown): ProgramIndex | null {
  const { programs, floors } = mapOf(content);
  if (!Array.isArray(programs) || programs.length > programsMax) return null;
  const read: StoredProgram[] = [];
  for (const entry of programs) {
    const { id, uploaded, active, previous } = mapOf(entry);
    if (typeof id !== 'string') return null;
    if (!isGenerationOrNull(uploaded) || !isGenerationOrNull(active) || !isGenerationOrNull(previous))
      return null;
    read.push({ id, uploaded, active, previous });
  }
  const limits: [string, number][] = [];
  for (const [id, floor] of Object.entries(mapOf(floors))) {
    if (typeof floor !== 'number' || !Number.isSafeInteger(floor)) return null;
    limits.push([id, floor]);
  }
  return { programs: read, floors: Object.fromEntries(limits) };
}

function isGenerationOrNull(value: unknown): value is Generation | null {
  if (value === null) return true;
  const { hash, version, bytes, keyId } = mapOf(value);
  const named = typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) && typeof keyId === 'string';
  return named && Number.isSafeInteger(version) && Number.isSafeInteger(bytes);
}
