/** The voltage behind the motors' relay by itself. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { codesIn } from '../../../src/chair/fault-set.ts';
import { faultIndex } from '../../../src/chair/faults.ts';
import { part } from '../../../src/chair/parts.ts';
import {
  createMotorsSupplyWatch,
  watchMotorsSupply,
} from '../../../src/control/guard/diagnosis/motors-supply.ts';
import { createReadbackWatch } from '../../../src/control/guard/diagnosis/readback.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { createAnswered } from './answered.ts';
import { limits as ofReference } from './rig.ts';

const limits = guardLimits(loadChair('tests/chairs/relay-and-divider.yaml'));
const closed = { motorRelay: true };
const live = { motorsV: 24 };
const dead = { motorsV: 0 };

function stand() {
  const { motorsSupply } = limits;
  if (motorsSupply === null) throw new Error('this chair has a divider');
  const watch = createMotorsSupplyWatch();
  const readback = createReadbackWatch();
  const bench = createAnswered(
    (seen, register) => watchMotorsSupply(watch, seen, motorsSupply, readback, register),
    { limits },
  );
  const found = () => codesIn(bench.register.faults);
  return {
    ...bench,
    found,
    /** After how many ticks of this the fault is found; at most `mostTicks`. */
    until(mostTicks: number, ...[orders, readings, , everyMs = 20]: Parameters<typeof bench.order>): number {
      let ticks = 0;
      for (; ticks < mostTicks && found().length === 0; ticks++) bench.order(orders, readings, 1, everyMs);
      return ticks;
    },
  };
}

test('a chair without a divider has no such limits', () => {
  expect(ofReference.motorsSupply).toBeNull();
  expect(limits.motorsSupply?.closedV).toBe(8);
});

describe('behind an open relay', () => {
  test('a voltage that does not fall is that of a welded one, told within 1.2 s', () => {
    const { order, until, found, register } = stand();
    order(closed, live, 50);
    const ms = 20 * until(100, {}, live);
    expect(found()).toEqual(['E36']);
    // What is read answers to the order of the tick before, and must have settled for 60 ms; a second, and 100 ms.
    expect(ms).toBe(20 + 60 + 1000 + 100);
    expect(register.values[faultIndex('E36')]).toBe(24);
    expect(register.parts[faultIndex('E36')]).toBe(part.motorRelay);
  });

  test('it may take a second to fall, however often the relay opens', () => {
    const { order, found } = stand();
    for (let round = 0; round < 20; round++) {
      order(closed, live, 20);
      order({}, live, 48);
      order({}, dead, 5);
    }
    expect(found()).toEqual([]);
  });

  test('up to a third of nominal is what motors and capacitors give; a reading that is no number is not', () => {
    for (const [volts, codes] of [
      [7.9, []],
      [8, ['E36']],
      [Number.NaN, ['E36']],
    ] as const) {
      const { order, found } = stand();
      order({}, { motorsV: volts }, 100);
      expect(found(), `${volts} V`).toEqual(codes);
    }
  });

  test('contacts that weld now and then add up', () => {
    const { order, found } = stand();
    order({}, dead, 60);
    for (let round = 0; round < 4; round++) {
      order({}, live, 2);
      order({}, dead, 2);
    }
    expect(found()).toEqual(['E36']);
  });

  test('one value, however late, is noise; it takes three', () => {
    const { order, found } = stand();
    order({}, dead, 60);
    order({}, live, 2, 200);
    expect(found()).toEqual([]);
    order({}, live, 1, 200);
    expect(found()).toEqual(['E36']);
  });
});

describe('behind a closed relay', () => {
  test('a voltage that is missing is that of an open one, told within 0.4 s', () => {
    const { order, until, found, register } = stand();
    order({}, dead, 20);
    const ms = 20 * until(100, closed, dead);
    expect(found()).toEqual(['E36']);
    expect(ms).toBe(20 + 60 + 300);
    expect(register.parts[faultIndex('E36')]).toBe(part.motorRelay);
  });

  test('dips and contacts that bounce are none', () => {
    const { order, found } = stand();
    for (let round = 0; round < 100; round++) {
      order(closed, dead, 1);
      order(closed, live, 5);
    }
    expect(found()).toEqual([]);
  });

  test('a third of nominal is enough, and the lowest supply that may be is enough to ask for it', () => {
    const { order, found } = stand();
    order(closed, { motorsV: 8, supplyV: 18 }, 100);
    expect(found()).toEqual([]);
    order(closed, { motorsV: 7.9 }, 20);
    expect(found()).toEqual(['E36']);
  });

  test.each([
    ['the emergency stop has cut it', { emergencyStop: true }],
    ['the supply is too low', { supplyV: 17.9 }],
    ['the supply is no number', { supplyV: Number.NaN }],
  ])('it is missing rightly where %s', (_, readings) => {
    const { order, found } = stand();
    order(closed, { ...dead, ...readings }, 200);
    expect(found()).toEqual([]);
  });

  test('it is missing rightly where the controller has opened the relay by itself', () => {
    const { order, found, seen } = stand();
    seen.sensors.link.trip = 1;
    order(closed, dead, 200);
    expect(found()).toEqual([]);
    seen.sensors.link.trip = 0;
    order(closed, dead, 20);
    expect(found()).toEqual(['E36']);
  });
});
