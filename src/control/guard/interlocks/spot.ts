/**
 * How long one spot has been worked: kneaded, or pressed by narrow arms standing still. A spot is 20 mm to
 * either side of where the work began; it is forgotten after 15 s of anything else.
 */
import { at } from '../../../chair/assert.ts';
import { sessionLimits } from '../../../chair/limits.ts';
import type { Millimetres, Milliseconds } from '../../../chair/units.ts';

/** More spots than can be begun within the 15 s after which one is forgotten: each is 20 mm from the last. */
const spotCount = 8;

export interface SpotWatch {
  placesMm: Millimetres[];
  workedMs: Milliseconds[];
  /** Since the spot was last worked. */
  awayMs: Milliseconds[];
  /** The longest that the place under the arms now has been worked. */
  hereMs: Milliseconds;
}

export function createSpotWatch(): SpotWatch {
  const zeros = () => Array.from({ length: spotCount }, () => 0);
  return {
    placesMm: zeros(),
    workedMs: zeros(),
    awayMs: Array.from({ length: spotCount }, () => sessionLimits.spotClearsMs),
    hereMs: 0,
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
  let hereMs = 0;
  let known = false;
  let free = 0;
  let longestAwayMs = -1;
  for (let spot = 0; spot < spotCount; spot++) {
    const awayMs = at(watch.awayMs, spot, 'spot');
    if (awayMs > longestAwayMs) {
      longestAwayMs = awayMs;
      free = spot;
    }
    if (awayMs >= sessionLimits.spotClearsMs) continue;
    const distanceMm = Math.abs(placeMm - at(watch.placesMm, spot, 'spot'));
    const here = distanceMm <= sessionLimits.spotMm + offMm;
    let workedMs = at(watch.workedMs, spot, 'spot');
    if (working && here) {
      known = true;
      workedMs += stepMs;
      watch.workedMs[spot] = workedMs;
      watch.awayMs[spot] = 0;
    } else {
      watch.awayMs[spot] = awayMs + stepMs;
    }
    if (here && workedMs > hereMs) hereMs = workedMs;
  }
  if (working && !known) {
    watch.placesMm[free] = placeMm;
    watch.workedMs[free] = stepMs;
    watch.awayMs[free] = 0;
    hereMs = stepMs;
  }
  watch.hereMs = hereMs;
}
