/**
 * The small files that the chair keeps: one sealed document each, replaced whole. The content is checked when it is
 * read, so that a file only ever yields values of its own kind.
 */
import { minuteMs } from '../chair/units.ts';
import { isMap, mapOf } from '../codec/plain-map.ts';
import { type KeptAccounts, type KeptTotal, runsInTurns } from '../control/guard/accounts.ts';
import { type Memory, memoriesMax } from '../control/session/memory.ts';

export interface Settings {
  /** Child lock. */
  readonly locked: boolean;
  /** The program chosen last. */
  readonly program: string;
  /** The timer for programs without a memory; 0 is the chair's default. */
  readonly minutes: number;
  /** Speed, heat, spot and timer as saved for a program. */
  readonly memories: readonly Memory[];
}

export interface TrustedKey {
  /** Hex of the key id. */
  readonly id: string;
  /** Hex of the raw Ed25519 public key. */
  readonly publicKey: string;
  /** What its owner calls it. */
  readonly name: string;
  /**
   * When start was pressed for the key: the number of the controller's start, and the wall clock where there was one;
   * null where that is not known.
   */
  readonly since: { readonly boot: number; readonly wall: string | null } | null;
}

/** Over the chair's life: time under power of each motor and pad (ms), sessions, and faults by their codes. */
export interface Lifetime {
  readonly motors: Readonly<Record<string, number>>;
  readonly pads: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly sessions: number;
}

/** A technician has set the clock: to what time, at what time of the computer's own clock, and in which of its starts. */
export interface KeptClock {
  readonly setMs: number;
  readonly systemMs: number;
  readonly systemBoot: string;
}

/** More than any document has (bytes); a larger file is no document. */
export const documentBytesMax = 512 * 1024;

/** A chair is served by a handful of technicians (limit). */
export const keysMax = 16;

/** A kind of file: its name, the value where the file is missing, and how its content is read back. */
export interface DocumentKind<T> {
  readonly kind: string;
  readonly file: string;
  readonly none: T;
  /** The content, or null where it is not of this kind. */
  readonly parse: (content: unknown) => T | null;
  /** The same for an older format, where that differs. */
  readonly parseOlder?: Readonly<Record<number, (content: unknown) => T | null>>;
}

/** Infers the type of a document's content. */
const kindOf = <T>(kind: DocumentKind<T>): DocumentKind<T> => kind;

export const documents = {
  settings: kindOf<Settings>({
    kind: 'settings',
    file: 'settings.json',
    none: { locked: false, program: '', minutes: 0, memories: [] },
    parse: (content) => {
      const { locked, program, minutes, memories } = mapOf(content);
      const kept = parseMemories(memories);
      return typeof locked === 'boolean' && isText(program, 32) && isWhole(minutes, 0, 30) && kept !== null
        ? { locked, program, minutes, memories: kept }
        : null;
    },
  }),
  keys: kindOf<readonly TrustedKey[]>({
    kind: 'keys',
    file: 'keys.json',
    none: [],
    parse: listOf(keysMax, (content) => {
      const key = parseKey(content);
      const since = parseSince(mapOf(content)['since']);
      return key === null || since === undefined ? null : { ...key, since };
    }),
    parseOlder: {
      1: listOf(keysMax, (content) => {
        const key = parseKey(content);
        return key === null ? null : { ...key, since: null };
      }),
    },
  }),
  lifetime: kindOf<Lifetime>({
    kind: 'lifetime',
    file: 'lifetime.json',
    none: { motors: {}, pads: {}, faults: {}, sessions: 0 },
    parse: (content) => {
      const { motors, pads, faults, sessions } = mapOf(content);
      return isCounts(motors) && isCounts(pads) && isCounts(faults) && isWhole(sessions, 0, 1e12)
        ? { motors, pads, faults, sessions }
        : null;
    },
  }),
  clock: kindOf<KeptClock | null>({
    kind: 'clock',
    file: 'clock.json',
    none: null,
    parse: (content) => {
      const { setMs, systemMs, systemBoot } = mapOf(content);
      const times = isWhole(setMs, 0, timeMostMs) && isWhole(systemMs, 0, timeMostMs);
      return times && isText(systemBoot, 64) ? { setMs, systemMs, systemBoot } : null;
    },
  }),
  accounts: kindOf<KeptAccounts>({
    kind: 'heat',
    file: 'heat.json',
    none: { slicesMs: [], intoMs: 0, runs: {}, wallMs: null },
    parse: (content) => {
      const { runs, wallMs } = mapOf(content);
      const heat = parseTotal(content);
      if (heat === null || !(wallMs === null || isWhole(wallMs, 0, Number.MAX_SAFE_INTEGER))) return null;
      return { ...heat, runs: parseRuns(runs), wallMs };
    },
  }),
  boot: kindOf<number>({
    kind: 'boot',
    file: 'boot.json',
    none: 0,
    parse: (content) => (isWhole(content, 0, 1e12) ? content : null),
  }),
} as const;

const keyNameLetters = 40;
/** The largest date (ms since 1970). */
const timeMostMs = 8.64e15;
/** More than any account has slices (limit). */
const slicesMax = 32;
/** More than any chair has parts or faults (limit). */
const countsMax = 64;

function isCounts(content: unknown): content is Record<string, number> {
  if (!isMap(content)) return false;
  const entries = Object.entries(content);
  return (
    entries.length <= countsMax &&
    entries.every(([name, count]) => name.length <= 32 && isWhole(count, 0, Number.MAX_SAFE_INTEGER))
  );
}

function parseKey(content: unknown): Omit<TrustedKey, 'since'> | null {
  const { id, publicKey, name } = mapOf(content);
  return isHex(id, 16) && isHex(publicKey, 32) && isText(name, keyNameLetters)
    ? { id, publicKey, name }
    : null;
}

function isHex(value: unknown, bytes: number): value is string {
  return isText(value, bytes * 2) && /^[0-9a-f]*$/.test(value);
}

/** Undefined where the content is no such value. */
function parseSince(content: unknown): TrustedKey['since'] | undefined {
  if (content === null) return null;
  const { boot, wall } = mapOf(content);
  return isWhole(boot, 0, 1e12) && (wall === null || isText(wall, 32)) ? { boot, wall } : undefined;
}

/** A time of 0 to 60 min, in ms. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= 60 * minuteMs;

const parseSlices = listOf(slicesMax, (content): number | null => (isTime(content) ? content : null));

function parseTotal(content: unknown): KeptTotal | null {
  const { slicesMs, intoMs } = mapOf(content);
  const slices = parseSlices(slicesMs);
  return slices !== null && isTime(intoMs) ? { slicesMs: slices, intoMs } : null;
}

/** An older store has no such totals. A total that cannot be read counts as none; the heat beside it stays as it is. */
function parseRuns(content: unknown): KeptAccounts['runs'] {
  const totals = runsInTurns.map((motor) => [motor, parseTotal(mapOf(content)[motor])] as const);
  return Object.fromEntries(totals.filter(([, total]) => total !== null));
}

const parseMemories = listOf(memoriesMax, (content): Memory | null => {
  const { program, speedShift, heatLevel, spotMm, minutes } = mapOf(content);
  return isText(program, 32) &&
    isWhole(speedShift, -3, 3) &&
    isWhole(heatLevel, -1, 3) &&
    isWhole(spotMm, -60, 60) &&
    isWhole(minutes, 1, 30)
    ? { program, speedShift, heatLevel, spotMm, minutes }
    : null;
});

function listOf<T>(max: number, parse: (content: unknown) => T | null): (content: unknown) => T[] | null {
  return (content) => {
    if (!Array.isArray(content) || content.length > max) return null;
    const items: T[] = [];
    for (const each of content) {
      const item = parse(each);
      if (item === null) return null;
      items.push(item);
    }
    return items;
  };
}

function isText(value: unknown, letters: number): value is string {
  return typeof value === 'string' && value.length <= letters;
}

function isWhole(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= low && value <= high;
}
