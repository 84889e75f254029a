/** Checks one file for `lumbar check`: a program, a chair file or a scenario. */
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
  /** Its name in messages. */
  readonly shown: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
  /** Why the file could not be checked at all (`problems` then holds the reason); null where it was checked. */
  readonly unread: CommandError | null;
}

interface Checker {
  /** The path that `name` is read from. */
  fileOf(name: string): string;
  check(name: string): CheckedFile;
  /** Rewrites a chair file with the current names and format; returns what it did. */
  fix(name: string): string;
}

/** The chair that programs are checked for; null: the reference chair. An error in this machine's file is returned: that may be the file to check. */
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

/** The chair for scenarios: that of --chair, else what each scenario names (default: the reference chair). Throws when used if it cannot run. */
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

/** `chairName`: the chair for all files. Without it programs are checked for this machine's or the reference chair, scenarios for their own. */
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
