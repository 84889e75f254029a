/** The orders that a reading may answer to if it takes time to settle. */
import { at } from '../../../chair/assert.ts';
import type { Power } from '../../../chair/outputs.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import { type Evidence, placeOf } from '../interlocks/evidence.ts';

/**
 * The orders that have acted on the current values, newest first: those of the last `settleMs` before them, and `later` newer
 * ones, which may have acted before they were answered.
 */
export function ordersWithin(
  evidence: Evidence,
  settleMs: Milliseconds,
  later = 0,
): readonly Readonly<Power>[] {
  const { orders, answers } = evidence;
  const { takenMs, orderMs } = at(answers, 0, 'answer');
  const before = answers.find((answer) => answer.takenMs <= takenMs - settleMs);
  const newest = Math.max(0, placeOf(evidence, orderMs) - later);
  const oldest = before === undefined ? orders.length - 1 : placeOf(evidence, before.orderMs);
  // A controller that is back after a pulled cable may answer to an older order than its last values did.
  return orders.slice(newest, Math.max(newest, oldest) + 1);
}
