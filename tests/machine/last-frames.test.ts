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
