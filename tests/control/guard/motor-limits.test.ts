import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { type StalledFrom, stalledFrom } from '../../../src/chair/motor-current.ts';
import { createPower } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import type { Drive, OutputLine } from '../../../src/chair/wiring.ts';
import { createGuard, createGuardContext, guardTick } from '../../../src/control/guard/guard.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { dutiesOf } from '../../../src/control/guard/motor-limits.ts';
import { chair } from '../../chair.ts';

const motor = (runningMaxA: number, stallA: number) => ({
  ...chair.carriage,
  runningA: { min: 0.5 * runningMaxA, max: runningMaxA },
  stallA,
});

describe('above which current a motor counts as held fast', () => {
  test.each([
    [2.3, 9],
    [1, 8],
    [3, 5],
  ])(
    'running at %d A, held fast at %d A: more than it draws running, less than a weak supply and a sensor 5 % low leave',
    (runningA, stallA) => {
      const { baseA, perDutyA } = stalledFrom(motor(runningA, stallA)) as StalledFrom;
      expect(baseA).toBeGreaterThan(1.2 * runningA);
      expect(perDutyA).toBeGreaterThanOrEqual(0);
      if (stallA > 2 * runningA) expect(baseA + perDutyA).toBeLessThan(stallA * (18 / 24) * 0.95);
      else expect(baseA + perDutyA).toBeLessThan(0.95 * stallA);
    },
  );
});

describe('of a motor that must be given much before it moves', () => {
  const startsFrom = (breakawayDuty: number) =>
    stalledFrom({ breakawayDuty, runningA: { min: 0.8, max: 1.5 }, stallA: 7 });

  test.each([
    // What it draws before it moves: 2.24 A at 0.32 of duty; 4.2 A at 0.6.
    [0.22, 2.24, 0.32],
    [0.5, 4.2, 0.6],
  ])('from %d of duty on, what it draws as it starts under somebody is no stall', (from, startsA, duty) => {
    const { baseA, perDutyA } = startsFrom(from) as StalledFrom;
    expect(baseA + perDutyA * duty).toBeGreaterThan(1.05 * startsA);
    expect(baseA + perDutyA).toBeLessThanOrEqual(0.7 * 7 + 1e-9);
  });

  test('its current tells nothing once that is as much as a weak supply leaves of a stall', () => {
    expect(startsFrom(0.7)).toBeNull();
  });
});

describe('what may be ordered of a motor', () => {
  test('nothing of one that is not there: it would be read back as off, and taken for outputs that do not obey', () => {
    const chairC = loadChair('chair-c');
    expect(chairC.wiring.motors.kneader).toBeNull();
    const guard = createGuard(guardLimits(chairC));
    const asked = { ...createPower(chairC), carriageDuty: -1, kneaderDuty: -1 };
    guardTick(guard, asked, createSensors(chairC), createGuardContext(), createPower(chairC));
    expect([guard.wanted.carriageDuty, guard.wanted.kneaderDuty]).toEqual([-1, 0]);
  });

  test('one way alone of one that turns only that: its pins cannot tell the other', () => {
    const { motors } = chair.wiring;
    const power = chair.wiring.switches['motor-relay'] as OutputLine;
    const kneader: Drive = { ...(motors.kneader as Drive), lines: { by: 'one-way', power } };
    expect(dutiesOf({ motors: { ...motors, kneader } })).toEqual({
      carriage: { least: -1, most: 1 },
      kneader: { least: 0, most: 1 },
      tapper: { least: 0, most: 0 },
    });
  });
});
