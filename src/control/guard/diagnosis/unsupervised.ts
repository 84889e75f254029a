/** How long each motor has been driven without values that say what came of it. */
import { type AnyMotorName, allMotorNames } from '../../../chair/names.ts';
import { motorDuty } from '../../../chair/outputs.ts';
import type { Duty, Milliseconds } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { GuardLimits } from '../limits.ts';

type Unsupervised = Record<AnyMotorName, Milliseconds>;

export function createUnsupervised(): Unsupervised {
  return { carriage: 0, kneader: 0, tapper: 0 };
}

/** Values taken while it was driven all the time speak for so much of it: more than a burst is apart. */
const vouchedMs: Milliseconds = 140;

/** Each tick. */
export function watchUnsupervised(unsupervisedMs: Unsupervised, { given, limits, counts }: Seen): void {
  const { clock, evidence } = counts;
  for (const motor of allMotorNames) {
    const duty = motorDuty(given, motor);
    const turns = duty !== 0 && Math.abs(duty) >= stillDuty(limits, motor);
    const drivenMs = turns ? clock.dtMs : -clock.dtMs;
    const judgedMs = duty !== 0 && evidence.fresh && evidence.drives[motor].least > 0 ? vouchedMs : 0;
    unsupervisedMs[motor] = Math.max(0, unsupervisedMs[motor] + drivenMs - judgedMs);
  }
}

/** Less turns nothing, and asks for no verdict; 0 of a motor that is on or off. */
function stillDuty(limits: GuardLimits, motor: AnyMotorName): Duty {
  return motor === 'tapper' ? limits.tapper.breakawayDuty : limits[motor].frictionDuty;
}
