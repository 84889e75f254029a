/** What the voltage behind the motors' relay is compared with. */
import type { Chair } from '../../chair/chair.ts';
import { motorsSupply } from '../../chair/motors-supply.ts';
import type { Volts } from '../../chair/units.ts';

export interface MotorsSupplyLimits {
  /** Above this voltage the contacts are closed. */
  readonly closedV: Volts;
}

export function motorsSupplyLimits({
  supply,
  wiring: { scaled },
}: Pick<Chair, 'supply' | 'wiring'>): MotorsSupplyLimits | null {
  return scaled['motors-supply'] === null ? null : { closedV: motorsSupply.closedShare * supply.nominalV };
}
