/** Moves of the carriage along its rail: pulses to an end, and the whole travel; each ends when something says stop. */
import type { AnyCarriage, AnyChair } from '../chair/any-chair.ts';
import { at } from '../chair/assert.ts';
import type { Milliseconds } from '../chair/units.ts';
import { motorList } from './drive-lists.ts';
import { type FoundInput, middle } from './inputs.ts';
import { type Hold, isActive, isOn, type Moved, move, type Sample } from './moves.ts';
import { pulseDuty, sawMotion } from './prove.ts';
import { ampsOf } from './ramp.ts';
import { type Io, lockTo, mistake, type Script, SetupEnd } from './script.ts';

export interface Measuring {
  readonly io: Io;
  readonly chair: AnyChair;
  readonly carriage: AnyCarriage;
  /** The inputs found so far; sensors are added as they are found. */
  readonly inputs: Map<string, FoundInput>;
  /** Inputs that could not be found yet, and inputs that the chair does not have, as the person says. */
  readonly later: Set<string>;
  readonly absent: Set<string>;
  readonly hold: Hold;
  /** Ohms of its winding by the multimeter; null where nobody measured. */
  readonly ohms: number | null;
}

const top = 'carriage.ends.top';
export const bottom = 'carriage.ends.bottom';
export const counts = 'carriage.counts';
/** Whether the chair itself senses that the carriage stands: by its current, or by the counting sensor once it is found. */
export const isSeen = ({ carriage, inputs }: Measuring): boolean =>
  carriage.current !== null || inputs.has(counts);
export const endOf = (forwards: boolean): string => (forwards ? top : bottom);
/** Whether the file has a switch at this end; if not, the person ends the travel by letting go. */
export const hasSwitch = ({ carriage }: Measuring, forwards: boolean): boolean =>
  carriage.ends[forwards ? 'top' : 'bottom'] !== null;
const letGoText = (measuring: Measuring, forwards: boolean): string =>
  hasSwitch(measuring, forwards)
    ? ''
    : '; no switch ends this way: let go where it should end, before it stands';
export const fullDuty = (): number => 1;
export const wayOf = (forwards: boolean): string => (forwards ? 'up' : 'down');
export const midPulseMs = 500;
const longPulseMs = 2000;
/** Longest time for a whole travel, unless the file's travel times at a third of full speed need more. */
const wholeTravelMs = 90_000;
const slowestOfFull = 1 / 3;
/** The driven carriage stands if no edge comes for this long, or for the time of two edges by the file's figures, if that is longer. */
const standsMs = 270;
const edgesToStand = 2;
const startsMs = 80;
const pulsesToEnd = 90;

export function* relock({ io, chair, inputs, hold }: Measuring): Script<void> {
  yield* lockTo(io, motorList(chair, 'carriage', inputs, hold.part));
}

/** Whether no edge has come for `forMs`, though driven. */
const stands = (driven: readonly Sample[], forMs: Milliseconds): boolean => {
  const last = driven.at(-1);
  if (last === undefined || last.ms < startsMs + forMs) return false;
  return driven.every(({ ms, edges }) => ms < last.ms - forMs || edges === last.edges);
};

function standsAfterMs({ drive, counts: counted, fullSpeedMmPerS }: AnyCarriage, duty: number): Milliseconds {
  const friction = drive.pwm?.frictionDuty ?? 0;
  const speed = (Math.min(fullSpeedMmPerS.up, fullSpeedMmPerS.down) * (duty - friction)) / (1 - friction);
  return Math.max(standsMs, (1000 * edgesToStand * (counted?.eachMm ?? 0)) / Math.max(1, speed));
}

interface Run {
  readonly moved: Moved;
  /** Which end stopped it, if one did. */
  readonly end: string | null;
}

interface RunOrder {
  readonly forwards: boolean;
  readonly ms: Milliseconds;
  readonly duty: (ms: Milliseconds, driven: readonly Sample[]) => number;
  readonly text: string;
  readonly letGoEnds?: boolean;
  /** A further condition that ends the run. */
  readonly until?: (driven: readonly Sample[]) => boolean;
}

/** Runs until an end closes that was open, the carriage stands, or the time is over. */
export function* run({ io, inputs, hold, chair, carriage }: Measuring, order: RunOrder): Script<Run> {
  const isAt = (path: string, sample: Sample): boolean => {
    const line = inputs.get(path);
    return line !== undefined && isOn(line, sample);
  };
  const before = [top, bottom].filter((path) => isActive(io, inputs, path));
  const closed = (sample: Sample) =>
    [top, bottom].find((path) => !before.includes(path) && isAt(path, sample));
  const amps = ampsOf(io, chair, 'carriage');
  const heldA = 0.75 * (carriage.current?.draws.stallA ?? Number.POSITIVE_INFINITY);
  const jams = (driven: readonly Sample[]) =>
    driven.length > 12 && driven.slice(-10).every((each) => amps(each) > heldA * order.duty(each.ms, driven));
  const moved = yield* move(
    io,
    inputs,
    hold,
    {
      motor: 'carriage',
      ...order,
      until: (driven) => {
        const last = driven.at(-1);
        if (last === undefined) return false;
        return (
          closed(last) !== undefined ||
          (inputs.has(counts) && stands(driven, standsAfterMs(carriage, order.duty(last.ms, driven)))) ||
          jams(driven) ||
          order.until?.(driven) === true
        );
      },
    },
    order.text,
  );
  const last = moved.driven.at(-1);
  return { moved, end: last === undefined ? null : (closed(last) ?? null) };
}

/** Pulses until the end in this direction is met. The end must agree with the direction that the person saw. */
export function* toEnd(measuring: Measuring, forwards: boolean, met: number): Script<Moved[]> {
  const { io, inputs, carriage } = measuring;
  const pulses: Moved[] = [];
  let long = met > 0;
  for (let pulse = 0; pulse < pulsesToEnd; pulse++) {
    if (isActive(io, inputs, endOf(forwards))) return pulses;
    const { moved, end } = yield* run(measuring, {
      forwards,
      ms: long ? longPulseMs : midPulseMs,
      duty: () => pulseDuty(carriage),
      text: `${wayOf(forwards)} to the end, in pulses${letGoText(measuring, forwards)}`,
      letGoEnds: true,
    });
    pulses.push(moved);
    if (end === endOf(forwards)) return pulses;
    if (end !== null) {
      yield* endsSwapped(measuring, forwards);
      return pulses;
    }
    if (!hasSwitch(measuring, forwards)) {
      if (moved.why !== 'time') return pulses;
    } else if (
      moved.why === 'until' ||
      (moved.why === 'let-go' && (yield* stoodWhenLetGo(measuring, moved)))
    ) {
      if (
        !(yield* mistake(io, 'end-dead', `the end of the way ${wayOf(forwards)}`, [
          inputs.get(endOf(forwards))?.pin.name ?? '?',
        ]))
      )
        throw new SetupEnd('the carriage is not moved on while an end is dead');
      yield* relock(measuring);
    }
    long ||= !isActive(io, inputs, top) && !isActive(io, inputs, bottom) && pulse > 2;
  }
  throw new SetupEnd(`the end of the way ${wayOf(forwards)} was not met in ${pulsesToEnd} pulses`);
}

/** A person who sees the carriage stand may let go before the counts show it; this long without an edge is then enough. */
const lookedMs = 200;
function* stoodWhenLetGo({ io, chair, inputs }: Measuring, { driven }: Moved): Script<boolean> {
  if (!inputs.has(counts)) return !(yield* sawMotion(io, chair, 'carriage'));
  return stands(driven, lookedMs);
}

function* endsSwapped(measuring: Measuring, forwards: boolean): Script<void> {
  const { io, inputs } = measuring;
  const [one, two] = [inputs.get(top), inputs.get(bottom)];
  const seen = `it went ${wayOf(forwards)}, and the other one closed`;
  yield* mistake(io, 'ends-swapped', 'the ends', [one?.pin.name ?? '?', two?.pin.name ?? '?'], seen);
  if (one !== undefined && two !== undefined) {
    inputs.set(top, two);
    inputs.set(bottom, one);
  }
  yield* relock(measuring);
}

/** Edges a second, from the second half of each pulse, where the carriage runs evenly. */
export function ratesOf(pulses: readonly Moved[]): number {
  let edges = 0;
  let ms = 0;
  for (const { driven } of pulses) {
    const half = driven[driven.length >> 1];
    const last = driven.at(-1);
    if (half === undefined || last === undefined) continue;
    edges += last.edges - half.edges;
    ms += last.ms - half.ms;
  }
  return ms === 0 ? Number.NaN : (1000 * edges) / ms;
}

/** The whole travel, starting at the other end. `edgesMost`: only the last so many edges of it count; need not be a whole number. */
export function* whole(
  measuring: Measuring,
  forwards: boolean,
  duty: RunOrder['duty'],
  text: string,
  edgesMost: number | null = null,
): Script<Whole> {
  const { io, inputs } = measuring;
  if (!isActive(io, inputs, endOf(!forwards))) yield* toEnd(measuring, !forwards, 2);
  const { upMs, downMs } = measuring.carriage.travel;
  const ms = Math.max(wholeTravelMs, Math.max(upMs, downMs) / slowestOfFull);
  const byEye = !hasSwitch(measuring, forwards);
  const order = { forwards, ms, duty, text: `${text}${letGoText(measuring, forwards)}`, letGoEnds: byEye };
  const { moved, end } = yield* run(measuring, order);
  if (byEye ? moved.why === 'time' : end !== endOf(forwards))
    throw new SetupEnd(`on its way ${wayOf(forwards)} the carriage stood before its end`);
  const through = inputs.get(middle);
  return wholeOf(
    moved,
    inputs.get(endOf(!forwards)),
    through,
    ampsOf(io, measuring.chair, 'carriage'),
    // Without a counting sensor there are no edges, and the whole travel is taken.
    edgesMost === 0 ? null : edgesMost,
  );
}

export interface Whole {
  /** Time from the release of one end's switch to the closing of the other's. */
  readonly ms: number;
  readonly edges: number;
  /** Edges including the fractions at both ends. */
  readonly exact: number;
  readonly amps: readonly number[];
  readonly edgesPerS: number;
  /** Where the switch in the middle was passed, as a share of this travel; null where it was not. */
  readonly middle: number | null;
}

function wholeOf(
  { driven }: Pick<Moved, 'driven'>,
  from: FoundInput | undefined,
  through: FoundInput | undefined,
  amps: (sample: Sample) => number,
  edgesMost: number | null,
): Whole {
  const left = driven.findIndex((sample) => from === undefined || !isOn(from, sample));
  const way = driven.slice(Math.max(0, left));
  const [first, last] = [at(way, 0, 'sample'), at(way, way.length - 1, 'sample')];
  const steps = way.filter((sample, index) => index > 0 && sample.edges !== way[index - 1]?.edges);
  const middle = way.slice(Math.trunc(way.length / 4), Math.trunc((3 * way.length) / 4));
  const [one, two] = [middle[0] ?? first, middle.at(-1) ?? last];
  const edges = exactEdges(first, last, steps);
  const passedOver = edgesMost === null ? 0 : edges.all - edgesMost;
  const fromMs = passedOver <= 0 ? first.ms : timeAfter(first, steps, edges.first, passedOver);
  return {
    ms: last.ms - fromMs,
    edges: passedOver <= 0 ? last.edges - first.edges : Math.round(edges.all - passedOver),
    exact: edges.all,
    amps: middle.map(amps).filter((each) => !Number.isNaN(each)),
    edgesPerS: (1000 * (two.edges - one.edges)) / Math.max(1, two.ms - one.ms),
    middle: through === undefined ? null : middleOf(way, through, fromMs),
  };
}

/** Where the switch in the middle was passed: half way between its closing and its opening. */
function middleOf(way: readonly Sample[], line: FoundInput, fromMs: Milliseconds): number | null {
  const closed = way.filter((sample) => isOn(line, sample));
  const [from, to, last] = [closed[0], closed.at(-1), way.at(-1)];
  if (last === undefined || from === undefined || to === undefined) return null;
  return ((from.ms + to.ms) / 2 - fromMs) / Math.max(1, last.ms - fromMs);
}

const edgesForRate = 4;
/** The edges of a travel with their fractions; `first`: the fraction travelled before the first edge. */
interface ExactEdges {
  readonly all: number;
  readonly first: number;
}

/** Whole edges between the first and the last; the fractions before and after from the time that an edge takes there. */
function exactEdges(first: Sample, last: Sample, steps: readonly Sample[]): ExactEdges {
  const [early, late] = [steps.slice(0, edgesForRate), steps.slice(-edgesForRate)];
  const [one, lastStep] = [early[0], late.at(-1)];
  if (one === undefined || lastStep === undefined || steps.length < 2 * edgesForRate)
    return { all: last.edges - first.edges, first: (one?.edges ?? 0) - first.edges };
  const rate = (samples: readonly Sample[]) => {
    const [from, to] = [at(samples, 0, 'step'), at(samples, samples.length - 1, 'step')];
    return (to.edges - from.edges) / (to.ms - from.ms);
  };
  const before = Math.min(1, (one.ms - first.ms) * rate(early));
  const after = Math.min(1, (last.ms - lastStep.ms) * rate(late));
  return { all: lastStep.edges - one.edges + before + after, first: before };
}

/** The time at which this many edges had passed, interpolated linearly between edges. */
function timeAfter(start: Sample, steps: readonly Sample[], first: number, edges: number): Milliseconds {
  let [ms, passed] = [start.ms, 0];
  const fromEdges = steps[0]?.edges ?? 0;
  for (const step of steps) {
    const next = first + step.edges - fromEdges;
    if (next >= edges) return ms + ((step.ms - ms) * (edges - passed)) / Math.max(1e-6, next - passed);
    [ms, passed] = [step.ms, next];
  }
  return ms;
}
