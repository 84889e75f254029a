/** The sensor that counts the carriage's way: its pin, whether it bounces, the edges from end to end, and the coast. */
import type { AnyCarriage } from '../chair/any-chair.ts';
import { at } from '../chair/assert.ts';
import { tickMs } from '../chair/limits.ts';
import type { Millimetres } from '../chair/units.ts';
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
/** Share of a pulse that runs at full speed; and how many times further apart than in the file the edges may be. */
const runsShare = 0.5;
const apartShare = 1.4;
const pulsesMost = 60;

/** Finds the counting pin: the one that changes as the carriage moves, and that no other input was found on. */
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

/** Short pulses first, then longer ones for edges that are far apart; the direction changes whenever something stops the carriage. */
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

/** How many long pulses: enough to pass the least number of edges even if they are further apart than in the file. */
function longPulses({ counts: counted, fullSpeedMmPerS }: AnyCarriage): number {
  const wayMm = changesLeast * apartShare * (counted?.eachMm ?? 0);
  const eachMm = (midPulseMs / 1000) * runsShare * Math.min(fullSpeedMmPerS.up, fullSpeedMmPerS.down);
  return Math.min(pulsesMost, Math.ceil(wayMm / eachMm));
}

/** Level changes a sample, by the chair file, up to which samples surely show each of them. */
const changesASample = 0.7;

/**
 * Whether the sensor bounces: without bounce the pin changes its level once per edge, twice per edge where only one kind is
 * counted. Edges too close for the samples to show each level tell nothing, and are taken for good.
 */
export function bounces({ carriage, inputs }: Measuring, pulses: readonly Moved[]): boolean {
  if (changesPerSample(carriage) > changesASample) return false;
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

function changesPerSample(carriage: AnyCarriage): number {
  if (carriage.counts === null) return 0;
  const { eachMm, edges } = carriage.counts;
  const { up, down } = carriage.fullSpeedMmPerS;
  const edgesPerS = (pulseDuty(carriage) * Math.max(up, down)) / eachMm;
  return (edges === 'both' ? 1 : 2) * edgesPerS * (tickMs / 1000);
}

/** Distance run slowly near both ends, so that a fraction of an edge can be measured by time; within these numbers of edges. */
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
      // A travel from an end that only the person sees begins where the carriage has coasted to, which is no part of the rail.
      if (hasSwitch(measuring, !forwards)) exact.push(found.exact);
    }
  }
  const figure = figureOf(exact);
  return { ...figure, value: Math.round(figure.value) };
}

const coastRunMs = 1600;
/** The golden section: the fractional parts of its multiples are spread evenly, however many there are. */
const evenly = (Math.sqrt(5) - 1) / 2;

export interface Stop {
  readonly coastMm: Figure;
  /** Whether the driver coasts or brakes; null where the edges are too far apart to show it. */
  readonly atRest: 'coast' | 'brake' | null;
  /** Stopping distance over the distance lost in the run-up, compared with full speed from the start. */
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

/** Two standard errors of the mean coast: each coast ends somewhere within an edge. */
const meanWithin = ({ coasts }: Ways, eachMm: Millimetres): number =>
  (2 * eachMm) / Math.sqrt(12 * coasts.length);
const coastWithinMm = 1;
const isFine = (ways: Ways, eachMm: Millimetres): boolean => meanWithin(ways, eachMm) <= coastWithinMm;

/** Most rounds of runs: a further one follows only while the coast, or whether the driver brakes, is not known well enough. */
const stopRounds = 4;
export function* findStop(measuring: Measuring, eachMm: Millimetres, rates: FullRates): Script<Stop | null> {
  const { io, inputs, carriage } = measuring;
  const ways: Ways = { coasts: [], runUps: [] };
  let stop: Stop | null = null;
  if (!isActive(io, inputs, bottom)) yield* toEnd(measuring, false, 2);
  for (let round = 0; round < stopRounds; round++) {
    for (const forwards of [true, true, true, false, false])
      if (!isActive(io, inputs, endOf(forwards))) yield* stopOnce(measuring, forwards, eachMm, rates, ways);
    stop = stopOf(ways, eachMm);
    // Distances that are short against an edge are not resolved by more runs either.
    const tells = stop?.atRest !== null || isBrakedByChip(carriage) || !isOverAnEdge(ways, eachMm);
    if (stop === null || (tells && isFine(ways, eachMm))) break;
  }
  return stop;
}

/** Whether the chip itself brakes the motor in use, by the bridge's lines and power. In setup it only coasts. */
export const isBrakedByChip = ({ drive }: AnyCarriage): boolean => drive.lines.by === 'power-and-lines';

const isOverAnEdge = ({ coasts, runUps }: Ways, eachMm: Millimetres): boolean =>
  figureOf(coasts).value + figureOf(runUps).value >= eachMm / 2;

function* stopOnce(
  measuring: Measuring,
  forwards: boolean,
  eachMm: number,
  rates: FullRates,
  { coasts, runUps }: Ways,
): Script<void> {
  const edgesPerS = forwards ? rates.up : rates.down;
  // Each run switches off at another fraction of an edge; after the same time all would end alike.
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
 * Bound of `ofRunUp`, below which the driver brakes. Run-up and braking both follow the motor's winding, and friction shortens
 * the stop: 0.3 to 1. Coasting, friction alone stops the motor, at 0.07 to 0.2 of full duty: 2 to 7.
 */
const brakesBelow = 1.4;
function stopOf(ways: Ways, eachMm: Millimetres): Stop | null {
  const { coasts, runUps } = ways;
  if (coasts.length === 0) return null;
  const mean = figureOf(coasts);
  // An edge of the spread comes from the counting, not from the chair, and is left out; the uncertainty of the mean is added.
  const spread = Math.max(0, mean.spread - eachMm) + 2 * meanWithin(ways, eachMm);
  const coastMm = { ...mean, value: Math.max(0, mean.value), spread };
  const runUpMm = figureOf(runUps).value;
  const beyondMm = coastMm.value - brakesBelow * runUpMm;
  // Where within an edge a run begins and ends is not seen: an error of 0.7 edge per run, so this is 1.4 standard errors.
  const isSure = Math.abs(beyondMm) > eachMm / Math.sqrt(coasts.length) && isOverAnEdge(ways, eachMm);
  const atRest = !isSure ? null : beyondMm < 0 ? 'brake' : 'coast';
  return { coastMm, atRest, ofRunUp: coastMm.value / Math.max(0.01, runUpMm) };
}

/** Fraction of an edge travelled since the last edge, at full speed. */
function sinceLastEdge({ driven }: Pick<Moved, 'driven'>, edgesPerS: number): number {
  const off = at(driven, driven.length - 1, 'sample');
  const lastStep =
    driven.findLast((sample, index) => index > 0 && sample.edges !== driven[index - 1]?.edges) ?? off;
  // The edge was passed during the turn at whose end it shows: on average half a turn earlier.
  const turnMs = off.ms - (driven.at(-2)?.ms ?? off.ms);
  return Math.min(1, ((off.ms - lastStep.ms + turnMs / 2) * edgesPerS) / 1000);
}

/** Coast from power off: the edges after it, less the fraction travelled before it, plus half an edge that is not seen. */
function coastOf(moved: Moved, eachMm: Millimetres, edgesPerS: number): number {
  const off = at(moved.driven, moved.driven.length - 1, 'sample');
  const still = moved.after.at(-1) ?? off;
  return (still.edges - off.edges - sinceLastEdge(moved, edgesPerS) + 0.5) * eachMm;
}

/** Edges lost in the run-up: those at full speed all along, less those passed. On average half an edge before the first is not seen. */
function runUpOf(moved: Moved, edgesPerS: number): number {
  const off = at(moved.driven, moved.driven.length - 1, 'sample');
  const passed = off.edges - moved.rest.edges - 0.5 + sinceLastEdge(moved, edgesPerS);
  return (edgesPerS * off.ms) / 1000 - passed;
}
