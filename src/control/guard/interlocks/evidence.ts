/**
 * What the values of now speak for: whether they are new, how much time they cover, and which orders they answer to. Values
 * that come late are judged against the orders of their own time; where an order changed while they were on their way,
 * against all that it may have been.
 */
import { at } from '../../../chair/assert.ts';
import type { WithPads } from '../../../chair/chair.ts';
import { linkLostMs, tickMs } from '../../../chair/limits.ts';
import { type AnyMotorName, allMotorNames } from '../../../chair/names.ts';
import { copyPower, createPower, motorDuty, type Power } from '../../../chair/outputs.ts';
import type { LinkSensors } from '../../../chair/sensors.ts';
import type { Duty, Milliseconds } from '../../../chair/units.ts';

/** How a motor has been driven since the values before. */
interface Drive {
  /** The last of it, signed. */
  duty: Duty;
  /** Sizes; the least is 0 where it was turned round. */
  least: Duty;
  most: Duty;
}

export type Evidence = ReturnType<typeof createEvidence>;

/** 500 ms: two ways of 120 ms, bursts 100 ms apart, and what it takes to settle. */
const kept = 25;
/** Turns and the chip's answers are dated to a few ms. */
const datedMs = 6;
/** One reading is not counted for more, however long none came before it: that has accounts of its own. */
const mostMs = 60;
/** Of the last five or so: one pause of the computer does not make a line slow. */
const apartShare = 0.2;

export function createEvidence(of: WithPads) {
  const never: Milliseconds = Number.NEGATIVE_INFINITY;
  const atRest = (): Drive => ({ duty: 0, least: 0, most: 0 });
  return {
    /** What each tick allowed, and when; newest first. */
    orders: Array.from({ length: kept }, () => ({ ...createPower(of), atMs: never })),
    /** When values were taken, and when the order was given that they answered to; newest first. */
    answers: Array.from({ length: kept }, () => ({ takenMs: never, orderMs: never })),
    /** What the values of now answer to. */
    drives: { carriage: atRest(), kneader: atRest(), tapper: atRest() } as Record<AnyMotorName, Drive>,
    /** The controller has switched everything off by itself: no order is surely carried out. */
    tripped: false,
    /** Values came in this tick. The same ones again are no second witness, and break no evidence. */
    fresh: false,
    /** When they were taken, how long after those before; and how much of that they speak for: a reading, and what the chip counts. */
    takenMs: never,
    sinceMs: 0 as Milliseconds,
    /**
     * How long after them by whichever clock it was longer. Where values came quicker than ever before they are dated by that,
     * and so too soon after those before.
     */
    atMostMs: 0 as Milliseconds,
    clockMs: Number.NaN as Milliseconds,
    forMs: 0 as Milliseconds,
    countedMs: 0 as Milliseconds,
    /** How far apart values come, on the mean of the last few. */
    apartMs: tickMs,
  };
}

/** Ends a tick. */
export function keepOrder({ orders }: Evidence, allowed: Readonly<Power>, nowMs: Milliseconds): void {
  const order = oldestAsNewest(orders);
  copyPower(order, allowed);
  order.atMs = nowMs;
}

/** Moves the oldest to the front, to be written anew: nothing is made in a tick. */
function oldestAsNewest<Of>(newestFirst: Of[]): Of {
  const oldest = at(newestFirst, newestFirst.length - 1, 'oldest');
  newestFirst.pop();
  newestFirst.unshift(oldest);
  return oldest;
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
  const isLater = sinceMs > datedMs;
  // A clock that ran back is a fault, and the values go on.
  const isNew = isLater || sinceMs < -linkLostMs;
  evidence.fresh = link.connected === true && link.ageMs <= linkLostMs && Number.isFinite(takenMs) && isNew;
  evidence.forMs = 0;
  evidence.countedMs = 0;
  if (!evidence.fresh) return;
  evidence.sinceMs = isLater && Number.isFinite(sinceMs) ? sinceMs : dtMs;
  const clockedMs = link.clockMs - evidence.clockMs;
  evidence.clockMs = link.clockMs;
  evidence.atMostMs = clockedMs > evidence.sinceMs ? clockedMs : evidence.sinceMs;
  evidence.forMs = Math.min(evidence.sinceMs, mostMs);
  // However far apart values come motors go on, for as long as the controller lets them without a line.
  evidence.countedMs = Math.min(evidence.sinceMs, linkLostMs);
  evidence.apartMs += apartShare * (evidence.countedMs - evidence.apartMs);
  evidence.takenMs = takenMs;
  evidence.tripped = link.trip !== 0;
  // As the chip says, and never later than they were taken.
  const orderMs = nowMs - Math.max(link.orderAgeMs, link.ageMs + link.lateMs);
  const answer = oldestAsNewest(evidence.answers);
  answer.takenMs = takenMs;
  answer.orderMs = at(evidence.orders, placeOf(evidence, orderMs), 'order').atMs;
  noteDrives(evidence, answer.orderMs);
}

/** The last order that was given by then. */
export function placeOf({ orders }: Evidence, atMs: Milliseconds): number {
  const place = orders.findIndex((order) => order.atMs <= atMs + datedMs);
  return place < 0 ? orders.length - 1 : place;
}

/** From the last order that the values of now answer to, and those before it that acted since the values before. */
function noteDrives(evidence: Evidence, orderMs: Milliseconds): void {
  const { orders, answers, drives, tripped } = evidence;
  const newest = placeOf(evidence, orderMs);
  const before = placeOf(evidence, at(answers, 1, 'answer').orderMs);
  const earlier = orders.slice(newest + 1, before);
  for (const motor of allMotorNames) {
    const duty = motorDuty(at(orders, newest, 'order'), motor);
    const size = tripped ? 0 : Math.abs(duty);
    const others = earlier.map((order) => motorDuty(order, motor));
    drives[motor] = {
      duty,
      least: Math.min(size, ...others.map((other) => Math.max(0, other * Math.sign(duty)))),
      most: Math.max(size, ...others.map(Math.abs)),
    };
  }
}
