/**
 * How long one spot has been worked: kneaded, tapped, or pressed by narrow arms standing still. A spot is 20 mm to
 * either side of where the work began; it is forgotten after 15 s of anything else.
 */
import { at } from '../../../chair/assert.ts';
import { sessionLimits } from '../../../chair/limits.ts';
import type { Millimetres, Milliseconds } from '../../../chair/units.ts';
import type { CarriageLimits } from '../limits.ts';

/** More spots than can be begun within the 15 s after which a spot is forgotten, since each is 20 mm from the last. */
const spotCount = 8;
/** A motor that is switched off runs on until the controller hears of it, or its lease is over: the rest begins only then. */
const endsWithinMs = 500;
export const clearsMs: Milliseconds = sessionLimits.spotClearsMs + endsWithinMs;

export type SpotWatch = ReturnType<typeof createSpotWatch>;

export function createSpotWatch() {
  return {
    /** Where work began, give or take `offMm`; how long the spot has been worked, and for how long since it has not. */
    spots: Array.from({ length: spotCount }, () => ({
      atMm: 0 as Millimetres,
      offMm: 0 as Millimetres,
      workedMs: 0 as Milliseconds,
      awayMs: clearsMs,
    })),
    /** The longest that any spot under the arms now has been worked. */
    hereMs: 0 as Milliseconds,
  };
}

/** Time left on a spot of unknown history: enough for the arms to open. */
const leftMs: Milliseconds = 3000;

/** What has been worked until now, and where, is unknown: it may have been any place. */
export function takeAnywhereAsWorked(watch: SpotWatch, { railMm, spotMaxMs }: CarriageLimits): void {
  Object.assign(at(watch.spots, 0, 'spot'), {
    atMm: 0,
    offMm: 2 * railMm,
    workedMs: spotMaxMs - leftMs,
    awayMs: 0,
  });
}

/** An end has corrected the place by `byMm`. When a spot was begun, the count had strayed by anything up to that: by half, give or take half. */
export function moveSpots(watch: SpotWatch, byMm: Millimetres): void {
  for (const spot of watch.spots) {
    spot.atMm += byMm / 2;
    spot.offMm += Math.abs(byMm) / 2;
  }
}

/** The first end has told where the count began: what was worked before lies that much elsewhere, give or take `offMm`. */
export function placeSpots(watch: SpotWatch, byMm: Millimetres, offMm: Millimetres): void {
  for (const spot of watch.spots) {
    spot.atMm += byMm;
    spot.offMm += offMm;
  }
}

/** Every 100 ms. `working`: the arms have worked the body at `placeMm`, give or take `offMm`. */
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
    if (spot.awayMs >= clearsMs) continue;
    const here = Math.abs(placeMm - spot.atMm) <= sessionLimits.spotMm + offMm + spot.offMm;
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
    Object.assign(longestAway, { atMm: placeMm, offMm, workedMs: stepMs, awayMs: 0 });
    watch.hereMs = stepMs;
  }
}
