/** Programs for the commands: found by id or file, read, checked; refused with all their problems at once. */
import { readFileSync, statSync } from 'node:fs';
import { checkProgram } from '../program/check.ts';
import { factoryPrograms } from '../program/factory.ts';
import { problemsText } from '../program/format-problems.ts';
import { resolveProgram } from '../program/library.ts';
import { nearMiss } from '../program/near-miss.ts';
import type { Plan } from '../program/plan.ts';
import { planProgram } from '../program/planner.ts';
import { CommandError, exitCodes, usageError } from './output.ts';

/** Larger files are not read whole: the checker refuses them by their first part. */
const readMostBytes = 4 * 1024 * 1024;

/** The text of a file, or an error that says why it cannot be read and what would be right. */
export function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > readMostBytes) {
      throw usageError(`${file} has ${size} bytes; no program is that large (at most 256 kB).`);
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof CommandError) throw error;
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
    `There is no program "${name}".${hint}\nPrograms: ${factoryPrograms.join(', ')}; or the path of a file.`,
  );
}

/** The plan of PROGRAM. A program with problems ends the command with exit code 1 and all of them. */
export function loadPlan(nameOrFile: string): Plan {
  const { id, file, isFile } = resolveProgram(nameOrFile);
  if (!isFile && !factoryPrograms.includes(id)) throw unknownProgram(nameOrFile);
  const text = readText(file);
  const { program, problems } = checkProgram(text, file);
  if (program === null) throw new CommandError(exitCodes.bad, problemsText(problems, text));
  return planProgram(program);
}

/** The plans of all programs that ship with the chair, in the order of the remote. */
export function loadFactoryPlans(): Plan[] {
  return factoryPrograms.map((id) => loadPlan(id));
}
