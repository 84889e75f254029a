/**
 * The text of a YAML file -> a plain value and the place of each of its parts: the only reader of programs,
 * scenarios and chair files. Only a small part of YAML is allowed: one document of maps, lists and plain scalars.
 * Whatever the text, reading is quick and never throws.
 */
import { isAlias, isMap, isNode, isScalar, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { quoted } from './quoted.ts';
import { reportCutEntries, uncutPairs } from './yaml-commas.ts';
import {
  type Path,
  type Position,
  positionOf,
  type Reading,
  report,
  reportNotPlain,
  type YamlProblem,
} from './yaml-problems.ts';
import { readTree } from './yaml-tree.ts';

export interface Source {
  /** The value, or undefined if the text has none that could be checked further. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** Parts of the value in which problems have already been found; later problems there are noise. */
  readonly spoilt: readonly Path[];
  /** The position of the value at a path, or of its key; a missing part is placed at its map. */
  locate(path: Path, at: 'key' | 'value'): Position;
}

/** The places of a value and its parts, as offsets into the text. */
interface Place {
  readonly offset: number;
  readonly keyOffset: number;
  readonly parts: Map<string | number, Place>;
}

/** `what` the file holds, for messages: `program`. */
export function readYaml(text: string, what: string): Source {
  const reading: Reading = {
    text: withoutByteOrderMark(text),
    what,
    lineStarts: null,
    problems: [],
    spoilt: [],
  };
  const root = readTree(reading);
  const places: Place = { offset: root?.range?.[0] ?? 0, keyOffset: 0, parts: new Map() };
  return {
    value: root === undefined ? undefined : plainValue(root, [], places, reading),
    problems: reading.problems,
    spoilt: reading.spoilt,
    locate: (path, at) => locate(places, path, at, reading),
  };
}

/** Removes the byte order mark, which does not count in lines and columns. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** Whether `key` is the first key of a text; this distinguishes kinds of files before any is read. */
export function beginsWith(text: string, key: string): boolean {
  const before = String.raw`\ufeff?(?:[ \t]*(?:#.*)?\r?\n|%.*\r?\n|---[ \t]*(?:#.*)?\r?\n)*(?:\{\s*)?`;
  return new RegExp(`^${before}(["']?)${key}\\1[ \\t]*:`).test(text);
}

/** The value of a node; notes the places of its parts. Recursive, since the depth of the tokens has been limited. */
function plainValue(node: unknown, path: Path, place: Place, reading: Reading): unknown {
  if (!isNode(node)) return null;
  const offset = node.range?.[0] ?? place.offset;
  if (isAlias(node)) {
    reportNotPlain(reading, offset, 'alias', `*${node.source}`);
    reading.spoilt.push(path);
    return undefined;
  }
  if (node.anchor !== undefined) reportNotPlain(reading, offset, 'anchor', `&${node.anchor}`);
  if (node.tag !== undefined) {
    reportNotPlain(reading, offset, 'tag', node.tag);
    reading.spoilt.push(path);
    return undefined;
  }
  if (isScalar(node)) return node.value;
  if (isMap(node)) return plainMap(node, path, place, reading);
  const list = node as YAMLSeq;
  reportCutEntries(list, path, reading);
  return list.items.map((item, index) => plainPart(item, index, offset, { path, place, reading }));
}

interface Around {
  readonly path: Path;
  readonly place: Place;
  readonly reading: Reading;
}

function plainPart(node: unknown, key: string | number, keyOffset: number, around: Around): unknown {
  const { path, place, reading } = around;
  // A value that is not written is placed at its key.
  const offset = isNode(node) ? (node.range?.[0] ?? keyOffset) : keyOffset;
  const part: Place = { offset, keyOffset, parts: new Map() };
  place.parts.set(key, part);
  return plainValue(node, [...path, key], part, reading);
}

/** Makes a map without a prototype, so that `__proto__` or `constructor` is a key like any other. */
function plainMap(map: YAMLMap, path: Path, place: Place, reading: Reading): Record<string, unknown> {
  const value: Record<string, unknown> = Object.create(null);
  for (const pair of uncutPairs(map, path, reading)) {
    const key = keyOf(pair, place, reading);
    if (key === null) continue;
    if (Object.hasOwn(value, key.text)) {
      const first = positionOf(reading, place.parts.get(key.text)?.keyOffset ?? key.offset);
      const hint = `one of the two is too many; the first is in line ${first.line}, and counts`;
      report(reading, key.offset, 'double-key', `${quoted(key.text)} stands twice in this map`, hint);
    } else value[key.text] = plainPart(pair.value, key.text, key.offset, { path, place, reading });
  }
  // All keys were rejected and reported; that the map is now empty is not a further problem.
  if (map.items.length > 0 && Object.keys(value).length === 0) reading.spoilt.push(path);
  return value;
}

function keyOf(pair: Pair, place: Place, reading: Reading): { text: string; offset: number } | null {
  const node = pair.key;
  const offset = isNode(node) ? (node.range?.[0] ?? place.offset) : place.offset;
  if (isScalar(node) && node.value === '<<') {
    reportNotPlain(reading, offset, 'merge key', '<<');
    return null;
  }
  if (isScalar(node) && (node.anchor !== undefined || node.tag !== undefined)) {
    reportNotPlain(reading, offset, node.tag === undefined ? 'anchor' : 'tag', node.tag ?? `&${node.anchor}`);
  }
  if (isScalar(node) && typeof node.value === 'string') return { text: node.value, offset };
  if (isAlias(node)) reportNotPlain(reading, offset, 'alias', `*${node.source}`);
  else report(reading, offset, 'no-key', 'a key must be a word', 'write `key: value`');
  return null;
}

/** The position of a path. A missing key is placed at its map. */
function locate(root: Place, path: Path, at: 'key' | 'value', reading: Reading): Position {
  let place = root;
  for (const key of path) {
    const part = place.parts.get(key);
    if (part === undefined) return positionOf(reading, place.offset);
    place = part;
  }
  return positionOf(reading, at === 'key' ? place.keyOffset : place.offset);
}
