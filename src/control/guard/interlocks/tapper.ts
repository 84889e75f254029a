/** How long the tapper has run and rested. What it draws is judged by the rules. */
import { createRunBudget, type RunBudget, spendRun } from '../../../chair/run-budget.ts';
import type { Duty, Milliseconds } from '../../../chair/units.ts';

export interface TapperWatch {
  budget: RunBudget;
  /** Since it ran last. */
  restMs: Milliseconds;
}

/** The rests of a rhythm are shorter: until then it works the spot that it stands on. */
export const tapperRestsMs: Milliseconds = 1000;

export function createTapperWatch(): TapperWatch {
  return { budget: createRunBudget(), restMs: tapperRestsMs };
}

export function watchTapper(watch: TapperWatch, duty: Duty, dtMs: Milliseconds): void {
  spendRun(watch.budget, duty !== 0, dtMs);
  watch.restMs = duty !== 0 ? 0 : Math.min(tapperRestsMs, watch.restMs + dtMs);
}
