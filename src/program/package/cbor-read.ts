/**
 * Reads CBOR from strangers: never throws, never goes deeper or allocates more than the input pays for. In
 * strict mode it refuses everything that `encodeCbor` would have written differently, so that a value and
 * its bytes are the same thing; otherwise it also takes what other encoders may write (indefinite lengths,
 * numbers longer than need be, keys in any order).
 */
import {
  type CborMap,
  type CborObject,
  type CborValue,
  compareBytes,
  depthMax,
  encodedNumber,
  halfMantissaBits,
  joined,
  majorType,
} from './cbor.ts';

export type Decoded =
  | { readonly ok: true; readonly value: CborValue }
  | { readonly ok: false; readonly why: string };

const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class NotCbor extends Error {}

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly strict: boolean;
  at: number;
}

/** One value and nothing after it. `strict`: exactly what `encodeCbor` writes. Byte strings are copies. */
export function decodeCbor(bytes: Uint8Array, options: { readonly strict: boolean }): Decoded {
  const reader: Reader = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    strict: options.strict,
    at: 0,
  };
  try {
    const value = read(reader, 0);
    if (reader.at !== bytes.length)
      return { ok: false, why: `${bytes.length - reader.at} bytes after the end` };
    return { ok: true, value };
  } catch (error) {
    if (error instanceof NotCbor) return { ok: false, why: error.message };
    throw error;
  }
}

function refuse(why: string): never {
  throw new NotCbor(why);
}

const breakCode = 0xff;

function read(reader: Reader, depth: number): CborValue {
  if (depth > depthMax) refuse(`nested deeper than ${depthMax}`);
  const initial = byte(reader);
  const major = initial >> 5;
  const info = initial & 0x1f;
  if (major === majorType.simple) return simple(reader, info);
  if (info === 31) return indefinite(reader, major, depth);
  const argument = argumentOf(reader, info);
  switch (major) {
    case majorType.unsigned:
      return argument;
    case majorType.negative:
      return safe(-1 - argument);
    case majorType.bytes:
      // Not `slice`: of a Buffer that would be the same memory.
      return new Uint8Array(take(reader, argument));
    case majorType.text:
      return text(take(reader, argument));
    case majorType.array:
      return array(reader, argument, depth);
    case majorType.map:
      return map(reader, argument, depth);
    default:
      return refuse('a tag');
  }
}

function byte(reader: Reader): number {
  const value = reader.bytes[reader.at];
  if (value === undefined) return refuse('cut short');
  reader.at++;
  return value;
}

function take(reader: Reader, length: number): Uint8Array {
  if (length > reader.bytes.length - reader.at) refuse('cut short');
  reader.at += length;
  return reader.bytes.subarray(reader.at - length, reader.at);
}

function safe(value: number): number {
  return Number.isSafeInteger(value) ? value : refuse('an integer beyond 2^53');
}

function argumentOf(reader: Reader, info: number): number {
  if (info < 24) return info;
  if (info > 27) return refuse('a reserved length');
  const size = 1 << (info - 24);
  const at = reader.at;
  take(reader, size);
  let value: number;
  let least: number;
  if (size === 1) {
    value = reader.view.getUint8(at);
    least = 24;
  } else if (size === 2) {
    value = reader.view.getUint16(at);
    least = 0x100;
  } else if (size === 4) {
    value = reader.view.getUint32(at);
    least = 0x10000;
  } else {
    value = safe(reader.view.getUint32(at) * 0x1_0000_0000 + reader.view.getUint32(at + 4));
    least = 0x1_0000_0000;
  }
  if (reader.strict && value < least) refuse('a number longer than it need be');
  return value;
}

function text(bytes: Uint8Array): string {
  try {
    return utf8Strict.decode(bytes);
  } catch {
    return refuse('text that is not UTF-8');
  }
}

function array(reader: Reader, length: number, depth: number): CborValue[] {
  // Every item takes a byte at least: a count beyond the rest is a lie, not a reason to allocate.
  if (length > reader.bytes.length - reader.at) refuse('cut short');
  const items: CborValue[] = [];
  for (let index = 0; index < length; index++) items.push(read(reader, depth + 1));
  return items;
}

function map(reader: Reader, length: number, depth: number): CborMap | CborObject {
  if (length > (reader.bytes.length - reader.at) / 2) refuse('cut short');
  const entries = new Map<CborValue, CborValue>();
  let last: Uint8Array | null = null;
  for (let index = 0; index < length; index++) {
    const start = reader.at;
    const key = mapKey(reader);
    if (reader.strict) {
      const encoded = reader.bytes.subarray(start, reader.at);
      if (last !== null && compareBytes(last, encoded) >= 0) refuse('map keys out of order or twice');
      last = encoded;
    }
    entry(entries, key, read(reader, depth + 1));
  }
  return objectIfText(entries);
}

/** Text and integers: other keys have no use here, and would not compare by value. */
function mapKey(reader: Reader): CborValue {
  const key = read(reader, depthMax);
  return typeof key === 'string' || typeof key === 'number'
    ? key
    : refuse('a map key that is no text or number');
}

function entry(entries: Map<CborValue, CborValue>, key: CborValue, value: CborValue): void {
  if (entries.has(key)) refuse('a map key twice');
  if (key === '__proto__') refuse('a map key that is no name');
  entries.set(key, value);
}

function objectIfText(entries: Map<CborValue, CborValue>): CborMap | CborObject {
  const object: Record<string, CborValue> = {};
  for (const [key, value] of entries) {
    if (typeof key !== 'string') return entries;
    object[key] = value;
  }
  return object;
}

function indefinite(reader: Reader, major: number, depth: number): CborValue {
  if (reader.strict) refuse('an indefinite length');
  if (major === majorType.array) {
    const items: CborValue[] = [];
    while (!atBreak(reader)) items.push(read(reader, depth + 1));
    return items;
  }
  if (major === majorType.map) {
    const entries = new Map<CborValue, CborValue>();
    while (!atBreak(reader)) entry(entries, mapKey(reader), read(reader, depth + 1));
    return objectIfText(entries);
  }
  if (major !== majorType.bytes && major !== majorType.text) refuse('an indefinite length where none may be');
  const chunks: Uint8Array[] = [];
  while (!atBreak(reader)) {
    const initial = byte(reader);
    if (initial >> 5 !== major || (initial & 0x1f) === 31) refuse('a string of unlike parts');
    const chunk = take(reader, argumentOf(reader, initial & 0x1f));
    if (major === majorType.text) text(chunk);
    chunks.push(chunk);
  }
  return major === majorType.bytes ? joined(chunks) : text(joined(chunks));
}

function atBreak(reader: Reader): boolean {
  if (reader.bytes[reader.at] !== breakCode) return false;
  reader.at++;
  return true;
}

function simple(reader: Reader, info: number): CborValue {
  if (info === 20) return false;
  if (info === 21) return true;
  if (info === 22) return null;
  if (info < 25 || info > 27) return refuse('a simple value of no use here');
  const at = reader.at;
  take(reader, 1 << (info - 24));
  let value: number;
  if (info === 25) value = halfValue(reader.view.getUint16(at));
  else if (info === 26) value = reader.view.getFloat32(at);
  else value = reader.view.getFloat64(at);
  if (reader.strict) {
    const shortest = encodedNumber(value);
    if (compareBytes(shortest, reader.bytes.subarray(at - 1, reader.at)) !== 0)
      refuse('a float longer than need be');
  }
  return value;
}

function halfValue(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> halfMantissaBits) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
