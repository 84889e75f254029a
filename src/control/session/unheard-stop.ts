/**
 * A stop key that only the controller has seen: pressed for less time than the line takes to bring its level, it has switched everything
 * off and locked the controller, and the chair would wait for motion that cannot come.
 */

import type { SessionState } from '../../chair/names.ts';
import { tripNumber } from '../../chair/trips.ts';
import type { Milliseconds } from '../../chair/units.ts';

const stopTrip = tripNumber('stop-key');
/** By then a press that the host has seen as well has ended what went on. */
const unheardMs: Milliseconds = 200;

export type UnheardStop = ReturnType<typeof createUnheardStop>;

export function createUnheardStop() {
  return {
    armed: false,
    /** What the chair was doing when stop tripped the controller; null once that has ended by itself. */
    stopped: null as SessionState | null,
    forMs: 0 as Milliseconds,
  };
}

/** True in the one turn in which the chair must take the trip for a press of stop. */
export function watchUnheardStop(
  watch: UnheardStop,
  trip: number,
  state: SessionState,
  dtMs: Milliseconds,
): boolean {
  const hasTripped = watch.armed && trip === stopTrip;
  watch.armed = trip === 0;
  if (hasTripped) {
    watch.stopped = state;
    watch.forMs = 0;
  }
  if (trip !== stopTrip || state !== watch.stopped) watch.stopped = null;
  if (watch.stopped === null) return false;
  watch.forMs += dtMs;
  if (watch.forMs < unheardMs) return false;
  watch.stopped = null;
  return true;
}
