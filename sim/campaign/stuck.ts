/** Whether a chair has settled after the last step of its run: off, ready or in fault. */
import type { SessionState } from '../../src/chair/names.ts';
import type { Milliseconds } from '../../src/chair/units.ts';

export const isEnd = (state: SessionState): boolean =>
  state === 'off' || state === 'ready' || state === 'fault';

/** The chair last left off, ready or fault at `begunMs`; a press seen by `pressedMs` was a step of the run. */
interface Ending {
  readonly state: SessionState;
  readonly begunMs: Milliseconds;
  readonly pressedMs: Milliseconds;
}

/**
 * Not stuck is what began after the last step: a key whose contact closes by itself asks for one session after the other.
 * That a key asked for each, and how long it may last, is judged separately.
 */
export function isStuck({ state, begunMs, pressedMs }: Ending): boolean {
  if (isEnd(state)) return false;
  return state === 'service' || begunMs <= pressedMs;
}
