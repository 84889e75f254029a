/**
 * The one place that decides when a chip that has switched everything off may let outputs act again.
 *
 * It may once for each job that a person begins: with a key, or by asking for a self-test in the service state. What follows
 * from that (parking, resuming from a pause, the program's end) needs no new act. The request is repeated until the chip is
 * seen armed, for at most 300 ms. A chip that trips again, or is only reached later, waits for the next act.
 */
import type { Milliseconds } from '../chair/units.ts';

export interface Arming {
  /** When the request to arm is no longer repeated. */
  untilMs: Milliseconds;
}

/** A request and its answer take two ticks; a frame may be lost (limit). */
const repeatedForMs = 300;

export function createArming(): Arming {
  return { untilMs: Number.NEGATIVE_INFINITY };
}

/** Whether the chip is asked to arm in this tick. `trip` is why it is off; 0 if it is armed. */
export function askToArm(arming: Arming, jobBegan: boolean, trip: number, nowMs: Milliseconds): boolean {
  if (jobBegan) arming.untilMs = nowMs + repeatedForMs;
  else if (trip === 0) arming.untilMs = Number.NEGATIVE_INFINITY;
  return trip !== 0 && nowMs < arming.untilMs;
}
