/**
 * What the values of now speak for: whether they are new, how much time they cover, and which orders they answer to. Values
 * that come late are judged against the orders of their own time; where an order changed while they were on their way,
 * against all that it may have been.
 */
import { assert, at } from '../../../chair/assert.ts';
import type { WithPads } from '../../../chair/chair.ts';
import { linkLostMs, tickMs } from '../../../chair/limits.ts';
import type { AnyMotorName } from '../../../chair/names.ts';
import { copyPower, createPower, motorDuty, type Power } from '../../../chair/outputs.ts';
import type { LinkSensors } from '../../../chair/sensors.ts';
import type { Duty, Milliseconds } from '../../../chair/units.ts';

/** What a tick allowed, and when. */
interface Order extends Power {
  atMs: Milliseconds;
}

interface Answer {
  /** When values were taken, and when the order was given that they answered to. */
  takenMs: Milliseconds;
  orderMs: Milliseconds;
}

export interface Evidence {
  /** Newest first. */
  orders: Order[];
  answers: Answer[];
  /** The controller has switched everything off by itself: no order is surely carried out. */
  tripped: boolean;
  /** Values came in this tick. The same ones again are no second witness, and break no evidence. */
  fresh: boolean;
  /** When they were taken, how long after those before; and how much of that they speak for. */
  takenMs: Milliseconds;
  sinceMs: Milliseconds;
  forMs: Milliseconds;
  /** How far apart values come, on the mean of the last few. */
  apartMs: Milliseconds;
}

/** 500 ms: two ways of 120 ms, bursts 100 ms apart, and what it takes to settle. */
const kept = 25;
/** Turns and the chip's answers are dated to a few ms. */
const datedMs = 6;
/** One value is not counted for more, however long none came before it: that has accounts of its own. */
const mostMs = 60;
/** Of the last five or so: one pause of the computer does not make a line slow. */
const apartShare = 0.2;

export function createEvidence(of: WithPads): Evidence {
  const never = Number.NEGATIVE_INFINITY;
  return {
    orders: Array.from({ length: kept }, () => ({ ...createPower(of), atMs: never })),
    answers: Array.from({ length: kept }, () => ({ takenMs: never, orderMs: never })),
    tripped: false,
    fresh: false,
    takenMs: never,
    sinceMs: 0,
    forMs: 0,
    apartMs: tickMs,
  };
}

/** Ends a tick. */
export function keepOrder({ orders }: Evidence, allowed: Readonly<Power>, nowMs: Milliseconds): void {
  const oldest = orders.pop();
  assert(oldest !== undefined, 'Orders are kept.');
  copyPower(oldest, allowed);
  oldest.atMs = nowMs;
  orders.unshift(oldest);
}

/** Begins a tick that runs at `nowMs`, `dtMs` after the last. */
export function noteValues(
  evidence: Evidence,
  link: LinkSensors,
  nowMs: Milliseconds,
  dtMs: Milliseconds,
): void {
  const takenMs = nowMs - link.ageMs - link.lateMs;
  const sinceMs = takenMs - evidence.takenMs;
  // A clock that ran back is a fault, and the values go on.
  const later = sinceMs > datedMs || sinceMs < -linkLostMs;
  evidence.fresh = link.connected === true && link.ageMs <= linkLostMs && Number.isFinite(takenMs) && later;
  evidence.forMs = 0;
  if (!evidence.fresh) return;
  evidence.sinceMs = sinceMs > 0 && Number.isFinite(sinceMs) ? sinceMs : dtMs;
  evidence.forMs = Math.min(evidence.sinceMs, mostMs);
  evidence.apartMs += apartShare * (Math.min(evidence.sinceMs, linkLostMs) - evidence.apartMs);
  evidence.takenMs = takenMs;
  evidence.tripped = link.trip !== 0;
  // As the chip says, and never later than they were taken.
  const orderMs = nowMs - Math.max(link.orderAgeMs, link.ageMs + link.lateMs);
  const oldest = evidence.answers.pop();
  assert(oldest !== undefined, 'Answers are kept.');
  oldest.takenMs = takenMs;
  oldest.orderMs = at(evidence.orders, placeOf(evidence, orderMs), 'order').atMs;
  evidence.answers.unshift(oldest);
}

/** The last order that was given by then. */
function placeOf({ orders }: Evidence, atMs: Milliseconds): number {
  const place = orders.findIndex((order) => order.atMs <= atMs + datedMs);
  return place < 0 ? orders.length - 1 : place;
}

/**
 * The orders that have acted on the values of now, newest first: those of as long before as it takes what is measured to
 * settle, and as many later ones as may have acted before they were answered.
 */
export function ordersWithin(
  evidence: Evidence,
  settleMs: Milliseconds,
  later = 0,
): readonly Readonly<Power>[] {
  const { orders, answers } = evidence;
  const { takenMs, orderMs } = at(answers, 0, 'answer');
  const before = answers.find((answer) => answer.takenMs <= takenMs - settleMs);
  const newest = Math.max(0, placeOf(evidence, orderMs) - later);
  const oldest = before === undefined ? orders.length - 1 : placeOf(evidence, before.orderMs);
  // A controller that is back after a pulled cable may answer to an older order than its last values did.
  return orders.slice(newest, Math.max(newest, oldest) + 1);
}

/** How a motor has been driven since the values before. */
export interface Drive {
  /** The last of it, signed. */
  duty: Duty;
  /** Sizes; the least is 0 where it was turned round. */
  least: Duty;
  most: Duty;
}

/** The last order that the values of now answer to, and those before it that acted since the values before. */
interface ActedOrders {
  readonly last: Readonly<Power>;
  readonly earlier: readonly Readonly<Power>[];
}

export function ordersSince(evidence: Evidence): ActedOrders {
  const { orders, answers } = evidence;
  const newest = placeOf(evidence, at(answers, 0, 'answer').orderMs);
  const before = placeOf(evidence, at(answers, 1, 'answer').orderMs);
  return { last: at(orders, newest, 'order'), earlier: orders.slice(newest + 1, before) };
}

export function driveOf({ last, earlier }: ActedOrders, tripped: boolean, motor: AnyMotorName): Drive {
  const duty = motorDuty(last, motor);
  const size = tripped ? 0 : Math.abs(duty);
  const drive = { duty, least: size, most: size };
  for (const order of earlier) {
    const other = motorDuty(order, motor);
    drive.least = Math.min(drive.least, Math.max(0, other * Math.sign(duty)));
    drive.most = Math.max(drive.most, Math.abs(other));
  }
  return drive;
}
