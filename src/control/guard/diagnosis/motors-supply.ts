/**
 * The voltage behind the motors' relay: it stands although the relay should be open (welded), or is missing although it should be
 * closed. Judged from what the guard has allowed, like the currents in bridges.ts; it needs no motor to be driven.
 */
import { tickMs } from '../../../chair/limits.ts';
import { motorsSupply } from '../../../chair/motors-supply.ts';
import type { Power } from '../../../chair/outputs.ts';
import { part } from '../../../chair/parts.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { MotorsSupplyLimits } from '../motors-supply-limits.ts';
import { type FaultRegister, raise } from '../register.ts';
import { heldFor } from '../timers.ts';
import { ordersWithin } from './orders-within.ts';
import { blame, type ReadbackWatch } from './readback.ts';

export interface MotorsSupplyWatch {
  /** How long the relay has been ordered open; counted only until the voltage must have fallen. */
  openMs: Milliseconds;
  /** How long there has been voltage since then, and none behind a closed relay. What comes and goes adds up. */
  weldedMs: Milliseconds;
  missingMs: Milliseconds;
}

export function createMotorsSupplyWatch(): MotorsSupplyWatch {
  return { openMs: 0, weldedMs: 0, missingMs: 0 };
}

/** However seldom values come, it takes three. */
const oneMs = 2 * tickMs;
const leak = 0.25;

const isClosed = ({ motorRelay }: Readonly<Power>): boolean => motorRelay;

/** Fresh values. */
export function watchMotorsSupply(
  watch: MotorsSupplyWatch,
  seen: Seen,
  { closedV }: MotorsSupplyLimits,
  readback: ReadbackWatch,
  register: FaultRegister,
): void {
  const { counts, limits, sensors } = seen;
  const { motorsV } = sensors;
  const { forMs } = counts.evidence;
  const orders = ordersWithin(counts.evidence, limits.motorSettleMs);
  const mostMs = Math.min(forMs, oneMs);
  if (orders.some(isClosed)) {
    watch.openMs = 0;
  } else if (watch.openMs < motorsSupply.fallsMs) {
    watch.openMs += forMs;
  } else {
    watch.weldedMs = heldFor(!(motorsV < closedV), watch.weldedMs, mostMs, leak);
  }
  if (orders.every(isClosed) && mayConduct(seen))
    watch.missingMs = heldFor(!(motorsV >= closedV), watch.missingMs, mostMs, leak);
  if (watch.weldedMs >= motorsSupply.weldedMs || watch.missingMs >= motorsSupply.missingMs)
    raise(register, blame(readback, 'E36'), motorsV, part.motorRelay);
}

/** Nothing but the relay takes the voltage away: neither the controller, which opens it by itself, nor the emergency stop, nor the supply. */
function mayConduct({ sensors, counts, limits }: Seen): boolean {
  const { supplyV, emergencyStop } = sensors;
  return !counts.evidence.tripped && !emergencyStop && supplyV >= limits.supply.stopLowV;
}
