/**
 * A program -> the one plain value that says it in full, with every default written out and every text in its shortest
 * form. A package carries this value. The checker reads it as it reads a file (`checkProgramValue`); comments, key
 * order, and whether defaults are written down make no difference to it.
 */
import { formatDuration } from '../../codec/durations.ts';
import { formatPlace } from '../language/places.ts';
import type { Entry, KneadEntry, PadLevels, Program, RollEntry, TapEntry } from '../language/program.ts';

/** JSON and CBOR can carry it as it is. */
type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

export function canonicalProgram(program: Program): { readonly [key: string]: PlainValue } {
  const { format, id, name, version, model, about, heat, steps } = program;
  return {
    format,
    id,
    name,
    version,
    model,
    ...(about === '' ? {} : { about }),
    heat: canonicalHeat(heat),
    steps: steps.map(canonicalEntry),
  };
}

function canonicalEntry(entry: Entry): PlainValue {
  switch (entry.kind) {
    case 'roll':
      return { roll: canonicalRoll(entry) };
    case 'knead':
      return { knead: canonicalKnead(entry) };
    case 'press': {
      const { at, width, holdMs } = entry;
      return { press: { at: formatPlace(at), width, hold: formatDuration(holdMs) } };
    }
    case 'tap': {
      const { speed, rhythm, forMs } = entry;
      return { tap: { ...canonicalWhere(entry), speed, rhythm, for: formatDuration(forMs) } };
    }
    case 'rest':
      return { rest: { for: formatDuration(entry.forMs) } };
    case 'preheat':
      return { preheat: { for: formatDuration(entry.forMs) } };
    case 'heat':
      return { heat: canonicalHeat(entry.levels) };
    case 'repeat':
      return { repeat: entry.times, steps: entry.steps.map(canonicalEntry) };
  }
}

function canonicalRoll(entry: RollEntry): PlainValue {
  const { from, to, speed, width } = entry;
  const lasts = entry.passes === null ? { for: formatDuration(entry.forMs) } : { passes: entry.passes };
  return { from: formatPlace(from), to: formatPlace(to), speed, width, ...lasts };
}

function canonicalKnead(entry: KneadEntry): PlainValue {
  const { speed, direction } = entry;
  const where = canonicalWhere(entry);
  const lasts = entry.turns === null ? { for: formatDuration(entry.forMs) } : { turns: entry.turns };
  return { ...where, speed, direction, ...lasts };
}

function canonicalWhere(entry: KneadEntry | TapEntry) {
  return entry.over === null ? { at: formatPlace(entry.at) } : { over: formatPlace(entry.over) };
}

/** A chair without pads has no pad to name. */
function canonicalHeat(levels: PadLevels): PlainValue {
  return Object.keys(levels).length === 0 ? 'off' : { ...levels };
}
