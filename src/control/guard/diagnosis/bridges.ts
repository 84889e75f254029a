/**
 * Motor current that should not flow and does, or should and does not: a bridge shorted, the motor relay welded or not closing.
 * Judged from what the guard has allowed, so that any order shows it, the switch-off-path test above all.
 */
import { at } from '../../../chair/assert.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { tickMs } from '../../../chair/limits.ts';
import { type AnyMotorName, allMotorNames } from '../../../chair/names.ts';
import { motorDuty, type Power } from '../../../chair/outputs.ts';
import { part } from '../../../chair/parts.ts';
import { motorAmperes } from '../../../chair/sensors.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import { type FaultRegister, raise } from '../register.ts';
import { heldFor } from '../timers.ts';
import { ordersWithin } from './orders-within.ts';
import { blame, type ReadbackWatch } from './readback.ts';

export interface BridgeWatch {
  /** How long current has flowed past an open relay. */
  pastRelayMs: Milliseconds;
  motors: Record<AnyMotorName, MotorWatch>;
}

interface MotorWatch {
  /** Time without power, and time with power since; counted only for as long as they matter. */
  restedMs: Milliseconds;
  drivenMs: Milliseconds;
  /** How long current has flowed without an order, added up over rests; it leaks away in rests without current. */
  strayMs: Milliseconds;
  /** How long no current has flowed at a start. */
  deadMs: Milliseconds;
  /** How long it has drawn more than a blocked motor. */
  overMs: Milliseconds;
}

const createMotorWatch = (): MotorWatch => ({ restedMs: 0, drivenMs: 0, strayMs: 0, deadMs: 0, overMs: 0 });

export function createBridgeWatch(): BridgeWatch {
  return {
    pastRelayMs: 0,
    motors: { carriage: createMotorWatch(), kneader: createMotorWatch(), tapper: createMotorWatch() },
  };
}

const strayMaxMs = 100;
/** What one reading counts for at most, however seldom values come: it takes three, and five of a sensor whose noise alone is a current now and then. */
const strayOneMs = (coarse: boolean): Milliseconds => (coarse ? tickMs : 2 * tickMs);
const overMaxMs = 100;
/** What comes and goes adds up. */
const strayLeak = 0.25;
const overLeak = 0.1;

/** A motor that has rested for this long stands; its current is then judged in this first part of its drive. */
const startRestMs = 400;
const startMs = 400;
/** A standing motor draws 5 A (7 A) x duty: at this duty at least twice what counts as no current. */
const startDuty = 0.1;
/** Settling included. */
const deadMaxMs = 100;

export const overCurrent: Readonly<Record<AnyMotorName, FaultCode>> = {
  carriage: 'E35',
  kneader: 'E42',
  tapper: 'E44',
};

/** Fresh values. */
export function watchBridges(
  watch: BridgeWatch,
  seen: Seen,
  readback: ReadbackWatch,
  register: FaultRegister,
): void {
  const { counts, limits } = seen;
  const raiseOn = (code: FaultCode, value: number, partNumber: number) =>
    raise(register, blame(readback, code), value, partNumber);
  const orders = ordersWithin(counts.evidence, limits.motorSettleMs);
  for (const motor of allMotorNames) {
    if (limits.has[currentOf[motor]]) watchMotor(watch.motors[motor], motor, seen, orders, raiseOn);
  }
  watchOpenRelay(watch, seen, orders, raiseOn);
}

const currentOf = {
  carriage: 'carriage current',
  kneader: 'kneader current',
  tapper: 'tapper current',
} as const;

type Orders = readonly Readonly<Power>[];

type RaiseOn = (code: FaultCode, value: number, partNumber: number) => void;

const isRelayClosed = (order: Readonly<Power>): boolean => order.motorRelay;

function watchOpenRelay(
  watch: BridgeWatch,
  { sensors, counts, limits }: Seen,
  orders: Orders,
  raiseOn: RaiseOn,
): void {
  if (!limits.relays.motors || orders.some(isRelayClosed)) return;
  const { carriageA, kneaderA, tapperA } = sensors;
  const { carriage, kneader, tapper } = limits.noCurrent;
  const flows = !(
    carriageA <= carriage.nothingA &&
    kneaderA <= kneader.nothingA &&
    tapperA <= tapper.nothingA
  );
  // However seldom values come, each counts as one reading.
  const forMs = Math.min(counts.evidence.forMs, tickMs);
  watch.pastRelayMs = heldFor(flows, watch.pastRelayMs, forMs, strayLeak);
  if (watch.pastRelayMs >= limits.pastRelayMs)
    raiseOn('E36', Math.max(carriageA, kneaderA, tapperA), part.motorRelay);
}

function watchMotor(
  watch: MotorWatch,
  motor: AnyMotorName,
  seen: Seen,
  orders: Orders,
  raiseOn: RaiseOn,
): void {
  const { sensors, counts, limits } = seen;
  const { evidence } = counts;
  const amperes = motorAmperes(sensors, motor);
  const isOver = !(amperes <= limits[motor].overA);
  watch.overMs = heldFor(isOver, watch.overMs, evidence.forMs, overLeak);
  if (isOver && watch.overMs >= overMaxMs) raiseOn(overCurrent[motor], amperes, part[motor]);

  const { least, most } = evidence.drives[motor];
  const closed = !limits.relays.motors || isRelayClosed(at(orders, 0, 'order'));
  if (least !== 0 && closed) {
    if (watch.drivenMs <= startMs) watchStart(watch, motor, seen, orders, raiseOn);
  } else if (most === 0 || !closed) {
    if (watch.drivenMs !== 0) {
      watch.drivenMs = 0;
      watch.restedMs = 0;
      watch.deadMs = 0;
    }
    if (watch.restedMs < startRestMs) watch.restedMs += evidence.forMs;
  }

  const off = !orders.some((order) => motorDuty(order, motor) !== 0);
  const { nothingA, coarse } = limits.noCurrent[motor];
  const strayForMs = Math.min(evidence.forMs, strayOneMs(coarse));
  if (off) watch.strayMs = heldFor(!(amperes <= nothingA), watch.strayMs, strayForMs, strayLeak);
  if (watch.strayMs >= strayMaxMs) raiseOn(overCurrent[motor], amperes, part[motor]);
}

/**
 * Only at a start is it certain that a driven motor draws current: a turning one may be faster than its drive. Where values come
 * seldom, the order may have come just before them: they count for one turn until it has acted for as long as currents take to settle.
 */
function watchStart(
  watch: MotorWatch,
  motor: AnyMotorName,
  { sensors, counts, limits }: Seen,
  orders: Orders,
  raiseOn: RaiseOn,
): void {
  const amperes = motorAmperes(sensors, motor);
  const { forMs, drives } = counts.evidence;
  watch.drivenMs += forMs;
  if (watch.restedMs < startRestMs) return;
  const drawsSurely = Math.abs(drives[motor].duty) >= startDuty;
  const hasActed = orders.every((order) => Math.abs(motorDuty(order, motor)) >= startDuty);
  const deadForMs = hasActed ? forMs : Math.min(forMs, tickMs);
  watch.deadMs = heldFor(drawsSurely && !(amperes > limits.noCurrent[motor].deadA), watch.deadMs, deadForMs);
  if (watch.deadMs >= deadMaxMs) raiseOn('E36', amperes, part.motorRelay);
}
