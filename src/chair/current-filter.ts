/** How long what flowed before an order still shows in a reading of current: the sensors have a filter of first order. */
import { tickMs } from './limits.ts';
import type { Milliseconds, Volts, Watts } from './units.ts';

/** Of a motor: a tick of link each way, and four time constants. */
export const motorSettlesMs = (filterMs: Milliseconds): Milliseconds => tickMs + 4 * filterMs;

/** The contact of a relay, and a tick. */
const padsLeastMs = 20;

/** What a pad draws for each volt. */
export interface Conductance {
  /** As it was made. */
  readonly siemens: number;
  /** The least that its tolerance allows, at the lowest supply that may be taken for the nominal one. */
  readonly weakestSiemens: number;
}

interface Rated {
  readonly nominalW: Watts;
  readonly nominalV: Volts;
}

/** What a pad takes of a supply, which may be another voltage than that of its watts. */
export const suppliedW = ({ nominalW, nominalV }: Rated, supplyV: Volts): Watts =>
  nominalW * (supplyV / nominalV) ** 2;

export function conductanceOf(
  pad: Rated & { readonly toleranceShare: number },
  lowestVoltsShare: number,
): Conductance {
  const siemens = pad.nominalW / (pad.nominalV * pad.nominalV);
  return { siemens, weakestSiemens: siemens * (1 - pad.toleranceShare) * lowestVoltsShare };
}

/** Of pads that share a sensor: until all of them have sunk to a current that half of the weakest explains. */
export function padsSettleMs(filterMs: Milliseconds, pads: readonly Conductance[]): Milliseconds {
  const allSiemens = pads.reduce((sum, { siemens }) => sum + siemens, 0);
  const weakestSiemens = Math.min(...pads.map((pad) => pad.weakestSiemens));
  return Math.max(padsLeastMs, filterMs * Math.log(allSiemens / (weakestSiemens / 2)));
}
