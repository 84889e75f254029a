/** How each motor has been driven: what its values answer to, how long nothing has said what it does, its runs and rests. */
import { type AnyMotorName, allMotorNames } from '../../../chair/names.ts';
import type { Power } from '../../../chair/outputs.ts';
import type { Duty, Milliseconds } from '../../../chair/units.ts';
import type { GuardLimits } from '../limits.ts';
import { createRollingTotal, heldFor, passTime, type RollingTotal } from '../timers.ts';
import { type Drive, driveOf, type Evidence, ordersSince } from './evidence.ts';

interface MotorWatch {
  drive: Drive;
  /** How long it has been driven without values that say what came of it. */
  unsupervisedMs: Milliseconds;
  /** Without power for so long, and the way it turned before, 0 for none. */
  restMs: Milliseconds;
  sign: number;
  /** Its runs of late: where nothing but a thermal switch notices that it is stalled. */
  runs: RollingTotal;
}

type MotorWatches = Record<AnyMotorName, MotorWatch>;

/** So much of the last 3 min; the slice that has just begun comes on top. */
export const runMaxMs: Milliseconds = 120_000;
const runSlices = 19;
const runSliceMs: Milliseconds = 10_000;

const createMotorWatch = (): MotorWatch => ({
  drive: { duty: 0, least: 0, most: 0 },
  unsupervisedMs: 0,
  restMs: Number.POSITIVE_INFINITY,
  sign: 0,
  runs: createRollingTotal(runSlices, runSliceMs),
});

export function createMotors(): MotorWatches {
  return { carriage: createMotorWatch(), kneader: createMotorWatch(), tapper: createMotorWatch() };
}

/** Fresh values: how each motor was driven until they were taken. */
export function noteDrives(motors: MotorWatches, evidence: Evidence): void {
  const orders = ordersSince(evidence);
  for (const motor of allMotorNames) motors[motor].drive = driveOf(orders, evidence.tripped, motor);
}

/** Each tick, after what the last one allowed. */
export function watchMotors(
  motors: MotorWatches,
  given: Readonly<Power>,
  { carriage, kneader, tapper }: GuardLimits,
  fresh: boolean,
  dtMs: Milliseconds,
): void {
  watchMotor(motors.carriage, given.carriageDuty, carriage.frictionDuty, fresh, dtMs);
  watchMotor(motors.kneader, given.kneaderDuty, kneader.frictionDuty, fresh, dtMs);
  watchMotor(motors.tapper, given.tapperDuty, tapper.breakawayDuty, fresh, dtMs);
}

/** Values taken while it was driven all the time speak for so much of it: more than a burst is apart. */
const vouchedMs = 140;

/** Less than `stillDuty` turns nothing, and asks for no verdict; 0 of a motor that is on or off. */
function watchMotor(
  watch: MotorWatch,
  duty: Duty,
  stillDuty: Duty,
  fresh: boolean,
  dtMs: Milliseconds,
): void {
  const turns = duty !== 0 && Math.abs(duty) >= stillDuty;
  const drivenMs = turns ? dtMs : -dtMs;
  const judgedMs = duty !== 0 && fresh && watch.drive.least > 0 ? vouchedMs : 0;
  watch.unsupervisedMs = Math.max(0, watch.unsupervisedMs + drivenMs - judgedMs);
  watch.restMs = heldFor(duty === 0, watch.restMs, dtMs);
  if (duty !== 0) watch.sign = Math.sign(duty);
  passTime(watch.runs, duty !== 0, dtMs);
}
