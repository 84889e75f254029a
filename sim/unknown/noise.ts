/** How noisy each analog sensor of an unknown chair is, besides its converter's noise, and how ageing changes it. */
import type { AnyChair } from '../../src/chair/any-chair.ts';
import { analogLines, thermistorLines } from '../../src/chair/lines.ts';
import { nextBelow, nextBetween, type Random } from '../random.ts';

/** By the sensor's place in the file, in steps of the converter either way. */
export type SensorNoise = Readonly<Record<string, number>>;

/** New sensors are quiet (chosen). */
const newMost = 0.8;
/**
 * Noise of a worn sensor, clearly more than two measurements differ; more of a thermistor, which the chip averages for
 * longer. A current sensor that is noisier than this would be taken for a current that flows.
 */
const wornCurrent = { from: 8, to: 12 } as const;
const wornThermistor = { from: 16, to: 24 } as const;

const steps = (random: Random, from: number, to: number): number =>
  Number(nextBetween(random, from, to).toFixed(2));

export function drawNoise(chair: AnyChair, random: Random): SensorNoise {
  const paths = [...analogLines(chair), ...thermistorLines(chair)].map(({ path }) => path);
  return Object.fromEntries(paths.map((path) => [path, steps(random, 0, newMost)]));
}

/** Wears one of the chair's sensors, or none. */
export function agedNoise(
  chair: AnyChair,
  noise: SensorNoise,
  random: Random,
): { readonly noise: SensorNoise; readonly worn: string | null } {
  const thermistors = new Set(thermistorLines(chair).map(({ path }) => path));
  // A divider is two resistors, which do not wear.
  const paths = Object.keys(noise).filter((path) => !path.endsWith('.sense'));
  const path = paths[nextBelow(random, Math.max(1, 2 * paths.length))];
  if (path === undefined) return { noise, worn: null };
  const { from, to } = thermistors.has(path) ? wornThermistor : wornCurrent;
  const now = steps(random, from, to);
  return {
    noise: { ...noise, [path]: now },
    worn: `${path}: noisier, ${noise[path]} -> ${now} steps of the converter either way`,
  };
}
