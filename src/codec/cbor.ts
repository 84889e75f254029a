/**
 * CBOR (RFC 8949), the part that packages and the service port use: integers up to 2^53, floats, text,
 * byte strings, arrays, maps, true, false, null; no tags. Output is always core deterministic
 * (RFC 8949 4.2.1): each value has exactly one encoding. Input is untrusted: reading never throws,
 * and size, items and depth are limited before a value is built.
 */
import type { ToCBOR } from 'cbor2';
import { decode } from 'cbor2/decoder';
import { encode, writeInt, writeUnknown } from 'cbor2/encoder';

type CborKey = string | number;
type CborMap = ReadonlyMap<CborKey, CborValue>;
/** A map whose keys are all text. */
export interface CborObject {
  readonly [key: string]: CborValue;
}
export type CborValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly CborValue[]
  | CborMap
  | CborObject;

/** The value if it is a map whose keys are all text; else null. */
export function cborObject(value: CborValue | undefined): CborObject | null {
  return isObject(value) ? value : null;
}

function isObject(value: CborValue | undefined): value is CborObject {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap && !(value instanceof Uint8Array) && !(value instanceof Map);
}

type Decoded =
  | { readonly ok: true; readonly value: CborValue }
  | { readonly ok: false; readonly why: string };

const limits = {
  /** The largest package. */
  bytes: 65_536,
  /** Three times what a program of 500 steps has; it bounds the time of reading. */
  items: 20_000,
  /** Deeper than any package or request. */
  depth: 16,
} as const;

const majorType = { bytes: 2, text: 3, map: 5, tag: 6 } as const;
const indefinite = 31;
const utf8 = new TextEncoder();

/** Deterministic encoding; keys without a value are left out. Throws a TypeError for a value outside this part of CBOR. */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(writable(value, 0));
}

/**
 * Reads one value with nothing after it. `strict`: only what `encodeCbor` writes, so that each value has one encoding.
 * Otherwise also what other encoders write: indefinite lengths, long numbers, keys in any order.
 */
export function decodeCbor(bytes: Uint8Array, options: { readonly strict: boolean }): Decoded {
  const beforehand = scan(bytes);
  if (beforehand !== null) return refuse(beforehand);
  try {
    // Byte strings are views of the input, so it is copied: nothing must share the sender's buffer.
    const value = decode<CborValue>(new Uint8Array(bytes), {
      // The library counts an array as two levels and a map as one; `writable` counts both alike.
      maxDepth: 2 * limits.depth,
      createObject,
      ignoreGlobalTags: true,
      rejectSimple: true,
      rejectUndefined: true,
    });
    const again = writable(value, 0);
    if (options.strict && !same(encode(again), bytes)) return refuse('not written the one way it may be');
    return { ok: true, value };
  } catch (error) {
    // The library notices the end of the bytes only by reading beyond it, with a RangeError.
    return refuse(error instanceof RangeError ? 'cut short' : (error as Error).message);
  }
}

function refuse(why: string): Decoded {
  return { ok: false, why };
}

/** Goes from head to head without building anything. Returns why the bytes need not be read, or null. */
function scan(bytes: Uint8Array): string | null {
  if (bytes.length > limits.bytes) return `more than ${limits.bytes} bytes`;
  let at = 0;
  for (let items = 0; at < bytes.length; items++) {
    if (items === limits.items) return `more than ${limits.items} items`;
    const initial = bytes[at++]!;
    const major = initial >> 5;
    const info = initial & 0x1f;
    if (major === majorType.tag) return 'a tag';
    let argument = info;
    if (info >= 24 && info <= 27) {
      argument = 0;
      for (let left = 1 << (info - 24); left > 0; left--) argument = argument * 256 + (bytes[at++] ?? 0);
    }
    if ((major === majorType.bytes || major === majorType.text) && info !== indefinite) at += argument;
  }
  return at > bytes.length ? 'cut short' : null;
}

/** An object where all keys are text, else a map. */
function createObject(entries: readonly (readonly [unknown, unknown, ...unknown[]])[]): CborValue {
  const map = new Map<CborKey, CborValue>();
  let isObject = true;
  for (const [key, value] of entries) {
    if (!isKey(key)) throw new TypeError(noKey);
    if (map.has(key)) throw new TypeError('a map key twice');
    map.set(key, value as CborValue);
    isObject &&= typeof key === 'string';
  }
  return isObject ? Object.fromEntries(map) : map;
}

const noKey = 'a map key that is no text or whole number';
function isKey(key: unknown): key is CborKey {
  return typeof key === 'string' ? key !== '__proto__' : Number.isSafeInteger(key);
}

/** The value in the form that the library writes. */
function writable(value: unknown, depth: number): unknown {
  if (depth > limits.depth) throw new TypeError(`nested deeper than ${limits.depth}`);
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'string') return wellFormed(value);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map((item) => writable(item, depth + 1));
  if (value instanceof Map) return sortedMap([...value], depth);
  if (typeof value !== 'object') throw new TypeError(`CBOR here cannot hold a ${typeof value}`);
  return sortedMap(
    Object.entries(value).filter(([, item]) => item !== undefined),
    depth,
  );
}

function wellFormed(text: string): string {
  if (/\p{Cs}/u.test(text)) throw new TypeError('text with a lone surrogate');
  return text;
}

/**
 * A map that writes itself, keys in the bytewise order of their encodings. The library can sort as well, but makes a
 * writer for each key to do so, which takes thirty times as long as all the rest.
 */
function sortedMap(entries: readonly (readonly [unknown, unknown])[], depth: number): ToCBOR {
  const sorted = entries
    .map(([key, item]): [CborKey, unknown] => {
      if (!isKey(key)) throw new TypeError(noKey);
      return [typeof key === 'string' ? wellFormed(key) : key, writable(item, depth + 1)];
    })
    .sort(([one], [other]) => keyOrder(one, other));
  return {
    toCBOR(writer, options) {
      writeInt(sorted.length, writer, majorType.map);
      for (const [key, item] of sorted) {
        writeUnknown(key, writer, options);
        writeUnknown(item, writer, options);
      }
      return undefined;
    },
  };
}

/** Whole numbers from 0 up, then negative ones from -1 down, then texts, the shorter ones first. */
function keyOrder(one: CborKey, other: CborKey): number {
  if (typeof one === 'number' && typeof other === 'number') {
    return one < 0 === other < 0 ? Math.abs(one) - Math.abs(other) : other - one;
  }
  if (typeof one === 'number') return -1;
  if (typeof other === 'number') return 1;
  const bytes = utf8.encode(one);
  const otherBytes = utf8.encode(other);
  const differs = bytes.findIndex((byte, index) => byte !== otherBytes[index]);
  return bytes.length - otherBytes.length || (bytes[differs] ?? 0) - (otherBytes[differs] ?? 0);
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
