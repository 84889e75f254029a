/** What each analog sensor shows with everything off and the supply on: the offset of a current, and how much a reading jumps. */
import type { AnyChair } from '../chair/any-chair.ts';
import { allMotorNames } from '../chair/names.ts';
import type { Amperes } from '../chair/units.ts';
import type { Sample } from './moves.ts';
import { ampsOf } from './ramp.ts';
import { countAt } from './readings.ts';
import type { Io, Script } from './script.ts';

/** Of one sensor, by its place in the file. */
export interface AtRest {
  /** Null of what is no current. */
  readonly amps: Amperes | null;
  /** From the least to the most, in steps of the converter. */
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

/** As the file says it, behind the sensor's pin. */
export const atRestComment = ({ amps, steps }: AtRest): string =>
  `at rest: ${amps === null ? '' : `${amps.toFixed(3)} A, `}within ${steps.toFixed(1)} steps of the converter`;

/** Steps that such a comment tells of; null where there is none. */
export function stepsThen(comment: string): number | null {
  const steps = /at rest:.* within ([\d.]+) steps/.exec(comment)?.[1];
  return steps === undefined ? null : Number(steps);
}

/** The converter's own noise is half a step either way, which shows as two: what stays below twice that tells nothing. */
const quietSteps = 4;
/** Two seconds show its largest jumps by chance: by half more or less from one time to the next. */
const noisierTimes = 3;
export const isNoisier = (then: number, now: number): boolean =>
  now > quietSteps && now > noisierTimes * then;
