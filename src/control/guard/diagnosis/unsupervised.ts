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
  /** What of it belongs to the order of now. */
  sinceMs: Milliseconds;
}

export function createUnsupervised(): Record<AnyMotorName, Unsupervised> {
  const none = (): Unsupervised => ({ ms: 0, pausedMs: 0, sinceMs: 0 });
  return { carriage: none(), kneader: none(), tapper: none() };
}

/** Driven time that new values vouch for if the motor was driven throughout: more than the time between bursts. */
const vouchedMs: Milliseconds = 140;
/** The bounds hold for a computer that is never late; the longest pause of a healthy one is added, once. */
const longestPauseMs: Milliseconds = 100;

/** Each tick. */
export function watchUnsupervised(
  motors: Record<AnyMotorName, Unsupervised>,
  { given, limits, counts, sensors: { link } }: Seen,
): void {
  const { clock, evidence } = counts;
  for (const motor of allMotorNames) {
    const watch = motors[motor];
    const duty = motorDuty(given, motor);
    const turns = isTurning(duty, motor, limits);
    const lateMs = turns ? Math.min(Math.max(0, clock.dtMs - tickMs), longestPauseMs - watch.pausedMs) : 0;
    const drivenMs = turns ? clock.dtMs - lateMs : -clock.dtMs;
    const judgedMs = duty !== 0 && evidence.fresh && evidence.drives[motor].least > 0 ? vouchedMs : 0;
    watch.sinceMs = turns ? watch.sinceMs + drivenMs : 0;
    // Over a slow line an order takes its time to arrive: values that answer to rest show that until they were taken it had not.
    const rested = evidence.fresh && !isTurning(evidence.drives[motor].most, motor, limits);
    const notYetMs = rested ? Math.max(0, watch.sinceMs - link.ageMs - link.lateMs) : 0;
    watch.sinceMs -= notYetMs;
    watch.ms = Math.max(0, watch.ms + drivenMs - judgedMs - notYetMs);
    watch.pausedMs = watch.ms === 0 ? 0 : watch.pausedMs + lateMs;
  }
}

const isTurning = (duty: Duty, motor: AnyMotorName, limits: GuardLimits): boolean =>
  duty !== 0 && Math.abs(duty) >= stillDuty(limits, motor);

/** Less duty turns nothing and needs no verdict; 0 for a motor that is on or off. */
function stillDuty(limits: GuardLimits, motor: AnyMotorName): Duty {
  return motor === 'tapper' ? limits.tapper.breakawayDuty : limits[motor].frictionDuty;
}
