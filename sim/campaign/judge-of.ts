/** The judge of a scenario: which single fault is judged by its report, and whether in time, follows from its steps. */
import type { Chair } from '../../src/chair/chair.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isLate, isTimed, onlyFault } from './bounds.ts';
import { createJudge, type Judge } from './judge.ts';

export function judgeOf(scenario: Scenario, chair: Chair): Judge {
  const alone = onlyFault(scenario, chair);
  const timed = alone === null || isTimed(scenario, alone);
  return createJudge(chair, alone, scenario.rough, isLate(scenario), timed);
}
