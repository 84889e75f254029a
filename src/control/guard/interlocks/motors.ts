/** How each motor has been driven: its rests, the way it turned, its runs of late. */
import { type AnyMotorName, allMotorNames } from '../../../chair/names.ts';
import { motorDuty, type Power } from '../../../chair/outputs.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import { createRollingTotal, heldFor, passTime } from '../timers.ts';

type MotorWatch = ReturnType<typeof createMotorWatch>;

/** So much of the last 3 min; the slice that has just begun comes on top. */
export const runMaxMs: Milliseconds = 120_000;
const runSlices = 19;
const runSliceMs: Milliseconds = 10_000;

const createMotorWatch = () => ({
  /** Without power for so long, and the way it turned before, 0 for none. */
  restMs: Number.POSITIVE_INFINITY as Milliseconds,
  sign: 0,
  /** Where nothing but a thermal switch notices that it is stalled. */
  runs: createRollingTotal(runSlices, runSliceMs),
});

export function createMotors(): Record<AnyMotorName, MotorWatch> {
  return { carriage: createMotorWatch(), kneader: createMotorWatch(), tapper: createMotorWatch() };
}

/** Each tick, after what the last one allowed. */
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
