/** The speeds of the file, as far as a motor that was measured does them: lower than it says, where it has become slow. */
import type { AnyCarriage, AnyKneader, SpeedStep } from '../chair/any-chair.ts';
import { plain, type Value } from './value.ts';

/** A speed that has to give way leaves the one above it faster by this. */
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

/** The full speed is written with four digits. */
const writtenShare = 0.999;
const roundedDown = (value: number): number => Math.floor(10 * writtenShare * value) / 10;

/** Every speed is kept under anybody, whichever way it goes. */
export function carriageSpeeds(carriage: AnyCarriage, upMmPerS: number, downMmPerS: number): Value[] {
  const most = Math.min(upMmPerS, downMmPerS) * (1 - carriage.slowerUnderPerson.max);
  const values = within('carriage', carriage.speeds, most, 'mm/s');
  if (carriage.planning.travelMmPerS <= most) return values;
  return [...values, plain('carriage.planning.travel-speed', `${roundedDown(most)} mm/s`)];
}

export const kneaderSpeeds = ({ speeds }: AnyKneader, turnsPerMin: number): Value[] =>
  within('kneader', speeds, turnsPerMin, 'rpm');

/** The least duty, for a step that is a duty below it; the next ones stay above. */
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
