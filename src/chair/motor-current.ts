/**
 * From which current on a motor counts as stalled, and which current sensors can show a stall: a converter shows no more than its
 * full scale, and a sensor whose range ends below the stall current would never show one. For the pads see `padsCurrent`.
 */
import { type AnyChair, type AnyMotor, type Draws, drawsOf } from './any-chair.ts';
import { assumedMotors } from './assumed.ts';
import { type Chip, fullScaleVolts } from './chips/chip.ts';
import { currentNoiseA, currentOffsetA } from './current-noise.ts';
import { tickMs } from './limits.ts';
import type { AnyMotorName } from './names.ts';
import type { Amperes, Duty, Milliseconds } from './units.ts';
import type { AnalogLine, Wiring } from './wiring.ts';

type Stalls = Pick<Draws, 'stallA'>;

interface Motors {
  readonly carriage: Stalls;
  readonly kneader: Stalls;
  readonly tapper: Stalls | null;
  readonly wiring: Pick<Wiring, 'chip' | 'scaled'>;
}

/** The motor counts as stalled above `baseA` + `perDutyA` x duty. */
export interface StalledFrom {
  readonly baseA: Amperes;
  readonly perDutyA: Amperes;
}

/** For a motor whose current is not checked. */
export const neverStalled: StalledFrom = { baseA: Number.POSITIVE_INFINITY, perDutyA: 0 };

/** Share of the stall current at full duty that is still read with the lowest supply, the drop in the source and a sensor 5 % low. */
const heldShare = 0.7;
/** Factor for a sensor that reads 5 % high and 50 mA too much. */
const readsHigh = 1.08;

/** The threshold of the motors that most chairs have: 1.5 A + 3 A x duty (limit). */
const isUsual = ({ runningA, stallA }: Draws): boolean => runningA.max <= 1.5 && stallA >= 5 && stallA <= 7;
/** How far above the highest running current a threshold lies. */
const aboveRunning = 1.25;

/** A sensor may read as much too little. */
const readsLow = 0.95;
/** A motor that draws so much running that no threshold above that lies below what a blocked one is read to draw. */
const runsAsHeld = (draws: Draws): boolean =>
  !isUsual(draws) && aboveRunning * draws.runningA.max >= readsLow * draws.stallA;

/**
 * A threshold between the highest current of a healthy motor, running or starting, and that of a blocked one. Null where a
 * starting or a running motor draws as much as a blocked one.
 */
export function stalledFrom(motor: Draws & { readonly breakawayDuty: Duty }): StalledFrom | null {
  const { runningA, stallA, breakawayDuty } = motor;
  const heldA = heldShare * stallA;
  if (runsAsHeld(motor)) return null;
  const usual = isUsual(motor);
  const baseA = usual ? 1.5 : aboveRunning * runningA.max;
  const perDutyA = usual ? 3 : Math.max(0, heldA - baseA);
  // The motor stands until its current exceeds breakaway plus the load of somebody who leans on it.
  const startsA = breakawayDuty * stallA + runningA.max - runningA.min;
  const startsDuty = startsA / stallA;
  const seenA = readsHigh * startsA;
  if (seenA <= baseA + perDutyA * startsDuty) return { baseA, perDutyA };
  if (seenA >= heldA) return null;
  const steeper = (heldA - seenA) / (1 - startsDuty);
  return { baseA: heldA - steeper, perDutyA: steeper };
}

/** The current above which the guard takes a motor at its highest ordered duty as stalled; infinite where no current shows that. */
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

/** Whether the current of a motor with such a drive can show a stall, as far as is known what the motor draws. */
export function currentCanShow(name: AnyMotorName, motor: AnyMotor): boolean {
  const steady: Draws = { runningA: { min: 0, max: 0 }, stallA: 1 };
  return Number.isFinite(stallShowsAboveA(name, motor, drawsOf(motor) ?? steady));
}

/** Breakaway duty as a share of the highest ordered duty. */
export const breakawayDutyOf = (name: AnyMotorName, pwm: AnyMotor['drive']['pwm']): Duty =>
  pwm === null ? assumedMotors[name].breakawayDuty : pwm.duty.min / pwm.duty.max;

/** What keeps a sensor from being used: a start, or all of running, is like a stall; its range ends below a stall; its noise hides a running motor. */
type Unfit = 'starts as stalled' | 'runs as stalled' | 'ends too low' | 'too coarse';

/** The current that a sensor must be able to show, and the most that it shows. */
interface Shows {
  /** Null for a sensor that is used. */
  readonly unfit: Unfit | null;
  /** Infinite where no current shows a stall. */
  readonly neededA: Amperes;
  readonly mostA: Amperes;
  readonly leastPerVolt: number;
  /** A coarser sensor shows noise where a running motor's current would be. */
  readonly mostPerVolt: number;
}

/** Up to this a 5 A motor (a smaller one: less) counts as without current: half of what the weakest test drive draws. */
const usualNothingA = 0.35;
const usualNothingOfStall = 0.07;
/** Of readings at rest one in 160 is farther out: several in a row are a current. */
const restSigmas = 2.5;
/** A motor that runs draws at least this many times what counts as nothing. */
const runsAbove = 1.25;

/** Up to this a motor counts as without current: `perVolt` is the scale of its sensor, null without one. */
export function nothingA(chip: Chip, stallA: Amperes, perVolt: number | null): Amperes {
  const usualA = Math.min(usualNothingA, usualNothingOfStall * stallA);
  return perVolt === null
    ? usualA
    : Math.max(usualA, currentOffsetA + restSigmas * currentNoiseA(chip, perVolt));
}

/** Its noise alone is above `nothingA` now and then. */
export const isCoarse = (chip: Chip, stallA: Amperes, sensor: AnalogLine | null): boolean =>
  sensor !== null && nothingA(chip, stallA, sensor.perVolt) > nothingA(chip, stallA, null);

/**
 * How long current must flow past an open relay to be a welded one: three readings, and one more with a coarse sensor.
 */
export function pastRelayMs({ carriage, kneader, tapper, wiring: { chip, scaled } }: Motors): Milliseconds {
  const coarse =
    isCoarse(chip, carriage.stallA, scaled['carriage-current']) ||
    isCoarse(chip, kneader.stallA, scaled['kneader-current']) ||
    (tapper !== null && isCoarse(chip, tapper.stallA, scaled['tapper-current']));
  return (coarse ? 4 : 3) * tickMs;
}

/** The coarsest scale of a sensor (A/V) at which the current of the running motor stands out from the noise. */
export function mostPerVoltOf(chip: Chip, { stallA, runningA }: Draws): number {
  const clearA = Math.max(nothingA(chip, stallA, null), runningA.min / runsAbove);
  return (clearA - currentOffsetA) / (restSigmas * currentNoiseA(chip, 1));
}

/** Null for a motor without a sensor. */
export function motorCurrentShows({ chip }: AnyChair, name: AnyMotorName, motor: AnyMotor): Shows | null {
  const { current } = motor;
  if (current === null) return null;
  const { perVolt } = current.sensor;
  const volts = fullScaleVolts(chip);
  const neededA = stallShowsAboveA(name, motor, current.draws);
  const mostA = volts * perVolt;
  const mostPerVolt = mostPerVoltOf(chip, current.draws);
  const unfit =
    neededA === Number.POSITIVE_INFINITY
      ? runsAsHeld(current.draws)
        ? 'runs as stalled'
        : 'starts as stalled'
      : mostA <= neededA
        ? 'ends too low'
        : perVolt > mostPerVolt
          ? 'too coarse'
          : null;
  return { unfit, neededA, mostA, leastPerVolt: neededA / volts, mostPerVolt };
}

/** The sensor of a motor's current, where it can show a stall and is fine enough; else null. */
export function motorCurrent(chair: AnyChair, name: AnyMotorName, motor: AnyMotor | null): AnalogLine | null {
  const shows = motor === null ? null : motorCurrentShows(chair, name, motor);
  return shows?.unfit === null ? (motor?.current?.sensor ?? null) : null;
}
