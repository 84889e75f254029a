/**
 * CBOR (RFC 8949), the part that packages and the service port use: integers up to 2^53, floats, text,
 * byte strings, arrays, maps, true, false, null; no tags. What is written is always core deterministic
 * (RFC 8949 4.2.1): each value has exactly one encoding. Reading is in cbor-read.ts.
 */

export type CborValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly CborValue[]
  | CborMap
  | CborObject;
export type CborMap = ReadonlyMap<CborValue, CborValue>;
/** A map whose keys are all text. */
export interface CborObject {
  readonly [key: string]: CborValue;
}

/** Deeper than any package or request; bounds the stack. */
export const depthMax = 16;

/** Bits of the mantissa of a half-precision float. */
export const halfMantissaBits = 10;
const scratch = new DataView(new ArrayBuffer(4));
const utf8 = new TextEncoder();

export const majorType = {
  unsigned: 0,
  negative: 1,
  bytes: 2,
  text: 3,
  array: 4,
  map: 5,
  tag: 6,
  simple: 7,
} as const;

/** Deterministic encoding. Throws a TypeError for what CBOR here cannot hold (undefined, NaN keys, functions). */
export function encodeCbor(value: unknown): Uint8Array {
  const parts: Uint8Array[] = [];
  write(parts, value, 0);
  return joined(parts);
}

function write(parts: Uint8Array[], value: unknown, depth: number): void {
  if (depth > depthMax) throw new TypeError(`CBOR nested deeper than ${depthMax}`);
  if (value === null) parts.push(Uint8Array.of(0xf6));
  else if (typeof value === 'boolean') parts.push(Uint8Array.of(value ? 0xf5 : 0xf4));
  else if (typeof value === 'number') parts.push(encodedNumber(value));
  else if (typeof value === 'string') writeText(parts, value);
  else if (value instanceof Uint8Array) parts.push(head(majorType.bytes, value.length), value);
  else if (Array.isArray(value)) {
    parts.push(head(majorType.array, value.length));
    for (const item of value) write(parts, item, depth + 1);
  } else if (value instanceof Map) writeMap(parts, [...value], depth);
  else if (typeof value === 'object') {
    writeMap(
      parts,
      Object.entries(value).filter(([, item]) => item !== undefined),
      depth,
    );
  } else throw new TypeError(`CBOR cannot hold ${typeof value}`);
}

function writeText(parts: Uint8Array[], text: string): void {
  if (/\p{Cs}/u.test(text)) throw new TypeError('CBOR text with a lone surrogate');
  const bytes = utf8.encode(text);
  parts.push(head(majorType.text, bytes.length), bytes);
}

/** Keys in the bytewise order of their encodings. */
function writeMap(
  parts: Uint8Array[],
  entries: readonly (readonly [unknown, unknown])[],
  depth: number,
): void {
  const keyed = entries.map(([key, item]) => ({ key: encodeCbor(key), item }));
  keyed.sort((a, b) => compareBytes(a.key, b.key));
  parts.push(head(majorType.map, keyed.length));
  for (const { key, item } of keyed) {
    parts.push(key);
    write(parts, item, depth + 1);
  }
}

export function encodedNumber(value: number): Uint8Array {
  // -0 is a float: as an integer it would come back as 0.
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return encodedFloat(value);
  return value >= 0 ? head(majorType.unsigned, value) : head(majorType.negative, -1 - value);
}

/** The shortest head for an argument. */
function head(major: number, argument: number): Uint8Array {
  const type = major << 5;
  if (argument < 24) return Uint8Array.of(type | argument);
  if (argument < 0x100) return Uint8Array.of(type | 24, argument);
  if (argument < 0x10000) return Uint8Array.of(type | 25, argument >> 8, argument & 0xff);
  const bytes = new Uint8Array(argument < 0x1_0000_0000 ? 5 : 9);
  const view = new DataView(bytes.buffer);
  if (bytes.length === 5) {
    bytes[0] = type | 26;
    view.setUint32(1, argument);
  } else {
    bytes[0] = type | 27;
    view.setUint32(1, Math.floor(argument / 0x1_0000_0000));
    view.setUint32(5, argument >>> 0);
  }
  return bytes;
}

/** The shortest of half, single and double that keeps the value; NaN is always 7e00. */
function encodedFloat(value: number): Uint8Array {
  if (Number.isNaN(value)) return Uint8Array.of(0xf9, 0x7e, 0x00);
  if (Math.fround(value) !== value) {
    const bytes = new Uint8Array(9);
    bytes[0] = 0xfb;
    new DataView(bytes.buffer).setFloat64(1, value);
    return bytes;
  }
  const half = halfOf(value);
  if (half >= 0) return Uint8Array.of(0xf9, half >> 8, half & 0xff);
  const bytes = new Uint8Array(5);
  bytes[0] = 0xfa;
  new DataView(bytes.buffer).setFloat32(1, value);
  return bytes;
}

/** The bits of the half-precision number that equals `value`, or -1 where none does. */
function halfOf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const mantissa = bits & 0x7fffff;
  if (exponent === 0xff) return mantissa === 0 ? sign | 0x7c00 : -1;
  if (exponent === 0 && mantissa === 0) return sign;
  const power = exponent - 127;
  if (power >= -14 && power <= 15) {
    return (mantissa & 0x1fff) === 0 ? sign | ((power + 15) << halfMantissaBits) | (mantissa >> 13) : -1;
  }
  if (power < -24 || power > 15) return -1;
  // Subnormal halves: the hidden bit moves into the mantissa.
  const full = mantissa | 0x800000;
  const shift = -1 - power;
  return (full & ((1 << shift) - 1)) === 0 ? sign | (full >> shift) : -1;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = a[index]! - b[index]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
