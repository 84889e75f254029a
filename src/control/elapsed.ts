/** The time between turns. Turns are due every 20 ms, but some run late or are missed, so none may be counted as 20 ms. */
import { lateMs, tickMs } from '../chair/limits.ts';
import type { Milliseconds } from '../chair/units.ts';

/** A longer time between two turns is a fault: too much has happened unseen. */
export const longestElapsedMs: Milliseconds = tickMs + lateMs;

/**
 * The time that a turn due at `dueMs` and run at `nowMs` stands for: the last due time that has passed. A turn that was
 * held up for 70 ms stands for 60 ms after it was due.
 */
export function turnTimeMs(dueMs: Milliseconds, nowMs: Milliseconds): Milliseconds {
  const missed = Math.floor((nowMs - dueMs) / tickMs);
  return missed > 0 && Number.isFinite(missed) ? dueMs + missed * tickMs : dueMs;
}

/** Time since the last turn: 20 ms, more where turns were missed. An impossible difference counts as one turn. */
export function elapsedMs(lastMs: Milliseconds, turnMs: Milliseconds): Milliseconds {
  const passedMs = turnMs - lastMs;
  return passedMs > 0 && passedMs <= longestElapsedMs ? passedMs : tickMs;
}
