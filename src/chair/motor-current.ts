/**
 * From which current on a motor counts as held fast, and which current sensors are of use for that: a converter shows no more than its full scale, and one that ends below what a motor
 * draws held fast would never tell. See `padsCurrent` for that of the pads.
 */
import type { AnyChair, AnyMotor, Draws } from './any-chair.ts';
import { assumedMotors } from './assumed.ts';
import { fullScaleVolts } from './chips/chip.ts';
import type { AnyMotorName } from './names.ts';
import type { Amperes, Duty } from './units.ts';
import type { AnalogLine } from './wiring.ts';

/** Above this much and this much for each duty it is held fast. */
export interface StalledFrom {
  readonly baseA: Amperes;
  readonly perDutyA: Amperes;
}

/** Of one whose current is not asked. */
export const neverStalled: StalledFrom = { baseA: Number.POSITIVE_INFINITY, perDutyA: 0 };

/** Of what it draws held fast at full duty: less the supply at its lowest, what the source itself drops, and a sensor that reads 5 % low. */
const heldShare = 0.7;
/** A sensor that reads 5 % high and 50 mA too much. */
const readsHigh = 1.08;

/**
 * Between what a healthy one draws at most, running or as it starts, and what a blocked one does: of motors of 5 to 7 A
 * 1.5 A + 3 A x duty (limit). Null where one that starts draws as much as one that is blocked.
 */
export function stalledFrom(motor: Draws & { readonly breakawayDuty: Duty }): StalledFrom | null {
  const { runningA, stallA, breakawayDuty } = motor;
  const heldA = heldShare * stallA;
  const usual = runningA.max <= 1.5 && stallA >= 5 && stallA <= 7;
  const baseA = usual ? 1.5 : 1.25 * runningA.max;
  const perDutyA = usual ? 3 : Math.max(0, heldA - baseA);
  // It stands until it has been given what breaks it away, and besides what somebody who leans on it adds.
  const startsA = breakawayDuty * stallA + runningA.max - runningA.min;
  const startsDuty = startsA / stallA;
  const seenA = readsHigh * startsA;
  if (seenA <= baseA + perDutyA * startsDuty) return { baseA, perDutyA };
  if (seenA >= heldA) return null;
  const steeper = (heldA - seenA) / (1 - startsDuty);
  return { baseA: heldA - steeper, perDutyA: steeper };
}

/** Above this, driven at the most that is ordered of it, the guard takes it for held fast; infinite where nothing tells that. */
export function stallShowsAboveA(
  name: AnyMotorName,
  { drive }: Pick<AnyMotor, 'drive'>,
  draws: Draws,
): Amperes {
  const { pwm } = drive;
  if (name === 'tapper') return (draws.runningA.max + draws.stallA * (pwm?.duty.max ?? 1)) / 2;
  const stalled = stalledFrom({ ...draws, breakawayDuty: breakawayDutyOf(name, pwm) });
  return stalled === null ? Number.POSITIVE_INFINITY : stalled.baseA + stalled.perDutyA;
}

/** Of what is ordered of it at most. */
export const breakawayDutyOf = (name: AnyMotorName, pwm: AnyMotor['drive']['pwm']): Duty =>
  pwm === null ? assumedMotors[name].breakawayDuty : pwm.duty.min / pwm.duty.max;

/** What such a sensor must show at least, and what it shows at most. */
interface Shows {
  /** Infinite where no current tells that it is held fast. */
  readonly neededA: Amperes;
  readonly mostA: Amperes;
  readonly leastPerVolt: number;
}

/** Null for a motor without a sensor. */
export function motorCurrentShows({ chip }: AnyChair, name: AnyMotorName, motor: AnyMotor): Shows | null {
  const { current } = motor;
  if (current === null) return null;
  const neededA = stallShowsAboveA(name, motor, current.draws);
  const volts = fullScaleVolts(chip);
  return { neededA, mostA: volts * current.sensor.perVolt, leastPerVolt: neededA / volts };
}

/** The sensor of a motor's current, where it can show that the motor is held fast. */
export function motorCurrent(chair: AnyChair, name: AnyMotorName, motor: AnyMotor | null): AnalogLine | null {
  const shows = motor === null ? null : motorCurrentShows(chair, name, motor);
  return shows !== null && shows.mostA > shows.neededA ? (motor?.current?.sensor ?? null) : null;
}
