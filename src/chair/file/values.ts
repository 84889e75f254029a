/** Reads a plain value by the shape it should have: its good parts, and everything that is wrong with the rest. */
import { isMap } from '../../codec/plain-map.ts';
import { quoted } from '../../codec/quoted.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import { word } from './leaves.ts';
import { Fault, type Finding, pathText } from './problems.ts';
import type { AnyKey, AnyShape, Keys, Leaf, Listed, Named, PinNeed } from './shape.ts';
import { keysOf, kindsOf } from './shape.ts';
import { type Format, unknownKeys } from './unknown-keys.ts';

/** A part that is wired to a pin. */
export interface Wired {
  /** Path of the part, whose key `pin` holds the pin. */
  readonly part: Path;
  readonly need: PinNeed;
  readonly pin: string;
}

export interface Values {
  /** The value in its shape; faulty parts are missing. */
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Each single value that is good, by its path. */
  readonly good: ReadonlyMap<string, unknown>;
  /** Each map and list that is there, and of a known kind if it has kinds; `none` counts as not there. */
  readonly present: ReadonlySet<string>;
  readonly wired: readonly Wired[];
  /** Parts that the chair lacks: stated as `none`, or not stated. */
  readonly stated: ReadonlyMap<string, 'none' | 'not-stated'>;
}

interface Reading {
  readonly format: Format;
  readonly findings: Finding[];
  readonly good: Map<string, unknown>;
  readonly present: Set<string>;
  readonly wired: Wired[];
  readonly stated: Map<string, 'none' | 'not-stated'>;
}

/** A path as a key of a map; unambiguous, since names of pads contain no full stop. */
export const keyOf = (path: Path): string => path.join('.');

export function readValues(shape: AnyShape, value: unknown, format: Format): Values {
  const reading: Reading = {
    format,
    findings: [],
    good: new Map(),
    present: new Set(),
    wired: [],
    stated: new Map(),
  };
  const read = readShape(shape, value, [], reading);
  const { findings, good, present, wired, stated } = reading;
  return { value: read, findings, good, present, wired, stated };
}

function readShape(shape: AnyShape, value: unknown, path: Path, reading: Reading): unknown {
  switch (shape.shape) {
    case 'leaf':
      return readLeaf(shape, value, path, reading);
    case 'list':
      return readList(shape, value, path, reading);
    case 'named':
      return readNamed(shape, value, path, reading);
    default:
      return readMap(shape, value, path, reading);
  }
}

function say(reading: Reading, path: Path, fault: Fault): undefined {
  const name = path.length === 0 ? 'the file' : pathText(path);
  const { code, message, hint } = fault;
  reading.findings.push({ path, at: 'value', code, message: `${name}${message}`, hint });
  return undefined;
}

function readLeaf(leaf: Leaf<unknown>, value: unknown, path: Path, reading: Reading): unknown {
  const read = leaf.read(value);
  if (read instanceof Fault) return say(reading, path, read);
  reading.good.set(keyOf(path), read);
  if (leaf.pin !== undefined)
    reading.wired.push({ part: path.slice(0, -1), need: leaf.pin, pin: String(read) });
  return read;
}

/** The fault of a value that should be a map or a list and is not. */
function wrongKind(value: unknown, kind: 'a map' | 'a list', wanted: string): Fault {
  if (value === undefined || value === null) return new Fault('C09', ' is missing', `write ${wanted}`);
  return new Fault('C08', `: ${quoted(value)} is not ${kind}`, `write ${wanted}`);
}

const exampleOf = (shape: AnyShape | undefined): string | undefined =>
  shape?.shape === 'leaf' ? (shape.json['examples'] as readonly string[] | undefined)?.[0] : undefined;

/** Whether a value is a bare pin name or number, as other programs write it in place of a part. */
const isPinAlone = (value: unknown): boolean =>
  /^A?\d{1,2}$/i.test(String(value)) && typeof value !== 'object';

/** How a map is written, for people: one of two figures in full, others by their keys, those that are needed first. `value` is what the file has in its place. */
function mapText(shape: AnyShape, value?: unknown): string {
  const kinds = Object.keys(kindsOf(shape));
  const kind = kinds.find((each) => each === value);
  const keys = keysOf(shape, kind);
  const names = Object.keys(keys);
  if (kind !== undefined) return `a map with \`kind: ${kind}\` and these keys: ${names.join(', ')}`;
  if (names.includes('pin') && isPinAlone(value)) {
    const needed = names.filter((name) => name !== 'pin' && keys[name]?.presence === 'must');
    return `a map: { ${[`pin: ${String(value)}`, ...needed.map((name) => `${name}: ...`)].join(', ')} }`;
  }
  const [from, to] = [exampleOf(keys['from']?.of), exampleOf(keys['to']?.of)];
  if (names.length === 2 && from !== undefined && to !== undefined) {
    return `both ends, such as { from: ${from}, to: ${to} }`;
  }
  if (kinds.length > 0) return `a map with \`kind\`, one of ${kinds.join(', ')}, and the keys of that kind`;
  return `a map with these keys: ${keysText(names, (name) => keys[name]?.presence === 'must')}`;
}

function keysText(names: readonly string[], isNeeded: (name: string) => boolean): string {
  const needed = names.filter(isNeeded);
  if (needed.length === 0 || needed.length === names.length) return names.join(', ');
  return `${needed.join(', ')}; may be left out: ${names.filter((name) => !isNeeded(name)).join(', ')}`;
}

function listText({ of }: Listed<AnyShape>): string {
  const example = exampleOf(of as AnyShape);
  if (example !== undefined) return `a list, such as [${example}]`;
  return `a list, each entry ${mapText(of as AnyShape)}`;
}

function readMap(shape: AnyShape, value: unknown, path: Path, reading: Reading): unknown {
  if (!isMap(value)) {
    const empty = path.length === 0 && (value === null || value === undefined);
    const wanted = mapText(shape, value);
    return say(
      reading,
      path,
      empty ? new Fault('C09', ' holds nothing', `write ${wanted}`) : wrongKind(value, 'a map', wanted),
    );
  }
  const kinds = kindsOf(shape);
  const kind = value['kind'];
  const hasKinds = Object.keys(kinds).length > 0;
  if (hasKinds && !(typeof kind === 'string' && Object.hasOwn(kinds, kind))) {
    return readKind(Object.keys(kinds), kind, path, reading);
  }
  const keys = keysOf(shape, hasKinds ? String(kind) : undefined);
  reading.present.add(keyOf(path));
  if (hasKinds) reading.good.set(keyOf([...path, 'kind']), kind);
  const known = [...(hasKinds ? ['kind'] : []), ...Object.keys(keys)];
  const { findings, meant } = unknownKeys(value, path, shape, known, reading.format);
  reading.findings.push(...findings);
  return { ...(hasKinds ? { kind } : {}), ...readKeys(keys, value, path, meant, reading) };
}

/** Reports an unknown kind; nothing else in such a map can be judged. */
function readKind(kinds: readonly string[], kind: unknown, path: Path, reading: Reading): undefined {
  const wrong = word(kinds, '').read(kind);
  return wrong instanceof Fault ? say(reading, [...path, 'kind'], wrong) : undefined;
}

function readKeys(
  keys: Keys,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  meant: ReadonlySet<string>,
  reading: Reading,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(keys)) {
    const inner = [...path, name];
    // A key that is there under a wrong name is not reported as missing too.
    read[name] = meant.has(name) ? undefined : readKey(key, value, inner, reading);
  }
  return read;
}

function readKey(
  { presence, of }: AnyKey,
  around: Readonly<Record<string, unknown>>,
  path: Path,
  reading: Reading,
): unknown {
  const name = path.at(-1) as string;
  const value = around[name];
  if (!Object.hasOwn(around, name) && presence !== 'must') {
    if (presence === 'part') reading.stated.set(keyOf(path), 'not-stated');
    return undefined;
  }
  if (value === 'none' && presence === 'part') {
    reading.stated.set(keyOf(path), 'none');
    return 'none';
  }
  if (value === null && presence !== 'must') {
    const cure =
      presence === 'part' ? ', or `none` where the chair has no such part' : ', or leave the key out';
    return say(reading, path, new Fault('C09', ' has nothing behind it', `write what it is${cure}`));
  }
  if (presence === 'must' && of.shape !== 'leaf' && value === 'none') {
    const cure = `write ${of.shape === 'list' ? listText(of) : mapText(of)}`;
    return say(reading, path, new Fault('C08', ': a chair cannot be without it', cure));
  }
  if (presence !== 'must' && value === 'not-stated') {
    const none = presence === 'part' ? '; `none` says that the chair has no such part' : '';
    const cure = `leave the key out: what is left out is not stated${none}`;
    return say(reading, path, new Fault('C08', ': "not-stated" does not say what it is', cure));
  }
  if (presence === 'part' && saysNone(value)) {
    const cure = 'write `none` where the chair has no such part';
    return say(reading, path, new Fault('C08', `: ${quoted(value)} does not say what it is`, cure));
  }
  return readShape(of, value, path, reading);
}

/** What people write for a part that is not there. */
const saysNone = (value: unknown): boolean =>
  value === false ||
  (typeof value === 'string' && /^(?:no|off|false|none|null|nothing|n\/a|-)$/i.test(value));

/** How many surplus entries are still read and judged; a hostile file must not make this slow. */
const beyondMost = 10;

function readList(shape: Listed<AnyShape>, value: unknown, path: Path, reading: Reading): unknown {
  const { least, most } = shape;
  if (!Array.isArray(value)) return say(reading, path, wrongKind(value, 'a list', listText(shape)));
  if (value.length < least || value.length > most) {
    const count = value.length === 0 ? 'nothing in it' : `${value.length} entries`;
    const cure = `write ${least} to ${most}${value.length === 0 ? ', or leave the key out' : ''}`;
    say(reading, path, new Fault('C17', ` has ${count}`, cure));
    if (value.length === 0) return undefined;
  }
  reading.present.add(keyOf(path));
  return value
    .slice(0, most + beyondMost)
    .map((one, index) => readShape(shape.of, one, [...path, index], reading));
}

function readNamed(shape: Named<AnyShape>, value: unknown, path: Path, reading: Reading): unknown {
  if (!isMap(value)) return say(reading, path, wrongKind(value, 'a map', 'a map with names that you choose'));
  const names = Object.keys(value);
  if (names.length > shape.most) {
    say(reading, path, new Fault('C17', ` has ${names.length} entries`, `at most ${shape.most}`));
  }
  reading.present.add(keyOf(path));
  const read: Record<string, unknown> = {};
  for (const name of names.slice(0, shape.most + beyondMost)) {
    const inner = [...path, name];
    if (name.length > 80 || !shape.names.pattern.test(name)) {
      const message = `${quoted(name)} is no name for this`;
      reading.findings.push({ path: inner, at: 'key', code: 'C14', message, hint: shape.names.hint });
      continue;
    }
    read[name] = readShape(shape.of, value[name], inner, reading);
  }
  return read;
}
