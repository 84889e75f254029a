/** How long each motor has been driven without values that show the result. */
import { tickMs } from '../../../chair/limits.ts';
import { type AnyMotorName, allMotorNames } from '../../../chair/names.ts';
import { motorDuty } from '../../../chair/outputs.ts';
import type { Duty, Milliseconds } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { GuardLimits } from '../limits.ts';

interface Unsupervised {
  ms: Milliseconds;
  /** Pauses of the computer meanwhile, which are not counted. */
  pausedMs: Milliseconds;
}

export function createUnsupervised(): Record<AnyMotorName, Unsupervised> {
  const none = (): Unsupervised => ({ ms: 0, pausedMs: 0 });
  return { carriage: none(), kneader: none(), tapper: none() };
}

/** Driven time that new values vouch for if the motor was driven throughout: more than the time between bursts. */
const vouchedMs: Milliseconds = 140;
/** The bounds hold for a computer that is never late; the longest pause of a healthy one is added, once. */
const longestPauseMs: Milliseconds = 100;

/** Each tick. */
export function watchUnsupervised(
  motors: Record<AnyMotorName, Unsupervised>,
  { given, limits, counts }: Seen,
): void {
  const { clock, evidence } = counts;
  for (const motor of allMotorNames) {
    const watch = motors[motor];
    const duty = motorDuty(given, motor);
    const turns = duty !== 0 && Math.abs(duty) >= stillDuty(limits, motor);
    const lateMs = turns ? Math.min(Math.max(0, clock.dtMs - tickMs), longestPauseMs - watch.pausedMs) : 0;
    const drivenMs = turns ? clock.dtMs - lateMs : -clock.dtMs;
    const judgedMs = duty !== 0 && evidence.fresh && evidence.drives[motor].least > 0 ? vouchedMs : 0;
    watch.ms = Math.max(0, watch.ms + drivenMs - judgedMs);
    watch.pausedMs = watch.ms === 0 ? 0 : watch.pausedMs + lateMs;
  }
}

/** Less duty turns nothing and needs no verdict; 0 for a motor that is on or off. */
function stillDuty(limits: GuardLimits, motor: AnyMotorName): Duty {
  return motor === 'tapper' ? limits.tapper.breakawayDuty : limits[motor].frictionDuty;
}
