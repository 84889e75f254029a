/**
 * What a carriage whose place is known by time alone may have done unseen: nothing but an end that is met or left on its
 * way shows that it moves. Until then it may be stuck, so that all work is on one spot, or its plug may be swapped
 * with the kneader's, so that what should drive it kneads.
 */
import { sessionLimits } from '../../../chair/limits.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { CarriageWatch } from './carriage.ts';
import { clearsMs } from './spot.ts';

/** Since an end has shown that it moves, or since a rest that was long enough. */
interface Stretch {
  forMs: Milliseconds;
  restMs: Milliseconds;
}

const createStretch = (): Stretch => ({ forMs: 0, restMs: 0 });

type Unshown = ReturnType<typeof createUnshown>;

export function createUnshown() {
  return {
    /** Ends that had been met until the last tick. */
    wasAtTop: false,
    wasAtBottom: false,
    /** The body has been worked, wherever it was meant to be; the carriage has been driven. */
    worked: createStretch(),
    driven: createStretch(),
  };
}

/** Each tick, after the ends. */
export function watchUnshown(
  watch: Unshown,
  carriage: CarriageWatch,
  working: boolean,
  driven: boolean,
  dtMs: Milliseconds,
): void {
  const { atTop, atBottom, direction, undrivenMs } = carriage;
  const up = direction > 0;
  const shows =
    (atTop !== watch.wasAtTop && atTop === up) || (atBottom !== watch.wasAtBottom && atBottom === !up);
  // Nobody drives it: what moves it is the kneader's order.
  const moves = shows && undrivenMs <= sessionLimits.stillWithinMs;
  watch.wasAtTop = atTop;
  watch.wasAtBottom = atBottom;
  pass(watch.worked, working, moves, dtMs);
  pass(watch.driven, driven, moves, dtMs);
}

function pass(stretch: Stretch, on: boolean, over: boolean, dtMs: Milliseconds): void {
  stretch.restMs = on ? 0 : stretch.restMs + dtMs;
  if (on) stretch.forMs += dtMs;
  if (over || stretch.restMs >= clearsMs) stretch.forMs = 0;
}
