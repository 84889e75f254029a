/** Plans of the flashed programs: each program is planned once. To plan all of them again takes longer than a tick. */
import type { Chair } from '../chair/chair.ts';
import type { Program } from '../program/language/program.ts';
import type { Plan } from '../program/plan/plan.ts';
import { planProgram } from '../program/plan/planner.ts';

/** By the program that was read: read again it is another one. */
export type Plans = WeakMap<Program, Plan>;

export function planOf(plans: Plans, program: Program, chair: Chair): Plan {
  const known = plans.get(program);
  if (known !== undefined) return known;
  const plan = planProgram(program, chair);
  plans.set(program, plan);
  return plan;
}
