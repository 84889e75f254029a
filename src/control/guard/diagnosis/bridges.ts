/**
 * Motor current that should not flow, or should: a bridge shorted, the motor relay welded or not closing.
 * Judged from what the last tick allowed, so that any order shows it, the test of the switches above all.
 */
import { at } from '../../../chair/assert.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { type AnyMotorName, allMotorNames } from '../../../chair/names.ts';
import { motorDuty, type Power } from '../../../chair/outputs.ts';
import { part } from '../../../chair/parts.ts';
import { motorAmperes } from '../../../chair/sensors.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import { blame } from '../interlocks/link.ts';
import { onInSome, ordersWithin, type Span } from '../interlocks/orders.ts';
import { deadA, motorFaults } from '../interlocks/rules.ts';
import type { Seen } from '../interlocks/seen.ts';
import { type FaultRegister, raise } from '../register.ts';

export interface BridgeWatch {
  /** How long current has flowed past an open relay. */
  pastRelayMs: Milliseconds;
  motors: Record<AnyMotorName, MotorWatch>;
}

interface MotorWatch {
  /** Times up to where they matter: without power, and with power since. */
  restedMs: Milliseconds;
  drivenMs: Milliseconds;
  /** How long current has flowed without an order, over all rests until one is without. */
  strayMs: Milliseconds;
  /** How long none has flowed at a start. */
  deadMs: Milliseconds;
}

const createMotorWatch = (): MotorWatch => ({ restedMs: 0, drivenMs: 0, strayMs: 0, deadMs: 0 });

export function createBridgeWatch(): BridgeWatch {
  return {
    pastRelayMs: 0,
    motors: { carriage: createMotorWatch(), kneader: createMotorWatch(), tapper: createMotorWatch() },
  };
}

/** Orders show in the reading after a tick of link each way and four time constants of the filter. */
const settleMs = 60;
const strayMaxMs = 100;
/** What comes and goes adds up. */
const strayLeak = 0.25;
/** Below this nothing flows: half of what the weakest test drive draws (5 A x 0.15). */
const nothingA = 0.35;
const pastRelayMaxMs = 60;

/** A motor that has rested for so long stands; what it draws is judged in the first part of its drive. */
const startRestMs = 400;
const startMs = 400;
/** A standing motor draws 5 A (7 A) x duty: at this duty at least twice of what counts as none. */
const startDuty = 0.1;
/** Settling included. */
const deadMaxMs = 100;

export function watchBridges(watch: BridgeWatch, seen: Seen, register: FaultRegister): void {
  const { has } = seen.limits;
  const span = ordersWithin(seen.counts.orders, settleMs);
  for (const motor of allMotorNames) {
    if (has[currentOf[motor]]) watchMotor(watch.motors[motor], motor, seen, span, register);
  }
  watchOpenRelay(watch, seen, span, register);
}

const currentOf = {
  carriage: 'carriage current',
  kneader: 'kneader current',
  tapper: 'tapper current',
} as const;

function watchOpenRelay(
  watch: BridgeWatch,
  { sensors, counts }: Seen,
  span: Span,
  register: FaultRegister,
): void {
  const { clock, link, orders } = counts;
  if (onInSome(orders, span, isRelayClosed)) return;
  const { carriageA, kneaderA, tapperA } = sensors;
  const flows = !(carriageA <= nothingA && kneaderA <= nothingA && tapperA <= nothingA);
  const { evidenceMs } = link;
  watch.pastRelayMs = flows
    ? watch.pastRelayMs + evidenceMs
    : Math.max(0, watch.pastRelayMs - evidenceMs * strayLeak);
  if (watch.pastRelayMs >= pastRelayMaxMs) {
    raise(register, blame(link, 'E36'), Math.max(carriageA, kneaderA, tapperA), part.motorRelay, clock.nowMs);
  }
}

const isRelayClosed = (order: Readonly<Power>): boolean => order.motorRelay;

function watchMotor(
  watch: MotorWatch,
  motor: AnyMotorName,
  seen: Seen,
  span: Span,
  register: FaultRegister,
): void {
  const { sensors, counts } = seen;
  const { nowMs } = counts.clock;
  const dtMs = counts.link.evidenceMs;
  const { least, most } = counts.drives[motor];
  const amperes = motorAmperes(sensors, motor);
  const closed = isRelayClosed(at(counts.orders.given, span.newest, 'order').power);
  if (least !== 0 && closed) {
    if (watch.drivenMs <= startMs) watchStart(watch, motor, seen, register);
  } else if (most === 0 || !closed) {
    if (watch.drivenMs !== 0) {
      watch.drivenMs = 0;
      watch.restedMs = 0;
      watch.deadMs = 0;
    }
    if (watch.restedMs < startRestMs) watch.restedMs += dtMs;
  }
  const off = !onInSome(counts.orders, span, (order) => motorDuty(order, motor) !== 0);
  if (off)
    watch.strayMs =
      amperes <= nothingA ? Math.max(0, watch.strayMs - dtMs * strayLeak) : watch.strayMs + dtMs;
  if (watch.strayMs < strayMaxMs) return;
  raise(register, blame(counts.link, overCurrent(motor)), amperes, part[motor], nowMs);
}

const overCurrent = (motor: AnyMotorName): FaultCode =>
  motor === 'tapper' ? 'E44' : motorFaults[motor].over;

/** Only at a start is it certain that a driven motor draws current: a turning one may be faster than its drive. */
function watchStart(watch: MotorWatch, motor: AnyMotorName, seen: Seen, register: FaultRegister): void {
  const { clock, link } = seen.counts;
  const amperes = motorAmperes(seen.sensors, motor);
  watch.drivenMs += link.evidenceMs;
  if (watch.restedMs < startRestMs) return;
  const drawsSurely = Math.abs(seen.counts.drives[motor].duty) >= startDuty;
  watch.deadMs = drawsSurely && !(amperes > deadA) ? watch.deadMs + link.evidenceMs : 0;
  if (watch.deadMs >= deadMaxMs) raise(register, blame(link, 'E36'), amperes, part.motorRelay, clock.nowMs);
}
