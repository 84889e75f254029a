/**
 * Are the controller's outputs what was ordered? Each level read back must be one of those ordered in the last ticks. Where one
 * is not, a wrong current is blamed on the outputs and not on the load; and where messages are damaged or late, on the link.
 */
import type { FaultCode } from '../../../chair/faults.ts';
import { allMotorNames } from '../../../chair/names.ts';
import { areMotorsOff, motorDuty, type Power } from '../../../chair/outputs.ts';
import { padPart, part } from '../../../chair/parts.ts';
import type { Readback } from '../../../chair/sensors.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { GuardLimits } from '../limits.ts';
import { type FaultRegister, raise } from '../register.ts';
import { heldFor } from '../timers.ts';
import { ordersWithin } from './orders-within.ts';

export interface ReadbackWatch {
  /** How long an output has differed from its orders; which, and its level. */
  differsMs: Milliseconds;
  part: number;
  level: number;
  /** The fault that a difference would be: of the outputs, or of the link. */
  code: FaultCode;
}

export function createReadbackWatch(): ReadbackWatch {
  return { differsMs: 0, part: part.none, level: 0, code: 'E54' };
}

/** How long after its order a level is read back. */
const readbackMs = 40;
/** How long a difference must last to be a fault; with the lag that stays below 300 ms. A difference that comes and goes adds up. */
const differsMaxMs = 200;
const differsLeak = 0.1;
/** A duty is read back from an 8-bit timer. */
const dutyStep = 0.01;

export function watchReadback(
  watch: ReadbackWatch,
  seen: Seen,
  linkIsPoor: boolean,
  register: FaultRegister,
): void {
  const { counts, sensors, limits } = seen;
  const { evidence } = counts;
  const { readback } = sensors.link;
  if (!readback.valid) {
    watch.differsMs = 0;
  } else if (evidence.fresh) {
    // Orders towards off act at once, so before the frame that says which order is in force: one later order counts as well.
    const orders = ordersWithin(evidence, readbackMs, 1);
    const found = differing(readback, orders, evidence.tripped, limits.relays);
    watch.differsMs = heldFor(found !== null, watch.differsMs, evidence.forMs, differsLeak);
    if (found !== null) Object.assign(watch, found);
  }
  watch.code = linkIsPoor ? 'E52' : 'E54';
  if (watch.differsMs >= differsMaxMs) raise(register, watch.code, watch.level, watch.part);
}

/** The load's own fault, unless the outputs are not what was ordered. */
export const blame = (readback: ReadbackWatch, code: FaultCode): FaultCode =>
  readback.differsMs > 0 ? readback.code : code;

const isOff = (readback: Readback): boolean =>
  areMotorsOff(readback) && !readback.padsOn.includes(true) && !readback.padRelay && !readback.motorRelay;

type Levels = Readonly<Power>;

/** The first output whose level none of these orders explains. */
function differing(
  readback: Readback,
  orders: readonly Levels[],
  tripped: boolean,
  relays: GuardLimits['relays'],
): { readonly part: number; readonly level: number } | null {
  // The controller has switched off by itself, before the host knew.
  if (tripped && isOff(readback)) return null;
  for (const motor of allMotorNames) {
    const level = motorDuty(readback, motor);
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const order of orders) {
      least = Math.min(least, motorDuty(order, motor));
      most = Math.max(most, motorDuty(order, motor));
    }
    if (!(level >= least - dutyStep && level <= most + dutyStep)) return { part: part[motor], level };
  }
  const differs = (isOn: (levels: Levels) => boolean): boolean =>
    isOn(readback) ? !orders.some(isOn) : !tripped && orders.every(isOn);
  for (const [pad, on] of readback.padsOn.entries()) {
    if (differs(({ padsOn }) => padsOn[pad] === true)) return { part: padPart(pad), level: on ? 1 : 0 };
  }
  const { padRelay, motorRelay } = readback;
  if (relays.pads && differs((levels) => levels.padRelay))
    return { part: part.padRelay, level: padRelay ? 1 : 0 };
  if (relays.motors && differs((levels) => levels.motorRelay))
    return { part: part.motorRelay, level: motorRelay ? 1 : 0 };
  return null;
}
