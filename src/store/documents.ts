/**
 * The small files the chair keeps: one sealed document each, replaced whole. What each may hold is checked
 * when it is read, so that nothing but its own kind of values ever comes out of one.
 */
import { minuteMs } from '../chair/units.ts';
import { heatSlices, type KeptHeat } from '../control/guard/interlocks/heat-account.ts';
import { type Memory, memoriesMax } from '../control/session/memory.ts';

export interface Settings {
  /** Child lock. */
  readonly locked: boolean;
  /** The program chosen last. */
  readonly program: string;
  /** The timer for programs without a memory; 0: the chair's default. */
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
}

/** Larger than any document (bytes); what is larger is none. */
export const documentBytesMax = 512 * 1024;

/** A chair is served by a handful of technicians (limit). */
export const keysMax = 16;

/** A kind of file: its name, what it holds when there is none, and how its content is read back. */
export interface DocumentKind<T> {
  readonly kind: string;
  readonly file: string;
  readonly none: T;
  /** The content, or null if it is not of this kind. */
  readonly parse: (content: unknown) => T | null;
}

export const documents = {
  settings: {
    kind: 'settings',
    file: 'settings.json',
    none: { locked: false, program: '', minutes: 0, memories: [] } as Settings,
    parse: (content: unknown): Settings | null => {
      const { locked, program, minutes, memories } = fields(content);
      const kept = parseMemories(memories);
      return typeof locked === 'boolean' && isText(program, 32) && isWhole(minutes, 0, 30) && kept !== null
        ? { locked, program, minutes, memories: kept }
        : null;
    },
  },
  keys: {
    kind: 'keys',
    file: 'keys.json',
    none: [] as readonly TrustedKey[],
    parse: listOf(keysMax, (content): TrustedKey | null => {
      const { id, publicKey, name } = fields(content);
      const hex = (value: unknown, bytes: number) => isText(value, bytes * 2) && /^[0-9a-f]*$/.test(value);
      return hex(id, 16) && hex(publicKey, 32) && isText(name, keyNameLetters)
        ? { id: id as string, publicKey: publicKey as string, name }
        : null;
    }),
  },
  heat: {
    kind: 'heat',
    file: 'heat.json',
    none: { slicesMs: [], intoMs: 0, wallMs: null } as KeptHeat,
    parse: (content: unknown): KeptHeat | null => {
      const { slicesMs, intoMs, wallMs } = fields(content);
      const slices = parseSlices(slicesMs);
      const clock = wallMs === null || isWhole(wallMs, 0, Number.MAX_SAFE_INTEGER);
      return slices !== null && isTime(intoMs) && clock
        ? { slicesMs: slices, intoMs, wallMs: wallMs as number | null }
        : null;
    },
  },
  boot: {
    kind: 'boot',
    file: 'boot.json',
    none: 0,
    parse: (content: unknown): number | null => (isWhole(content, 0, 1e12) ? content : null),
  },
} as const satisfies Record<string, DocumentKind<unknown>>;

const keyNameLetters = 40;

/** Up to an hour. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= 60 * minuteMs;

const parseSlices = listOf(heatSlices, (content): number | null => (isTime(content) ? content : null));

const parseMemories = listOf(memoriesMax, (content): Memory | null => {
  const { program, speedShift, heatLevel, spotMm, minutes } = fields(content);
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
    const items = content.map(parse);
    return items.includes(null) ? null : (items as T[]);
  };
}

function fields(content: unknown): Readonly<Record<string, unknown>> {
  return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
}

function isText(value: unknown, letters: number): value is string {
  return typeof value === 'string' && value.length <= letters;
}

function isWhole(value: unknown, low: number, high: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high;
}
