/** What a technician sees at a glance: nothing that is not known now. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../src/board/shipped.ts';
import { faultSetOf } from '../../src/chair/fault-set.ts';
import { type FaultCode, faultIndex } from '../../src/chair/faults.ts';
import { linkLostMs } from '../../src/chair/limits.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { tripNumber } from '../../src/chair/trips.ts';
import { createControl } from '../../src/control/tick.ts';
import { createPunctuality } from '../../src/machine/punctuality.ts';
import { faultsOf, statusOf } from '../../src/machine/status.ts';
import { chair } from '../chair.ts';

function given(of: typeof chair = chair, chairFile: 'read' | 'missing' = 'read') {
  const sensors = createSensors(chair);
  Object.assign(sensors.link, { connected: true, guarded: true, ageMs: 20, trip: 0 });
  const control = createControl(chair, { programs: [] });
  const punctuality = createPunctuality();
  const status = (nowMs = 1234, wallMs: number | null = null) =>
    statusOf(control, sensors, punctuality, { wiring: of.wiring, chairFile }, { nowMs, wallMs });
  return { sensors, control, punctuality, status };
}

const shownOfSensors = [
  'supplyV',
  'roomC',
  'lumbarElementC',
  'lumbarSurfaceC',
  'sacralElementC',
  'sacralSurfaceC',
  'seatTaken',
  'emergencyStop',
] as const;

describe('the status', () => {
  test('shows each reading to a tenth', () => {
    const { sensors, status } = given();
    Object.assign(sensors, { supplyV: 23.96, ambientC: 21.44, seat: true, emergencyStop: false });
    Object.assign(sensors.pads[1] ?? {}, { elementC: 40.06, surfaceC: 38.04 });
    expect(status()).toMatchObject({
      supplyV: 24,
      roomC: 21.4,
      sacralElementC: 40.1,
      sacralSurfaceC: 38,
      seatTaken: true,
      emergencyStop: false,
      uptimeMs: 1234,
      program: '',
    });
  });

  test("shows the voltage behind the motors' relay where it is measured, and nothing of it elsewhere", () => {
    const { sensors, status } = given(loadChair('tests/chairs/relay-and-divider.yaml'));
    sensors.motorsV = 23.44;
    expect(status()['motorsV']).toBe(23.4);
    sensors.link.connected = false;
    expect(status()['motorsV']).toBeNull();
    expect(given().status()).not.toHaveProperty('motorsV');
  });

  test.each([
    ['the line is lost', { connected: false }],
    ['the values are old', { ageMs: linkLostMs + 1 }],
  ])('shows no value when %s', (_, link) => {
    const { sensors, control, status } = given();
    Object.assign(control.carriage, { known: true, positionMm: 100 });
    expect(status()['carriageMm']).toBe(100);
    Object.assign(sensors.link, link);
    for (const name of [...shownOfSensors, 'carriageMm', 'guard']) expect(status()[name], name).toBeNull();
  });

  test('shows nothing of a controller where no chair file says what is wired to it', () => {
    const { status } = given(chair, 'missing');
    expect(status()['link']).toBe('none: no controller is asked without a chair file');
    for (const name of [...shownOfSensors, 'carriageMm', 'guard', 'badFrames', 'controllerStarts'])
      expect(status()[name], name).toBeNull();
  });

  test('shows no value of a sensor that the chair has not', () => {
    const { wiring } = chair;
    const inputs = { ...wiring.inputs, seat: null, 'emergency-stop': null };
    const scaled = { ...wiring.scaled, supply: null };
    const { status } = given({ ...chair, wiring: { ...wiring, ambient: null, inputs, scaled } });
    expect(status()).toMatchObject({ roomC: null, supplyV: null, seatTaken: null, emergencyStop: null });
    expect(status()['lumbarElementC']).not.toBeNull();
  });

  test('shows values that are as old as they may be', () => {
    const { sensors, status } = given();
    sensors.link.ageMs = linkLostMs;
    expect([status()['link'], status()['supplyV']]).toEqual(['up', sensors.supplyV]);
  });

  test('shows no temperature that is none, and no place that is not known', () => {
    const { sensors, control, status } = given();
    Object.assign(sensors.pads[0] ?? {}, { elementC: Number.POSITIVE_INFINITY });
    control.carriage.known = false;
    expect(status()).toMatchObject({ lumbarElementC: null, carriageMm: null });
    expect(status()['lumbarSurfaceC']).not.toBeNull();
  });

  test.each([
    [{}, 'up'],
    [{ connected: false, ageMs: 12_400 }, 'lost: last values 12 s ago'],
    [{ ageMs: 1600 }, 'lost: last values 2 s ago'],
    [{ connected: false, ageMs: Number.POSITIVE_INFINITY }, 'none: no controller answers'],
    [{ connected: false, ageMs: 20 }, 'none: no controller answers'],
    [{ connected: false, ageMs: linkLostMs }, 'none: no controller answers'],
  ])('says of a line %o: %s', (link, text) => {
    const { sensors, status } = given();
    Object.assign(sensors.link, link);
    expect(status()['link']).toBe(text);
  });

  test.each([
    [{}, 'armed'],
    [{ guarded: false }, 'none: heat stays locked out'],
    [{ trip: tripNumber('thermistor') }, 'off: thermistor'],
    [{ trip: 200 }, 'off: reason 200'],
  ])('says of a guard %o: %s', (link, text) => {
    const { sensors, status } = given();
    Object.assign(sensors.link, link);
    expect(status()['guard']).toBe(text);
  });

  test('says how late the turns were, and the clock where it is set', () => {
    const { punctuality, status } = given();
    Object.assign(punctuality, { minuteMs: 1.26, minuteBeforeMs: 0.5, worstMs: 8.04, missed: 3 });
    expect(status()).toMatchObject({ lateMs: 1.3, worstLateMs: 8, missedTurns: 3, clock: 'not set' });
    expect(status(0, Date.UTC(2026, 0, 2))['clock']).toBe('2026-01-02T00:00:00.000Z');
  });
});

describe('the temperatures of a chair’s pads', () => {
  const of = (name: string) => {
    const other = loadChair(name);
    const control = createControl(other, { programs: [] });
    const clocks = { nowMs: 0, wallMs: null };
    const readable = { wiring: other.wiring, chairFile: 'read' } as const;
    const status = statusOf(control, createSensors(other), createPunctuality(), readable, clocks);
    return Object.keys(status).filter((key) => /(Element|Surface)C$/.test(key));
  };

  test.each([
    ['lumbar-1', ['lumbarElementC', 'lumbarSurfaceC', 'sacralElementC', 'sacralSurfaceC']],
    ['chair-a', []],
    ['chair-b', ['lumbarElementC']],
    ['chair-b-table', []],
    ['chair-b-open-loop', []],
    ['chair-c', []],
  ])('%s: those that it has a thermistor for', (name, keys) => {
    expect(of(name)).toEqual(keys);
  });
});

describe('the faults that are active', () => {
  const known = (code: FaultCode, value: number, part: string) => {
    const { control } = given();
    control.guard.register.values[faultIndex(code)] = value;
    control.inputs.faultParts[faultIndex(code)] = { text: part, short: '' };
    return control;
  };

  test('are none at first', () => {
    expect(faultsOf(given().control)).toEqual([]);
  });

  test('have code, part and value to a thousandth, and say that they are latched', () => {
    const control = known('E23', 61.23456, 'lumbar pad');
    control.guard.register.faults = faultSetOf('E23');
    expect(faultsOf(control)).toEqual([{ code: 'E23', part: 'lumbar pad', value: 61.235, latched: true }]);
  });

  test('have no value that is no number', () => {
    const control = known('E21', Number.POSITIVE_INFINITY, 'lumbar pad');
    control.guard.register.faults = faultSetOf('E21');
    expect(faultsOf(control)).toMatchObject([{ code: 'E21', value: null }]);
  });

  test('are in the order of the table, those that are only shown among them', () => {
    const control = known('E61', 1, 'visit');
    control.guard.register.faults = faultSetOf('E72', 'E23');
    control.guard.register.shown = faultSetOf('E61');
    expect(faultsOf(control).map(({ code, latched }) => [code, latched])).toEqual([
      ['E23', true],
      ['E61', false],
      ['E72', true],
    ]);
  });
});
