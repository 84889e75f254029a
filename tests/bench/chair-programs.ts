/** The plans of those of some programs that a chair can do. */
import { readFileSync } from 'node:fs';
import type { Chair } from '../../src/chair/chair.ts';
import { fitProgramText } from '../../src/program/language/check.ts';
import { factoryProgramFile } from '../../src/program/library.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';

export function programPlans(chair: Chair, ids: readonly string[]): Plan[] {
  return ids.flatMap((id) => {
    const file = factoryProgramFile(id);
    const { program } = fitProgramText(readFileSync(file, 'utf8'), file, chair, chair.abilities);
    return program === null ? [] : [planProgram(program, chair)];
  });
}
