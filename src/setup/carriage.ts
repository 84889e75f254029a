/**
 * Measures the carriage: finds its counts, meets both ends, then measures least duty, travel times, counts over the rail,
 * coast and currents. Pulses become longer as more is proved: 0.15 s at first, 0.5 s once the direction is proved, 2 s once
 * an end has been met in motion, and at last the whole travel.
 */

import type { AnyCarriage } from '../chair/any-chair.ts';
import type { Millimetres } from '../chair/units.ts';
import { bounces, countRail, findCounts, findStop, isBrakedByChip, type Stop } from './counts.ts';
import { type Figure, figureOf, runningOf } from './figures.ts';
import { middle } from './inputs.ts';
import { findLater } from './later.ts';
import { isActive, type Moved } from './moves.ts';
import { proveMotor, pulseDuty } from './prove.ts';
import {
  counts,
  endOf,
  fullDuty,
  hasSwitch,
  isSeen,
  type Measuring,
  ratesOf,
  relock,
  run,
  toEnd,
  type Whole,
  whole,
} from './rail.ts';
import { type Breakaway, breakawayOf, frictionOf, leastDutyAsked, rampUp, stallOf } from './ramp.ts';
import { mistake, type Script, sayFigure } from './script.ts';

interface AtRest {
  readonly is: 'coast' | 'brake';
  readonly ofRunUp: number;
  readonly runs: number;
}

export interface CarriageFacts {
  readonly railMm: number;
  readonly upMs: Figure;
  readonly downMs: Figure;
  readonly overRail: Figure | null;
  readonly breakaway: Figure | null;
  readonly friction: number | null;
  readonly coastMm: Figure | null;
  /** Whether its driver brakes; null where that cannot be measured. */
  readonly atRest: AtRest | null;
  readonly runningA: { readonly from: number; readonly to: number } | null;
  readonly stallA: Figure | null;
  /** Place of the switch in the middle, from the lower end; null where there is none, or it was not met. */
  readonly middleMm: Figure | null;
}

/** Told before the carriage is driven to its ends, where neither a current nor counts show that it stands. */
const unseen =
  'nothing on this chair sees the carriage stand: let go of the key as soon as it does not move any more';

export function* measureCarriage(measuring: Measuring): Script<CarriageFacts> {
  const { io, chair, carriage, inputs, hold } = measuring;
  yield* proveMotor(io, { chair, inputs: () => inputs, hold, motor: 'carriage' });
  if (carriage.counts !== null) yield* findCounts(measuring);
  yield* relock(measuring);
  if (!isSeen(measuring)) io.tell(unseen);
  const said = yield* meetEnds(measuring);
  if (measuring.later.size > 0) {
    yield* findLater(measuring);
    yield* relock(measuring);
  }
  const railMm =
    (yield* sayFigure(io, 'rail', 'the way of the carriage from end to end by a tape, in mm', {
      from: 50,
      to: 2500,
      unit: 'mm',
    })) ?? carriage.railMm;
  const ramp = carriage.drive.pwm === null ? null : yield* findBreakaway(measuring);
  const travel = yield* timeTravel(measuring, railMm);
  const over = inputs.has(counts)
    ? yield* countRail(measuring, ramp?.breakaway.value ?? 1, travel.edges)
    : null;
  const stop =
    over === null ? null : yield* findStop(measuring, railMm / over.value, ratesFrom(over, travel));
  const atRest = atRestOf(measuring, stop);
  return {
    railMm,
    upMs: travel.upMs,
    downMs: travel.downMs,
    overRail: over,
    breakaway: ramp?.breakaway ?? null,
    friction:
      over === null || ramp === null
        ? null
        : frictionDown(pulseDuty(carriage), said.edgesPerS, travel, over.value),
    coastMm: stop?.coastMm ?? null,
    atRest,
    runningA: runningOf(travel.amps),
    stallA: stallOf(measuring.chair, measuring.ohms, ramp),
    middleMm: yield* middleOf(measuring, travel, railMm),
  };
}

/** Place of the switch in the middle. The carriage passes it on each whole travel, so a switch not seen then is a mistake. */
function* middleOf(
  { carriage, inputs, io }: Measuring,
  { middles }: Travel,
  railMm: number,
): Script<Figure | null> {
  if (carriage.ends.middle === null || !inputs.has(middle)) return null;
  if (middles.length > 0) {
    const { value, spread, runs } = figureOf(middles);
    return { value: value * railMm, spread: spread * railMm, runs };
  }
  yield* mistake(io, 'end-dead', 'the switch in the middle', [inputs.get(middle)?.pin.name ?? '?']);
  return null;
}

/** Meets both ends; gives the counting rate on the way down. */
function* meetEnds(measuring: Measuring): Script<{ edgesPerS: number }> {
  const { io, inputs } = measuring;
  let all: Moved[] = [];
  for (let tries = 0; tries < 3; tries++) {
    yield* toEnd(measuring, true, tries);
    const pulses = yield* toEnd(measuring, false, 1);
    all = pulses;
    if (!inputs.has(counts) || !bounces(measuring, pulses)) break;
    const pin = inputs.get(counts)?.pin.name ?? '?';
    if (!(yield* mistake(io, 'counts-bounce', 'the sensor of the way', [pin]))) break;
    yield* relock(measuring);
  }
  return { edgesPerS: ratesOf(all) };
}

const rampRuns = 2;
function* findBreakaway(measuring: Measuring): Script<Breakaway> {
  const { io, inputs } = measuring;
  return yield* breakawayOf(
    { ...measuring, motor: 'carriage' },
    () => relock(measuring),
    function* () {
      const ramps = [];
      const sensed = measuring.carriage.current !== null;
      const least = sensed ? rampUp : leastDutyAsked;
      for (let round = 0; round < (sensed ? rampRuns : 1); round++) {
        for (const forwards of [true, false]) {
          // No ramp towards an end that only the person sees.
          if (!hasSwitch(measuring, forwards)) continue;
          if (isActive(io, inputs, endOf(forwards))) yield* awayFrom(measuring, forwards);
          ramps.push(yield* least(io, { ...measuring, motor: 'carriage', forwards }));
        }
      }
      return ramps;
    },
  );
}

function* awayFrom(measuring: Measuring, forwards: boolean): Script<void> {
  const order = {
    forwards: !forwards,
    ms: 1500,
    duty: () => pulseDuty(measuring.carriage),
    text: 'away from the end',
  };
  yield* run(measuring, order);
}

interface Travel {
  readonly upMs: Figure;
  readonly downMs: Figure;
  /** Whole edges from end to end. */
  readonly edges: number;
  /** Current while running evenly at full duty. */
  readonly amps: readonly number[];
  readonly edgesPerS: number;
  /** Where the switch in the middle was passed, as shares of the travel from the lower end. */
  readonly middles: readonly number[];
}

const travelRuns = 2;
function* timeTravel(measuring: Measuring, railMm: Millimetres): Script<Travel> {
  const runs: { up: Whole[]; down: Whole[] } = { up: [], down: [] };
  // First to an end that only the person sees, then back over as many edges: the coast beyond that end is no part of the travel.
  const ways = hasSwitch(measuring, false) ? (['up', 'down'] as const) : (['down', 'up'] as const);
  for (let round = 0; round < travelRuns; round++) {
    for (const way of ways) {
      const isUp = way === 'up';
      const text = `the whole way ${way}, nobody in the chair`;
      const edgesMost = hasSwitch(measuring, !isUp) ? null : (runs[ways[0]].at(-1)?.exact ?? null);
      const found = yield* whole(measuring, isUp, fullDuty, text, edgesMost);
      runs[way].push(edgesMost === 0 ? withoutCoast(found, measuring.carriage, railMm) : found);
    }
  }
  const all = [...runs.up, ...runs.down];
  return {
    upMs: figureOf(runs.up.map(({ ms }) => ms)),
    downMs: figureOf(runs.down.map(({ ms }) => ms)),
    edges: Math.round(figureOf(all.map(({ edges }) => edges)).value),
    amps: all.flatMap(({ amps }) => amps),
    edgesPerS: figureOf(runs.down.map(({ edgesPerS }) => edgesPerS)).value,
    middles: [
      ...runs.up.map(({ middle }) => middle),
      ...runs.down.map(({ middle }) => middle && 1 - middle),
    ].filter((share) => share !== null),
  };
}

/** A travel that began where the carriage had coasted to, without counts: its time, less the share of the file's coast distance. */
function withoutCoast(found: Whole, { coastMm }: AnyCarriage, railMm: Millimetres): Whole {
  const coastedMm = (coastMm.min + coastMm.max) / 2;
  return { ...found, ms: (found.ms * railMm) / (railMm + coastedMm) };
}

function atRestOf({ io, carriage }: Measuring, stop: Stop | null): AtRest | null {
  if (stop !== null && stop.atRest !== null && !isBrakedByChip(carriage))
    return { is: stop.atRest, ofRunUp: stop.ofRunUp, runs: stop.coastMm.runs };
  const why =
    stop === null
      ? 'without counts of the way nothing shows it'
      : isBrakedByChip(carriage)
        ? 'the chip itself brakes with this bridge, where the file says so'
        : 'the counts are too far apart to show it';
  io.tell(`whether the driver of the carriage brakes is not known: ${why}. drive.at-rest stays as declared`);
  return null;
}

const ratesFrom = ({ value }: Figure, { upMs, downMs }: Travel) => ({
  up: (1000 * value) / upMs.value,
  down: (1000 * value) / downMs.value,
});

/** The friction duty, from two speeds on the way down. */
const frictionDown = (duty: number, slowPerS: number, travel: Travel, over: number): number | null =>
  frictionOf(duty, slowPerS / (travel.edgesPerS || over / (travel.downMs.value / 1000)));

export interface PersonFacts {
  readonly upMs: number;
  readonly downMs: number;
  readonly runningA: { readonly from: number; readonly to: number } | null;
}

/** Times the travel with a person in the chair, who holds the key. */
export function* timeWithPerson(measuring: Measuring): Script<PersonFacts> {
  yield* relock(measuring);
  const up = yield* whole(measuring, true, fullDuty, 'the whole way up, with a person');
  const down = yield* whole(measuring, false, fullDuty, 'the whole way down, with a person');
  return { upMs: up.ms, downMs: down.ms, runningA: runningOf([...up.amps, ...down.amps]) };
}
