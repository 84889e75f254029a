/**
 * The way to the controller: how old and how damaged what comes is, whether the controller has restarted or tripped,
 * and whether its outputs are what was ordered. On the plant alone the link is perfect.
 */
import { at } from '../../../chair/assert.ts';
import { clamp } from '../../../chair/clamp.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { linkLostMs } from '../../../chair/limits.ts';
import type { AnyMotorName } from '../../../chair/names.ts';
import { areMotorsOff, motorDuty, type Power } from '../../../chair/outputs.ts';
import { padPart, part } from '../../../chair/parts.ts';
import type { LinkSensors, Readback } from '../../../chair/sensors.ts';
import { tripReasons } from '../../../chair/trips.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { GuardLimits } from '../limits.ts';
import type { Clock } from './clock.ts';
import {
  keepAnswer,
  type Orders,
  onInAll,
  onInSome,
  orderAnsweredBy,
  ordersWithin,
  type Span,
} from './orders.ts';

export interface LinkWatch {
  started: boolean;
  boots: number;
  /** The controller has restarted since the last tick. */
  restarted: boolean;
  badFrames: number;
  /** Damaged frames of late, leaking away; and the most they were in this tick. */
  bad: number;
  badMost: number;
  /** How old values become on this line, as a rule, until others come; and how old they were in the last tick. */
  usualAgeMs: Milliseconds;
  lastAgeMs: Milliseconds;
  /** Age of the values beyond what a burst makes, summed up; leaks away. */
  slow: number;
  /** When the values of now were taken. The same ones again are no second witness, and break no evidence. */
  takenMs: Milliseconds;
  fresh: boolean;
  /** How long after the values before they were taken; and so much of that they speak for. */
  sinceMs: Milliseconds;
  evidenceMs: Milliseconds;
  trippedMs: Milliseconds;
  /** It tripped before the chair was off, or before faults were forgotten, and has not been armed since. */
  tripKnown: boolean;
  /** How long an output has differed from its orders, the part, and the level it has. */
  differsMs: Milliseconds;
  differsPart: number;
  differsLevel: number;
}

export function createLinkWatch(): LinkWatch {
  return {
    started: false,
    boots: 0,
    restarted: false,
    badFrames: 0,
    bad: 0,
    badMost: 0,
    usualAgeMs: 0,
    lastAgeMs: 0,
    slow: 0,
    takenMs: Number.NEGATIVE_INFINITY,
    fresh: false,
    sinceMs: 0,
    evidenceMs: 0,
    trippedMs: 0,
    tripKnown: false,
    differsMs: 0,
    differsPart: part.none,
    differsLevel: 0,
  };
}

/** Values older than this mean nobody answers. */
const lostMs = linkLostMs;
/**
 * A line that delivers in bursts makes a pause of the computer longer, once each way. The chip's own lease is not touched by
 * it: there the power goes after 250 ms.
 */
const usualShare = 0.02;
const lostLaterMs = 100;
export const lostAfterMs = ({ usualAgeMs }: LinkWatch): Milliseconds =>
  lostMs + Math.min(lostLaterMs, 2 * usualAgeMs);
/** More damaged frames than this leak away no more: one in 20 comes twice, which is 2.5 a second, and is refused. */
const badLeakPerMs = 6 / 1000;
/** Bursts bring values that are as old as this; what a pause of the host adds to that leaks away. */
const burstAgeMs = 100;
const slowLeakPerMs = 0.15;
/** One long pause is forgotten within a second. */
const slowMost = 200;
/** The same values again are dated to this. */
const sameMs = 6;
/** One value is not counted for more, however long none came before it: that has accounts of its own. */
const evidenceMostMs = 60;
/** Levels are read back so long after they were ordered. */
const readbackMs = 40;
/** A level that comes and goes adds up. */
const differsLeak = 0.1;
/** A duty is read back from an 8-bit timer. */
const dutyStep = 0.01;

export function watchLink(
  watch: LinkWatch,
  link: LinkSensors,
  orders: Orders,
  relays: GuardLimits['relays'],
  clock: Clock,
  runsMs: Milliseconds,
): void {
  const { dtMs } = clock;
  if (!watch.started) {
    watch.started = true;
    watch.boots = link.boots;
    watch.badFrames = link.badFrames;
  }
  watch.restarted = link.boots !== watch.boots;
  watch.boots = link.boots;

  noteValues(watch, link, orders, runsMs, dtMs);
  // Values older still are of a lost link, which is a fault of its own, and passes when it is back.
  const beyondMs = link.ageMs > burstAgeMs && link.ageMs <= lostMs ? link.ageMs - burstAgeMs : 0;
  watch.slow = clamp(watch.slow + beyondMs - slowLeakPerMs * dtMs, 0, slowMost);

  if (watch.fresh) watch.usualAgeMs += usualShare * (watch.lastAgeMs - watch.usualAgeMs);
  watch.lastAgeMs = link.ageMs > 0 ? Math.min(link.ageMs, lostMs) : 0;

  watch.badMost = watch.bad;
  if (link.badFrames !== watch.badFrames) {
    const more = link.badFrames - watch.badFrames;
    // A counter that runs back or is no number counts as one.
    watch.badMost += more > 0 ? more : 1;
  }
  watch.badFrames = link.badFrames;
  watch.bad = Math.max(0, watch.badMost - dtMs * badLeakPerMs);

  watchTrip(watch, link.trip, clock);
  if (!link.readback.valid) watch.differsMs = 0;
  else if (watch.fresh) watchReadback(watch, link.readback, orders, relays, link.trip !== 0);
}

/** Whether the values are new, and which orders they answer to. */
function noteValues(
  watch: LinkWatch,
  link: LinkSensors,
  orders: Orders,
  runsMs: Milliseconds,
  dtMs: Milliseconds,
): void {
  const takenMs = runsMs - link.ageMs - link.lateMs;
  // A clock that ran back is a fault, and the values go on.
  const later = takenMs > watch.takenMs + sameMs || takenMs < watch.takenMs - linkLostMs;
  watch.fresh = link.connected === true && link.ageMs <= lostMs && Number.isFinite(takenMs) && later;
  watch.evidenceMs = 0;
  if (!watch.fresh) return;
  const sinceMs = takenMs - watch.takenMs;
  watch.sinceMs = sinceMs > 0 && Number.isFinite(sinceMs) ? sinceMs : dtMs;
  watch.evidenceMs = Math.min(watch.sinceMs, evidenceMostMs);
  watch.takenMs = takenMs;
  orders.tripped = link.trip !== 0;
  keepAnswer(orders, takenMs, orderAnsweredBy(link, runsMs));
}

function watchTrip(watch: LinkWatch, trip: number, clock: Clock): void {
  if (trip === 0) {
    watch.trippedMs = 0;
    watch.tripKnown = false;
    return;
  }
  if (clock.state === 'off') watch.tripKnown = true;
  // Ready again after its link was lost, it is the key that gives the chair something to do which arms the controller.
  const armedLater = clock.state === 'ready' && watch.tripKnown;
  watch.trippedMs = armedLater ? 0 : watch.trippedMs + clock.dtMs;
}

/** Switching on arms the controller, but service leaves it as it was: what tripped a chair that was off is over. */
export const isTripOver = ({ tripKnown }: LinkWatch, { state }: Clock): boolean =>
  state === 'off' || (state === 'service' && tripKnown);

/** The fault that the controller's own reason shows as, null where it is none. */
export function tripFault(trip: number): FaultCode | null {
  const reason = tripReasons[trip];
  return reason === undefined ? 'E55' : reason.fault;
}

/**
 * A current that is wrong where the controller gives other levels than ordered is the outputs' fault, not the load's;
 * and where messages are damaged or late, it is theirs.
 */
export function blame(watch: LinkWatch, code: FaultCode): FaultCode {
  return watch.differsMs > 0 ? whyDiffers(watch) : code;
}

/** Why levels differ from their orders. */
export function whyDiffers(watch: LinkWatch): FaultCode {
  return watch.bad > 0 || watch.slow > 0 ? 'E52' : 'E54';
}

/** A level must be one of those ordered in the last ticks. */
function watchReadback(
  watch: LinkWatch,
  readback: Readback,
  orders: Orders,
  relays: GuardLimits['relays'],
  tripped: boolean,
): void {
  const { newest, oldest } = ordersWithin(orders, readbackMs);
  // Towards off orders act at once, and so before the frame that says which one is in force.
  const span = { newest: Math.max(0, newest - 1), oldest };
  if (
    // It has switched off by itself, before the host knew.
    (tripped && isOff(readback)) ||
    (isDutyOrdered(watch, readback, orders, span, 'carriage') &&
      isDutyOrdered(watch, readback, orders, span, 'kneader') &&
      isDutyOrdered(watch, readback, orders, span, 'tapper') &&
      arePadsOrdered(watch, readback, orders, span) &&
      (!relays.pads ||
        isLevelOrdered(watch, orders, span, part.padRelay, readback.padRelay, (order) => order.padRelay)) &&
      (!relays.motors ||
        isLevelOrdered(
          watch,
          orders,
          span,
          part.motorRelay,
          readback.motorRelay,
          (order) => order.motorRelay,
        )))
  ) {
    watch.differsMs = Math.max(0, watch.differsMs - watch.evidenceMs * differsLeak);
  } else {
    watch.differsMs += watch.evidenceMs;
  }
}

const isOff = (readback: Readback): boolean =>
  areMotorsOff(readback) && !readback.padsOn.includes(true) && !readback.padRelay && !readback.motorRelay;

function arePadsOrdered(watch: LinkWatch, { padsOn }: Readback, orders: Orders, span: Span): boolean {
  for (let pad = 0; pad < padsOn.length; pad++) {
    const isOn = (order: Readonly<Power>) => order.padsOn[pad] === true;
    if (!isLevelOrdered(watch, orders, span, padPart(pad), padsOn[pad] === true, isOn)) return false;
  }
  return true;
}

function isDutyOrdered(
  watch: LinkWatch,
  readback: Readback,
  orders: Orders,
  { newest, oldest }: Span,
  motor: AnyMotorName,
): boolean {
  watch.differsPart = part[motor];
  watch.differsLevel = motorDuty(readback, motor);
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let place = newest; place <= oldest; place++) {
    const duty = motorDuty(at(orders.given, place, 'order').power, motor);
    least = Math.min(least, duty);
    most = Math.max(most, duty);
  }
  return watch.differsLevel >= least - dutyStep && watch.differsLevel <= most + dutyStep;
}

function isLevelOrdered(
  watch: LinkWatch,
  orders: Orders,
  span: Span,
  output: number,
  on: boolean,
  isOn: (order: Readonly<Power>) => boolean,
): boolean {
  watch.differsPart = output;
  watch.differsLevel = on ? 1 : 0;
  return on ? onInSome(orders, span, isOn) : !onInAll(orders, span, isOn);
}
