/**
 * How long one spot has been worked: kneaded, or pressed by narrow arms standing still. A spot is 20 mm to
 * either side of where the work began; it is forgotten after 15 s of anything else.
 */
import { sessionLimits } from '../../../chair/limits.ts';
import type { Millimetres, Milliseconds } from '../../../chair/units.ts';

/** More spots than can be begun within the 15 s after which one is forgotten: each is 20 mm from the last. */
const spotCount = 8;

export type SpotWatch = ReturnType<typeof createSpotWatch>;

export function createSpotWatch() {
  return {
    /** Where work began, how long it has been worked, and since when it has not. */
    spots: Array.from({ length: spotCount }, () => ({
      atMm: 0 as Millimetres,
      workedMs: 0 as Milliseconds,
      awayMs: sessionLimits.spotClearsMs as Milliseconds,
    })),
    /** The longest that the place under the arms now has been worked. */
    hereMs: 0 as Milliseconds,
  };
}

/** Every 100 ms: `working` says that the arms work the body at `placeMm`, or as far from it as `offMm`. */
export function watchSpot(
  watch: SpotWatch,
  placeMm: Millimetres,
  offMm: Millimetres,
  working: boolean,
  stepMs: Milliseconds,
): void {
  const longestAway = watch.spots.reduce((one, other) => (other.awayMs > one.awayMs ? other : one));
  let known = false;
  watch.hereMs = 0;
  for (const spot of watch.spots) {
    if (spot.awayMs >= sessionLimits.spotClearsMs) continue;
    const here = Math.abs(placeMm - spot.atMm) <= sessionLimits.spotMm + offMm;
    if (working && here) {
      known = true;
      spot.workedMs += stepMs;
      spot.awayMs = 0;
    } else {
      spot.awayMs += stepMs;
    }
    if (here) watch.hereMs = Math.max(watch.hereMs, spot.workedMs);
  }
  if (working && !known) {
    Object.assign(longestAway, { atMm: placeMm, workedMs: stepMs, awayMs: 0 });
    watch.hereMs = stepMs;
  }
}
