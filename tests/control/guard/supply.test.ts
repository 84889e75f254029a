import { describe, expect, test } from 'vitest';
import { union } from '../../../src/chair/fault-set.ts';
import { activeFaults } from '../../../src/control/guard/guard.ts';
import {
  allOff,
  createRig,
  everythingOn,
  isLatched,
  isShown,
  latched,
  measured,
  step,
  ticksUntilFault,
  wantEverything,
} from './rig.ts';

describe('supply', () => {
  test.each([20, 24, 28])('%d V is healthy', (volts) => {
    const rig = createRig();
    rig.sensors.supplyV = volts;
    step(rig, 100);
    expect(union(rig.guard.register.faults, rig.guard.register.shown)).toBe(0);
  });

  test.each([
    [19.9, 'E11'],
    [18, 'E11'],
    [28.1, 'E12'],
    [30, 'E12'],
  ] as const)('%d V shows %s and stops nothing', (volts, code) => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 20);
    rig.sensors.supplyV = volts;
    step(rig, 200);
    expect(isShown(rig, code)).toBe(true);
    expect(measured(rig, code)).toBe(volts);
    expect(latched(rig)).toEqual([]);
    expect(rig.allowed).toEqual(everythingOn);
    rig.sensors.supplyV = 24;
    step(rig);
    expect(isShown(rig, code)).toBe(false);
  });

  test.each([
    [17.9, 'E11'],
    [0, 'E11'],
    [-5, 'E11'],
    [30.1, 'E12'],
    [1000, 'E12'],
    [Number.NaN, 'E11'],
  ] as const)('%d V latches %s in the fourth tick', (volts, code) => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 20);
    rig.sensors.supplyV = volts;
    expect(ticksUntilFault(rig, code)).toBe(4);
    expect(latched(rig)).toEqual([code]);
    expect(rig.allowed).toEqual(allOff);
  });

  test.each([24, 19, 29])('a dip of three ticks that ends at %d V is no fault', (volts) => {
    const rig = createRig();
    for (let round = 0; round < 10; round++) {
      rig.sensors.supplyV = 10;
      step(rig, 3);
      rig.sensors.supplyV = volts;
      step(rig, 1);
    }
    expect(isLatched(rig, 'E11')).toBe(false);
  });

  test('two dips that a line which delivers in bursts brings one after the other are no fault', () => {
    const rig = createRig();
    step(rig, 400, ({ sensors, context: { dueMs } }) => {
      sensors.link.ageMs = dueMs % 100;
      if (dueMs % 100 === 0) sensors.supplyV = dueMs % 1000 < 200 ? 17 : 24;
    });
    expect(activeFaults(rig.guard)).toBe(0);
    expect(
      ticksUntilFault(rig, 'E11', ({ sensors, context: { dueMs } }) => {
        sensors.link.ageMs = dueMs % 100;
        sensors.supplyV = 17;
      }),
    ).toBeLessThanOrEqual(20);
  });
});
