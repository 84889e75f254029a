/** A scenario file while it is read: its text, and its problems so far. */
import type { Chair } from '../../src/chair/chair.ts';
import { parseDuration } from '../../src/codec/durations.ts';
import { isMap, type PlainMap } from '../../src/codec/plain-map.ts';
import { quoted } from '../../src/codec/quoted.ts';
import type { Source } from '../../src/codec/yaml.ts';
import type { Path } from '../../src/codec/yaml-problems.ts';
import { suggestion } from './values.ts';

const scenarioProblems = {
  S01: 'The text cannot be read.',
  S02: 'Something of another kind belongs here.',
  S03: 'A key is missing.',
  S04: 'A key is not known here.',
  S05: 'A step does not say exactly one thing to do.',
  S06: 'The observable is not known.',
  S07: 'The value is none that could be expected.',
  S08: 'The fault is not known.',
  S09: 'The fault does not take this value.',
  S10: 'The key of the remote is not known.',
  S11: 'The duration cannot be read or is too long.',
  S12: 'The number cannot be read or is out of its range.',
  S13: 'The program cannot be run.',
  S14: 'The technician cannot do this.',
  S15: 'The kind of roughness is not known.',
  S16: 'The chair cannot be run.',
} as const;
type ScenarioCode = keyof typeof scenarioProblems;

/** Lines and columns count from 1. */
export interface ScenarioProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: ScenarioCode;
  readonly message: string;
  readonly hint: string;
}

export function report(
  reading: Reading,
  path: Path,
  at: 'key' | 'value',
  code: ScenarioCode,
  message: string,
  hint: string,
): void {
  // Nothing more is reported on parts that the YAML reader has already complained of.
  if (reading.source.spoilt.some((spoilt) => spoilt.every((key, level) => path[level] === key))) return;
  reading.problems.push({ file: reading.file, ...reading.source.locate(path, at), code, message, hint });
}

export function mapAt(reading: Reading, value: unknown, path: Path, what: string): PlainMap | null {
  if (isMap(value)) return value;
  if (reading.problems.length === 0 || path.length > 0) {
    report(reading, path, 'value', 'S02', `${what} is a map, not ${quoted(value)}`, 'write `key: value`');
  }
  return null;
}

export interface Reading {
  readonly chair: Chair;
  readonly file: string;
  readonly source: Source;
  readonly problems: ScenarioProblem[];
  /** The scenario is about this chair, which must have the parts it names; on another chair missing parts are ignored. */
  readonly isOwn: boolean;
}

/** Reports each unknown key, with the one that is near. */
export function unknownKeys(reading: Reading, map: PlainMap, path: Path, known: readonly string[]): void {
  for (const key of Object.keys(map)) {
    if (known.includes(key)) continue;
    report(reading, [...path, key], 'key', 'S04', `${quoted(key)} is not known here`, suggestion(key, known));
  }
}

/** Reports each of these keys that is missing. */
export function missingKeys(
  reading: Reading,
  map: PlainMap,
  path: Path,
  keys: readonly string[],
  hint: string,
): boolean {
  const missing = keys.filter((key) => !Object.hasOwn(map, key));
  for (const key of missing) report(reading, path, 'value', 'S03', `\`${key}\` is missing`, hint);
  return missing.length > 0;
}

/** Longest duration accepted, a day: nothing in the chair takes longer than a few hours. */
const durationMaxMs = 24 * 3_600_000;

export function durationAt(reading: Reading, value: unknown, path: Path): number | null {
  const durationMs = typeof value === 'string' ? parseDuration(value) : null;
  if (durationMs !== null && durationMs <= durationMaxMs) return durationMs;
  const hint = 'numbers with units, at most a day: `150 ms`, `40 s`, `9 min`, `1 min 30 s`';
  report(reading, path, 'value', 'S11', `${quoted(value)} is no duration`, hint);
  return null;
}
