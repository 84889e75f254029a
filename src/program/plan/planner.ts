/**
 * Checked program -> plan: repeats unrolled, places resolved, heat followed, every step with a start and an
 * end. Pure. Steps with a time of their own are exact; passes and turns are planned at the nominal speed.
 */

import { at } from '../../chair/assert.ts';
import type { PlanningFigures } from '../../chair/chair.ts';
import { tickMs } from '../../chair/limits.ts';
import { levelGivenOf, type Speed } from '../../chair/names.ts';
import { type Millimetres, type Milliseconds, minuteMs } from '../../chair/units.ts';
import type { Band } from '../../chair/zones.ts';
import { bandOf, pointOf } from '../language/places.ts';
import type {
  Entry,
  HeatEntry,
  KneadEntry,
  PadLevels,
  PreheatEntry,
  PressEntry,
  Program,
  RestEntry,
  RollEntry,
  TapEntry,
} from '../language/program.ts';
import type { Plan, PlanStep } from './plan.ts';

/**
 * Where the carriage is taken to be: one place after a step that ends at one, else the band in which it moves. Where
 * timed rolling ends depends on the person's weight, so travel is allotted from the farther end: only then are the
 * steps after it exact whoever sits in the chair.
 */
type Whereabouts = Band;

interface Reckoning {
  readonly chair: PlanningFigures;
  readonly steps: PlanStep[];
  nowMs: Milliseconds;
  where: Whereabouts;
  heat: PadLevels;
}

/** The carriage starts at the lower end, where homing leaves it. */
const afterHoming: Whereabouts = { fromMm: 0, toMm: 0 };

export function planProgram(program: Program, chair: PlanningFigures): Plan {
  const heat = givenBy(chair, program.heat);
  const reckoning: Reckoning = { chair, steps: [], nowMs: 0, where: afterHoming, heat };
  planEntries(program.steps, '', reckoning);
  return {
    program: program.id,
    name: program.name,
    version: program.version,
    about: program.about,
    plannedMs: reckoning.nowMs,
    steps: reckoning.steps,
  };
}

/** How many steps come out of a list, without unrolling it. */
export function countSteps(entries: readonly Entry[]): number {
  let count = 0;
  for (const entry of entries) {
    if (entry.kind === 'repeat') count += entry.times * countSteps(entry.steps);
    else if (entry.kind !== 'heat') count++;
  }
  return count;
}

function planEntries(entries: readonly Entry[], parentPath: string, reckoning: Reckoning): void {
  entries.forEach((entry, index) => {
    const path = `${parentPath}${index + 1}`;
    if (entry.kind === 'heat') reckoning.heat = heatAfter(reckoning, entry);
    else if (entry.kind === 'repeat') {
      // Several rounds of nothing but heat changes come to the same as one.
      const rounds = countSteps(entry.steps) === 0 ? 1 : entry.times;
      for (let round = 1; round <= rounds; round++) planEntries(entry.steps, `${path}.${round}.`, reckoning);
    } else planStep(entry, path, reckoning);
  });
}

function heatAfter({ chair, heat }: Reckoning, { levels }: HeatEntry): PadLevels {
  return givenBy(
    chair,
    Object.fromEntries(Object.entries(heat).map(([pad, level]) => [pad, levels[pad] ?? level])),
  );
}

/** Limits each pad to the levels that it may give; a note on the program says so. */
function givenBy({ pads }: PlanningFigures, levels: PadLevels): PadLevels {
  return Object.fromEntries(
    Object.entries(levels).map(([name, level]) => {
      return [name, levelGivenOf(level, pads.find((pad) => pad.name === name)?.levels ?? [])];
    }),
  );
}

/** The entries that become steps of the plan. */
type StepEntry = RollEntry | KneadEntry | PressEntry | TapEntry | RestEntry | PreheatEntry;

function planStep(entry: StepEntry, path: string, reckoning: Reckoning): void {
  const { chair, heat, where, nowMs: startMs } = reckoning;
  const { carriage } = chair;
  switch (entry.kind) {
    case 'roll': {
      const fromMm = pointOf(entry.from, chair);
      const toMm = pointOf(entry.to, chair);
      const endMs = startMs + rollMs(entry, where, fromMm, toMm, carriage);
      const exact = entry.passes === null;
      const { speed, width, passes } = entry;
      push(reckoning, {
        path,
        technique: 'roll',
        exact,
        startMs,
        endMs,
        heat,
        fromMm,
        toMm,
        speed,
        width,
        passes,
      });
      if (entry.passes === null)
        reckoning.where = within(where, bandBetween(fromMm, toMm), fromMm, entry.forMs, carriage);
      else reckoning.where = pointBand(entry.passes % 2 === 1 ? toMm : fromMm);
      return;
    }
    case 'knead':
      planKnead(entry, path, reckoning);
      return;
    case 'tap':
      planTap(entry, path, reckoning);
      return;
    case 'press': {
      const atMm = pointOf(entry.at, chair);
      const { width, holdMs } = entry;
      const endMs = startMs + gettingThereMs(where, atMm, carriage) + holdMs;
      push(reckoning, { path, technique: 'press', exact: true, startMs, endMs, heat, atMm, width, holdMs });
      reckoning.where = pointBand(atMm);
      return;
    }
    case 'rest':
      push(reckoning, { path, technique: 'rest', exact: true, startMs, endMs: startMs + entry.forMs, heat });
      return;
    case 'preheat':
      push(reckoning, {
        path,
        technique: 'preheat',
        exact: false,
        startMs,
        endMs: startMs + entry.forMs,
        heat,
      });
      return;
  }
}

function planKnead(entry: KneadEntry, path: string, reckoning: Reckoning): void {
  const { chair, heat, where, nowMs: startMs } = reckoning;
  const { carriage } = chair;
  const band = bandWorked(entry, chair);
  const nearEndMm = nearerEnd(where, band, carriage);
  const durationMs =
    entry.turns === null
      ? entry.forMs
      : gettingThereMs(where, nearEndMm, carriage) + turnsMs(entry.turns, entry.speed, chair);
  const { speed, direction, turns } = entry;
  push(reckoning, {
    path,
    technique: 'knead',
    exact: turns === null,
    startMs,
    endMs: startMs + durationMs,
    heat,
    lowMm: band.fromMm,
    highMm: band.toMm,
    speed,
    direction,
    turns,
  });
  reckoning.where = within(where, band, nearEndMm, durationMs, carriage);
}

function planTap(entry: TapEntry, path: string, reckoning: Reckoning): void {
  const { chair, heat, where, nowMs: startMs } = reckoning;
  const { carriage } = chair;
  const { fromMm: lowMm, toMm: highMm } = bandWorked(entry, chair);
  const { speed, rhythm, forMs } = entry;
  const endMs = startMs + forMs;
  push(reckoning, {
    path,
    technique: 'tap',
    exact: true,
    startMs,
    endMs,
    heat,
    lowMm,
    highMm,
    speed,
    rhythm,
  });
  const band = { fromMm: lowMm, toMm: highMm };
  reckoning.where = within(where, band, nearerEnd(where, band, carriage), forMs, carriage);
}

function bandWorked(entry: KneadEntry | TapEntry, chair: PlanningFigures): Band {
  return entry.over === null ? pointBand(pointOf(entry.at, chair)) : bandOf(entry.over, chair);
}

function push(reckoning: Reckoning, step: PlanStep): void {
  reckoning.steps.push(step);
  reckoning.nowMs = step.endMs;
}

function rollMs(
  entry: RollEntry,
  where: Whereabouts,
  fromMm: Millimetres,
  toMm: Millimetres,
  carriage: PlanningFigures['carriage'],
): Milliseconds {
  if (entry.passes === null) return entry.forMs;
  const speedMmPerS = at(carriage.speedsMmPerS, entry.speed - 1, 'speed');
  const passesMs = toTicks(((entry.passes * Math.abs(toMm - fromMm)) / speedMmPerS) * 1000);
  return gettingThereMs(where, fromMm, carriage) + passesMs;
}

/** How long turns of the arms last at the nominal speed. */
export function turnsMs(turns: number, speed: Speed, { kneader }: PlanningFigures): Milliseconds {
  return toTicks((turns / at(kneader.speedsTurnsPerMin, speed - 1, 'speed')) * minuteMs);
}

/** The time allotted for getting to a point, from the farther end of where the carriage may be. */
function gettingThereMs(
  where: Whereabouts,
  targetMm: Millimetres,
  carriage: PlanningFigures['carriage'],
): Milliseconds {
  const distanceMm = Math.max(Math.abs(targetMm - where.fromMm), Math.abs(targetMm - where.toMm));
  return toTicks((distanceMm / carriage.travelMmPerS) * 1000 + carriage.travelSettleMs);
}

/** The walk through a band begins at its nearer end. */
function nearerEnd(where: Whereabouts, band: Band, carriage: PlanningFigures['carriage']): Millimetres {
  const upwardsMs = gettingThereMs(where, band.fromMm, carriage);
  return upwardsMs <= gettingThereMs(where, band.toMm, carriage) ? band.fromMm : band.toMm;
}

/** Where the carriage may be after a step in `band`; after too short a step it may be anywhere on the way there. */
function within(
  where: Whereabouts,
  band: Band,
  entryMm: Millimetres,
  durationMs: Milliseconds,
  carriage: PlanningFigures['carriage'],
): Whereabouts {
  if (durationMs >= gettingThereMs(where, entryMm, carriage)) return band;
  return { fromMm: Math.min(where.fromMm, band.fromMm), toMm: Math.max(where.toMm, band.toMm) };
}

function pointBand(pointMm: Millimetres): Band {
  return { fromMm: pointMm, toMm: pointMm };
}

function bandBetween(oneMm: Millimetres, otherMm: Millimetres): Band {
  return { fromMm: Math.min(oneMm, otherMm), toMm: Math.max(oneMm, otherMm) };
}

/** The control loop acts once a tick; a step ends at the first tick at which its time is over. */
function toTicks(durationMs: Milliseconds): Milliseconds {
  return Math.ceil(durationMs / tickMs - 1e-9) * tickMs;
}
