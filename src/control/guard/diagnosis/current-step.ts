/**
 * A step of a motor's current that its order does not explain. A bridge that shorts puts the rest of the voltage on its
 * motor, which draws stall current x (1 - duty) more until it has caught up, within two ticks. So much more than of
 * late, and so lately, makes less proof of speed enough.
 */
import type { Amperes, Duty, Milliseconds } from '../../../chair/units.ts';

/**
 * A motor's current and its drive (the order x the supply over its nominal voltage, where that is more) as they were of
 * late, and how long ago more came at once.
 */
export interface CurrentStep {
  usualA: Amperes;
  usualDrive: Duty;
  sinceMs: Milliseconds;
}

const stepA = 0.4; // chosen: a short at 0.85 of full shows 0.4 A behind the filter, a healthy chair none (campaign)
/** The slowest proof of 20 % too much speed: four edges of the rail, two stretches of the cam. */
const lastsMs = 600;
/** A tick's share in what is usual, of order and current alike: what an order explains is then explained at any time. */
const usualShare = 0.5;

export function createCurrentStep(): CurrentStep {
  return { usualA: 0, usualDrive: 0, sinceMs: Number.POSITIVE_INFINITY };
}

/** What flows now is usual. */
export function beginCurrent(step: CurrentStep, amperes: Amperes, drive: Duty): void {
  step.usualA = Number.isFinite(amperes) ? amperes : 0;
  step.usualDrive = Math.abs(drive);
  step.sinceMs = Number.POSITIVE_INFINITY;
}

export function watchCurrent(
  step: CurrentStep,
  amperes: Amperes,
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
