import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeInto, encode, messageOf } from '../../../src/board/protocol/codec.ts';
import {
  type Message,
  type MessageName,
  messages,
  septets,
  wireBytes,
} from '../../../src/board/protocol/messages.ts';

const all = Object.values<Message>(messages);
const anyMessage = fc.constantFrom(...all).chain((message) =>
  fc.record({
    message: fc.constant(message),
    values: fc.record(
      Object.fromEntries(
        message.fields.map(({ name, bits }) => [name, fc.integer({ min: 0, max: 2 ** bits - 1 })]),
      ),
    ),
  }),
);
const bytesOf = (message: Message, values: Record<string, number>) =>
  encode(message.name as MessageName, values as never);

describe('guard messages', () => {
  test('what is encoded is decoded again, whatever the values', () => {
    fc.assert(
      fc.property(anyMessage, ({ message, values }) => {
        const bytes = bytesOf(message, values);
        const read: Record<string, number> = {};
        expect(decodeInto(message, bytes, 1, bytes.length - 1, read)).toBe(true);
        expect(read).toEqual({ ...values });
      }),
    );
  });

  test('between F0 and F7 there are only seven-bit bytes, as Firmata asks', () => {
    fc.assert(
      fc.property(anyMessage, ({ message, values }) => {
        const bytes = [...bytesOf(message, values)];
        expect(bytes[0]).toBe(0xf0);
        expect(bytes.at(-1)).toBe(0xf7);
        expect(bytes.slice(1, -1).every((byte) => byte < 0x80)).toBe(true);
        expect(bytes.length).toBe(wireBytes(message));
      }),
    );
  });

  test('a message with any one or two bits changed is refused, and leaves what was read before alone', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), fc.nat(), ({ message, values }, first, second) => {
        const bytes = bytesOf(message, values);
        const flip = (at: number) => {
          const bit = at % ((bytes.length - 2) * 7);
          const index = 1 + Math.trunc(bit / 7);
          bytes[index] = (bytes[index] as number) ^ (1 << (bit % 7));
        };
        flip(first);
        if (first % ((bytes.length - 2) * 7) !== second % ((bytes.length - 2) * 7)) flip(second);
        const read = { untouched: 1 };
        expect(decodeInto(message, bytes, 1, bytes.length - 1, read)).toBe(false);
        expect(read).toEqual({ untouched: 1 });
      }),
    );
  });

  test('a message that is cut short or has a byte too many is refused', () => {
    const bytes = encode('arm', { digest: 1, boots: 2, sequence: 3 });
    for (const length of [4, bytes.length - 3, bytes.length - 2, bytes.length]) {
      expect(decodeInto(messages.arm, bytes, 1, length, {})).toBe(false);
    }
  });

  test('a value that does not fit its field is an error, not a smaller value', () => {
    const zeros = Object.fromEntries(messages.frame.fields.map(({ name }) => [name, 0]));
    const values = { ...zeros, duty0: 256 } as Parameters<typeof encode<'frame'>>[1];
    expect(() => encode('frame', values)).toThrow('duty0 is 256, not a 8-bit number');
    expect(() => encode('frame', { ...values, duty0: Number.NaN })).toThrow(RangeError);
    expect(() => encode('frame', { ...values, duty0: -1 })).toThrow(RangeError);
  });

  test('every id is in Firmata’s user range and belongs to one message', () => {
    expect(all.every(({ id }) => id > 0 && id < 0x10)).toBe(true);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const message of all) expect(messageOf(message.id)).toBe(message);
    expect(messageOf(0x0f)).toBeUndefined();
  });

  test('no field is wider than what a JavaScript shift and a 32-bit integer take', () => {
    for (const { fields } of all) for (const { bits } of fields) expect(septets(bits)).toBeLessThanOrEqual(4);
  });
});
