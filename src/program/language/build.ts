/** Raw value -> program: fills in defaults and parses texts. Uses only parts in which the checker has found nothing wrong. */
import type { PlanningFigures } from '../../chair/chair.ts';
import type { Direction, HeatLevel, Speed, Width } from '../../chair/names.ts';
import type { Rhythm } from '../../chair/rhythms.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import { programDuration } from './durations.ts';
import { parsePlace } from './places.ts';
import {
  type Entry,
  type HeatEntry,
  type NamedPlace,
  type PadLevels,
  type Place,
  type Program,
  programDefaults,
  programFormat,
} from './program.ts';

/** The parts of a program that could be used; `complete` is true where that is all of it. */
export interface Draft {
  readonly program: Program;
  readonly complete: boolean;
}

/** Stands for a wrong entry. Its length of 0, which no valid step has, tells it apart. */
const placeholder: Entry = { kind: 'rest', forMs: 0 };

interface RawSettings {
  readonly from?: string;
  readonly to?: string;
  readonly at?: string;
  readonly over?: string;
  readonly speed?: Speed;
  readonly width?: Width;
  readonly direction?: Direction;
  readonly rhythm?: Rhythm;
  readonly for?: string;
  readonly hold?: string;
  readonly passes?: number;
  readonly turns?: number;
}
type RawHeat = HeatLevel | PadLevels;
interface RawEntry {
  readonly roll?: RawSettings;
  readonly knead?: RawSettings;
  readonly press?: RawSettings;
  readonly tap?: RawSettings;
  readonly rest?: RawSettings;
  readonly preheat?: RawSettings;
  readonly heat?: RawHeat;
  readonly repeat?: number;
  readonly steps?: readonly RawEntry[];
}
interface RawProgram {
  readonly id: string;
  readonly name: string;
  readonly version?: number;
  readonly model?: string;
  readonly about?: string;
  readonly heat?: RawHeat;
  readonly steps: readonly RawEntry[];
}

/**
 * Builds a draft from a value with findings at these paths; null where it has no list of steps to build from. A wrong
 * part outside the steps (id, name) is taken as it is, so only a draft without any finding is a program.
 */
export function buildDraft(
  value: unknown,
  wrongPaths: readonly Path[],
  { model, pads }: PlanningFigures,
): Draft | null {
  const wrong = wrongEntries(wrongPaths);
  const raw = value as RawProgram;
  if (wrong === null || !Array.isArray(raw.steps)) return null;
  const heatIsWrong = wrongPaths.some((path) => path[0] === 'heat');
  const program: Program = {
    format: programFormat,
    id: raw.id,
    name: raw.name,
    version: raw.version ?? programDefaults.version,
    model: raw.model ?? model,
    about: raw.about ?? programDefaults.about,
    heat: heatOf(heatIsWrong ? undefined : raw.heat, pads),
    steps: buildEntries(raw.steps, 'steps', { wrong, pads }),
  };
  return { program, complete: wrong.size === 0 };
}

/** The entries in which something is wrong, as paths; null where the program or its list of steps is wrong as a whole. */
function wrongEntries(paths: readonly Path[]): Set<string> | null {
  const entries = new Set<string>();
  for (const path of paths) {
    if (path.length === 0 || (path.length === 1 && path[0] === 'steps')) return null;
    const lastIndex = path.findLastIndex((key) => typeof key === 'number');
    if (lastIndex >= 0) entries.add(path.slice(0, lastIndex + 1).join('.'));
  }
  return entries;
}

function heatOf(heat: RawHeat | undefined, pads: Building['pads']): PadLevels {
  const { levels } = heatChange(heat ?? programDefaults.heat, pads);
  return Object.fromEntries(pads.map(({ name }) => [name, levels[name] ?? 'off']));
}

/** A level alone is for all pads of the chair. */
function heatChange(heat: RawHeat, pads: Building['pads']): HeatEntry {
  if (typeof heat !== 'string') return { kind: 'heat', levels: { ...heat } };
  return { kind: 'heat', levels: Object.fromEntries(pads.map(({ name }) => [name, heat])) };
}

interface Building {
  readonly wrong: ReadonlySet<string>;
  readonly pads: PlanningFigures['pads'];
}

function buildEntries(raw: readonly RawEntry[], path: string, building: Building): Entry[] {
  return raw.map((entry, index) => {
    const entryPath = `${path}.${index}`;
    return building.wrong.has(entryPath) ? placeholder : buildEntry(entry, entryPath, building);
  });
}

function buildEntry(raw: RawEntry, path: string, building: Building): Entry {
  if (raw.roll !== undefined) return buildRoll(raw.roll);
  if (raw.knead !== undefined) return buildKnead(raw.knead);
  if (raw.press !== undefined) {
    const { at, width, hold } = raw.press;
    return {
      kind: 'press',
      at: place(at),
      width: width ?? programDefaults.pressWidth,
      holdMs: duration(hold),
    };
  }
  if (raw.tap !== undefined) return buildTap(raw.tap);
  if (raw.rest !== undefined) return { kind: 'rest', forMs: duration(raw.rest.for) };
  if (raw.preheat !== undefined) return { kind: 'preheat', forMs: duration(raw.preheat.for) };
  if (raw.heat !== undefined) return heatChange(raw.heat, building.pads);
  return {
    kind: 'repeat',
    times: raw.repeat as number,
    steps: buildEntries(raw.steps as readonly RawEntry[], `${path}.steps`, building),
  };
}

function buildRoll(raw: RawSettings): Entry {
  const { speed, width, passes } = raw;
  const common = {
    kind: 'roll',
    from: place(raw.from),
    to: place(raw.to),
    speed: speed ?? programDefaults.speed,
    width: width ?? programDefaults.width,
  } as const;
  return passes === undefined
    ? { ...common, forMs: duration(raw.for), passes: null }
    : { ...common, forMs: null, passes };
}

function buildKnead(raw: RawSettings): Entry {
  const { speed, direction, turns } = raw;
  const common = {
    kind: 'knead',
    speed: speed ?? programDefaults.speed,
    direction: direction ?? programDefaults.direction,
  } as const;
  const where = atOrOver(raw);
  return turns === undefined
    ? { ...common, ...where, forMs: duration(raw.for), turns: null }
    : { ...common, ...where, forMs: null, turns };
}

function buildTap(raw: RawSettings): Entry {
  return {
    kind: 'tap',
    speed: raw.speed ?? programDefaults.speed,
    rhythm: raw.rhythm ?? programDefaults.rhythm,
    ...atOrOver(raw),
    forMs: duration(raw.for),
  };
}

function atOrOver({ at, over }: RawSettings) {
  return over === undefined
    ? ({ at: place(at), over: null } as const)
    : ({ at: null, over: place(over) as NamedPlace } as const);
}

/** The texts have been checked. */
function place(text: string | undefined): Place {
  return parsePlace(text as string) as Place;
}

function duration(text: string | undefined): Milliseconds {
  return programDuration(text as string) as Milliseconds;
}
