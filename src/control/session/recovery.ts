/**
 * Recovery of the link after its cable was pulled and put back. It is detected here only; what the chair then does stands in
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

/** Qualification time of a link that is back: a plug that is being pushed in makes contact more than once. */
const wellForMs: Milliseconds = 500;

const ofTheLink = faultSetOf('E51', 'E55');

/**
 * Runs each tick, before the session. `shown` is the fault that the state `fault` shows, `latched` the guard's latched
 * faults. The controller need not be armed: the next key that gives the chair a job arms it.
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
  // The lost link came first, and no other fault is latched. A controller that restarts with its cable in has another cause.
  if (shown !== 'E51' || without(latched, ofTheLink) !== 0) return 'none';
  if (nowMs - recovery.wellSinceMs < wellForMs) return 'none';
  // The guard has seen a restart in the number of the controller's starts (`link.boots`).
  if (hasFault(latched, 'E55')) return 'link-recovered-restarted';
  return isExplained(link.trip) ? 'link-recovered' : 'none';
}

/** The controller is armed, or is off for a reason that is no fault, or because the lease ran out (E51). */
function isExplained(trip: number): boolean {
  const reason: TripReason | undefined = tripReasons[trip];
  return reason !== undefined && (reason.fault === null || reason.fault === 'E51');
}
