import { describe, expect, test } from 'vitest';
import { padPart, part } from '../../../src/chair/parts.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { tripNumber } from '../../../src/chair/trips.ts';
import { activeFaults, createGuard } from '../../../src/control/guard/guard.ts';
import { createDoubt, noteDoubt } from '../../../src/control/guard/interlocks/thermistors.ts';
import { chair } from '../../chair.ts';
import {
  createRig,
  everythingOn,
  heatOff,
  heldBy,
  latched,
  limits,
  measured,
  partOf,
  readingAt,
  setReading,
  step,
  ticksUntilFault,
  wantEverything,
} from './rig.ts';

const readings = [
  ['the lumbar element', 0, 1],
  ['the sacral element', 1, 2],
  ['the lumbar surface', 'surface 0', 1],
  ['the sacral surface', 'surface 1', 2],
  ['the room', 'ambient', 3],
] as const;

describe.each(readings)('a reading of %s', (_name, place, part) => {
  test.each([
    [-5.1, 'E21'],
    [-70, 'E21'],
    [Number.NaN, 'E21'],
    [Number.NEGATIVE_INFINITY, 'E21'],
    [120.1, 'E22'],
    [500, 'E22'],
    [Number.POSITIVE_INFINITY, 'E22'],
  ] as const)('of %d rests the heat at once and latches %s in the third tick', (readingC, code) => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 20);
    setReading(rig.sensors, place, readingC);
    step(rig);
    expect(rig.allowed).toEqual({ ...everythingOn, ...heatOff });
    expect(heldBy(rig).pads[0]).toBe('reading in doubt');
    expect(ticksUntilFault(rig, code)).toBe(2);
    expect(latched(rig)).toEqual([code]);
    expect(partOf(rig, code)).toBe(part);
    expect(measured(rig, code)).toBe(readingC);
    expect(rig.allowed).toEqual({ ...everythingOn, ...heatOff });
  });

  test('two spoilt readings are no fault, and the third good one gives the heat back', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 20);
    const good = readingAt(rig.sensors, place);
    setReading(rig.sensors, place, 400);
    step(rig, 2);
    expect(rig.allowed.padRelay).toBe(false);
    setReading(rig.sensors, place, good);
    step(rig, 1);
    expect(rig.allowed).toEqual(everythingOn);
    expect(latched(rig)).toEqual([]);
  });

  test('a lead that is open for 20 ms in each 500 ms is open, within seconds', () => {
    const rig = createRig();
    wantEverything(rig);
    let tick = 0;
    const found = ticksUntilFault(
      rig,
      'E21',
      ({ sensors }) => {
        setReading(sensors, place, tick++ % 25 === 0 ? -70 : 22);
      },
      500,
    );
    expect(found).toBeGreaterThan(25);
    expect(found).toBeLessThan(250);
    expect(partOf(rig, 'E21')).toBe(part);
  });

  test('one spoilt sample a minute is never a fault, and takes the heat for one tick', () => {
    const rig = createRig();
    // Nothing is heated: this is about the reading alone.
    let rested = 0;
    let tick = 0;
    step(rig, 20 * 3000, ({ sensors, allowed }) => {
      setReading(sensors, place, tick++ % 3000 === 1500 ? -70 : 22);
      if (allowed.padRelay) rested++;
    });
    expect(latched(rig)).toEqual([]);
    expect(rested).toBe(0);
  });

  test('at the edges of its range it is believed', () => {
    const rig = createRig();
    setReading(rig.sensors, place, -5);
    step(rig, 10);
    expect(latched(rig)).toEqual([]);
  });
});

describe('element trip', () => {
  test.each([
    ['lumbar', 0, 1],
    ['sacral', 1, 2],
  ] as const)('%s at 60 C latches E23 in the third tick, below it does not', (_name, place, part) => {
    const rig = createRig();
    setReading(rig.sensors, place, 59.9);
    step(rig, 10);
    expect(latched(rig)).toEqual([]);
    setReading(rig.sensors, place, 60);
    expect(ticksUntilFault(rig, 'E23')).toBe(3);
    expect(partOf(rig, 'E23')).toBe(part);
    expect(latched(rig)).toEqual(['E23']);
  });

  test('a reading of 120 C is hot, above it is a short', () => {
    const rig = createRig();
    rig.sensors.pads[0]!.elementC = 120;
    step(rig, 3);
    expect(latched(rig)).toEqual(['E23']);
  });

  test('the ambient has no element to trip', () => {
    const rig = createRig();
    rig.sensors.ambientC = 61;
    step(rig, 4);
    expect(latched(rig)).toEqual([]);
    rig.sensors.ambientC = 120;
    step(rig, 4);
    expect(latched(rig)).toEqual([]);
    rig.sensors.ambientC = 120.1;
    step(rig, 3);
    expect(latched(rig)).toEqual(['E22']);
  });

  test('two bad readings at once name the first of each code', () => {
    const rig = createRig();
    rig.sensors.pads[0]!.elementC = -60;
    rig.sensors.pads[1]!.elementC = -50;
    step(rig, 3);
    expect(partOf(rig, 'E21')).toBe(1);
    expect(measured(rig, 'E21')).toBe(-60);
  });
});

describe('a controller that has tripped on a thermistor', () => {
  const badThenTripped = (state: 'running' | 'off', goodTicks: number) => {
    const rig = createRig(state);
    step(rig, 20);
    rig.sensors.pads[1]!.elementC = 130;
    step(rig);
    rig.sensors.pads[1]!.elementC = 22;
    step(rig, goodTicks);
    rig.sensors.link.trip = tripNumber('thermistor');
    step(rig);
    return rig;
  };

  test('explains it by a bad reading of the last 200 ms, no older one', () => {
    expect(latched(badThenTripped('running', 9))).toEqual(['E22']);
    expect(activeFaults(badThenTripped('running', 10).guard)).toBe(0);
  });

  test('explains nothing where no reading has been bad, even in its first moments', () => {
    const guard = createGuard(limits);
    const rig = createRig();
    rig.guard = guard;
    rig.sensors.link.trip = tripNumber('thermistor');
    rig.context.dueMs = 0;
    step(rig, 3);
    expect(activeFaults(guard)).toBe(0);
  });

  test('explains nothing where another fault explains it, or the chair is off', () => {
    expect(latched(badThenTripped('off', 1))).toEqual([]);
    const rig = createRig();
    rig.sensors.pads[1]!.elementC = 130;
    step(rig);
    rig.sensors.pads[1]!.elementC = 22;
    rig.sensors.emergencyStop = true;
    step(rig);
    rig.sensors.link.trip = tripNumber('thermistor');
    step(rig, 5);
    expect(latched(rig)).toEqual(['E71']);
  });
});

test('two bad readings are the fault they look like where the controller has tripped on them', () => {
  const rig = createRig();
  wantEverything(rig);
  step(rig, 20);
  rig.sensors.ambientC = -70;
  step(rig, 2);
  rig.sensors.ambientC = 22;
  rig.sensors.link.trip = tripNumber('thermistor');
  step(rig);
  expect(latched(rig)).toEqual(['E21']);
  expect(partOf(rig, 'E21')).toBe(3);
  expect(measured(rig, 'E21')).toBe(-70);
});

describe('the last reading that could not be', () => {
  const onePad = { ...createSensors(chair), pads: [{ elementC: 22, surfaceC: 22 }] };

  test('is none until there is one, and then stays, whatever is read later', () => {
    const doubt = createDoubt();
    noteDoubt(doubt, onePad, 1, 20);
    expect(doubt).toEqual({ code: null, part: part.none, celsius: 0, atMs: 0 });
    noteDoubt(doubt, { ...onePad, ambientC: -70 }, 1, 40);
    noteDoubt(doubt, onePad, 1, 60);
    expect(doubt).toEqual({ code: 'E21', part: part.ambient, celsius: -70, atMs: 40 });
  });

  test('is looked for on the pads that the chair has', () => {
    const doubt = createDoubt();
    const pads = [{ elementC: 300, surfaceC: 22 }];
    noteDoubt(doubt, { ...onePad, pads }, 1, 40);
    expect(doubt).toEqual({ code: 'E22', part: padPart(0), celsius: 300, atMs: 40 });
    const none = createDoubt();
    noteDoubt(none, { ...onePad, pads }, 0, 40);
    expect(none.code).toBeNull();
  });
});
