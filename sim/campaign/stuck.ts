/** Whether a chair has come to an end after the last step of its run: off, ready or in fault. */
import type { SessionState } from '../../src/chair/names.ts';
import type { Milliseconds } from '../../src/chair/units.ts';

export const isEnd = (state: SessionState): boolean =>
  state === 'off' || state === 'ready' || state === 'fault';

/** It left its last end at `begunMs`; a press that was seen by `pressedMs` was one of the run's steps. */
interface Ending {
  readonly state: SessionState;
  readonly begunMs: Milliseconds;
  readonly pressedMs: Milliseconds;
}

/**
 * A key whose contact closes by itself asks for one session after the other: what it has begun since the last step is still
 * under way. That a key asked for it, and how long each may last, is judged on its own.
 */
export function isStuck({ state, begunMs, pressedMs }: Ending): boolean {
  if (isEnd(state)) return false;
  return state === 'service' || begunMs <= pressedMs;
}
