/** What counts the way of the carriage: which pin it is, whether it bounces, the edges from end to end, and the coast. */
import type { AnyCarriage } from '../chair/any-chair.ts';
import type { Inputs } from './drive-lists.ts';
import { type Figure, figureOf } from './figures.ts';
import { isActive, type Moved, pulseMs, type Sample } from './moves.ts';
import { changedPins, pulseDuty } from './prove.ts';
import {
  bottom,
  counts,
  endOf,
  fullDuty,
  type Measuring,
  midPulseMs,
  ratesOf,
  run,
  toEnd,
  wayOf,
  whole,
} from './rail.ts';
import { mendsMost, mistake, type Script, SetupEnd } from './script.ts';

const shortPulses = 8;
const changesLeast = 3;
/** Of the time of a pulse, so much is run at speed; of what the file says, so much further apart may its edges be. */
const runsShare = 0.5;
const apartShare = 1.4;
const pulsesMost = 60;

/** The one pin that changes as the carriage moves, and on which nothing was found. */
export function* findCounts(measuring: Measuring): Script<void> {
  const { io, chair, carriage, inputs } = measuring;
  if (carriage.counts === null) return;
  for (let tries = 0; ; tries++) {
    const pin = chair.chip.pins[(yield* countingPin(measuring)) ?? -1];
    if (pin !== undefined) {
      if (pin.interrupt === null)
        throw new SetupEnd(
          `the way is counted on pin ${pin.name}, which has no interrupt: move it to 2, 3, 18 or 19`,
        );
      const { activeHigh, pull } = carriage.counts.line;
      inputs.set(counts, { pin, activeHigh, pull });
      io.tell(`the sensor of the way: pin ${pin.name}`);
      return;
    }
    const mended = yield* mistake(io, 'counts-dead', 'the sensor of the way', []);
    if (!mended || tries === mendsMost) return;
  }
}

/** Short pulses first; edges that are far apart take longer ones, to and fro between what stops it. */
function* countingPin(measuring: Measuring): Script<number | null> {
  const { io, chair, carriage, inputs } = measuring;
  const seen = new Map<number, number>();
  const pulses = shortPulses + longPulses(carriage);
  let forwards = true;
  for (let pulse = 0; pulse < pulses; pulse++) {
    if (isActive(io, inputs, endOf(forwards))) forwards = !forwards;
    const { moved } = yield* run(measuring, {
      forwards,
      ms: pulse < shortPulses ? pulseMs : midPulseMs,
      duty: () => pulseDuty(carriage),
      text: 'short pulses, to see what counts the way',
      letGoEnds: true,
    });
    if (moved.why !== 'time') forwards = !forwards;
    for (const pin of changedPins(chair, inputs, moved)) seen.set(pin, (seen.get(pin) ?? 0) + 1);
    const [found] = [...seen].filter(([, times]) => times >= changesLeast);
    if (found !== undefined) return found[0];
  }
  return null;
}

/** So many that the edges of the file are passed often enough, were they a good deal further apart. */
function longPulses({ counts: counted, fullSpeedMmPerS }: AnyCarriage): number {
  const wayMm = changesLeast * apartShare * (counted?.eachMm ?? 0);
  const eachMm = (midPulseMs / 1000) * runsShare * Math.min(fullSpeedMmPerS.up, fullSpeedMmPerS.down);
  return Math.min(pulsesMost, Math.ceil(wayMm / eachMm));
}

/** Levels of the pin change once an edge. */
export function bounces(pulses: readonly Moved[], inputs: Inputs): boolean {
  const pin = inputs.get(counts)?.pin.number ?? -1;
  let changes = 0;
  let edges = 0;
  for (const { rest, driven, after } of pulses) {
    const all = [rest, ...driven, ...after];
    for (const [index, sample] of all.entries()) {
      const before = all[index - 1] ?? sample;
      if (sample.levels[pin] !== before.levels[pin]) changes++;
      edges += sample.edges - before.edges;
    }
  }
  return changes > 10 && edges > 1.5 * changes;
}

/** Slow near both ends, so that what is over of an edge is told by time: so far, where that is enough edges and not too many. */
const slowMm = 28;
const slowEdges = { least: 6, most: 14 } as const;
export function* countRail(measuring: Measuring, breakaway: number, about: number): Script<Figure> {
  const slow = Math.min(1, breakaway + 0.07);
  const eachMm = measuring.carriage.railMm / about;
  const edges = Math.min(slowEdges.most, Math.max(slowEdges.least, Math.ceil(slowMm / eachMm)));
  const exact: number[] = [];
  for (let round = 0; round < 2; round++) {
    for (const forwards of [true, false]) {
      const duty = (_ms: number, driven: readonly Sample[]) => {
        const done = (driven.at(-1)?.edges ?? 0) - (driven[0]?.edges ?? 0);
        return done > edges && done < about - edges ? 0.85 : slow;
      };
      exact.push(
        (yield* whole(measuring, forwards, duty, `slowly at both ends, ${wayOf(forwards)}, to count`)).exact,
      );
    }
  }
  const figure = figureOf(exact);
  return { ...figure, value: Math.round(figure.value) };
}

const coastRunMs = 1600;
export function* findCoast(measuring: Measuring, eachMm: number): Script<Figure | null> {
  const { io, inputs } = measuring;
  const found: number[] = [];
  if (!isActive(io, inputs, bottom)) yield* toEnd(measuring, false, 2);
  for (const forwards of [true, true, true, false, false]) {
    const order = {
      forwards,
      ms: coastRunMs,
      duty: fullDuty,
      text: `full speed ${wayOf(forwards)}, then off, to see how far it coasts`,
    };
    const { moved, end } = yield* run(measuring, order);
    if (end === null) found.push(coastOf(moved, eachMm));
  }
  return found.length === 0 ? null : figureOf(found);
}

/** From power off: edges after it, less the way since the last edge before it, and half an edge that is not seen. */
function coastOf({ driven, after }: Moved, eachMm: number): number {
  const off = driven.at(-1) as Sample;
  const still = after.at(-1) ?? off;
  const lastStep =
    driven.findLast((sample, index) => index > 0 && sample.edges !== driven[index - 1]?.edges) ?? off;
  const rate = ratesOf([{ driven, after, rest: off, why: 'time' }]) / 1000;
  const since = Math.min(1, (off.ms - lastStep.ms) * rate);
  return Math.max(0, still.edges - off.edges - since + 0.5) * eachMm;
}
