/**
 * A stop key that only the controller has seen: pressed for less time than the line takes to bring its level, it has switched everything
 * off and locked the controller, and the chair would wait for motion that cannot come. The same where the controller was never armed.
 */
import type { SessionState } from '../../chair/names.ts';
import { tripNumber } from '../../chair/trips.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { Job } from '../goals.ts';

const stopTrip = tripNumber('stop-key');
/** By then a press that the host has seen as well has ended what went on. */
const unheardMs: Milliseconds = 200;
/** Arming takes 0.7 s over the slowest healthy line, and other trips have become faults by then. */
const unarmedMs: Milliseconds = 2000;

export type UnheardStop = ReturnType<typeof createUnheardStop>;

export function createUnheardStop() {
  return {
    state: 'off' as SessionState,
    /** The controller has been armed in this state. */
    armed: false,
    /** How long it has not been since. */
    forMs: 0 as Milliseconds,
  };
}

/** True in the turn in which the chair must take a trip for a press of stop. */
export function watchUnheardStop(
  watch: UnheardStop,
  trip: number,
  { state, job }: { readonly state: SessionState; readonly job: Job },
  dtMs: Milliseconds,
): boolean {
  if (state !== watch.state || trip === 0 || job === 'nothing') {
    watch.armed = trip === 0;
    watch.state = state;
    watch.forMs = 0;
    return false;
  }
  watch.forMs += dtMs;
  if (watch.armed && trip === stopTrip) return watch.forMs >= unheardMs;
  // A self-test says by itself that the controller does not arm.
  return state !== 'service' && watch.forMs >= unarmedMs;
}
