/**
 * How long a motor may run whose stall nothing sees: 2 min in any 3, after which a thermal switch or a fuse would have told.
 * A purse that every run takes from and time fills: whatever is taken of a full one, and what comes in meanwhile, are
 * within 2 min of run in any 3 min.
 */
import type { Milliseconds } from '../../chair/units.ts';

const windowMs = 180_000;
const runsMs = 120_000;
/** Runs of at most so long in one go; what a rhythm rests fills the purse as fast as it empties it. */
const share = 0.6;
const fullMs = runsMs - share * windowMs;

export interface RunBudget {
  leftMs: Milliseconds;
}

export const createRunBudget = (): RunBudget => ({ leftMs: fullMs });

/** One turn of so long, in which it ran or rested. */
export function spendRun(budget: RunBudget, ran: boolean, dtMs: Milliseconds): void {
  budget.leftMs = Math.min(fullMs, budget.leftMs + share * dtMs - (ran ? dtMs : 0));
}
