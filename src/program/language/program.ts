/**
 * A program after checking: plain data with every default filled in and every text parsed. Places are still names, so
 * that each chair resolves them by its own map. The checker returns it, the planner takes it.
 */

import { sessionLimits } from '../../chair/limits.ts';
import type { Direction, HeatLevel, Speed, Width } from '../../chair/names.ts';
import type { Rhythm } from '../../chair/rhythms.ts';
import type { Millimetres, Milliseconds } from '../../chair/units.ts';
import type { PlaceName } from '../../chair/zones.ts';
import { idLettersMax } from '../../codec/ids.ts';

/** The one version of the file format this controller reads. */
export const programFormat = 1;

/** Limits of the format. Durations in ms. Those of the chair itself are in its specification. */
export const formatLimits = {
  idLetters: idLettersMax,
  nameLetters: 24, // what the page and the technician's lists have room for
  aboutLetters: 1000,
  versionMax: 65_535, // two bytes in a package
  durationMinMs: 1_000,
  durationMaxMs: sessionLimits.programMaxMs,
  passesMax: 1_000, // more than thirty minutes of the shortest strokes
  turnsMax: 1_500, // thirty minutes at 50 turns/min
  speedMax: 6, // a chair may have fewer
  repeatMax: 50,
  repeatDepthMax: 3,
  stepsMax: 500,
} as const;

/** The default model is that of the chair that reads the program. */
export const programDefaults = {
  version: 1,
  about: '',
  heat: 'off',
  speed: 2,
  width: 'medium',
  pressWidth: 'narrow',
  direction: 'in',
  rhythm: 'steady',
} as const;

/** A named place with an offset, or (name null) millimetres from the rail's lower end. */
export interface Place {
  readonly name: PlaceName | null;
  readonly offsetMm: Millimetres;
}

export interface NamedPlace extends Place {
  readonly name: PlaceName;
}

export interface Program {
  readonly format: typeof programFormat;
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly model: string;
  readonly about: string;
  /** The level of every pad of the chair. */
  readonly heat: PadLevels;
  readonly steps: readonly Entry[];
}

/** One entry of a `steps` list. `heat` and `repeat` count in paths but are no steps of the plan themselves. */
export type Entry =
  | RollEntry
  | KneadEntry
  | PressEntry
  | TapEntry
  | RestEntry
  | PreheatEntry
  | HeatEntry
  | RepeatEntry;

export type RollEntry = {
  readonly kind: 'roll';
  readonly from: Place;
  readonly to: Place;
  readonly speed: Speed;
  readonly width: Width;
} & (
  | { readonly forMs: Milliseconds; readonly passes: null }
  | { readonly forMs: null; readonly passes: number }
);

/** At a point, or over a band. */
type AtOrOver =
  | { readonly at: Place; readonly over: null }
  | { readonly at: null; readonly over: NamedPlace };

export type KneadEntry = {
  readonly kind: 'knead';
  readonly speed: Speed;
  readonly direction: Direction;
} & AtOrOver &
  ({ readonly forMs: Milliseconds; readonly turns: null } | { readonly forMs: null; readonly turns: number });

export interface PressEntry {
  readonly kind: 'press';
  readonly at: Place;
  readonly width: Width;
  readonly holdMs: Milliseconds;
}

export type TapEntry = {
  readonly kind: 'tap';
  readonly speed: Speed;
  readonly rhythm: Rhythm;
  readonly forMs: Milliseconds;
} & AtOrOver;

export interface RestEntry {
  readonly kind: 'rest';
  readonly forMs: Milliseconds;
}

export interface PreheatEntry {
  readonly kind: 'preheat';
  readonly forMs: Milliseconds;
}

/** By the pad's name. */
export type PadLevels = Readonly<Record<string, HeatLevel>>;

/** From here on these pads have these levels; a pad not named keeps its own. */
export interface HeatEntry {
  readonly kind: 'heat';
  readonly levels: PadLevels;
}

interface RepeatEntry {
  readonly kind: 'repeat';
  readonly times: number;
  readonly steps: readonly Entry[];
}
