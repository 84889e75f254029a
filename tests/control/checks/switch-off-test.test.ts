/** The test of the switches on the plant, with the guard that judges it. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { breakPlant, type FaultName } from '../../../sim/plant/faults.ts';
import { nominalPad } from '../../../sim/plant/pad.ts';
import { createPlant, type Plant, stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { codesIn, hasFault } from '../../../src/chair/fault-set.ts';
import { type FaultCode, faultCodes } from '../../../src/chair/faults.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { createSwitchOffTest, stepSwitchOffTest } from '../../../src/control/checks/switch-off-test.ts';
import { createGuard, createGuardContext, guardTick } from '../../../src/control/guard/guard.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { chair } from '../../chair.ts';

interface Proved {
  readonly ticks: number;
  readonly codes: readonly FaultCode[];
  readonly part: number;
  readonly orders: readonly Power[];
  readonly plant: Plant;
  readonly conductance: readonly number[];
}

function prove(
  options: Parameters<typeof createPlant>[1],
  ...broken: readonly (readonly [FaultName, string])[]
): Proved {
  const plant = createPlant(chair, options);
  for (const [name, value] of broken) breakPlant(plant, name, value);
  const sensors = createSensors(chair);
  const wanted = createPower(chair);
  const allowed = createPower(chair);
  const switchTest = createSwitchOffTest(chair);
  const guard = createGuard(guardLimits(chair));
  const context = { ...createGuardContext(), state: 'running' as const };
  const orders: Power[] = [];
  let ticks = 0;
  // As in the chair: something else may have been ordered before, and the tick after it shows the last current.
  Object.assign(wanted, { padsOn: [true, false], carriageDuty: 1 });
  for (; ticks < 100 && guard.register.faults === 0; ticks++) {
    sensePlant(plant, sensors);
    context.dueMs = ticks * 20;
    context.nowMs = context.dueMs;
    stepSwitchOffTest(switchTest, sensors, wanted, ticks === 0, 20);
    orders.push(structuredClone(wanted));
    guardTick(guard, wanted, sensors, context, allowed);
    stepPlant(plant, allowed);
    if (switchTest.done) break;
  }
  return {
    ticks: ticks + 1,
    codes: codesIn(guard.register.faults),
    part: guard.register.parts[faultCodes.findIndex((code) => hasFault(guard.register.faults, code))] ?? 0,
    orders,
    plant,
    conductance: guard.diagnosis.padCurrent.conductance,
  };
}

describe('a healthy chair', () => {
  test('is proved in less than 0.9 s', () => {
    const { ticks, codes } = prove({ seed: 1 });
    expect(codes).toEqual([]);
    expect(ticks * 20).toBeLessThan(900);
    expect(ticks).toBe(40);
  });

  test.each([0.7, 1.3])('with pads 30 %% off (%d) passes, wherever the carriage stands', (power) => {
    for (const carriageMm of [-2, 0, 1, 300, 793, 794, 796]) {
      for (const personKg of [0, 120]) {
        const { codes } = prove({
          seed: 3,
          carriageMm,
          personKg,
          pads: { lumbar: { ...nominalPad, power }, sacral: { ...nominalPad, power: 2 - power } },
        });
        expect(codes, `${carriageMm} mm`).toEqual([]);
      }
    }
  });

  test('does not move and does not get warm', () => {
    for (const carriageMm of [0, 400, 794]) {
      const { plant } = prove({ seed: 5, carriageMm, kneaderTurns: 0.3 });
      expect(Math.abs(plant.carriageMm - carriageMm)).toBeLessThan(0.01);
      expect(Math.abs(plant.kneaderTurns - 0.3)).toBeLessThan(0.001);
      expect(plant.pads[0]!.elementC - 22).toBeLessThan(0.1);
    }
  });

  test('teaches the guard the strength of each pad', () => {
    const { conductance } = prove({
      pads: { lumbar: { ...nominalPad, power: 0.8 }, sacral: { ...nominalPad, power: 1.25 } },
    });
    expect(conductance[0]).toBeCloseTo((0.8 * 40) / 576, 3);
    expect(conductance[1]).toBeCloseTo((1.25 * 40) / 576, 3);
  });

  test('is proved each time anew', () => {
    const switchTest = createSwitchOffTest(chair);
    const sensors = createSensors(chair);
    const wanted = createPower(chair);
    for (let tick = 0; tick < 40; tick++) stepSwitchOffTest(switchTest, sensors, wanted, tick === 0, 20);
    expect(switchTest.done).toBe(true);
    expect(wanted).toEqual(createPower(chair));
    stepSwitchOffTest(switchTest, sensors, wanted, true, 20);
    expect(switchTest.done).toBe(false);
    expect(wanted).toEqual(createPower(chair));
    for (let tick = 1; tick < 40; tick++) {
      expect(switchTest.done).toBe(false);
      stepSwitchOffTest(switchTest, sensors, wanted, false, 20);
    }
    expect(switchTest.done).toBe(true);
  });
});

test('a step goes on until new values have shown all of it, however late turns and values come', () => {
  const turnsOf = (dtMs: number, valueEach: number): number => {
    const switchTest = createSwitchOffTest(chair);
    const sensors = createSensors(chair);
    const wanted = createPower(chair);
    let turns = 0;
    for (; !switchTest.done; turns++) {
      if (turns % valueEach === 0) sensors.link.clockMs += dtMs * valueEach;
      stepSwitchOffTest(switchTest, sensors, wanted, turns === 0, dtMs);
    }
    return turns;
  };
  const steady = turnsOf(20, 1);
  expect(turnsOf(100, 1)).toBe(steady);
  expect(turnsOf(20, 3)).toBeGreaterThan(3 * (steady - 3));
  expect(turnsOf(10, 1)).toBeGreaterThan(2 * (steady - 3));
});

describe('what it orders', () => {
  const { orders } = prove({ seed: 1 });

  test('rests at the beginning and at the end', () => {
    expect(orders.slice(0, 5)).toEqual(Array(5).fill(createPower(chair)));
    expect(orders.slice(-2)).toEqual(Array(2).fill(createPower(chair)));
  });

  test('stays below breakaway, one way only', () => {
    for (const { carriageDuty, kneaderDuty } of orders) {
      expect([0, 0.2]).toContain(carriageDuty);
      expect([0, 0.15]).toContain(kneaderDuty);
    }
  });

  test('switches a relay only while nothing can flow through it', () => {
    for (let tick = 1; tick < orders.length; tick++) {
      const now = orders[tick];
      const before = orders[tick - 1];
      if (now === undefined || before === undefined) continue;
      if (now.padRelay !== before.padRelay) {
        expect(now.padRelay && (now.padsOn[0] || now.padsOn[1])).toBe(false);
        expect(
          before.padRelay && (before.padsOn[0] || before.padsOn[1]) && !now.padRelay && now.padsOn[0],
        ).toBe(false);
      }
      if (now.motorRelay && !before.motorRelay) expect([now.carriageDuty, now.kneaderDuty]).toEqual([0, 0]);
    }
  });

  test('shows each switch alone and all of them together', () => {
    const shown = (orders_: Partial<Power>) =>
      orders.filter((one) =>
        Object.entries(orders_).every(([key, value]) => isDeepStrictEqual(one[key as keyof Power], value)),
      ).length;
    expect(shown({ padsOn: [true, true], padRelay: false })).toBe(7);
    expect(shown({ padsOn: [false, false], padRelay: true })).toBe(10);
    expect(shown({ padsOn: [true, false], padRelay: true })).toBe(7);
    expect(shown({ padsOn: [false, true], padRelay: true })).toBe(7);
    expect(shown({ carriageDuty: 0.2, kneaderDuty: 0.15, motorRelay: false })).toBe(7);
    expect(shown({ carriageDuty: 0, kneaderDuty: 0, motorRelay: true })).toBe(17);
    expect(shown({ carriageDuty: 0.2, kneaderDuty: 0.15, motorRelay: true })).toBe(7);
  });

  test('at the upper limit it pushes down, since upwards nothing is let through', () => {
    const top = prove({ seed: 1, carriageMm: 795 });
    expect(top.codes).toEqual([]);
    expect(top.orders.some(({ carriageDuty }) => carriageDuty === -0.2)).toBe(true);
    expect(top.orders.some(({ carriageDuty }) => carriageDuty > 0)).toBe(false);
  });
});

describe('what it finds', () => {
  test.each([
    ['relay', 'welded', 'E26'],
    ['relay', 'open', 'E24'],
    ['fet.lumbar', 'shorted', 'E25'],
    ['fet.sacral', 'shorted', 'E25'],
    ['fet.lumbar', 'open', 'E24'],
    ['fet.sacral', 'open', 'E24'],
    ['pad.lumbar', 'open', 'E24'],
    ['pad.sacral', 'open', 'E24'],
    ['motor-relay', 'welded', 'E36'],
    ['motor-relay', 'open', 'E36'],
    ['carriage', 'runaway', 'E35'],
    ['kneader', 'runaway', 'E42'],
  ] as const)('%s %s is %s, wherever the carriage stands and whatever the pads', (name, value, code) => {
    for (const [seed, power] of [
      [1, 1],
      [2, 0.7],
      [3, 1.3],
    ] as const) {
      const { codes, ticks } = prove(
        { seed, pads: { lumbar: { ...nominalPad, power }, sacral: { ...nominalPad, power: 2 - power } } },
        [name, value],
      );
      expect(codes, `seed ${seed}`).toEqual([code]);
      expect(ticks).toBeLessThanOrEqual(40);
    }
  });

  test.each([
    ['fet.lumbar', 1],
    ['fet.sacral', 2],
    ['pad.lumbar', 1],
    ['pad.sacral', 2],
  ] as const)('%s open is named by its pad', (name, part) => {
    expect(prove({ seed: 1 }, [name, 'open']).part).toBe(part);
  });

  test('a welded relay and a shorted FET together before anybody is warm', () => {
    const { codes, plant, ticks } = prove({ seed: 1 }, ['relay', 'welded'], ['fet.lumbar', 'shorted']);
    expect(codes).toEqual(['E26']);
    expect(ticks).toBeLessThanOrEqual(4);
    expect(plant.pads[0]!.elementC).toBeLessThan(22.1);
  });

  test('the emergency stop contact being open though nobody pressed it', () => {
    const plant = createPlant(chair, { seed: 1 });
    plant.emergencyStop = true;
    const sensors = createSensors(chair);
    const switchTest = createSwitchOffTest(chair);
    const guard = createGuard(guardLimits(chair));
    const wanted = createPower(chair);
    const allowed = createPower(chair);
    const context = { ...createGuardContext(), state: 'running' as const };
    for (let tick = 0; !switchTest.done; tick++) {
      sensePlant(plant, sensors);
      sensors.emergencyStop = false;
      context.dueMs = tick * 20;
      context.nowMs = context.dueMs;
      stepSwitchOffTest(switchTest, sensors, wanted, tick === 0, 20);
      guardTick(guard, wanted, sensors, context, allowed);
      stepPlant(plant, allowed);
    }
    const codes = codesIn(guard.register.faults);
    expect(codes).toContain('E36');
  });
});
