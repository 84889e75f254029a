/** The programs on the remote while a scenario runs: those that ship with the chair, and the scenario's own. */

import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { shippedChairs } from '../../src/board/shipped.ts';
import type { Chair } from '../../src/chair/chair.ts';
import type { Path } from '../../src/codec/yaml-problems.ts';
import { checkProgramValue, fitProgramText } from '../../src/program/language/check.ts';
import { programsOfRemote, shippedPrograms } from '../../src/program/language/factory.ts';
import type { Program } from '../../src/program/language/program.ts';
import { factoryProgramFile, readFactoryPrograms } from '../../src/program/library.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import type { Scenario, Step } from './scenario.ts';
import { suggestion, type Wrong } from './values.ts';

export interface ScenarioPrograms {
  readonly plans: readonly Plan[];
  /** Index of the program that is chosen at first. */
  readonly chosen: number;
  /** The id of the program that each `choose` step names. */
  readonly chosenBy: ReadonlyMap<Step, string>;
}

/** A program that cannot be used, and where the scenario names it. */
export interface WrongProgram extends Wrong {
  readonly path: Path;
}

/** What is wrong with the first such program, and with all of them. */
export interface WrongPrograms extends Wrong {
  readonly all: readonly WrongProgram[];
}

/** The chair that scenarios run on, with the programs that ship with it checked and planned once for them all. */
export interface ChairOnTest {
  readonly chair: Chair;
  readonly shipped: readonly Plan[];
  /** Somebody has chosen this chair, so scenarios do not choose another. */
  readonly chosen: boolean;
}

/** Shipped programs that this chair cannot run are not on its remote. */
export function chairOnTest(chair: Chair, chosen = false): ChairOnTest {
  const texts = readFactoryPrograms(programsOfRemote(chair));
  return { chair, chosen, shipped: texts.flatMap(({ file, text }) => fitted(text, file, chair).plan ?? []) };
}

function fitted(text: string, file: string, chair: Chair): { plan: Plan | null; why: string } {
  const { program, problems } = fitProgramText(text, file, chair, chair.abilities);
  if (program !== null) return { plan: planProgram(program, chair), why: '' };
  const [first] = problems;
  return {
    plan: null,
    why: first === undefined ? 'not a program' : `${first.line}:${first.column} ${first.message}`,
  };
}

/** A program by its id, by the path of its file relative to the scenario's folder, or the program itself. */
export function programOf(program: string | object, scenarioFile: string, chair: Chair): Program | Wrong {
  if (typeof program !== 'string')
    return checkedOr(checkProgramValue(program, '<program>', chair, chair.abilities), '<program>');
  const file = shippedPrograms.includes(program)
    ? factoryProgramFile(program)
    : fileOf(program, scenarioFile, chair);
  if (typeof file !== 'string') return file;
  const text = textOf(file);
  if (typeof text !== 'string') return text;
  return checkedOr(fitProgramText(text, file, chair, chair.abilities), file);
}

/** The file of a program that does not ship; its path is relative to the scenario's folder. */
function fileOf(program: string, scenarioFile: string, chair: Chair): string | Wrong {
  if (/[\\/]|\.ya?ml$/i.test(program))
    return isAbsolute(program) ? program : join(dirname(scenarioFile), program);
  return {
    wrong: `there is no program "${program}"`,
    hint: `${suggestion(program, programsOfRemote(chair))}; or a path`,
  };
}

function textOf(file: string): string | Wrong {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const hint = 'a path is seen from the folder of the scenario';
    if (code === 'ENOENT') return { wrong: `there is no file ${file}`, hint };
    if (code === 'EISDIR') return { wrong: `${file} is a folder, not a file`, hint };
    return { wrong: `${file} cannot be read: ${message}`, hint };
  }
}

function checkedOr(
  { program, problems }: ReturnType<typeof checkProgramValue>,
  file: string,
): Program | Wrong {
  if (program !== null) return program;
  const [first] = problems;
  return {
    wrong: `${file}: ${first?.message ?? 'is no program'}`,
    hint: first?.hint ?? `lumbar check ${file}`,
  };
}

/** The program that the scenario chooses at first and those of its `choose` steps, each on the remote once. */
export function programsFor(
  { program, steps }: Pick<Scenario, 'program' | 'steps'>,
  scenarioFile: string,
  { chair, shipped }: ChairOnTest,
): ScenarioPrograms | WrongPrograms {
  const plans = [...shipped];
  const all: WrongProgram[] = [];
  const find = (named: string | object, path: Path): number => {
    const place = placeOf(named, scenarioFile, chair, plans);
    if (typeof place === 'number') return place;
    all.push({ ...place, path });
    return 0;
  };
  const chosen = find(program, ['program']);
  const chosenBy = new Map<Step, string>();
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'choose') continue;
    const place = find(step.program, ['steps', index, 'choose']);
    chosenBy.set(step, plans[place]?.program ?? '');
  }
  const [first] = all;
  return first === undefined ? { plans, chosen, chosenBy } : { wrong: first.wrong, hint: first.hint, all };
}

/**
 * Index of a program among the plans, to which it is added if it does not ship: by its id, by the path of its file
 * relative to the scenario's folder, or the program itself.
 */
function placeOf(
  program: string | object,
  scenarioFile: string,
  chair: Chair,
  plans: Plan[],
): number | Wrong {
  const put = (plan: Plan): number => {
    const same = plans.findIndex(({ program: id }) => id === plan.program);
    if (same < 0) return plans.push(plan) - 1;
    plans[same] = plan;
    return same;
  };
  if (typeof program !== 'string') {
    const { program: own, problems } = checkProgramValue(program, '<program>', chair, chair.abilities);
    if (own !== null) return put(planProgram(own, chair));
    const [first] = problems;
    return { wrong: `the program is none: ${first?.message ?? ''}`, hint: first?.hint ?? '' };
  }
  const index = plans.findIndex((plan) => plan.program === program);
  if (index >= 0) return index;
  if (shippedPrograms.includes(program)) {
    const file = factoryProgramFile(program);
    return {
      wrong: `${program} does not run on the chair ${chair.model}: ${fitted(readFileSync(file, 'utf8'), file, chair).why}`,
      hint: checkOn(program, chair),
    };
  }
  const file = fileOf(program, scenarioFile, chair);
  if (typeof file !== 'string') return file;
  const text = textOf(file);
  if (typeof text !== 'string') return text;
  const { plan, why } = fitted(text, file, chair);
  return plan === null ? { wrong: `${file}: ${why}`, hint: checkOn(file, chair) } : put(plan);
}

/** The command that shows all problems; a chair that does not ship is named by its file, which is not known here. */
const checkOn = (program: string, { model }: Chair): string =>
  shippedChairs().includes(model)
    ? `lumbar check ${program} --chair ${model}`
    : `lumbar check ${program} --chair FILE, where FILE is that of ${model}`;
