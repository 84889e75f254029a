/**
 * The one place that decides when a chip that has switched everything off may let outputs act again.
 *
 * Once for each job that begins with an act of a person: a key, or a self-test asked for in the service state. What one
 * key began needs no other: parking, resuming from a pause, the program's end. The request is repeated until the chip
 * has been seen armed, for 300 ms at most: a chip that trips again, or that is met later, waits for the next act.
 */
import type { Milliseconds } from '../chair/units.ts';

export interface Arming {
  /** The request is repeated until then. */
  untilMs: Milliseconds;
}

/** A request and its answer take two ticks; a frame may be lost (limit). */
const repeatedForMs = 300;

export function createArming(): Arming {
  return { untilMs: Number.NEGATIVE_INFINITY };
}

/** Whether the chip is asked to arm in this tick. `trip` is why it is off, 0 where it is armed. */
export function askToArm(arming: Arming, jobBegan: boolean, trip: number, nowMs: Milliseconds): boolean {
  if (jobBegan) arming.untilMs = nowMs + repeatedForMs;
  else if (trip === 0) arming.untilMs = Number.NEGATIVE_INFINITY;
  return trip !== 0 && nowMs < arming.untilMs;
}
