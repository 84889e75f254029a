/** Programs for the commands: found by id or file, read, checked; refused with all their problems at once. */

import { closeSync, openSync, readSync } from 'node:fs';
import { loadChair } from '../board/shipped.ts';
import type { Chair } from '../chair/chair.ts';
import { nearMiss } from '../codec/near-miss.ts';
import { quoted } from '../codec/quoted.ts';
import { checkProgram } from '../program/language/check.ts';
import { factoryPrograms } from '../program/language/factory.ts';
import { problemsText } from '../program/language/format-problems.ts';
import { resolveProgram } from '../program/library.ts';
import type { Plan } from '../program/plan/plan.ts';
import { planProgram } from '../program/plan/planner.ts';
import { CommandError, exitCodes, usageError } from './terminal/output.ts';

/** No program is as large; of a larger file only so much is read, and the checker says that it is too large. */
const readMostBytes = 1024 * 1024;

/** The chair that commands without a real board are about. */
export function theChair(): Chair {
  return loadChair();
}

/** The text of a file, or an error that says why it cannot be read and what would be right. */
export function readText(file: string): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(readMostBytes);
      let filled = 0;
      // A pipe gives what it has, bit by bit; nothing more is its end.
      for (let got = -1; got !== 0 && filled < readMostBytes; filled += got) {
        got = readSync(descriptor, bytes, filled, readMostBytes - filled, null);
      }
      return bytes.toString('utf8', 0, filled);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') throw usageError(`${file} is a folder, not a program file.`);
    if (code === 'EACCES') throw usageError(`${file} may not be read (no permission).`);
    if (code === 'ENOENT') throw usageError(`There is no file ${file}.`);
    throw usageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function unknownProgram(name: string): CommandError {
  const near = nearMiss(name, factoryPrograms);
  const hint = near === null ? '' : ` Did you mean ${near}?`;
  return usageError(
    `There is no program ${quoted(name)}.${hint}\nPrograms: ${factoryPrograms.join(', ')}; or the path of a file.`,
  );
}

/** The file of PROGRAM, and the name it is shown by. A name that is neither file nor id ends the command. */
export function findProgram(nameOrFile: string): { file: string; shown: string } {
  const { id, file, isFile } = resolveProgram(nameOrFile);
  if (!isFile && !factoryPrograms.includes(id)) throw unknownProgram(nameOrFile);
  return { file, shown: isFile ? nameOrFile : file };
}

/** The plan of PROGRAM. A program with problems ends the command with exit code 1 and all of them. */
export function loadPlan(nameOrFile: string, chair: Chair): Plan {
  const { file } = findProgram(nameOrFile);
  const text = readText(file);
  const { program, problems } = checkProgram(text, file, chair);
  if (program === null) throw new CommandError(exitCodes.bad, problemsText(problems, text));
  return planProgram(program, chair);
}

/** The plans of all programs that ship with the chair, in the order of the remote. */
export function loadFactoryPlans(chair: Chair): Plan[] {
  return factoryPrograms.map((id) => loadPlan(id, chair));
}
