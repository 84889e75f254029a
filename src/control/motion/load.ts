/**
 * The load that a person puts on a motor, as the duty it takes: learned from edges that come sooner or later than
 * predicted, in the same way for carriage and kneader. It must never leave the range that a body can give.
 */
import { clamp } from '../../chair/clamp.ts';
import type { Duty, Milliseconds } from '../../chair/units.ts';

/** Until it is learned: about that of 75 kg, so that neither nobody nor 120 kg comes as a surprise. */
export const usualLoad: Duty = 0.05;
/** A load below 0 is a motor better than rated; one above the most is no body but a jam (chosen). */
const loadLimit = { min: -0.1, max: 0.3 } as const;
/** How much of an edge's error goes into the load (chosen: settles within five edges of the rail, a turn of the arms). */
const loadGain = 0.25;
/** Each second that an edge is overdue adds this share to how much is learned from it. */
const overdueUrgency = 15;
/** Beyond what breaks a loaded motor away, so that it surely moves. */
export const sureToMove: Duty = 0.02;
/** As good as full power. */
const fullDuty: Duty = 0.98;
/** Standing still a motor takes its breakaway duty to move at all, and full power moves whatever is not blocked. */
export const isFullPower = (duty: Duty): boolean => duty >= fullDuty || duty <= -fullDuty;
/** Filters the supply over about half a second, so that it does not flicker with the pads. */
export const supplyGain = 0.04;

/**
 * The estimate of the load after an edge. `share`: how much farther than predicted the motor has come, over the
 * distance between the edges; `spareDuty`: what drives it beyond its own friction.
 */
export function learnLoad(load: Duty, share: number, spareDuty: Duty, overdueMs: Milliseconds): Duty {
  const urgency = loadGain * (1 + (overdueUrgency * overdueMs) / 1000);
  return clamp(load - urgency * share * spareDuty, loadLimit.min, loadLimit.max);
}
