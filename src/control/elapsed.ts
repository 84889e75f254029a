/** Time as a turn sees it. Turns are due each 20 ms; some run late and some are missed, so that none may count as 20 ms. */
import { lateMs, tickMs } from '../chair/limits.ts';
import type { Milliseconds } from '../chair/units.ts';

/** More than this between two turns is a fault: too much has happened unseen. */
export const longestElapsedMs: Milliseconds = tickMs + lateMs;

/**
 * When a turn that was due at `dueMs` and runs at `nowMs` takes place: the last of the due times that have passed. One that
 * was held up for 70 ms takes place 60 ms after it was due.
 */
export function turnTimeMs(dueMs: Milliseconds, nowMs: Milliseconds): Milliseconds {
  const missed = Math.floor((nowMs - dueMs) / tickMs);
  return missed > 0 && Number.isFinite(missed) ? dueMs + missed * tickMs : dueMs;
}

/** Time since the last turn: 20 ms, more where turns were missed. What cannot be the time since is counted as one turn. */
export function elapsedMs(lastMs: Milliseconds, turnMs: Milliseconds): Milliseconds {
  const passedMs = turnMs - lastMs;
  return passedMs > 0 && passedMs <= longestElapsedMs ? passedMs : tickMs;
}
