/** Readings of each analog sensor with everything off and the supply on: the offset of a current, and the noise of the reading. */
import type { AnyChair } from '../chair/any-chair.ts';
import { allMotorNames } from '../chair/names.ts';
import type { Amperes } from '../chair/units.ts';
import type { Sample } from './moves.ts';
import { ampsOf } from './ramp.ts';
import { countAt } from './readings.ts';
import type { Io, Script } from './script.ts';

/** The reading of one sensor at rest. */
export interface AtRest {
  /** Mean current; null for a sensor of something else. */
  readonly amps: Amperes | null;
  /** Difference between the highest and the lowest reading, in steps of the converter. */
  readonly steps: number;
}

const restMs = 2000;

export function* readAtRest(
  io: Io,
  chair: AnyChair,
  isWanted: (part: string) => boolean,
): Script<Record<string, AtRest>> {
  const all: Pick<Sample, 'analog'>[] = [];
  const untilMs = io.seen.nowMs + restMs;
  while (io.seen.nowMs < untilMs) {
    all.push({ analog: [...io.seen.analog] });
    yield;
  }
  const found: Record<string, AtRest> = {};
  for (const [path, slot] of io.seen.list?.slots ?? []) {
    const [first = '', , pad = ''] = path.split('.');
    if (!isWanted(first === 'heat' ? pad : first)) continue;
    const shown = all.map((sample) => countAt(sample, slot));
    const steps = Math.max(...shown) - Math.min(...shown);
    const motor = allMotorNames.find((name) => path === `${name}.current`);
    const amps = motor === undefined ? [] : all.map(ampsOf(io, chair, motor));
    const sum = amps.reduce((total, each) => total + each, 0);
    found[path] = { amps: motor === undefined ? null : sum / amps.length, steps };
  }
  return found;
}

/** The comment that the chair file gets behind the sensor's pin. */
export const atRestComment = ({ amps, steps }: AtRest): string =>
  `at rest: ${amps === null ? '' : `${amps.toFixed(3)} A, `}within ${steps.toFixed(1)} steps of the converter`;

/** The steps in such a comment; null where there is none. */
export function stepsThen(comment: string): number | null {
  const steps = /at rest:.* within ([\d.]+) steps/.exec(comment)?.[1];
  return steps === undefined ? null : Number(steps);
}

/** Up to this, noise says nothing: it is twice the converter's own noise, half a step either way, which shows as two steps. */
const quietSteps = 4;
/** Noise above this many times the earlier noise is clearly more: the largest jumps within two seconds vary by half from time to time. */
const noisierTimes = 3;
export const isNoisier = (then: number, now: number): boolean =>
  now > quietSteps && now > noisierTimes * then;
