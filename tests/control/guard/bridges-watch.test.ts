/** Motors' currents by themselves, on chairs with other sensors and relays, and orders that say little. */
import { describe, expect, test } from 'vitest';
import { codesIn } from '../../../src/chair/fault-set.ts';
import { faultIndex } from '../../../src/chair/faults.ts';
import { createBridgeWatch, watchBridges } from '../../../src/control/guard/diagnosis/bridges.ts';
import { createReadbackWatch } from '../../../src/control/guard/diagnosis/readback.ts';
import { type GuardLimits, guardLimits } from '../../../src/control/guard/limits.ts';
import { tappingChair } from '../../tapping-chair.ts';
import { createAnswered } from './answered.ts';
import { limits } from './rig.ts';

const runs = { carriageA: 0.9 };
const dead = { carriageA: 0 };
const driven = { carriageDuty: 0.5, motorRelay: true };

function stand(own: GuardLimits = limits) {
  const watch = createBridgeWatch();
  const readback = createReadbackWatch();
  const bench = createAnswered((seen, register) => watchBridges(watch, seen, readback, register), {
    limits: own,
  });
  return {
    ...bench,
    /** A motor that has stood for long. */
    rested: () => bench.order({}, dead, 40),
    found: () => codesIn(bench.register.faults),
  };
}

const withoutRelay: GuardLimits = { ...limits, relays: { ...limits.relays, motors: false } };

describe('a current that nothing measures', () => {
  test('is held against nobody, whatever is read', () => {
    const blind: GuardLimits = { ...limits, has: { ...limits.has, 'carriage current': false } };
    const { order, found, rested } = stand({ ...blind, relays: withoutRelay.relays });
    rested();
    order({}, { carriageA: 40 }, 20);
    expect(found()).toEqual([]);
  });
});

describe('a current without an order', () => {
  const { noCurrent } = limits;
  const coarse: GuardLimits = {
    ...withoutRelay,
    noCurrent: { ...noCurrent, carriage: { ...noCurrent.carriage, coarse: true } },
  };

  test.each([
    { sensor: 'a fine sensor', own: withoutRelay, readings: 3 },
    { sensor: 'one whose noise is a current now and then', own: coarse, readings: 5 },
  ])('is one by $readings readings that come seldom, by $sensor', ({ own, readings }) => {
    const { order, found, rested } = stand(own);
    rested();
    order({}, { carriageA: 0.5 }, readings - 1, 60);
    expect(found()).toEqual([]);
    order({}, { carriageA: 0.5 }, 1, 60);
    expect(found()).toEqual(['E35']);
  });
});

describe('a relay that is open', () => {
  test('that lets the tapper have current is welded, and the largest current is told', () => {
    const { order, register, found } = stand(guardLimits(tappingChair()));
    order({}, { tapperA: 0.5 }, 10);
    expect(found()).toContain('E36');
    expect(register.values[faultIndex('E36')]).toBe(0.5);
  });

  test('is welded by three values that come seldom, not by two: that is noise', () => {
    const { order, found, rested } = stand();
    rested();
    order({}, { carriageA: 0.5 }, 2, 60);
    expect(found()).toEqual([]);
    order({}, { carriageA: 0.5 }, 1, 60);
    expect(found()).toContain('E36');
  });

  test('with a coarse sensor, by four readings', () => {
    const coarse = { ...limits, pastRelayMs: 80 };
    const { order, found } = stand(coarse);
    order({}, { tapperA: 0.5 }, 3);
    expect(found()).toEqual([]);
    order({}, { tapperA: 0.5 }, 1);
    expect(found()).toContain('E36');
  });

  test('explains that a motor with an order draws nothing, and is no start', () => {
    const { order, found, rested } = stand();
    rested();
    order({ carriageDuty: 0.5, motorRelay: false }, dead, 100);
    expect(found()).toEqual([]);
    // It closes: now it is one.
    order(driven, dead, 10);
    expect(found()).toEqual(['E36']);
  });

  test('ends a drive, after which the motor has to rest before its start is judged again', () => {
    const { order, found, rested } = stand();
    rested();
    order(driven, runs, 30);
    order({ carriageDuty: 0.5, motorRelay: false }, dead, 10);
    order(driven, dead, 20);
    expect(found()).toEqual([]);
    order({ carriageDuty: 0.5, motorRelay: false }, dead, 30);
    order(driven, dead, 20);
    expect(found()).toEqual(['E36']);
  });
});

describe('a chair without a relay for its motors', () => {
  test('judges each start by its order alone', () => {
    const { order, found, rested } = stand(withoutRelay);
    rested();
    order({ carriageDuty: 0.5 }, dead, 10);
    expect(found()).toEqual(['E36']);
  });

  test('has no current past a relay: what flows at rest is the bridge', () => {
    const { order, found, rested } = stand(withoutRelay);
    rested();
    order({}, { carriageA: 1 }, 10);
    expect(found()).toEqual(['E35']);
  });

  test('takes three values that come seldom for that, not one or two: those are noise', () => {
    const { order, found, rested } = stand(withoutRelay);
    rested();
    order({}, { carriageA: 1 }, 2, 100);
    expect(found()).toEqual([]);
    order({}, { carriageA: 1 }, 1, 100);
    expect(found()).toEqual(['E35']);
  });
});

describe('a start', () => {
  test('of which values are unclear is no rest', () => {
    const { order, found, seen } = stand();
    // Each value speaks for two orders, one of them without power.
    for (let turn = 0; turn < 40; turn++) {
      seen.sensors.link.connected = true;
      order(driven, runs);
      seen.sensors.link.connected = false;
      order({ motorRelay: true }, runs);
    }
    seen.sensors.link.connected = true;
    order(driven, dead, 20);
    expect(found()).toEqual([]);
  });

  test('at a tenth of full is one, at less it is none', () => {
    for (const [carriageDuty, codes] of [
      [0.1, ['E36']],
      [0.099, []],
    ] as const) {
      const { order, found, rested } = stand();
      rested();
      order({ carriageDuty, motorRelay: true }, dead, 20);
      expect(found()).toEqual(codes);
    }
  });

  test('at a tenth of full that has acted counts for all of the time that a value speaks for', () => {
    const { order, found, rested } = stand();
    rested();
    order({ carriageDuty: 0.1, motorRelay: true }, dead, 4, 60);
    expect(found()).toEqual(['E36']);
  });

  test('that has not acted for as long as a current takes counts a tick a value, however far they are apart', () => {
    const { order, found, rested } = stand({ ...limits, motorSettleMs: 500 });
    rested();
    // Four values 60 ms apart speak for four ticks.
    order(driven, dead, 5, 60);
    expect(found()).toEqual([]);
    order(driven, dead, 1, 60);
    expect(found()).toEqual(['E36']);
  });
});
