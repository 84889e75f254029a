/**
 * The flashed programs that may run: each active package opened anew, its signature, format and limits
 * checked against this chair. One that is refused is named with its reason; the others run.
 */

import { checkProgramValue } from '../program/language/check.ts';
import type { Program } from '../program/language/program.ts';
import { openPackage, type PackageRefusal, type PackageRules } from '../program/package/package.ts';
import type { FlashedProgram, PackageGeneration, ServiceKey, ServiceStore } from './machine.ts';

export interface LoadedProgram {
  readonly id: string;
  readonly generation: PackageGeneration;
  /** The program, or null where it is refused. */
  readonly program: Program | null;
  readonly reason: PackageRefusal | null;
  readonly detail: string;
}

/** What this chair demands of a package. */
export function packageRules(model: string, keys: readonly ServiceKey[]): PackageRules<Program> {
  return {
    model,
    trusted(keyId) {
      const key = keys.find(({ id }) => id === keyId);
      return key === undefined ? null : Uint8Array.from(Buffer.from(key.publicKey, 'hex'));
    },
    check(value) {
      const { program, problems } = checkProgramValue(value, '');
      if (program !== null) return { ok: true, program };
      return { ok: false, problems: problems.map(({ code, message }) => `${code} ${message}`) };
    },
  };
}

export async function loadFlashedPrograms(store: ServiceStore, model: string): Promise<LoadedProgram[]> {
  const rules = packageRules(model, store.keys());
  const loaded: LoadedProgram[] = [];
  for (const program of store.programs()) {
    if (program.active !== null) loaded.push(await loadActive(store, program, program.active, rules));
  }
  return loaded;
}

async function loadActive(
  store: ServiceStore,
  { id }: FlashedProgram,
  generation: PackageGeneration,
  rules: PackageRules<Program>,
): Promise<LoadedProgram> {
  const bytes = await store.readPackage(generation);
  if (bytes === null)
    return { id, generation, program: null, reason: 'damaged', detail: 'the file is missing or damaged' };
  const opened = openPackage(bytes, rules);
  if (!opened.ok) return { id, generation, program: null, reason: opened.reason, detail: opened.detail };
  if (opened.id !== id)
    return { id, generation, program: null, reason: 'damaged', detail: `it holds ${opened.id}` };
  return { id, generation, program: opened.program, reason: null, detail: '' };
}
