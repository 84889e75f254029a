/**
 * How long a motor whose stall nothing sees may run: 2 min in any 3, after which a thermal switch or a fuse would have told.
 * Every run takes from the budget and time refills it: a full budget, and what is refilled meanwhile, allow at most 2 min of run
 * in any 3 min.
 */
import type { Milliseconds } from '../../chair/units.ts';

const windowMs = 180_000;
const runsMs = 120_000;
/** Share of the time that is refilled, so that a rhythm's rests make up for its runs; the full budget, `fullMs`, bounds a run in one go. */
const share = 0.6;
const fullMs = runsMs - share * windowMs;

export interface RunBudget {
  leftMs: Milliseconds;
}

export const createRunBudget = (): RunBudget => ({ leftMs: fullMs });

/** One turn of `dtMs`, in which the motor ran or rested. */
export function spendRun(budget: RunBudget, ran: boolean, dtMs: Milliseconds): void {
  budget.leftMs = Math.min(fullMs, budget.leftMs + share * dtMs - (ran ? dtMs : 0));
}
