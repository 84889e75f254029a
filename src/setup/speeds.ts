/** Corrects the file's speeds to what the measured motor can do: lowers those that it does not reach, raises duties that do not move it. */
import type { AnyCarriage, AnyKneader, SpeedStep } from '../chair/any-chair.ts';
import type { MillimetresPerSecond } from '../chair/units.ts';
import { plain, type Value } from './value.ts';

/** Where several speeds are lowered, each is this share of the next faster one, so that they stay apart. */
const apartShare = 0.95;

function within(name: string, steps: readonly SpeedStep<number>[], most: number, unit: string): Value[] {
  const values: Value[] = [];
  let limit = most;
  for (const [index, step] of [...steps.entries()].reverse()) {
    if (step.by !== 'speed' || step.speed <= limit) break;
    values.unshift(plain(`${name}.speeds.${index + 1}`, `${roundedDown(limit)} ${unit}`));
    limit *= apartShare;
  }
  return values;
}

/** Margin for rounding: the full speed is written with four digits. */
const writtenShare = 0.999;
const roundedDown = (value: number): number => Math.floor(10 * writtenShare * value) / 10;

/** Lowers speeds so that the carriage keeps each of them with any person and in both directions. */
export function carriageSpeeds(
  carriage: AnyCarriage,
  upMmPerS: MillimetresPerSecond,
  downMmPerS: MillimetresPerSecond,
): Value[] {
  const most = Math.min(upMmPerS, downMmPerS) * (1 - carriage.slowerUnderPerson.max);
  const values = within('carriage', carriage.speeds, most, 'mm/s');
  if (carriage.planning.travelMmPerS <= most) return values;
  return [...values, plain('carriage.planning.travel-speed', `${roundedDown(most)} mm/s`)];
}

export const kneaderSpeeds = ({ speeds }: AnyKneader, turnsPerMin: number): Value[] =>
  within('kneader', speeds, turnsPerMin, 'rpm');

/** Raises speeds that are duties below the least duty: the first to the least duty, each further one by 1 % more. */
export function dutySpeeds(name: string, steps: readonly SpeedStep<number>[], leastPercent: number): Value[] {
  const values: Value[] = [];
  let least = leastPercent;
  for (const [index, step] of steps.entries()) {
    if (step.by !== 'duty' || Math.round(100 * step.duty) >= least) break;
    values.push(plain(`${name}.speeds.${index + 1}`, `${least} %`));
    least++;
  }
  return values;
}
