/** How long what flowed before an order still shows in a reading of current: the sensors have a filter of first order. */
import { tickMs } from './limits.ts';
import type { Milliseconds } from './units.ts';

/** Of a motor: a tick of link each way, and four time constants. */
export const motorSettlesMs = (filterMs: Milliseconds): Milliseconds => tickMs + 4 * filterMs;

/** The contact of a relay, and a tick. */
const padsLeastMs = 20;

/** Of pads of which one may draw so little: until all of them have sunk to a current that half of that one explains. */
export function padsSettleMs(
  filterMs: Milliseconds,
  allSiemens: number,
  weakestSiemens: number,
): Milliseconds {
  return Math.max(padsLeastMs, filterMs * Math.log(allSiemens / (weakestSiemens / 2)));
}
