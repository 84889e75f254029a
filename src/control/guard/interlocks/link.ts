/** The link to the controller: when it counts as lost, and whether the controller has restarted or tripped. */
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
    /** The controller had tripped by the time the chair was off or faults were forgotten, and has not been armed since. */
    tripKnown: false,
  };
}

const lostLaterMs = 100;

/**
 * With values older than this the link counts as lost. A line that delivers in bursts makes a pause of the computer longer, once
 * each way. The controller's own lease does not change: it takes the power away after 250 ms.
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
  // Ready again after a lost link, the chair arms the controller only with the next key that gives it something to do.
  const armedLater = clock.state === 'ready' && watch.tripKnown;
  watch.trippedMs = armedLater ? 0 : watch.trippedMs + clock.dtMs;
}

/** A trip does not count in a chair that is off, nor in service if it is left from then: switching on arms the controller, service does not. */
export const isTripOver = ({ tripKnown }: LinkWatch, { state }: Clock): boolean =>
  state === 'off' || (state === 'service' && tripKnown);

/** The fault shown for the controller's trip reason; null where that reason is no fault. */
export function tripFault(trip: number): FaultCode | null {
  const reason = tripReasons[trip];
  return reason === undefined ? 'E55' : reason.fault;
}
