/** The texts of the programs that ship with the chair, by id. */

import { readdirSync, readFileSync } from 'node:fs';
import { checkProgram } from '../../../src/program/language/check.ts';
import type { Program } from '../../../src/program/language/program.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { chair } from '../../chair.ts';

const folder = new URL('../../../programs/', import.meta.url);

export const factoryTexts: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [file.replace('.yaml', ''), readFileSync(new URL(file, folder), 'utf8')]),
);

export function factoryProgram(id: string): Program {
  const { program, problems } = checkProgram(factoryTexts.get(id) ?? '', `${id}.yaml`, chair);
  if (program === null) throw new Error(`${id}: ${problems.map((problem) => problem.message).join(', ')}`);
  return program;
}

export function factoryPlan(id: string): Plan {
  return planProgram(factoryProgram(id), chair);
}
