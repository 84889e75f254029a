/**
 * Recovery of the link: a cable that was pulled and put back. Watched here alone; what it means for the chair stands in
 * the session's table (`link-recovered`, `link-recovered-restarted`).
 */
import { type FaultSet, faultSetOf, hasFault, without } from '../../chair/fault-set.ts';
import type { FaultCode } from '../../chair/faults.ts';
import { linkLostMs } from '../../chair/limits.ts';
import type { LinkSensors } from '../../chair/sensors.ts';
import { type TripReason, tripReasons } from '../../chair/trips.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { RecoveryTrigger } from './triggers.ts';

export interface Recovery {
  /** Since when the link has been well; infinite while it is not. */
  wellSinceMs: Milliseconds;
}

export function createRecovery(): Recovery {
  return { wellSinceMs: Number.POSITIVE_INFINITY };
}

/** A plug that is being pushed in makes contact more than once. */
const wellForMs: Milliseconds = 500;

const ofTheLink = faultSetOf('E51', 'E55');

/**
 * Each tick, before the session. `shown` is the fault the chair stands still for, `latched` the guard's latched
 * faults. The controller need not be armed: a key that gives it something to do arms it.
 */
export function watchRecovery(
  recovery: Recovery,
  shown: FaultCode | 'none',
  latched: FaultSet,
  link: LinkSensors,
  nowMs: Milliseconds,
): RecoveryTrigger | 'none' {
  const well = link.connected && link.ageMs <= linkLostMs;
  if (!well) recovery.wellSinceMs = Number.POSITIVE_INFINITY;
  else if (nowMs < recovery.wellSinceMs) recovery.wellSinceMs = nowMs;
  // The link was lost first, and nothing is wrong besides; a controller that starts anew with its cable in has reasons.
  if (shown !== 'E51' || without(latched, ofTheLink) !== 0) return 'none';
  if (nowMs - recovery.wellSinceMs < wellForMs) return 'none';
  // The guard sees the number of the controller's starts (`link.boots`).
  if (hasFault(latched, 'E55')) return 'link-recovered-restarted';
  return isExplained(link.trip) ? 'link-recovered' : 'none';
}

/** It has switched everything off because nobody spoke to it, or for no fault at all; or is armed. */
function isExplained(trip: number): boolean {
  const reason: TripReason | undefined = tripReasons[trip];
  return reason !== undefined && (reason.fault === null || reason.fault === 'E51');
}
