/**
 * What a `fault` step puts in: a word or number for each name, or a map that says when the fault is present, or by how
 * much. `host`, `line` and `wires` take several faults at once, each by its own key.
 */
import { parseDuration } from '../../src/codec/durations.ts';
import { isMap, type PlainMap } from '../../src/codec/plain-map.ts';
import { quoted } from '../../src/codec/quoted.ts';
import type { Path } from '../../src/codec/yaml-problems.ts';
import { type HostFaultName, hostFaultNames, hostFaultTable, isHostFaultName } from '../chair/host-faults.ts';
import {
  type Coming,
  comingProblem,
  comingText,
  type FaultValues,
  type NumberRange,
  readValue,
  valueTexts,
} from '../plant/fault-values.ts';
import { type FaultName, faultNamesOf, faultRow, isFaultName } from '../plant/faults.ts';
import { canBreakOf } from './parts.ts';
import { type Reading, report } from './reading.ts';
import type { FaultOrder } from './scenario.ts';
import { suggestion, suggestionOfFamily, wordOf } from './values.ts';

type Name = FaultName | HostFaultName;

/** The values that a fault takes, of the chair or of its host. */
export function valuesFor(name: Name): FaultValues {
  return isHostFaultName(name) ? { words: hostFaultTable[name], number: null } : faultRow(name);
}

/** Names that take a map of others: `wires: { ends: swapped }` is `wires.ends: swapped`. */
const groups = ['host', 'line', 'wires'] as const;
const membersOf = (group: string): readonly FaultName[] =>
  faultNamesOf([]).filter((name) => name.startsWith(`${group}.`));
const isGroup = (name: string): boolean => (groups as readonly string[]).includes(name);

/** The faults given for one name, without those that are wrong. */
export function faultsAt(reading: Reading, name: string, value: unknown, path: Path): FaultOrder[] {
  if (isGroup(name)) {
    const names = isFaultName(name, []) ? [name] : membersOf(name);
    if (value === 'none') return names.map((each): FaultOrder => ({ name: each, value: 'none' }));
    if (
      isMap(value) &&
      !Object.keys(value).some((key) => isFaultName(name, []) && faultRow(name).words.includes(key))
    )
      return groupAt(reading, name, value, path);
  }
  const order = faultAt(reading, name, value, path);
  return order === null ? [] : [order];
}

const timeKeys = ['every', 'chance', 'for'] as const;

/** Times given next to the members of a group belong to each member. */
function groupAt(reading: Reading, group: string, map: PlainMap, path: Path): FaultOrder[] {
  const times = Object.fromEntries(Object.entries(map).filter(([key]) => isTimeKey(key)));
  const members = Object.entries(map).filter(([key]) => !isTimeKey(key));
  const names = membersOf(group).map((name) => name.slice(group.length + 1));
  const isTimed = (key: string): boolean => {
    const name = `${group}.${key}`;
    return isFaultName(name, []) && faultRow(name).words.includes('on');
  };
  // Next to a member that comes for a time, members that are numbers are present all the while.
  const { every: _, chance: __, ...lasting } = times;
  const timesOfNumbers = members.some(([key]) => isTimed(key)) ? lasting : times;
  if (members.length === 0) {
    report(reading, path, 'value', 'S02', `${group}: nothing is named`, `one of: ${names.join(', ')}`);
  }
  return members.flatMap(([key, value]) => {
    const name = `${group}.${key}`;
    if (!isFaultName(name, [])) {
      report(
        reading,
        [...path, key],
        'key',
        'S08',
        `${quoted(name)} cannot be broken`,
        suggestion(key, names),
      );
      return [];
    }
    // `pause: 60 ms` lasts for 60 ms; `lag: 100 ms` is the fault's own value.
    const range =
      Array.isArray(value) && value.length === 2 ? `${bareMs(value[0])} to ${bareMs(value[1])} ms` : value;
    const given = isTimed(key)
      ? { on: value, ...times }
      : Object.keys(timesOfNumbers).length > 0
        ? { [wordOf(range)]: undefined, ...timesOfNumbers }
        : range;
    return faultAt(reading, name, given, [...path, key], path) ?? [];
  });
}

const bareMs = (value: unknown): string => {
  const ms = typeof value === 'string' ? parseDuration(value) : null;
  return ms === null ? wordOf(value) : String(ms);
};
const isTimeKey = (key: string): boolean => (timeKeys as readonly string[]).includes(key);

/** Reads one fault; null if it is wrong, or is skipped as one of a part that the chair lacks. `timesPath`: where its times stand, if elsewhere. */
export function faultAt(
  reading: Reading,
  name: string,
  value: unknown,
  path: Path,
  timesPath: Path = path,
): FaultOrder | null {
  const order = orderAt(reading, name, value, path, timesPath);
  const { chair, isOwn } = reading;
  if (order === null || canBreakOf(chair)(order)) return order;
  if (!isOwn) return null;
  const said = `${quoted(name)} cannot be broken so: ${chair.model} has no such part`;
  report(reading, path, 'key', 'S08', said, 'lumbar explain says what it has');
  return null;
}

function orderAt(
  reading: Reading,
  name: string,
  value: unknown,
  path: Path,
  timesPath: Path,
): FaultOrder | null {
  const { pads } = reading.chair;
  if (isGroup(name) && !isMap(value)) {
    const members = membersOf(name).map((member) => member.slice(name.length + 1));
    const alone = isFaultName(name, pads) ? `${faultRow(name).words.join(', ')}, ` : '';
    if (!isFaultName(name, pads) || typeof readValue(name, valuesFor(name), wordOf(value)) === 'string') {
      const hint = `${alone}none, or a map of some of: ${members.join(', ')}`;
      report(reading, path, 'value', 'S09', `${name} cannot be ${quoted(value)}`, hint);
      return null;
    }
  }
  if (!isFaultName(name, pads) && !isHostFaultName(name)) {
    const hint = suggestionOfFamily(name, [...faultNamesOf(pads), ...hostFaultNames, ...groups]);
    report(reading, path, 'key', 'S08', `${quoted(name)} cannot be broken`, hint);
    return null;
  }
  if (isMap(value)) return comingAt(reading, name, value, path, timesPath);
  // YAML reads `open` and `none` as words, but a person may write a bare number for a weight or a voltage.
  const text = wordOf(value);
  const read = readValue(name, valuesFor(name), text);
  if (typeof read !== 'string') return { name, value: text };
  if (isOfTimes(name, text, read)) {
    report(reading, path, 'value', 'S12', read, 'as open 20 ms every 500 ms for 10 min');
    return null;
  }
  report(reading, path, 'value', 'S09', `${name} cannot be ${quoted(value)}`, hintFor(name, text));
  return null;
}

/** Whether the value is known and what is wrong is when it comes and goes. */
const isOfTimes = (name: Name, text: string, wrong: string): boolean =>
  ![`${name}: ${text.trim()} is `, `${name}: none is `].some((said) => wrong.startsWith(said));

/** A hint at valid values: the range, for a number of the right kind, else the words there are. */
function hintFor(name: Name, text: string): string {
  const values = valuesFor(name);
  const { number, measures = {}, between } = values;
  const [, word = '', rest = ''] = /^((?:[a-z][a-z-]*)?)\s*(.*)$/.exec(text.trim()) ?? [];
  const rangeText = ({ least, most, unit }: NumberRange) =>
    `${least} to ${most}${unit === '' ? '' : ` ${unit}`}`;
  const measure = Object.hasOwn(measures, word) ? measures[word] : undefined;
  if (measure !== undefined) return `${word} is a number, ${rangeText(measure)}`;
  if (between !== undefined) return `two numbers, the lower first, ${rangeText(between)}`;
  const takesNumber = word === '' ? values.words.length === 0 : word === 'detached' && rest !== '';
  if (number !== null && takesNumber && /\d/.test(rest))
    return `${word === '' ? 'a number' : `${word} at a number`}, ${rangeText(number)}`;
  return suggestion(text, valueTexts(values));
}

/** `{ open: 20 ms, every: 500 ms }`, `{ lead: 500 ohm }`, `{ detached 33 C: 5 s, chance: 0.1, for: 10 min }`. */
function comingAt(
  reading: Reading,
  name: Name,
  map: PlainMap,
  path: Path,
  timesPath: Path,
): FaultOrder | null {
  const kinds = Object.keys(map).filter((key) => !isTimeKey(key));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const said = kinds.length === 0 ? 'nothing' : kinds.join(' and ');
    report(
      reading,
      path,
      'value',
      'S05',
      `${name} is one thing at a time: here ${said}`,
      'as { open: 20 ms, every: 500 ms }',
    );
    return null;
  }
  const base = baseAt(reading, name, kind, map[kind], path);
  if (base === null) return null;
  const [text, onMs] = base;
  const everyMs = timeAt(reading, map['every'], [...timesPath, 'every']);
  const forMs = timeAt(reading, map['for'], [...timesPath, 'for']);
  const chance = chanceAt(reading, map['chance'], [...timesPath, 'chance']);
  if (everyMs === null || forMs === null || chance === null) return null;
  const coming: Coming = { onMs, everyMs, chance, forMs };
  const wrong = comingProblem(coming);
  if (wrong === null) return { name, value: comingText(text, coming) };
  const at = everyMs > 0 ? [...timesPath, 'every'] : chance > 0 ? [...timesPath, 'chance'] : [...path, kind];
  report(reading, at, 'value', 'S12', `${name}: ${wrong}`, 'as { open: 20 ms, every: 500 ms, for: 10 min }');
  return null;
}

/** The value without its times, and how long the fault is present at a time (0: always). */
function baseAt(
  reading: Reading,
  name: Name,
  kind: string,
  amount: unknown,
  path: Path,
): readonly [string, number] | null {
  const values = valuesFor(name);
  const isValue = (text: string): boolean => {
    const read = readValue(name, values, text);
    return typeof read !== 'string' && read.coming === null && read.word !== 'none';
  };
  const measured = `${kind} ${wordOf(amount)}`;
  const isMeasure = Object.hasOwn(values.measures ?? {}, kind);
  if (isValue(kind)) {
    if (amount === undefined) return [kind, 0];
    // `drift: 2` and `detached: 33 C` are by how much; `drift: 5 s`, how long.
    if (isValue(measured)) return [measured, 0];
    if (typeof amount !== 'number' || !isMeasure) {
      const onMs = timeAt(reading, amount, [...path, kind]);
      return onMs === null ? null : [kind, onMs];
    }
  }
  if (kind === 'none') {
    const said = `${name}: none takes a fault away, for good`;
    report(reading, [...path, kind], 'key', 'S09', said, `as ${name}: none`);
    return null;
  }
  if (isValue(measured)) return [measured, 0];
  const said = isMeasure ? `${name}: ${quoted(amount)} is out of range` : `${name} cannot be ${quoted(kind)}`;
  report(
    reading,
    [...path, kind],
    isMeasure ? 'value' : 'key',
    isMeasure ? 'S12' : 'S09',
    said,
    hintFor(name, isMeasure ? measured : kind),
  );
  return null;
}

const longestMs = 24 * 3_600_000;

function timeAt(reading: Reading, value: unknown, path: Path): number | null {
  if (value === undefined) return 0;
  const ms = typeof value === 'string' ? parseDuration(value) : null;
  if (ms !== null && ms >= 1 && ms <= longestMs) return ms;
  const hint = 'numbers with units, 1 ms to a day: `20 ms`, `5 s`, `10 min`';
  report(reading, path, 'value', 'S11', `${quoted(value)} is no duration`, hint);
  return null;
}

function chanceAt(reading: Reading, value: unknown, path: Path): number | null {
  if (value === undefined) return 0;
  if (typeof value === 'number' && value > 0 && value <= 1) return value;
  report(reading, path, 'value', 'S12', `a chance of ${quoted(value)}`, 'a number above 0, at most 1');
  return null;
}
