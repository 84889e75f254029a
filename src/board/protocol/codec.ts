/**
 * Encodes and decodes guard messages. Encoding throws on a value that does not fit its field: truncated, it would be a
 * wrong command. Decoding returns false for a wrong length or CRC, and never throws.
 */
import { crc16 } from '../../codec/crc.ts';
import { type Message, type MessageName, messages, septets, type Values, wireBytes } from './messages.ts';

export const sysexStart = 0xf0;
export const sysexEnd = 0xf7;

const byId: ReadonlyArray<Message | undefined> = Array.from({ length: 16 }, (_, id) =>
  Object.values<Message>(messages).find((message) => message.id === id),
);

/** The guard message with this sysex id, or undefined if it is not one of the guard's. */
export function messageOf(id: number): Message | undefined {
  return byId[id];
}

/** Writes a whole sysex into `target` and returns its length. */
export function encodeInto(
  message: Message,
  values: Readonly<Record<string, number>>,
  target: Uint8Array,
): number {
  let at = 0;
  target[at++] = sysexStart;
  target[at++] = message.id;
  at = encodeFields(message, values, target, at);
  const crc = crc16(target, 1, at);
  target[at++] = crc & 0x7f;
  target[at++] = (crc >> 7) & 0x7f;
  target[at++] = crc >> 14;
  target[at++] = sysexEnd;
  return at;
}

/** Encodes the fields alone, as in a message; the digest of the pin list is computed over these bytes. */
export function encodeFields(
  message: Message,
  values: Readonly<Record<string, number>>,
  target: Uint8Array,
  from = 0,
): number {
  let at = from;
  for (const field of message.fields) {
    const value = values[field.name] as number;
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** field.bits) {
      throw new RangeError(
        `guard message ${message.name}: ${field.name} is ${value}, not a ${field.bits}-bit number`,
      );
    }
    for (let shift = 0; shift < field.bits; shift += 7) target[at++] = (value >> shift) & 0x7f;
  }
  return at;
}

export function encode<N extends MessageName>(name: N, values: Values<(typeof messages)[N]>): Uint8Array {
  const bytes = new Uint8Array(wireBytes(messages[name]));
  encodeInto(messages[name], values as Record<string, number>, bytes);
  return bytes;
}

/**
 * Reads a message from `bytes`, where `from` is the index of its id and `to` that of its F7. False, with `values`
 * unchanged, if the length or the CRC is wrong.
 */
export function decodeInto(
  message: Message,
  bytes: ArrayLike<number>,
  from: number,
  to: number,
  values: Record<string, number>,
): boolean {
  if (to - from !== wireBytes(message) - 2) return false;
  const crc =
    (bytes[to - 3] as number) | ((bytes[to - 2] as number) << 7) | ((bytes[to - 1] as number) << 14);
  if (crc16(bytes, from, to - septets(16)) !== crc) return false;
  let at = from + 1;
  for (const field of message.fields) {
    let value = 0;
    for (let shift = 0; shift < field.bits; shift += 7) value |= (bytes[at++] as number) << shift;
    values[field.name] = value;
  }
  return true;
}
