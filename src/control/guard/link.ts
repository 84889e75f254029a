/**
 * The way to the controller and its own state: link lost, noisy or slow, controller reset or switched off by
 * itself, no guard firmware, outputs that differ from what was ordered. On the plant alone the link is perfect.
 */
import { faultIndex } from '../../chair/faults.ts';
import { linkLostMs } from '../../chair/limits.ts';
import type { Power } from '../../chair/outputs.ts';
import type { LinkSensors, Readback } from '../../chair/sensors.ts';
import { tripReasons } from '../../chair/trips.ts';
import type { Duty } from '../../chair/units.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { hold, raise } from './ledger.ts';
import { allParts, heatParts, ruleOf } from './rules.ts';

export interface LinkWatch {
  started: boolean;
  boots: number;
  badFrames: number;
  /** Damaged frames of late; leaks away. */
  bad: number;
  /** Age of the values beyond what is healthy, summed up; leaks away. */
  slow: number;
  /** Values or orders may be out of step for so long yet. */
  unsteadyMs: number;
  /** Orders of the last ticks, newest in bit 0. */
  lumbarBits: number;
  sacralBits: number;
  padRelayBits: number;
  motorRelayBits: number;
  /** Duties of the last three ticks, newest first. */
  carriageDuty1: Duty;
  carriageDuty2: Duty;
  carriageDuty3: Duty;
  kneaderDuty1: Duty;
  kneaderDuty2: Duty;
  kneaderDuty3: Duty;
  differsMs: number;
  /** Age of the values in the last tick; and they are the same in this one, older by a tick: no second witness. */
  ageMs: number;
  repeated: boolean;
  trippedMs: number;
  /** It tripped before the chair was off, or before faults were forgotten, and has not been armed since. */
  tripKnown: boolean;
}

export function createLinkWatch(): LinkWatch {
  return {
    started: false,
    boots: 0,
    badFrames: 0,
    bad: 0,
    slow: 0,
    unsteadyMs: 0,
    lumbarBits: 0,
    sacralBits: 0,
    padRelayBits: 0,
    motorRelayBits: 0,
    carriageDuty1: 0,
    carriageDuty2: 0,
    carriageDuty3: 0,
    kneaderDuty1: 0,
    kneaderDuty2: 0,
    kneaderDuty3: 0,
    differsMs: 0,
    ageMs: 0,
    repeated: false,
    trippedMs: 0,
    tripKnown: false,
  };
}

/** Values older than this mean nobody answers. */
const lostMs = linkLostMs;
/** A healthy link brings values every 20 ms; older than two ticks they no longer answer to the last orders, ... */
const freshMs = 40;
/** ... and for so long after that what was ordered meanwhile may still be on its way. */
const steadyAfterMs = 400;
/** More damaged frames than this beyond one a second is a poor link; so are values 50 ms old on average for a second. */
const badFramesMax = 5;
const badLeakPerMs = 1 / 1000;
const healthyAgeMs = 50;
const slowMax = 1500;
/** Readings may lag the orders by so many ticks (60 ms). */
const lagMask = 0b111;
/** A difference that lasts so long is a fault; with the lag it stays below 300 ms. */
const differsMaxMs = 200;
/** A duty is read back from an 8-bit timer. */
const dutyStep = 0.01;

/** The host's own rules have found their fault by then. */
const tripExplainsMs = 200;
/** By trip number: the fault it shows as, -1 where it is none. */
const tripFaults: readonly number[] = tripReasons.map((reason) =>
  reason.fault === null ? -1 : faultIndex(reason.fault),
);

const lost = faultIndex('E51');
const poor = faultIndex('E52');
const differs = faultIndex('E54');
const reset = faultIndex('E55');
const unguarded = faultIndex('E56');
const controllerOff = ruleOf('controller off');

/** True when the values answer to the orders of the last ticks, so that one may be judged by the other. */
export function watchLink(watch: LinkWatch, link: LinkSensors, clock: Clock, ledger: Ledger): boolean {
  const nowMs = clock.nowMs;
  if (link.guarded !== true) {
    raise(ledger, unguarded, 0, 0, nowMs);
    hold(ledger, heatParts, unguarded + 1, 0);
  }
  if (!watch.started) {
    watch.started = true;
    watch.boots = link.boots;
    watch.badFrames = link.badFrames;
  }
  if (link.connected !== true || !(link.ageMs <= lostMs)) raise(ledger, lost, link.ageMs, 0, nowMs);

  watch.repeated = link.ageMs > watch.ageMs + clock.dtMs / 2;
  watch.ageMs = link.ageMs;
  if (!(link.ageMs <= freshMs)) watch.unsteadyMs = steadyAfterMs;
  else watch.unsteadyMs = Math.max(0, watch.unsteadyMs - clock.dtMs);
  const steady = watch.unsteadyMs === 0;
  // Values older still are of a lost link, which is a fault of its own, and passes when it is back.
  const beyondMs = link.ageMs <= lostMs ? link.ageMs - healthyAgeMs : 0;
  watch.slow = Math.max(0, watch.slow + beyondMs);
  if (watch.slow > slowMax) raise(ledger, poor, link.ageMs, 0, nowMs);

  if (link.badFrames !== watch.badFrames) {
    const more = link.badFrames - watch.badFrames;
    watch.bad += more > 0 ? more : 1;
    watch.badFrames = link.badFrames;
  }
  if (watch.bad > badFramesMax) raise(ledger, poor, watch.bad, 0, nowMs);
  watch.bad = Math.max(0, watch.bad - clock.dtMs * badLeakPerMs);

  if (link.boots !== watch.boots) {
    // With the chair off nothing can have been switched by a start; a new board is a new beginning.
    if (clock.state !== 'off') raise(ledger, reset, link.boots, 0, nowMs);
    watch.boots = link.boots;
  }
  watchTrip(watch, link.trip, clock, ledger);
  if (!(link.readback.valid && steady)) watch.differsMs = 0;
  else if (!watch.repeated) watchReadback(watch, link.readback, clock, ledger);
  return steady;
}

/**
 * A current that is wrong where the controller gives other levels than ordered is the outputs' fault, not the
 * load's; and where messages are damaged or late, it is theirs.
 */
export function blame(watch: LinkWatch, index: number): number {
  return watch.differsMs > 0 ? unlike(watch) : index;
}

/** Why levels differ from their orders. */
function unlike(watch: LinkWatch): number {
  return watch.bad >= 1 || watch.slow > 0 ? poor : differs;
}

/**
 * The controller has switched everything off by itself. Its reason shows as a fault where the host's own rules
 * have found none within their bounds: they say more.
 */
function watchTrip(watch: LinkWatch, trip: number, clock: Clock, ledger: Ledger): void {
  if (trip === 0) {
    watch.trippedMs = 0;
    watch.tripKnown = false;
    return;
  }
  hold(ledger, allParts, controllerOff, trip);
  if (clock.state === 'off') watch.tripKnown = true;
  // Ready again after its link was lost, it is the key that gives the chair something to do which arms the controller.
  const armedLater = clock.state === 'ready' && watch.tripKnown;
  watch.trippedMs = armedLater ? 0 : watch.trippedMs + clock.dtMs;
  // Switching on arms it, too, but service leaves it as it was: what tripped a chair that was off is over.
  const past = clock.state === 'off' || (clock.state === 'service' && watch.tripKnown);
  const code = tripFaults[trip] ?? reset;
  if (code >= 0 && watch.trippedMs >= tripExplainsMs && !past && ledger.faults === 0) {
    raise(ledger, code, trip, 0, clock.nowMs);
  }
}

/** A level must be one of those ordered in the last ticks. */
function watchReadback(watch: LinkWatch, readback: Readback, clock: Clock, ledger: Ledger): void {
  const wrong = wrongLevel(watch, readback);
  if (wrong === 0) {
    watch.differsMs = 0;
    return;
  }
  watch.differsMs += clock.dtMs;
  if (watch.differsMs >= differsMaxMs) {
    raise(ledger, unlike(watch), levelOf(readback, wrong), wrong, clock.nowMs);
  }
}

/** The part whose level is wrong, an index of `faultParts`; 0 when none is. */
function wrongLevel(watch: LinkWatch, readback: Readback): number {
  const { carriageDuty, kneaderDuty } = readback;
  if (!between(carriageDuty, watch.carriageDuty1, watch.carriageDuty2, watch.carriageDuty3)) return 4;
  if (!between(kneaderDuty, watch.kneaderDuty1, watch.kneaderDuty2, watch.kneaderDuty3)) return 5;
  if (!bitAgrees(watch.lumbarBits, readback.lumbarOn)) return 1;
  if (!bitAgrees(watch.sacralBits, readback.sacralOn)) return 2;
  if (!bitAgrees(watch.padRelayBits, readback.padRelay)) return 6;
  return bitAgrees(watch.motorRelayBits, readback.motorRelay) ? 0 : 7;
}

function bitAgrees(bits: number, on: boolean): boolean {
  return on ? (bits & lagMask) !== 0 : (bits & lagMask) !== lagMask;
}

function between(duty: Duty, first: Duty, second: Duty, third: Duty): boolean {
  return (
    duty >= Math.min(first, second, third) - dutyStep && duty <= Math.max(first, second, third) + dutyStep
  );
}

function levelOf(readback: Readback, wrong: number): number {
  switch (wrong) {
    case 4:
      return readback.carriageDuty;
    case 5:
      return readback.kneaderDuty;
    case 1:
      return readback.lumbarOn ? 1 : 0;
    case 2:
      return readback.sacralOn ? 1 : 0;
    case 6:
      return readback.padRelay ? 1 : 0;
    default:
      return readback.motorRelay ? 1 : 0;
  }
}

/** Ends a tick: keeps what was allowed, to compare with what is read back later. */
export function keepOrders(watch: LinkWatch, allowed: Power): void {
  watch.lumbarBits = ((watch.lumbarBits << 1) | (allowed.lumbarOn ? 1 : 0)) & 0xff;
  watch.sacralBits = ((watch.sacralBits << 1) | (allowed.sacralOn ? 1 : 0)) & 0xff;
  watch.padRelayBits = ((watch.padRelayBits << 1) | (allowed.padRelay ? 1 : 0)) & 0xff;
  watch.motorRelayBits = ((watch.motorRelayBits << 1) | (allowed.motorRelay ? 1 : 0)) & 0xff;
  watch.carriageDuty3 = watch.carriageDuty2;
  watch.carriageDuty2 = watch.carriageDuty1;
  watch.carriageDuty1 = allowed.carriageDuty;
  watch.kneaderDuty3 = watch.kneaderDuty2;
  watch.kneaderDuty2 = watch.kneaderDuty1;
  watch.kneaderDuty1 = allowed.kneaderDuty;
}
