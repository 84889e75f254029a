/**
 * What the self-test measures, how hard it drives for that, and within which limits the chair passes. The table is
 * what a technician reads; self-test.ts fills it in.
 */
import { referenceChair } from '../../chair/specification.ts';

const { kneader: arms, pads, supply } = referenceChair;

interface SelfTestLimit {
  readonly name: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

/** Fast enough that a motor short of power shows it, slow enough that one within its ratings holds it (chosen). */
export const runSpeedMmPerS = 30;
export const turnSpeedPerMin = arms.speedsTurnsPerMin[3];
/** A speed held in closed loop is off by this share at most (chosen: it is held within a hundredth). */
const speedTolerance = 0.1;
/** Each cam sensor closes four times (chosen). */
export const turnsEachWay = 4;
/** Many counts of the converter, and little to feel (chosen). */
export const warmByK = 3;
/** Wider than the ratings: an empty chair draws less, a stiff gear that is still usable draws more (chosen). */
const carriageA = { low: 0.2, high: 1.5 } as const;
const armsA = { low: 0.4, high: 2 } as const;
/** A room outside this is a broken thermistor or no place for the chair (chosen). */
const roomC = { low: -10, high: 50 } as const;
const { part } = pads.tolerance;
/** Of a pad's current: power differs by the tolerance, and a fifth of it more for the supply (chosen). */
const currentTolerance = 1.2 * part;
/** At full power the element rises by power / capacity; both may be 30 % off, and the heater pauses to look. */
const slowestRiseKPerS = (pads.nominalW * (1 - part)) / (pads.elementJPerK * (1 + part));
/** Twice that, for a pad that was warm already and is held back. */
const warmMostS = (2 * warmByK) / slowestRiseKPerS;
const padA = pads.nominalW / pads.nominalV;

/** A figure give or take a share of it. */
const near = (figure: number, share: number) => ({ low: figure * (1 - share), high: figure * (1 + share) });

/** What is measured, and within which limits the chair passes. */
export const selfTestLimits = [
  { name: 'supply', unit: 'V', low: supply.warnLowV, high: supply.warnHighV },
  { name: 'room temperature', unit: 'C', ...roomC },
  { name: 'emergency stop released', unit: '', low: 1, high: 1 },
  { name: 'keys down', unit: '', low: 0, high: 0 },
  { name: 'seat switch, 1 = taken', unit: '', low: 0, high: 1 },
  { name: 'lower limit found', unit: '', low: 1, high: 1 },
  { name: 'upper limit found', unit: '', low: 1, high: 1 },
  { name: 'carriage up', unit: 'mm/s', ...near(runSpeedMmPerS, speedTolerance) },
  { name: 'carriage up, current', unit: 'A', ...carriageA },
  { name: 'carriage down', unit: 'mm/s', ...near(runSpeedMmPerS, speedTolerance) },
  { name: 'carriage down, current', unit: 'A', ...carriageA },
  { name: 'arms inwards', unit: '1/min', ...near(turnSpeedPerMin, speedTolerance) },
  { name: 'arms inwards, current', unit: 'A', ...armsA },
  { name: 'arms outwards', unit: '1/min', ...near(turnSpeedPerMin, speedTolerance) },
  { name: 'arms outwards, current', unit: 'A', ...armsA },
  { name: 'cam sensors seen', unit: '', low: 3, high: 3 },
  { name: 'lumbar pad, 3 K warmer after', unit: 's', low: 1, high: warmMostS },
  { name: 'lumbar pad, current', unit: 'A', ...near(padA, currentTolerance) },
  { name: 'sacral pad, 3 K warmer after', unit: 's', low: 1, high: warmMostS },
  { name: 'sacral pad, current', unit: 'A', ...near(padA, currentTolerance) },
] as const satisfies readonly SelfTestLimit[];

export type SelfTestName = (typeof selfTestLimits)[number]['name'];

/** Index of the row a measurement belongs to. */
export const rowOf = Object.fromEntries(selfTestLimits.map(({ name }, index) => [name, index])) as Record<
  SelfTestName,
  number
>;
