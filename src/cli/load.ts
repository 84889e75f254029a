/** Programs for the commands: found by id or file, read and checked; a bad one is refused with all its problems at once. */

import type { ChairChoice } from '../../sim/campaign/chairs.ts';
import { loadChair, simulatedChair } from '../board/shipped.ts';
import { startOfFile } from '../board/start-of-file.ts';
import { type Abilities, abilitiesOf } from '../chair/abilities.ts';
import type { Chair, PlanningFigures } from '../chair/chair.ts';
import { planningFigures } from '../chair/planning.ts';
import { nearMiss } from '../codec/near-miss.ts';
import { quoted } from '../codec/quoted.ts';
import { checkProgram, fitProgramText } from '../program/language/check.ts';
import { programsOfRemote, shippedPrograms } from '../program/language/factory.ts';
import { problemsText } from '../program/language/format-problems.ts';
import { resolveProgram } from '../program/library.ts';
import type { Plan } from '../program/plan/plan.ts';
import { planProgram } from '../program/plan/planner.ts';
import { chosenChair, readAnyChairFile, readChairFile, readChairText } from './board-chair.ts';
import { CommandError, exitCodes, usageError, write } from './terminal/output.ts';
import { cannotRead } from './whole-file.ts';

/** The reference chair; scenarios and campaigns use it where no other is named. */
export function theChair(): Chair {
  return loadChair();
}

/** The chair to simulate: the one that --chair names, else this machine's, else the reference chair. */
export async function chairToRun(name: string | undefined): Promise<Chair> {
  const { idOrFile, source } = chosenChair(name);
  return await readChairFile(idOrFile, source);
}

/** The chairs that --chair names for a campaign; a chair that cannot be run ends the command. */
export async function campaignChairs(name: string | undefined): Promise<ChairChoice> {
  const { chairChoice } = await import('../../sim/campaign/chairs.ts');
  const named = name ?? simulatedChair;
  if (named === 'all' || named === 'random') return chairChoice(named);
  // Read once, because a pipe gives its text only once.
  return chairChoice(named, await readChairText(named, 'driven'));
}

/** The text of a file; the error says why it cannot be read and what to do. */
export function readText(file: string): string {
  try {
    return startOfFile(file);
  } catch (error) {
    throw cannotRead(file, error);
  }
}

/** Whether the name is that of a signed package. */
export const isPackageFile = (name: string): boolean => /\.lumbar$/i.test(name);

function unknownProgram(name: string): CommandError {
  const near = nearMiss(name, shippedPrograms);
  const hint = near === null ? '' : ` Did you mean ${near}?`;
  return usageError(
    `There is no program ${quoted(name)}.${hint}\nPrograms: ${shippedPrograms.join(', ')}; or the path of a file.`,
  );
}

/** The file of PROGRAM, and its name in messages. A name that is neither file nor id ends the command. */
export function findProgram(nameOrFile: string): { file: string; shown: string } {
  const { id, file, isFile } = resolveProgram(nameOrFile);
  if (!isFile && !shippedPrograms.includes(id)) throw unknownProgram(nameOrFile);
  if (isFile && isPackageFile(file)) {
    throw usageError(
      `${nameOrFile} is a signed package, which lumbar flash sends as it is. Name the program that it was packed from.`,
    );
  }
  return { file, shown: isFile ? nameOrFile : file };
}

/** The plan of PROGRAM. A program with problems ends the command with exit code 1 and all of them. */
export function loadPlan(nameOrFile: string, chair: PlanningFigures): Plan {
  const { file } = findProgram(nameOrFile);
  const text = readText(file);
  const { program, problems } = checkProgram(text, file, chair);
  if (program === null) throw new CommandError(exitCodes.bad, problemsText(problems, text), problems);
  return planProgram(program, chair);
}

/**
 * The plan of PROGRAM on the chair that --chair names, else this machine's or the reference chair, with that chair's places.
 * The chair need not be one that this version drives. A step that it cannot do is a problem, too.
 */
export async function loadFittedPlan(
  nameOrFile: string,
  chairName: string | undefined,
): Promise<{ readonly plan: Plan; readonly places: NonNullable<PlanningFigures['places']> }> {
  const { idOrFile, source, named } = chosenChair(chairName);
  if (!named) {
    const chair = theChair();
    return { plan: loadPlan(nameOrFile, chair), places: chair.places };
  }
  const chair = await readAnyChairFile(idOrFile, source);
  const figures = planningFigures(chair);
  return { plan: await fittedPlan(nameOrFile, figures, abilitiesOf(chair)), places: figures.places ?? {} };
}

/** The same for a chair that is to be run. If the chair was `named`, what it does differently from the program is reported. */
export async function loadPlanToRun(nameOrFile: string, chair: Chair, named: boolean): Promise<Plan> {
  return named ? await fittedPlan(nameOrFile, chair, chair.abilities) : loadPlan(nameOrFile, chair);
}

async function fittedPlan(nameOrFile: string, figures: PlanningFigures, abilities: Abilities): Promise<Plan> {
  const { file } = findProgram(nameOrFile);
  const text = readText(file);
  const { program, problems, notes } = fitProgramText(text, file, figures, abilities);
  if (program === null) throw new CommandError(exitCodes.bad, problemsText(problems, text), problems);
  if (notes.length > 0) await write(process.stderr, `${problemsText(notes, text)}\n`);
  return planProgram(program, figures);
}

/** The plans of all programs that ship with the chair, in the order of the remote. */
export function loadFactoryPlans(chair: Chair): Plan[] {
  return programsOfRemote(chair).flatMap((id) => {
    const { file } = findProgram(id);
    const { program } = fitProgramText(readText(file), file, chair, chair.abilities);
    // A program that this chair cannot do is not on its remote.
    return program === null ? [] : [planProgram(program, chair)];
  });
}
