/**
 * The way to the controller: how old and how damaged what comes is, whether the controller has restarted or tripped,
 * and whether its outputs are what was ordered. On the plant alone the link is perfect.
 */
import type { FaultCode } from '../../../chair/faults.ts';
import { linkLostMs } from '../../../chair/limits.ts';
import type { MotorName } from '../../../chair/names.ts';
import { motorDuty, type Power } from '../../../chair/outputs.ts';
import { padPart, part } from '../../../chair/parts.ts';
import type { LinkSensors, Readback } from '../../../chair/sensors.ts';
import { tripReasons } from '../../../chair/trips.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { Clock } from './clock.ts';
import { type Orders, onInAll, onInSome } from './orders.ts';

export interface LinkWatch {
  started: boolean;
  boots: number;
  /** The controller has restarted since the last tick. */
  restarted: boolean;
  badFrames: number;
  /** Damaged frames of late, leaking away; and the most they were in this tick. */
  bad: number;
  badMost: number;
  /** Age of the values beyond what is healthy, summed up; leaks away. */
  slow: number;
  /** Age of the values in this tick; and they are the same as before, older by a tick: no second witness. */
  ageMs: Milliseconds;
  repeated: boolean;
  /** Values or orders may be out of step for so long yet. */
  unsteadyMs: Milliseconds;
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
    slow: 0,
    ageMs: 0,
    repeated: false,
    unsteadyMs: 0,
    trippedMs: 0,
    tripKnown: false,
    differsMs: 0,
    differsPart: part.none,
    differsLevel: 0,
  };
}

/** Values older than this mean nobody answers. */
export const lostMs = linkLostMs;
/** A healthy link brings values every 20 ms; older than two ticks they no longer answer to the last orders, ... */
const freshMs = 40;
/** ... and for so long after that what was ordered meanwhile may still be on its way. */
const steadyAfterMs = 400;
/** More than one damaged frame a second leaks away no more; nor do values more than 50 ms old on average. */
const badLeakPerMs = 1 / 1000;
const healthyAgeMs = 50;
/** Readings may lag the orders by so many ticks (60 ms). */
const lagTicks = 3;
/** A duty is read back from an 8-bit timer. */
const dutyStep = 0.01;

export function watchLink(watch: LinkWatch, link: LinkSensors, orders: Orders, clock: Clock): void {
  const { dtMs } = clock;
  if (!watch.started) {
    watch.started = true;
    watch.boots = link.boots;
    watch.badFrames = link.badFrames;
  }
  watch.restarted = link.boots !== watch.boots;
  watch.boots = link.boots;

  watch.repeated = link.ageMs > watch.ageMs + dtMs / 2;
  watch.ageMs = link.ageMs;
  watch.unsteadyMs = link.ageMs <= freshMs ? Math.max(0, watch.unsteadyMs - dtMs) : steadyAfterMs;
  // Values older still are of a lost link, which is a fault of its own, and passes when it is back.
  const beyondMs = link.ageMs <= lostMs ? link.ageMs - healthyAgeMs : 0;
  watch.slow = Math.max(0, watch.slow + beyondMs);

  watch.badMost = watch.bad;
  if (link.badFrames !== watch.badFrames) {
    const more = link.badFrames - watch.badFrames;
    // A counter that runs back or is no number counts as one.
    watch.badMost += more > 0 ? more : 1;
  }
  watch.badFrames = link.badFrames;
  watch.bad = Math.max(0, watch.badMost - dtMs * badLeakPerMs);

  watchTrip(watch, link.trip, clock);
  if (!(link.readback.valid && isSteady(watch))) watch.differsMs = 0;
  else if (!watch.repeated) watchReadback(watch, link.readback, orders, dtMs);
}

/** The values answer to the orders of the last ticks, so that one may be judged by the other. */
export const isSteady = ({ unsteadyMs }: LinkWatch): boolean => unsteadyMs === 0;

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
  return watch.bad >= 1 || watch.slow > 0 ? 'E52' : 'E54';
}

/** A level must be one of those ordered in the last ticks. */
function watchReadback(watch: LinkWatch, readback: Readback, orders: Orders, dtMs: Milliseconds): void {
  if (
    isDutyOrdered(watch, readback, orders, 'carriage') &&
    isDutyOrdered(watch, readback, orders, 'kneader') &&
    arePadsOrdered(watch, readback, orders) &&
    isLevelOrdered(watch, orders, part.padRelay, readback.padRelay, (order) => order.padRelay) &&
    isLevelOrdered(watch, orders, part.motorRelay, readback.motorRelay, (order) => order.motorRelay)
  ) {
    watch.differsMs = 0;
  } else {
    watch.differsMs += dtMs;
  }
}

function arePadsOrdered(watch: LinkWatch, { padsOn }: Readback, orders: Orders): boolean {
  for (let pad = 0; pad < padsOn.length; pad++) {
    const isOn = (order: Readonly<Power>) => order.padsOn[pad] === true;
    if (!isLevelOrdered(watch, orders, padPart(pad), padsOn[pad] === true, isOn)) return false;
  }
  return true;
}

function isDutyOrdered(watch: LinkWatch, readback: Readback, orders: Orders, motor: MotorName): boolean {
  watch.differsPart = part[motor];
  watch.differsLevel = motorDuty(readback, motor);
  const ordered = orders.slice(0, lagTicks).map((order) => motorDuty(order, motor));
  return (
    watch.differsLevel >= Math.min(...ordered) - dutyStep &&
    watch.differsLevel <= Math.max(...ordered) + dutyStep
  );
}

function isLevelOrdered(
  watch: LinkWatch,
  orders: Orders,
  output: number,
  on: boolean,
  isOn: (order: Readonly<Power>) => boolean,
): boolean {
  watch.differsPart = output;
  watch.differsLevel = on ? 1 : 0;
  return on ? onInSome(orders, lagTicks, isOn) : !onInAll(orders, lagTicks, isOn);
}
