/** The supply's voltage: shown outside 20-28 V, everything off outside 18-30 V or when it is no number. */
import { faultIndex } from '../../chair/faults.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Volts } from '../../chair/units.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { raise, show } from './ledger.ts';

const { supply } = referenceChair;

export interface SupplyWatch {
  outsideMs: number;
}

export function createSupplyWatch(): SupplyWatch {
  return { outsideMs: 0 };
}

/** A dip while a motor starts lasts some ms; so long is no dip. */
const outsideMaxMs = 80;

const low = faultIndex('E11');
const high = faultIndex('E12');

export function watchSupply(watch: SupplyWatch, sensors: Sensors, clock: Clock, ledger: Ledger): void {
  const { supplyV } = sensors;
  if (supplyV >= supply.warnLowV && supplyV <= supply.warnHighV) {
    watch.outsideMs = 0;
    return;
  }
  watchOutside(watch, supplyV, clock, ledger);
}

function watchOutside(watch: SupplyWatch, supplyV: Volts, clock: Clock, ledger: Ledger): void {
  const index = supplyV > supply.warnHighV ? high : low;
  show(ledger, index, supplyV, 0, clock.nowMs);
  if (supplyV >= supply.stopLowV && supplyV <= supply.stopHighV) {
    watch.outsideMs = 0;
    return;
  }
  watch.outsideMs += clock.dtMs;
  if (watch.outsideMs >= outsideMaxMs) raise(ledger, index, supplyV, 0, clock.nowMs);
}
