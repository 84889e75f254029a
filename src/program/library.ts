/** Finds the programs that ship with the chair. The only part of this room that touches files; only rims use it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageFolder } from '../package-folder.ts';
import { factoryPrograms, shippedPrograms } from './language/factory.ts';

export function factoryProgramFile(id: string): string {
  return join(packageFolder(), 'programs', `${id}.yaml`);
}

interface ProgramText {
  readonly id: string;
  readonly file: string;
  readonly text: string;
}

/** The texts of these programs; by default those that every chair's remote has, in the order of its program key. */
export function readFactoryPrograms(ids: readonly string[] = factoryPrograms): ProgramText[] {
  return ids.map((id) => {
    const file = factoryProgramFile(id);
    return { id, file, text: readFileSync(file, 'utf8') };
  });
}

/**
 * Where PROGRAM of a command line is: a file if it looks like one or exists, else a factory program's id. A
 * folder that happens to have a program's id for a name does not hide the program.
 */
export function resolveProgram(nameOrFile: string): { id: string; file: string; isFile: boolean } {
  const isFile =
    /[\\/]|\.ya?ml$/i.test(nameOrFile) || (existsSync(nameOrFile) && !isFolderLikeId(nameOrFile));
  if (isFile) return { id: basename(nameOrFile).replace(/\.ya?ml$/i, ''), file: nameOrFile, isFile };
  return { id: nameOrFile, file: factoryProgramFile(nameOrFile), isFile };
}

function isFolderLikeId(name: string): boolean {
  return shippedPrograms.includes(name) && statSync(name).isDirectory();
}
