/** What counts the way of the carriage: which pin it is, whether it bounces, the edges from end to end, and the coast. */
import type { AnyCarriage } from '../chair/any-chair.ts';
import { at } from '../chair/assert.ts';
import type { Inputs } from './drive-lists.ts';
import { type Figure, figureOf } from './figures.ts';
import { isActive, type Moved, pulseMs, type Sample } from './moves.ts';
import { changedPins, pulseDuty } from './prove.ts';
import {
  bottom,
  counts,
  endOf,
  fullDuty,
  hasSwitch,
  type Measuring,
  midPulseMs,
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
      const found = yield* whole(
        measuring,
        forwards,
        duty,
        `slowly at both ends, ${wayOf(forwards)}, to count`,
      );
      // From where it was let go of it has coasted on: that is no part of the rail.
      if (hasSwitch(measuring, !forwards)) exact.push(found.exact);
    }
  }
  const figure = figureOf(exact);
  return { ...figure, value: Math.round(figure.value) };
}

const coastRunMs = 1600;
/** Its multiples lie evenly within one, however many: the golden section. */
const evenly = (Math.sqrt(5) - 1) / 2;

export interface Stop {
  readonly coastMm: Figure;
  /** Null where the edges are too far apart to tell. */
  readonly atRest: 'coast' | 'brake' | null;
  /** The way that it takes to stop, over the way by which it fell behind full speed as it ran up. */
  readonly ofRunUp: number;
}

interface Ways {
  readonly coasts: number[];
  readonly runUps: number[];
}

/** Edges a second at full speed. */
interface FullRates {
  readonly up: number;
  readonly down: number;
}

/** The end of each coast is somewhere within an edge: of their mean, two standard errors either way. */
const meanWithin = ({ coasts }: Ways, eachMm: number): number => (2 * eachMm) / Math.sqrt(12 * coasts.length);
const coastWithinMm = 1;
const isFine = (ways: Ways, eachMm: number): boolean => meanWithin(ways, eachMm) <= coastWithinMm;

/** A few runs, and more where they do not tell yet how far it coasts, or whether the driver brakes. */
const stopRounds = 4;
export function* findStop(measuring: Measuring, eachMm: number, rates: FullRates): Script<Stop | null> {
  const { io, inputs, carriage } = measuring;
  const ways: Ways = { coasts: [], runUps: [] };
  let stop: Stop | null = null;
  if (!isActive(io, inputs, bottom)) yield* toEnd(measuring, false, 2);
  for (let round = 0; round < stopRounds; round++) {
    for (const forwards of [true, true, true, false, false])
      if (!isActive(io, inputs, endOf(forwards))) yield* stopOnce(measuring, forwards, eachMm, rates, ways);
    stop = stopOf(ways, eachMm);
    // Ways of less than an edge are not told by more runs either.
    const tells = stop?.atRest !== null || isBrakedByChip(carriage) || !isOverAnEdge(ways, eachMm);
    if (stop === null || (tells && isFine(ways, eachMm))) break;
  }
  return stop;
}

/** In use, with its lines and its power; not in setup, where it only coasts. */
export const isBrakedByChip = ({ drive }: AnyCarriage): boolean => drive.lines.by === 'power-and-lines';

const isOverAnEdge = ({ coasts, runUps }: Ways, eachMm: number): boolean =>
  figureOf(coasts).value + figureOf(runUps).value >= eachMm / 2;

function* stopOnce(
  measuring: Measuring,
  forwards: boolean,
  eachMm: number,
  rates: FullRates,
  { coasts, runUps }: Ways,
): Script<void> {
  const edgesPerS = forwards ? rates.up : rates.down;
  // Each off at another part of an edge: for one time each they would end alike.
  const partOfEdge = (coasts.length * evenly) % 1;
  const order = {
    forwards,
    ms: coastRunMs + 2000 / edgesPerS,
    duty: fullDuty,
    until: (driven: readonly Sample[]) =>
      (driven.at(-1)?.ms ?? 0) >= coastRunMs && sinceLastEdge({ driven }, edgesPerS) >= partOfEdge,
    text: `full speed ${wayOf(forwards)}, then off, to see how far it coasts`,
  };
  const { moved, end } = yield* run(measuring, order);
  if (end !== null) return;
  coasts.push(coastOf(moved, eachMm, edgesPerS));
  runUps.push(runUpOf(moved, edgesPerS) * eachMm);
}

/**
 * Run up and braked, a motor follows its own winding alike, and friction shortens the stop: 0.3 to 1 of the way lost. Coasting,
 * friction alone stops it, at 0.07 to 0.2 of full duty, and that takes 2 to 7 of it.
 */
const brakesBelow = 1.4;
function stopOf(ways: Ways, eachMm: number): Stop | null {
  const { coasts, runUps } = ways;
  if (coasts.length === 0) return null;
  const mean = figureOf(coasts);
  // That each run ends anywhere within an edge is no spread of the chair's own; how surely the mean is known is.
  const spread = Math.max(0, mean.spread - eachMm) + 2 * meanWithin(ways, eachMm);
  const coastMm = { ...mean, value: Math.max(0, mean.value), spread };
  const runUpMm = figureOf(runUps).value;
  const beyondMm = coastMm.value - brakesBelow * runUpMm;
  // Where within an edge each run begins and ends nobody sees: 0.7 of one for a run, so that this is 1.4 standard errors.
  const isSure = Math.abs(beyondMm) > eachMm / Math.sqrt(coasts.length) && isOverAnEdge(ways, eachMm);
  const atRest = !isSure ? null : beyondMm < 0 ? 'brake' : 'coast';
  return { coastMm, atRest, ofRunUp: coastMm.value / Math.max(0.01, runUpMm) };
}

/** Edges since the last one, at full speed. */
function sinceLastEdge({ driven }: Pick<Moved, 'driven'>, edgesPerS: number): number {
  const off = at(driven, driven.length - 1, 'sample');
  const lastStep =
    driven.findLast((sample, index) => index > 0 && sample.edges !== driven[index - 1]?.edges) ?? off;
  // It was passed within the turn at whose end it shows.
  const turnMs = off.ms - (driven.at(-2)?.ms ?? off.ms);
  return Math.min(1, ((off.ms - lastStep.ms + turnMs / 2) * edgesPerS) / 1000);
}

/** From power off: edges after it, less the way since the last edge before it, and half an edge that is not seen. */
function coastOf(moved: Moved, eachMm: number, edgesPerS: number): number {
  const off = at(moved.driven, moved.driven.length - 1, 'sample');
  const still = moved.after.at(-1) ?? off;
  return (still.edges - off.edges - sinceLastEdge(moved, edgesPerS) + 0.5) * eachMm;
}

/** Edges that it would have passed at full speed all along, less those that it did; before the first half an edge is not seen. */
function runUpOf(moved: Moved, edgesPerS: number): number {
  const off = at(moved.driven, moved.driven.length - 1, 'sample');
  const passed = off.edges - moved.rest.edges - 0.5 + sinceLastEdge(moved, edgesPerS);
  return (edgesPerS * off.ms) / 1000 - passed;
}
