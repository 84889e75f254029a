/** What `lumbar check` finds in a file, whatever it holds: a program, a chair file or a scenario. */
import { type ChairOnTest, chairOnTest } from '../../sim/scenario/programs.ts';
import { isScenario } from '../../sim/scenario/read.ts';
import { readWholeScenario } from '../../sim/scenario/whole.ts';
import { abilitiesOf } from '../chair/abilities.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import { isChairFile, readChair } from '../chair/file/read.ts';
import { withNewNames } from '../chair/file/renames.ts';
import { planningFigures } from '../chair/planning.ts';
import { checkProgram, fitProgramText } from '../program/language/check.ts';
import type { Problem } from '../program/language/format-problems.ts';
import { chosenChair, readAnyChairFile } from './board-chair.ts';
import { chairToRun, findProgram, readText, theChair } from './load.ts';
import { CommandError } from './terminal/output.ts';
import { writeWhole } from './whole-file.ts';

export interface CheckedFile {
  /** As it was called. */
  readonly shown: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
  /** Why it could not be checked at all; then that is its problem. Null where it was checked. */
  readonly unread: CommandError | null;
}

interface Checker {
  /** Where it is read from. */
  fileOf(name: string): string;
  check(name: string): CheckedFile;
  /** Writes a chair file in today's words; says what it did. */
  fix(name: string): string;
}

/** Null where it is the reference chair; the error where that of this machine is bad, which may be the one to be checked. */
async function chairOfPrograms(name: string | undefined): Promise<AnyChair | CommandError | null> {
  const { idOrFile, source, named } = chosenChair(name);
  if (!named) return null;
  try {
    return await readAnyChairFile(idOrFile, source);
  } catch (error) {
    if (name === undefined && error instanceof CommandError) return error;
    throw error;
  }
}

function unreadProblem(file: string, { message }: CommandError): Problem {
  const [said = '', ...more] = message.split('\n');
  const hint = more.join(' ') || 'the path of a file, or the id of a program that ships';
  return { file, line: 1, column: 1, code: 'P43', message: said, hint };
}

/** What scenarios are about: the chair that --chair names, or whatever they name. A chair that cannot be run is said then. */
async function chairOfScenarios(name: string | undefined): Promise<() => ChairOnTest> {
  let onTest: ChairOnTest | null = null;
  if (name === undefined) return () => (onTest ??= chairOnTest(theChair()));
  try {
    const chair = await chairToRun(name);
    return () => (onTest ??= chairOnTest(chair, true));
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** `chairName`: the chair that programs are for besides that of this machine, or the reference chair; and scenarios about. */
export async function createChecker(chairName: string | undefined): Promise<Checker> {
  const any = await chairOfPrograms(chairName);
  const onTest = await chairOfScenarios(chairName);
  const chair = theChair();
  const found = (text: string, shown: string): Pick<CheckedFile, 'problems' | 'notes'> => {
    if (isChairFile(text)) return readChair(text, shown);
    if (isScenario(text)) return { problems: readWholeScenario(text, shown, onTest()).problems, notes: [] };
    if (any instanceof CommandError) throw any;
    if (any !== null) return fitProgramText(text, shown, planningFigures(any), abilitiesOf(any));
    return { problems: checkProgram(text, shown, chair).problems, notes: [] };
  };
  return {
    fileOf: (name) => findProgram(name).file,
    check(name) {
      try {
        const { file, shown } = findProgram(name);
        const text = readText(file);
        return { shown, text, ...found(text, shown), unread: null };
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        const problems = error.problems.length > 0 ? error.problems : [unreadProblem(name, error)];
        return { shown: name, text: '', problems, notes: [], unread: error };
      }
    },
    fix(name) {
      const { file, shown } = findProgram(name);
      const text = readText(file);
      if (!isChairFile(text)) return `${shown}: no chair file, nothing is rewritten\n`;
      const fixed = withNewNames(text);
      if (fixed === text) return `${shown}: nothing to rewrite\n`;
      writeWhole(file, fixed);
      return `${shown}: rewritten\n`;
    },
  };
}
