/** Which events are kept, and as what. */
import { describe, expect, test } from 'vitest';
import { type FaultCode, faultIndex } from '../../src/chair/faults.ts';
import type { ChairEvent } from '../../src/control/events.ts';
import { createControl } from '../../src/control/tick.ts';
import { changesSettings, logOf, settingsOf } from '../../src/machine/events.ts';
import { chair } from '../chair.ts';

const wallMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const control = () => createControl(chair, { programs: [], boot: 3, sessionNumber: 7 });
const faultEvent = (code: FaultCode): ChairEvent => ({ kind: 'fault', atMs: 99, code, part: 'lumbar pad' });

describe('a fault in the log', () => {
  test('has code, part, value to a thousandth, boot, session and the wall clock', () => {
    const of = control();
    of.guard.register.values[faultIndex('E23')] = 61.23456;
    expect(logOf(faultEvent('E23'), of, wallMs)).toEqual({
      what: 'log',
      log: 'faults',
      record: {
        boot: 3,
        atMs: 99,
        code: 'E23',
        part: 'lumbar pad',
        value: 61.235,
        session: 7,
        wall: '2026-01-02T03:04:05.000Z',
      },
    });
  });

  test('has no value that is no number, and no time where no clock is set', () => {
    const of = control();
    of.guard.register.values[faultIndex('E21')] = Number.POSITIVE_INFINITY;
    const kept = logOf(faultEvent('E21'), of, null);
    expect(kept).toMatchObject({ record: { value: null } });
    expect(JSON.stringify(kept)).not.toContain('wall');
  });

  test.each([
    ['E31', 1, 'up'],
    ['E32', -1, 'down'],
    ['E21', 1, undefined],
  ] as const)('%s says which way the carriage was blocked: %i, %s', (code, direction, way) => {
    const of = control();
    of.guard.counts.carriage.direction = direction;
    const kept = logOf(faultEvent(code), of, null) as { record: { way?: string } };
    expect(kept.record.way).toBe(way);
  });
});

describe('of other events', () => {
  const record = {
    number: 7,
    boot: 3,
    startMs: 1,
    endMs: 2,
    program: 'x',
    minutes: 1,
    ended: 'timer',
  } as const;

  test('the end of a session goes into its log', () => {
    expect(logOf({ kind: 'session-end', atMs: 2, record }, control(), wallMs)).toEqual({
      what: 'log',
      log: 'sessions',
      record: { ...record, wall: '2026-01-02T03:04:05.000Z' },
    });
  });

  test.each<[ChairEvent, boolean]>([
    [{ kind: 'lock', atMs: 1, locked: true }, true],
    [{ kind: 'session-start', atMs: 1, number: 1, program: 'x' }, true],
    [
      {
        kind: 'memory',
        atMs: 1,
        memory: { program: 'x', speedShift: 0, heatLevel: 0, spotMm: 0, minutes: 5 },
      },
      true,
    ],
    [{ kind: 'session-end', atMs: 1, record }, false],
    [{ kind: 'confirm', atMs: 1 }, false],
    [{ kind: 'keys', atMs: 1, faulty: true, keys: 1 }, false],
  ])('%o changes the settings: %s', (event, changes) => {
    expect(changesSettings(event)).toBe(changes);
    if (event.kind !== 'session-end') expect(logOf(event, control(), wallMs)).toBeNull();
  });

  test('settings are a copy, with the program chosen', () => {
    const of = control();
    of.session.locked = true;
    const before = { locked: false, program: 'old', minutes: 15, memories: [] };
    const settings = settingsOf(of, before);
    expect(settings).toEqual({ locked: true, program: '', minutes: 15, memories: of.session.memories });
    expect(settings.memories).not.toBe(of.session.memories);
  });
});
