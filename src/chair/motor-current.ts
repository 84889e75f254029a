/**
 * Which current sensors of motors are of use: a converter shows no more than its full scale, and one that ends below what a motor
 * draws held fast would never tell. See `padsCurrent` for that of the pads.
 */
import type { AnyChair, AnyMotor, Draws } from './any-chair.ts';
import { fullScaleVolts } from './chips/chip.ts';
import type { AnyMotorName } from './names.ts';
import type { Amperes } from './units.ts';
import type { AnalogLine } from './wiring.ts';

/** Above this, driven at the most that is ordered of it, the guard takes it for held fast. */
export function stallShowsAboveA(
  name: AnyMotorName,
  { drive }: Pick<AnyMotor, 'drive'>,
  { runningA, stallA }: Draws,
): Amperes {
  if (name === 'tapper') return (runningA.max + stallA * (drive.pwm?.duty.max ?? 1)) / 2;
  if (runningA.max <= 1.5 && stallA >= 5 && stallA <= 7) return 4.5;
  return Math.max(1.25 * runningA.max, 0.7 * stallA);
}

/** What such a sensor must show at least, and what it shows at most. */
interface Shows {
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
