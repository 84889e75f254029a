/** The programs on the remote while a scenario runs: those that ship with the chair, and the scenario's own. */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { checkProgram, checkProgramValue } from '../../src/program/language/check.ts';
import { factoryPrograms } from '../../src/program/language/factory.ts';
import type { Program } from '../../src/program/language/program.ts';
import { factoryProgramFile, readFactoryPrograms } from '../../src/program/library.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { suggestion, type Wrong } from './values.ts';

export interface ScenarioPrograms {
  readonly plans: readonly Plan[];
  /** Index of the program that is chosen at first. */
  readonly chosen: number;
}

let shipped: readonly Plan[] | null = null;

function shippedPlans(): readonly Plan[] {
  shipped ??= readFactoryPrograms().map(({ file, text }) => planOf(text, file));
  return shipped;
}

function planOf(text: string, file: string): Plan {
  const { program, problems } = checkProgram(text, file);
  if (program !== null) return planProgram(program);
  const [first] = problems;
  throw new Error(first === undefined ? 'not a program' : `${first.line}:${first.column} ${first.message}`);
}

/** The program of a file, as seen from the scenario's folder, of an id, or the program itself. */
export function programOf(program: string | object, scenarioFile: string): Program | Wrong {
  if (typeof program !== 'string') return checkedOr(checkProgramValue(program, '<program>'), '<program>');
  const shipped = factoryPrograms.includes(program);
  const path = shipped ? factoryProgramFile(program) : program;
  const file = isAbsolute(path) ? path : join(dirname(scenarioFile), path);
  try {
    return checkedOr(checkProgram(readFileSync(file, 'utf8'), file), file);
  } catch (error) {
    return {
      wrong: `${file} cannot be read: ${(error as Error).message}`,
      hint: 'a path is seen from the folder of the scenario',
    };
  }
}

function checkedOr({ program, problems }: ReturnType<typeof checkProgram>, file: string): Program | Wrong {
  if (program !== null) return program;
  const [first] = problems;
  return {
    wrong: `${file}: ${first?.message ?? 'is no program'}`,
    hint: first?.hint ?? `lumbar check ${file}`,
  };
}

/** `program` is an id, the path of a file as seen from the scenario's folder, or the program itself. */
export function programsFor(program: string | object, scenarioFile: string): ScenarioPrograms | Wrong {
  const plans = shippedPlans();
  if (typeof program !== 'string') {
    const { program: own, problems } = checkProgramValue(program, '<program>');
    if (own !== null) return { plans: [...plans, planProgram(own)], chosen: plans.length };
    const [first] = problems;
    return { wrong: `the program is none: ${first?.message ?? ''}`, hint: first?.hint ?? '' };
  }
  const index = plans.findIndex((plan) => plan.program === program);
  if (index >= 0) return { plans, chosen: index };
  if (!/[\\/]|\.ya?ml$/i.test(program)) {
    return {
      wrong: `there is no program "${program}"`,
      hint: `${suggestion(program, factoryPrograms)}; or a path`,
    };
  }
  const file = isAbsolute(program) ? program : join(dirname(scenarioFile), program);
  try {
    return { plans: [...plans, planOf(readFileSync(file, 'utf8'), file)], chosen: plans.length };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const wrong = missing ? `there is no file ${file}` : `${file}: ${(error as Error).message}`;
    return {
      wrong,
      hint: missing ? 'a path is seen from the folder of the scenario' : `lumbar check ${file}`,
    };
  }
}
