/**
 * The flashed programs that may run: each active package is opened, and its signature, format and limits are checked
 * against this chair. A refused program is listed with its reason; the others run.
 */

import type { Chair } from '../chair/chair.ts';
import { checkProgramValue } from '../program/language/check.ts';
import type { Program } from '../program/language/program.ts';
import { openPackage, type PackageRefusal, type PackageRules } from '../program/package/package.ts';
import type { TrustedKey } from '../store/documents.ts';
import type { Generation, StoredProgram } from '../store/program-index.ts';
import { packageBytes, type Store } from '../store/store.ts';

export interface LoadedProgram {
  readonly id: string;
  readonly generation: Generation;
  /** The program, or null where it is refused. */
  readonly program: Program | null;
  readonly reason: PackageRefusal | null;
  readonly detail: string;
}

/** What this chair demands of a package. */
export function packageRules(chair: Chair, keys: readonly TrustedKey[]): PackageRules<Program> {
  return {
    model: chair.model,
    trusted(keyId) {
      const key = keys.find(({ id }) => id === keyId);
      return key === undefined ? null : Uint8Array.from(Buffer.from(key.publicKey, 'hex'));
    },
    check(value) {
      const { program, problems } = checkProgramValue(value, '', chair, chair.abilities);
      if (program !== null) return { ok: true, program };
      return { ok: false, problems: problems.map(({ code, message }) => `${code} ${message}`) };
    },
  };
}

/** Reuses programs from `known` where opening them again must give the same: opening all takes longer than a tick. */
export function loadFlashedPrograms(
  store: Store,
  chair: Chair,
  known: readonly LoadedProgram[],
): LoadedProgram[] {
  const rules = packageRules(chair, store.keys);
  return store.index.programs.flatMap((program) => {
    const { id, active } = program;
    if (active === null) return [];
    const before = known.find((loaded) => loaded.id === id && loaded.generation.hash === active.hash);
    return before !== undefined && stillRuns(before, store)
      ? [before]
      : [loadActive(store, program, active, rules)];
  });
}

/** Enough to compare, because a hash stands for the bytes and a key id for the key. */
function stillRuns({ program, generation }: LoadedProgram, store: Store): boolean {
  const trusted = store.keys.some(({ id }) => id === generation.keyId);
  return program !== null && trusted && packageBytes(store, generation) !== null;
}

function loadActive(
  store: Store,
  { id }: StoredProgram,
  generation: Generation,
  rules: PackageRules<Program>,
): LoadedProgram {
  const bytes = packageBytes(store, generation);
  if (bytes === null)
    return { id, generation, program: null, reason: 'damaged', detail: 'the file is missing or damaged' };
  const opened = openPackage(bytes, rules);
  if (!opened.ok) return { id, generation, program: null, reason: opened.reason, detail: opened.detail };
  if (opened.id !== id)
    return { id, generation, program: null, reason: 'damaged', detail: `it holds ${opened.id}` };
  return { id, generation, program: opened.program, reason: null, detail: '' };
}
