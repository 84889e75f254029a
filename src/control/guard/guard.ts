/**
 * The guard stage ends each tick: orders and sensors in, what is allowed out. It can only take power away.
 * It trusts nothing upstream, keeps its own history, latches what is wrong and says why it holds anything
 * back. It must never throw, never add power, and never give back by itself what a latched fault took.
 *
 * First the interlocks (interlocks/rules.ts: one table), then diagnosis (models, which may raise a fault), then the
 * power is taken away.
 */
import { type FaultSet, hasFault, union } from '../../chair/fault-set.ts';
import type { FaultCode } from '../../chair/faults.ts';
import { copyPads, copyPower, createPower, type Power } from '../../chair/outputs.ts';
import { padPart, part } from '../../chair/parts.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Duty, Millimetres } from '../../chair/units.ts';
import { forgetRunAtKey } from './diagnosis/carriage-run.ts';
import { createDiagnosis, type Diagnosis, diagnose } from './diagnosis/diagnosis.ts';
import { forgetUndriven } from './diagnosis/undriven.ts';
import type { GuardContext } from './interlocks/clock.ts';
import { type Counts, count, createCounts } from './interlocks/counts.ts';
import { keepOrder } from './interlocks/evidence.ts';
import { createQualified, judge, type Qualified } from './interlocks/interlocks.ts';
import { roomMm } from './interlocks/open-end.ts';
import { interlocks } from './interlocks/rules.ts';
import { noteDoubt } from './interlocks/thermistors.ts';
import type { GuardLimits } from './limits.ts';
import type { DutyRange } from './motor-limits.ts';
import {
  clearRegister,
  createRegister,
  type FaultRegister,
  inhibitFaults,
  isFree,
  openRegister,
  raise,
} from './register.ts';

export type { GuardContext } from './interlocks/clock.ts';
export { createGuardContext } from './interlocks/clock.ts';

/** One plain value: saved and restored, it behaves the same. */
export interface Guard {
  readonly limits: GuardLimits;
  register: FaultRegister;
  counts: Counts;
  /** Qualification times of the interlocks. */
  qualified: Qualified;
  diagnosis: Diagnosis;
  /** What is asked in this tick, limited to valid values. */
  wanted: Power;
  /** What the last tick allowed: the orders that the sensors of this tick answer to. */
  given: Power;
}

export function createGuard(limits: GuardLimits): Guard {
  return {
    limits,
    register: createRegister(),
    counts: createCounts(limits),
    qualified: createQualified(interlocks, limits),
    diagnosis: createDiagnosis(limits),
    wanted: createPower(limits),
    given: createPower(limits),
  };
}

/**
 * Power off and on: forgets every fault. What is still wrong latches again at its bound; what was not proved of a pad's
 * sensors stays unproved.
 */
export function clearFaults({ register, counts, diagnosis, limits }: Guard): void {
  forgetRunAtKey(diagnosis.motion.run, limits.carriage, hasFault(register.faults, 'E32'));
  clearRegister(register);
  counts.people.stopped = false;
  counts.people.leftSeat = false;
  // A key that gives the chair something to do arms the controller anew; only what trips it again after that counts.
  counts.link.trippedMs = 0;
  counts.link.tripKnown = true;
  diagnosis.motion.endWires.crossed = false;
  forgetUndriven(diagnosis.undriven);
}

/** The controller's count of edges has restarted: until a limit is met the place is unknown, and no switch can contradict it. */
export function forgetCountedPlace({ counts }: Guard): void {
  counts.carriage.placeKnown = false;
}

/** How far the carriage may still go towards an end that has no switch. */
export function roomLeftMm({ counts, limits }: Guard): Millimetres {
  return roomMm(counts.carriage, limits.carriage);
}

/** The distance counted, in either direction, since an end told the place. */
export function countedSinceEndMm({ counts }: Guard): Millimetres {
  return counts.carriage.countedMm;
}

/** Faults that are latched or shown. */
export function activeFaults({ register }: Guard): FaultSet {
  return union(register.faults, register.shown);
}

/** Latches or shows a fault found elsewhere: a damaged program, a store that cannot be used. */
export function reportFault({ register }: Guard, code: FaultCode, value: number): void {
  raise(register, code, value, part.none);
}

/**
 * One tick. Writes what may be done of `asked` into `allowed` (which may be the same object); every field is
 * at most what was asked. `sensors` answer to what the last tick allowed.
 */
export function guardTick(
  guard: Guard,
  asked: Power,
  sensors: Sensors,
  context: GuardContext,
  allowed: Power,
): void {
  const { limits, register, counts, diagnosis, wanted, given } = guard;
  const { motion } = diagnosis;
  fitOrder(wanted, asked, limits.duties);
  const wantedFit = !(
    Number.isNaN(asked.carriageDuty) ||
    Number.isNaN(asked.kneaderDuty) ||
    Number.isNaN(asked.tapperDuty)
  );
  count(counts, limits, context, sensors, wanted, given);
  openRegister(register, counts.clock.nowMs);
  const seen = { limits, sensors, wanted, wantedFit, given, counts, register, motion };
  judge(interlocks, guard.qualified, seen, register);
  if (limits.has.heat) noteDoubt(counts.doubt, sensors, limits.pads.length, counts.clock.nowMs);
  diagnose(diagnosis, seen, register);
  inhibitFaults(register, counts.clock.dtMs, context.state === 'service' && context.selfTest === true);

  give(given, wanted, register);
  copyPower(allowed, given);
  keepOrder(counts.evidence, given, context.nowMs);
}

/** Takes away what is held back. */
function give(given: Power, wanted: Readonly<Power>, register: FaultRegister): void {
  given.carriageDuty = isFree(register, part.carriage) ? wanted.carriageDuty : 0;
  given.kneaderDuty = isFree(register, part.kneader) ? wanted.kneaderDuty : 0;
  given.tapperDuty = isFree(register, part.tapper) ? wanted.tapperDuty : 0;
  for (let pad = 0; pad < given.padsOn.length; pad++) {
    given.padsOn[pad] = isFree(register, padPart(pad)) && wanted.padsOn[pad] === true;
  }
  given.padRelay = isFree(register, part.padRelay) && wanted.padRelay;
  given.motorRelay = isFree(register, part.motorRelay) && wanted.motorRelay;
}

/** What is not plainly on is off, and so is what the chair cannot do. */
function fitOrder(wanted: Power, asked: Readonly<Power>, duties: GuardLimits['duties']): void {
  wanted.carriageDuty = fitDuty(asked.carriageDuty, duties.carriage);
  wanted.kneaderDuty = fitDuty(asked.kneaderDuty, duties.kneader);
  wanted.tapperDuty = fitDuty(asked.tapperDuty, duties.tapper);
  copyPads(wanted.padsOn, asked.padsOn);
  wanted.padRelay = asked.padRelay === true;
  wanted.motorRelay = asked.motorRelay === true;
}

/** A duty that is not a number is 0. */
function fitDuty(duty: Duty, { least, most }: DutyRange): Duty {
  return Math.max(least, Math.min(most, duty)) || 0;
}
