/**
 * What the last turns allowed, and which of it the values of now answer to. Values that come late are judged against the
 * orders of their own time; where an order changed while they were on their way, against all that it may have been.
 */
import { assert, at } from '../../../chair/assert.ts';
import type { WithPads } from '../../../chair/chair.ts';
import type { AnyMotorName } from '../../../chair/names.ts';
import { copyPower, createPower, motorDuty, type Power } from '../../../chair/outputs.ts';
import type { LinkSensors } from '../../../chair/sensors.ts';
import type { Duty, Milliseconds } from '../../../chair/units.ts';

export interface Orders {
  /** Newest first: plain copies, and when each was given. */
  given: { atMs: Milliseconds; power: Power }[];
  /** Newest first: when values were taken, and when the order was given that they answered to. */
  answers: Answer[];
  /** The controller has switched everything off by itself: no order is surely carried out. */
  tripped: boolean;
}

interface Answer {
  takenMs: Milliseconds;
  orderMs: Milliseconds;
}

/** Orders by their place in `given`. */
export interface Span {
  readonly newest: number;
  readonly oldest: number;
}

type IsOn = (order: Readonly<Power>) => boolean;

/** 500 ms: two ways of 120 ms, bursts 100 ms apart, and what it takes to settle. */
const kept = 25;
/** Turns and the chip's answers are dated to a few ms. */
const datedMs = 6;

export function createOrders(of: WithPads): Orders {
  const never = Number.NEGATIVE_INFINITY;
  return {
    given: Array.from({ length: kept }, () => ({ atMs: never, power: createPower(of) })),
    answers: Array.from({ length: kept }, () => ({ takenMs: never, orderMs: never })),
    tripped: false,
  };
}

/** Ends a tick. */
export function keepOrder({ given }: Orders, allowed: Readonly<Power>, nowMs: Milliseconds): void {
  const oldest = given.pop();
  assert(oldest !== undefined, 'Orders are kept.');
  copyPower(oldest.power, allowed);
  oldest.atMs = nowMs;
  given.unshift(oldest);
}

/** When the order was given that these values answer to: as the chip says, and never later than they were taken. */
export function orderAnsweredBy({ ageMs, orderAgeMs }: LinkSensors, nowMs: Milliseconds): Milliseconds {
  return nowMs - (orderAgeMs > ageMs ? orderAgeMs : ageMs);
}

export function keepAnswer(orders: Orders, takenMs: Milliseconds, orderMs: Milliseconds): void {
  const { answers } = orders;
  const oldest = answers.pop();
  assert(oldest !== undefined, 'Answers are kept.');
  oldest.takenMs = takenMs;
  oldest.orderMs = at(orders.given, placeOf(orders, orderMs), 'order').atMs;
  answers.unshift(oldest);
}

/** The last order that was given by then. */
function placeOf({ given }: Orders, atMs: Milliseconds): number {
  const place = given.findIndex((order) => order.atMs <= atMs + datedMs);
  return place < 0 ? given.length - 1 : place;
}

/** The orders that have acted on the values of now: those of as long before as it takes what is measured to settle. */
export function ordersWithin(orders: Orders, settleMs: Milliseconds): Span {
  const { takenMs, orderMs } = at(orders.answers, 0, 'answer');
  const before = orders.answers.find((answer) => answer.takenMs <= takenMs - settleMs);
  return {
    newest: placeOf(orders, orderMs),
    oldest: before === undefined ? orders.given.length - 1 : placeOf(orders, before.orderMs),
  };
}

/** On in one of these at least. */
export function onInSome({ given }: Orders, { newest, oldest }: Span, isOn: IsOn): boolean {
  for (let place = newest; place <= oldest; place++) if (isOn(at(given, place, 'order').power)) return true;
  return false;
}

/** Surely on in each of these. */
export function onInAll({ given, tripped }: Orders, { newest, oldest }: Span, isOn: IsOn): boolean {
  if (tripped) return false;
  for (let place = newest; place <= oldest; place++) if (!isOn(at(given, place, 'order').power)) return false;
  return true;
}

/** How a motor has been driven since the values before. */
export interface Drive {
  /** The last of it, signed. */
  duty: Duty;
  /** Sizes; the least is 0 where it was turned round. */
  least: Duty;
  most: Duty;
}

export function driveOf(drive: Drive, orders: Orders, motor: AnyMotorName): void {
  const newest = placeOf(orders, at(orders.answers, 0, 'answer').orderMs);
  const before = placeOf(orders, at(orders.answers, 1, 'answer').orderMs);
  drive.duty = motorDuty(at(orders.given, newest, 'order').power, motor);
  drive.least = orders.tripped ? 0 : Math.abs(drive.duty);
  drive.most = drive.least;
  for (let place = newest + 1; place < before; place++) {
    const duty = motorDuty(at(orders.given, place, 'order').power, motor);
    const size = duty * drive.duty > 0 ? Math.abs(duty) : 0;
    drive.least = Math.min(drive.least, size);
    drive.most = Math.max(drive.most, Math.abs(duty));
  }
}
