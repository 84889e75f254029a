/** The way to the controller: when nobody answers, and whether the controller has restarted or tripped. */
import { clamp } from '../../../chair/clamp.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { linkLostMs, tickMs } from '../../../chair/limits.ts';
import type { LinkSensors } from '../../../chair/sensors.ts';
import { tripReasons } from '../../../chair/trips.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { Clock } from './clock.ts';
import type { Evidence } from './evidence.ts';

type LinkWatch = ReturnType<typeof createLinkWatch>;

export function createLinkWatch() {
  return {
    started: false,
    boots: 0,
    /** The controller has restarted since the last tick. */
    restarted: false,
    trippedMs: 0 as Milliseconds,
    /** It tripped before the chair was off, or before faults were forgotten, and has not been armed since. */
    tripKnown: false,
  };
}

const lostLaterMs = 100;

/**
 * Values older than this mean nobody answers. A line that delivers in bursts makes a pause of the computer longer, once each
 * way. The chip's own lease is not touched by it: there the power goes after 250 ms.
 */
export const lostAfterMs = ({ apartMs }: Evidence): Milliseconds =>
  linkLostMs + clamp(2 * (apartMs - tickMs), 0, lostLaterMs);

export function watchLink(watch: LinkWatch, link: LinkSensors, clock: Clock): void {
  if (!watch.started) watch.boots = link.boots;
  watch.started = true;
  watch.restarted = link.boots !== watch.boots;
  watch.boots = link.boots;

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
