/** How long the current from before an order still shows in a reading, since the sensors have a first-order filter. */
import { tickMs } from './limits.ts';
import type { Milliseconds, Volts, Watts } from './units.ts';

/** For a motor: a tick for the link, and four time constants. */
export const motorSettlesMs = (filterMs: Milliseconds): Milliseconds => tickMs + 4 * filterMs;

/** Least time for the pads: the contact of a relay, and a tick. */
const padsLeastMs = 20;

/** The conductance of a pad. */
export interface Conductance {
  /** Nominal. */
  readonly siemens: number;
  /** The least that its tolerance allows, at the lowest supply that may be taken for the nominal one; and the most, at the highest. */
  readonly weakestSiemens: number;
  readonly strongestSiemens: number;
}

interface Rated {
  readonly nominalW: Watts;
  readonly nominalV: Volts;
}

/** The power that a pad takes from a supply, whose voltage may differ from the pad's nominal voltage. */
export const suppliedW = ({ nominalW, nominalV }: Rated, supplyV: Volts): Watts =>
  nominalW * (supplyV / nominalV) ** 2;

/** `supplyShares`: the lowest and highest supply that may be taken for the nominal one, as shares of it. */
export function conductanceOf(
  { nominalW, nominalV, toleranceShare }: Rated & { readonly toleranceShare: number },
  supplyShares: { readonly low: number; readonly high: number },
): Conductance {
  const siemens = nominalW / (nominalV * nominalV);
  return {
    siemens,
    weakestSiemens: siemens * (1 - toleranceShare) * supplyShares.low,
    strongestSiemens: siemens * (1 + toleranceShare) * supplyShares.high,
  };
}

/** For pads that share a sensor: until the current of all pads, however much they draw, has decayed to half of that of the weakest; in whole milliseconds, as values are dated no finer. */
export function padsSettleMs(filterMs: Milliseconds, pads: readonly Conductance[]): Milliseconds {
  const allSiemens = pads.reduce((sum, { strongestSiemens }) => sum + strongestSiemens, 0);
  const weakestSiemens = Math.min(...pads.map((pad) => pad.weakestSiemens));
  return Math.max(padsLeastMs, Math.floor(filterMs * Math.log(allSiemens / (weakestSiemens / 2))));
}
