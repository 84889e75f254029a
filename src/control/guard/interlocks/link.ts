/**
 * The way to the controller: how old and how damaged what comes is, and whether the controller has restarted or tripped.
 * On the plant alone the link is perfect.
 */
import { clamp } from '../../../chair/clamp.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { linkLostMs } from '../../../chair/limits.ts';
import type { LinkSensors } from '../../../chair/sensors.ts';
import { tripReasons } from '../../../chair/trips.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { Clock } from './clock.ts';

export type LinkWatch = ReturnType<typeof createLinkWatch>;

export function createLinkWatch() {
  return {
    started: false,
    boots: 0,
    /** The controller has restarted since the last tick. */
    restarted: false,
    badFrames: 0,
    /** Damaged frames of late, leaking away; and the most they were in this tick. */
    bad: 0,
    badMost: 0,
    /** How old values become on this line, as a rule, until others come; and how old they were in the last tick. */
    usualAgeMs: 0 as Milliseconds,
    lastAgeMs: 0 as Milliseconds,
    /** Age of the values beyond what a burst makes, summed up; leaks away. */
    slow: 0,
    trippedMs: 0 as Milliseconds,
    /** It tripped before the chair was off, or before faults were forgotten, and has not been armed since. */
    tripKnown: false,
  };
}

/** Values older than this mean nobody answers. */
const lostMs = linkLostMs;
/**
 * A line that delivers in bursts makes a pause of the computer longer, once each way. The chip's own lease is not touched by
 * it: there the power goes after 250 ms.
 */
const usualShare = 0.02;
const lostLaterMs = 100;
export const lostAfterMs = ({ usualAgeMs }: LinkWatch): Milliseconds =>
  lostMs + Math.min(lostLaterMs, 2 * usualAgeMs);
/** More damaged frames than this leak away no more: one in 20 comes twice, which is 2.5 a second, and is refused. */
const badLeakPerMs = 6 / 1000;
/** Bursts bring values that are as old as this; what a pause of the host adds to that leaks away. */
const burstAgeMs = 100;
const slowLeakPerMs = 0.15;
/** One long pause is forgotten within a second. */
const slowMost = 200;

export function watchLink(watch: LinkWatch, link: LinkSensors, fresh: boolean, clock: Clock): void {
  const { dtMs } = clock;
  if (!watch.started) {
    watch.started = true;
    watch.boots = link.boots;
    watch.badFrames = link.badFrames;
  }
  watch.restarted = link.boots !== watch.boots;
  watch.boots = link.boots;

  // Values older still are of a lost link, which is a fault of its own, and passes when it is back.
  const beyondMs = link.ageMs > burstAgeMs && link.ageMs <= lostMs ? link.ageMs - burstAgeMs : 0;
  watch.slow = clamp(watch.slow + beyondMs - slowLeakPerMs * dtMs, 0, slowMost);

  if (fresh) watch.usualAgeMs += usualShare * (watch.lastAgeMs - watch.usualAgeMs);
  watch.lastAgeMs = link.ageMs > 0 ? Math.min(link.ageMs, lostMs) : 0;

  watch.badMost = watch.bad;
  if (link.badFrames !== watch.badFrames) {
    const more = link.badFrames - watch.badFrames;
    // A counter that runs back or is no number counts as one.
    watch.badMost += more > 0 ? more : 1;
  }
  watch.badFrames = link.badFrames;
  watch.bad = Math.max(0, watch.badMost - dtMs * badLeakPerMs);

  watchTrip(watch, link.trip, clock);
}

function watchTrip(watch: LinkWatch, trip: number, clock: Clock): void {
  if (trip === 0) {
    watch.trippedMs = 0;
    watch.tripKnown = false;
    return;
  }
  if (clock.state === 'off') watch.tripKnown = true;
  // Ready again after its link was lost, it is the key that gives the chair something to do which arms the controller.
  const armedLater = clock.state === 'ready' && watch.tripKnown;
  watch.trippedMs = armedLater ? 0 : watch.trippedMs + clock.dtMs;
}

/** Switching on arms the controller, but service leaves it as it was: what tripped a chair that was off is over. */
export const isTripOver = ({ tripKnown }: LinkWatch, { state }: Clock): boolean =>
  state === 'off' || (state === 'service' && tripKnown);

/** The fault that the controller's own reason shows as, null where it is none. */
export function tripFault(trip: number): FaultCode | null {
  const reason = tripReasons[trip];
  return reason === undefined ? 'E55' : reason.fault;
}
