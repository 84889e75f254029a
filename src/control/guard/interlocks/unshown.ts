/**
 * What a carriage whose place is known by time alone may have done unseen. Only an end that is met or left in the direction of
 * travel shows that it moves. Until then it may be stuck, so that all work is on one spot, or its plug may be swapped with
 * the kneader's, so that driving it kneads.
 */
import { sessionLimits } from '../../../chair/limits.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { CarriageWatch } from './carriage.ts';
import { clearsMs } from './spot.ts';

/** Time worked or driven since an end has shown that the carriage moves, or since a rest that was long enough; and the rest so far. */
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
    /** How long the body has been worked, wherever that was meant to be; and how long the carriage has been driven. */
    worked: createStretch(),
    driven: createStretch(),
  };
}

/** Each tick, after `watchEnds`. */
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
  // If the carriage has had no order for longer than it coasts, the kneader's order is what moves it.
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
