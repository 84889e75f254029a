/** What the control loop takes over of the logs that survived. */
import { describe, expect, test } from 'vitest';
import { historyMax } from '../../src/control/session/history.ts';
import { historyOf } from '../../src/machine/history.ts';
import { recordOfLine } from '../../src/machine/log-line.ts';

const record = {
  number: 7,
  boot: 2,
  startMs: 1000,
  endMs: 61_000,
  program: 'x',
  minutes: 1,
  ended: 'timer',
} as const;
const lineOf = (fields: object): string => `${JSON.stringify(fields)}\n`;

describe('a line of a log', () => {
  test('is the record that it holds', () => {
    expect(recordOfLine('{"boot":3,"code":"E21"}')).toEqual({ boot: 3, code: 'E21' });
  });

  test.each(['', '{"boot":', 'null', '7', '"text"', 'true'])('%s is none', (line) => {
    expect(recordOfLine(line)).toBeNull();
  });
});

describe('the history of sessions', () => {
  test('has the fields of a session, and no others', () => {
    const log = lineOf({ ...record, wall: '2026-01-02T03:04:05.000Z', crc: '00000000' });
    expect(historyOf(log)).toEqual({ history: [record], sessionNumber: 7 });
  });

  test('is the newest sessions, oldest first, and goes on from the last one’s number', () => {
    const numbers = Array.from({ length: historyMax + 10 }, (_, index) => index + 1);
    const { history, sessionNumber } = historyOf(
      numbers.map((number) => lineOf({ ...record, number })).join(''),
    );
    expect(history.map(({ number }) => number)).toEqual(numbers.slice(-historyMax));
    expect(sessionNumber).toBe(historyMax + 10);
  });

  test.each(['number', 'boot', 'startMs', 'endMs', 'minutes', 'program'] as const)(
    'leaves out a line without its %s',
    (field) => {
      const { [field]: _left, ...rest } = record;
      expect(historyOf(lineOf(record) + lineOf({ ...rest, number: field === 'number' ? 'x' : 8 }))).toEqual({
        history: [record],
        sessionNumber: 7,
      });
    },
  );
});
