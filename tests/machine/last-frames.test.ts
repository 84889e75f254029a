import { expect, test } from 'vitest';
import { frameRecords } from '../../src/machine/last-frames.ts';
import { lineBytesMax, logLine } from '../../src/store/log.ts';

const frames = Array.from(
  { length: 64 },
  (_, index) =>
    `-${(1.28 - index / 50).toFixed(3)} > frame sequence=${index} carriage=${index} levels=${index}`,
);

test('a fault of the link takes the last messages with it, whole and in lines that fit the log', () => {
  const records = frameRecords({ code: 'E51', atMs: 123_456_789_012 }, 65_535, frames);
  expect(records.map(({ frames: text }) => text).join(' | ')).toBe(frames.join(' | '));
  expect(records[0]).toMatchObject({ boot: 65_535, atMs: 123_456_789_012, code: 'E51' });
  for (const record of records) expect(logLine(record).length).toBeLessThanOrEqual(lineBytesMax);
});

test('a fault of anything else takes nothing', () => {
  expect(frameRecords({ code: 'E21', atMs: 1 }, 1, frames)).toEqual([]);
});

test('a line is filled to its last letter before another is begun', () => {
  const frames = (last: number) => ['a'.repeat(400), 'b'.repeat(300), 'c'.repeat(last)];
  const texts = (last: number) =>
    frameRecords({ code: 'E55', atMs: 1 }, 1, frames(last)).map(({ frames: text }) => text);
  const roomLeft = 900 - 400 - 300 - 2 * ' | '.length;
  expect(texts(roomLeft)).toEqual([frames(roomLeft).join(' | ')]);
  const [first, second, third] = frames(roomLeft + 1);
  expect(texts(roomLeft + 1)).toEqual([`${first} | ${second}`, third]);
});
