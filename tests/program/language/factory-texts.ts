/** The texts of the programs that ship and run on the reference chair, by id. */

import { readdirSync, readFileSync } from 'node:fs';
import { checkProgram } from '../../../src/program/language/check.ts';
import { factoryPrograms } from '../../../src/program/language/factory.ts';
import type { Program } from '../../../src/program/language/program.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { chair } from '../../chair.ts';

const folder = new URL('../../../programs/', import.meta.url);

export const shippedTexts: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [file.replace('.yaml', ''), readFileSync(new URL(file, folder), 'utf8')]),
);

export const factoryTexts: ReadonlyMap<string, string> = new Map(
  [...shippedTexts].filter(([id]) => factoryPrograms.includes(id)),
);

export function factoryProgram(id: string): Program {
  const { program, problems } = checkProgram(factoryTexts.get(id) ?? '', `${id}.yaml`, chair);
  if (program === null) throw new Error(`${id}: ${problems.map((problem) => problem.message).join(', ')}`);
  return program;
}

export function factoryPlan(id: string): Plan {
  return planProgram(factoryProgram(id), chair);
}
