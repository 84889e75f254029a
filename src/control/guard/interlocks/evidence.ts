/**
 * What the current values are evidence of: whether they are new, how much time they cover, and which orders they answer to.
 * Values that come late are judged against the orders in force when they were taken; if an order changed since the values
 * before, against all that it has been since.
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
  /** The duty last in force, signed. */
  duty: Duty;
  /** Least and greatest size of the duty; the least is 0 if the motor was reversed. */
  least: Duty;
  most: Duty;
}

export type Evidence = ReturnType<typeof createEvidence>;

/** Ticks that are kept: 500 ms, for a line of 120 ms each way with bursts 100 ms apart, and for readings to settle. */
const kept = 25;
/** Tolerance when times are compared: turns and the chip's answers are dated to a few ms. */
const datedMs = 6;
/** The most time that one reading counts for, however long none came before it: time without values has accounts of its own. */
const mostMs = 60;
/** Weight of the newest gap in `apartMs`: a mean of the last five or so, since one pause of the computer does not make a line slow. */
const apartShare = 0.2;

export function createEvidence(of: WithPads) {
  const never: Milliseconds = Number.NEGATIVE_INFINITY;
  const atRest = (): Drive => ({ duty: 0, least: 0, most: 0 });
  return {
    /** What each tick allowed, and when; newest first. */
    orders: Array.from({ length: kept }, () => ({ ...createPower(of), atMs: never })),
    /** When each set of values was taken, and when the order that it answered to was given; newest first. */
    answers: Array.from({ length: kept }, () => ({ takenMs: never, orderMs: never })),
    /** How each motor was driven up to the current values. */
    drives: { carriage: atRest(), kneader: atRest(), tapper: atRest() } as Record<AnyMotorName, Drive>,
    /** The controller has switched everything off by itself: no order is certain to be carried out. */
    tripped: false,
    /** New values came in this tick. Repeated values neither confirm what was seen nor interrupt it. */
    fresh: false,
    /** When the current values were taken, and how long after those before. */
    takenMs: never,
    sinceMs: 0 as Milliseconds,
    /**
     * The same by this clock or by the chip's, whichever is longer: values that come quicker than any before reset the reference
     * for delays, so that `sinceMs` is too short for them.
     */
    atMostMs: 0 as Milliseconds,
    clockMs: Number.NaN as Milliseconds,
    /** How much of that time they cover: as readings, and for what the chip counts. */
    forMs: 0 as Milliseconds,
    countedMs: 0 as Milliseconds,
    /** Mean time between the last few sets of values. */
    apartMs: tickMs,
  };
}

/** Called at the end of a tick, with what it allowed. */
export function keepOrder({ orders }: Evidence, allowed: Readonly<Power>, nowMs: Milliseconds): void {
  const order = oldestAsNewest(orders);
  copyPower(order, allowed);
  order.atMs = nowMs;
}

/** Moves the oldest entry to the front, to be overwritten, so that no tick creates entries. */
function oldestAsNewest<Of>(newestFirst: Of[]): Of {
  const oldest = at(newestFirst, newestFirst.length - 1, 'oldest');
  newestFirst.pop();
  newestFirst.unshift(oldest);
  return oldest;
}

/** Called at the beginning of a tick that runs at `nowMs`, `dtMs` after the last. */
export function noteValues(
  evidence: Evidence,
  link: LinkSensors,
  nowMs: Milliseconds,
  dtMs: Milliseconds,
): void {
  const takenMs = nowMs - link.ageMs - link.lateMs;
  const sinceMs = takenMs - evidence.takenMs;
  const isLater = sinceMs > datedMs;
  // If the clock ran back, that is a fault elsewhere; the values still count as new.
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
  // Between values a motor runs on, for at most the controller's lease, however far apart they come.
  evidence.countedMs = Math.min(evidence.sinceMs, linkLostMs);
  evidence.apartMs += apartShare * (evidence.countedMs - evidence.apartMs);
  evidence.takenMs = takenMs;
  evidence.tripped = link.trip !== 0;
  // As old as the chip says, and never younger than the values.
  const orderMs = nowMs - Math.max(link.orderAgeMs, link.ageMs + link.lateMs);
  const answer = oldestAsNewest(evidence.answers);
  answer.takenMs = takenMs;
  answer.orderMs = at(evidence.orders, placeOf(evidence, orderMs + datedMs), 'order').atMs;
  noteDrives(evidence, answer.orderMs);
}

/** Index of the last order given by `atMs`. Turns may follow each other within a few ms, so an answered order is found to the dot. */
export function placeOf({ orders }: Evidence, atMs: Milliseconds): number {
  const place = orders.findIndex((order) => order.atMs <= atMs);
  return place < 0 ? orders.length - 1 : place;
}

/** Derives `drives` from the order that the current values answer to, and from those between it and the one answered before. */
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
