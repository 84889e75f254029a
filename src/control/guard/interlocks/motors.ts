/** How each motor has been driven: its rests, its direction, its recent runs. */
import { type AnyMotorName, allMotorNames } from '../../../chair/names.ts';
import { motorDuty, type Power } from '../../../chair/outputs.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import { createRollingTotal, heldFor, passTime } from '../timers.ts';

type MotorWatch = ReturnType<typeof createMotorWatch>;

/** Longest run time in the last 3 min; the slice that is under way comes on top. */
export const runMaxMs: Milliseconds = 120_000;
const runSlices = 19;
const runSliceMs: Milliseconds = 10_000;

const createMotorWatch = () => ({
  /** How long the motor has been without power, and the direction in which it last turned, 0 for none. */
  restMs: Number.POSITIVE_INFINITY as Milliseconds,
  sign: 0,
  /** Recent run time, for a motor whose stall nothing but a thermal switch or a fuse notices. */
  runs: createRollingTotal(runSlices, runSliceMs),
});

export function createMotors(): Record<AnyMotorName, MotorWatch> {
  return { carriage: createMotorWatch(), kneader: createMotorWatch(), tapper: createMotorWatch() };
}

/** Each tick, with what the last one allowed. */
export function watchMotors(
  motors: Record<AnyMotorName, MotorWatch>,
  given: Readonly<Power>,
  dtMs: Milliseconds,
): void {
  for (const motor of allMotorNames) {
    const watch = motors[motor];
    const duty = motorDuty(given, motor);
    watch.restMs = heldFor(duty === 0, watch.restMs, dtMs);
    if (duty !== 0) watch.sign = Math.sign(duty);
    passTime(watch.runs, duty !== 0, dtMs);
  }
}
