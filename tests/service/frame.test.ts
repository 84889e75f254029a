import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFrameReader, encodeFrames, lineBytesMax, readFrames } from '../../src/service/frame.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

function readAll(chunks: readonly Uint8Array[], bytesMax = 2048): Uint8Array[] {
  const reader = createFrameReader(bytesMax);
  const messages: Uint8Array[] = [];
  for (const chunk of chunks) readFrames(reader, chunk, (message) => messages.push(message));
  return messages;
}

/** The wire bytes cut into pieces of these sizes, again and again. */
function pieces(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const cut: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  return cut;
}

describe('console framing', () => {
  test('a message is framed to the byte as the reference says', () => {
    // "Hello, world!": length 15, CRC 0xe2de.
    expect(Buffer.from(encodeFrames(ascii('Hello, world!'))).toString('latin1')).toBe(
      '\x06\x09AA9IZWxsbywgd29ybGQhet4=\n',
    );
  });

  test('lines are at most 127 bytes, begin with a marker and end in a line feed alone', () => {
    const wire = Buffer.from(encodeFrames(new Uint8Array(1000).fill(7))).toString('latin1');
    const lines = wire.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.length).toBeGreaterThan(5);
    for (const [index, line] of lines.entries()) {
      expect(line.length + 1).toBeLessThanOrEqual(lineBytesMax);
      expect(line.slice(0, 2)).toBe(index === 0 ? '\x06\x09' : '\x04\x14');
      expect(line).not.toContain('\r');
    }
  });

  test('any message comes out as it went in, however the line cuts it up', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 1500 }), sizes, (message, cuts) => {
        expect(readAll(pieces(encodeFrames(message), cuts))).toEqual([message]);
      }),
      { seed: 31, numRuns: 300 },
    );
  });

  test('other text on the line, empty lines and carriage returns do no harm', () => {
    const wire = Buffer.from(encodeFrames(ascii('first'))).toString('latin1');
    const noisy = `\n\r\nboot ok\n${wire.replace('\n', '\r\n')}login:\n${Buffer.from(encodeFrames(ascii('second'))).toString('latin1')}`;
    expect(readAll([Buffer.from(noisy, 'latin1')]).map((m) => Buffer.from(m).toString())).toEqual([
      'first',
      'second',
    ]);
  });

  test('a lost, doubled or swapped line costs its message and no other', () => {
    const long = new Uint8Array(400).map((_, index) => index);
    const lines =
      Buffer.from(encodeFrames(long))
        .toString('latin1')
        .match(/[^\n]*\n/g) ?? [];
    const next = Buffer.from(encodeFrames(ascii('next'))).toString('latin1');
    const variants = [
      [...lines.slice(0, 1), ...lines.slice(2)],
      [...lines.slice(0, 2), lines[1], ...lines.slice(2)],
      [lines[0], lines[2], lines[1], ...lines.slice(3)],
      lines.slice(1),
      lines.slice(0, -1),
    ];
    for (const variant of variants) {
      const messages = readAll([Buffer.from(variant.join('') + next, 'latin1')]);
      expect(messages.map((message) => Buffer.from(message).toString())).toEqual(['next']);
    }
  });

  test('any single changed bit costs the message: it never comes out changed', () => {
    const message = Uint8Array.from({ length: 150 }, (_, index) => index * 7);
    const wire = encodeFrames(message);
    for (let bit = 0; bit < wire.length * 8; bit++) {
      const changed = wire.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      for (const got of readAll([changed])) expect(got).toEqual(message);
    }
  });

  test('longer lines than the rule are understood, endless ones and messages too long are dropped', () => {
    const message = new Uint8Array(300).fill(9);
    const oneLine = Buffer.from(encodeFrames(message)).toString('latin1').replaceAll('\n\x04\x14', '');
    const inOneLine = readAll([Buffer.from(oneLine, 'latin1')]);
    expect(inOneLine).toEqual([message]);
    const endless = Buffer.alloc(1_000_000, 'A');
    expect(readAll([Buffer.from('\x06\x09'), endless, ascii('\n'), encodeFrames(message)])).toEqual([
      message,
    ]);
    expect(readAll([encodeFrames(new Uint8Array(2049)), encodeFrames(message)])).toEqual([message]);
  });
});
