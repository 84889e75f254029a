/**
 * A step of a motor's current that its order does not explain. A bridge that shorts puts the rest of the voltage on its
 * motor, which draws stall current x (1 - duty) more until it has caught up, within two ticks. After such a step, less proof of
 * speed is enough for a while.
 */
import type { Amperes, Duty, Milliseconds } from '../../../chair/units.ts';

/**
 * Recent means of a motor's current and of its drive (the order x the supply over its nominal voltage, where that is more), and
 * how long ago the current stepped up.
 */
export interface CurrentStep {
  usualA: Amperes;
  usualDrive: Duty;
  sinceMs: Milliseconds;
}

/** How long a step counts: the slowest proof of 20 % too much speed (four edges of the rail, two stretches of the cam). */
const lastsMs = 600;
/** Weight of a tick in the means, the same for order and current, so that a current which its order explains stays explained. */
const usualShare = 0.5;

export function createCurrentStep(): CurrentStep {
  return { usualA: 0, usualDrive: 0, sinceMs: Number.POSITIVE_INFINITY };
}

/** Takes what flows now as usual. */
export function beginCurrent(step: CurrentStep, amperes: Amperes, drive: Duty): void {
  step.usualA = Number.isFinite(amperes) ? amperes : 0;
  step.usualDrive = Math.abs(drive);
  step.sinceMs = Number.POSITIVE_INFINITY;
}

export function watchCurrent(
  step: CurrentStep,
  amperes: Amperes,
  stepA: Amperes,
  stallA: Amperes,
  drive: Duty,
  dtMs: Milliseconds,
): void {
  if (!Number.isFinite(amperes)) {
    step.sinceMs += dtMs;
    return;
  }
  const moreA = amperes - step.usualA;
  const moreDrive = Math.abs(drive) - step.usualDrive;
  const orderedA = moreDrive > 0 ? stallA * moreDrive : 0;
  step.sinceMs = moreA > orderedA + stepA ? 0 : step.sinceMs + dtMs;
  step.usualA += usualShare * moreA;
  step.usualDrive += usualShare * moreDrive;
}

export const hasStepped = ({ sinceMs }: CurrentStep): boolean => sinceMs <= lastsMs;
