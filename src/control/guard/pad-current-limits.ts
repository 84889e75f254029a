/** Limits that follow from what the pads draw; the current of all of them is one reading. */
import type { Chair } from '../../chair/chair.ts';
import { type Conductance, padsSettleMs } from '../../chair/current-filter.ts';
import { tickMs } from '../../chair/limits.ts';
import type { Amperes, Milliseconds } from '../../chair/units.ts';

/** One sensor carries the current of all pads. */
export interface PadCurrentLimits {
  /** A current this far from what the orders explain is wrong: half of what the weakest pad draws. */
  readonly slackSiemens: number;
  /** Pads that differ by less cannot be told apart by their current. */
  readonly alikeSiemens: number;
  /** A learned conductance is accurate to this share: parts warm up, and a reading may come before the filter settles. */
  readonly learnedShare: number;
  /** The slack as a current, at the lowest supply at which the chair runs. */
  readonly nothingA: Amperes;
  /** How long after an order the earlier current has decayed to less than the slack; and to a fraction of a per cent. */
  readonly settleMs: Milliseconds;
  readonly settleWellMs: Milliseconds;
}

export function padCurrentLimits(
  pads: readonly Conductance[],
  chair: Pick<Chair, 'currentFilterMs' | 'supply' | 'wiring'>,
): PadCurrentLimits {
  const slackSiemens = Math.min(...pads.map((pad) => pad.weakestSiemens)) / 2;
  const { currentFilterMs } = chair;
  return {
    slackSiemens,
    alikeSiemens: Math.min(...pads.map((pad) => pad.siemens)) / 20,
    learnedShare: chair.wiring.scaled.supply === null ? 0.3 : 0.1,
    nothingA: slackSiemens * chair.supply.stopLowV,
    settleMs: padsSettleMs(currentFilterMs, pads),
    settleWellMs: Math.max(tickMs, 6 * currentFilterMs),
  };
}
