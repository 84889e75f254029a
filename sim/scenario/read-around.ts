/** Steps that change what surrounds the pads: how the person leans, a blanket, the room. */
import { quoted } from '../../src/codec/quoted.ts';
import type { Path } from '../../src/codec/yaml-problems.ts';
import { nominalLeaning } from '../plant/surroundings.ts';
import { durationAt, mapAt, missingKeys, type Reading, report, unknownKeys } from './reading.ts';
import type { Action } from './scenario.ts';
import { readNumber } from './values.ts';

interface Range {
  readonly unit: string;
  readonly least: number;
  readonly most: number;
}

const ranges = {
  contact: { unit: '', least: 0, most: 5 },
  share: { unit: '', least: 0, most: 1 },
  'air-left': { unit: '', least: 0, most: 1 },
  blanket: { unit: '', least: 0.01, most: 1 },
  to: { unit: 'C', least: -10, most: 60 },
} as const satisfies Record<string, Range>;

function numberIn(reading: Reading, value: unknown, path: Path, { unit, least, most }: Range): number | null {
  const number = readNumber(value, unit);
  if (number !== null && number >= least && number <= most) return number;
  const said = `a number${unit === '' ? '' : ` with its unit, ${unit}`}, ${least} to ${most}`;
  report(reading, path, 'value', 'S12', `${quoted(value)} is out of range here`, said);
  return null;
}

/** `leans: { contact: 0.6, share: 0.5 }`: W/K through clothes for the whole pad, and the share of the pad that is touched. */
export function leansAt(reading: Reading, value: unknown, path: Path): Action | null {
  const keys = ['contact', 'share', 'air-left'] as const;
  const map = mapAt(reading, value, path, 'leans');
  if (map === null) return null;
  unknownKeys(reading, map, path, keys);
  if (Object.keys(map).length === 0) {
    report(reading, path, 'value', 'S03', 'nothing is said of how', 'as { contact: 0.6, share: 0.5 }');
    return null;
  }
  const { contactWPerK, share, airLeft } = nominalLeaning;
  const standard = { contact: contactWPerK, share, 'air-left': airLeft };
  const [contact, touched, left] = keys.map((key) =>
    map[key] === undefined ? standard[key] : numberIn(reading, map[key], [...path, key], ranges[key]),
  );
  if (contact == null || touched == null || left == null) return null;
  return { kind: 'around', change: { leaning: { contactWPerK: contact, share: touched, airLeft: left } } };
}

/** `blanket: 0.2`: the share of the surface's loss to air that the blanket leaves; `none` takes the blanket away. */
export function blanketAt(reading: Reading, value: unknown, path: Path): Action | null {
  const share = value === 'none' ? 1 : numberIn(reading, value, path, ranges.blanket);
  return share === null ? null : { kind: 'around', change: { coverShare: share } };
}

/** `room: { to: 28 C, in: 10 min }`: the room's temperature goes there in this time. */
export function roomAt(reading: Reading, value: unknown, path: Path): Action | null {
  const map = mapAt(reading, value, path, 'room');
  if (map === null) return null;
  unknownKeys(reading, map, path, ['to', 'in']);
  if (missingKeys(reading, map, path, ['to', 'in'], 'as { to: 28 C, in: 10 min }')) return null;
  const roomToC = numberIn(reading, map['to'], [...path, 'to'], ranges.to);
  const inMs = durationAt(reading, map['in'], [...path, 'in']);
  return roomToC === null || inMs === null ? null : { kind: 'around', change: { roomToC, inMs } };
}
