import { describe, expect, test } from 'vitest';
import { tickMs } from '../../../src/chair/limits.ts';
import { createGuard } from '../../../src/control/guard/guard.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { changedChair } from '../../changed-chair.ts';
import {
  type Bend,
  createRig,
  latched,
  measured,
  motorsOff,
  partOf,
  type Rig,
  step,
  ticksUntilFault,
  wantMotors,
  wantNothing,
} from './rig.ts';

const motors = [
  ['carriage', 'carriageA', 'E35', 4, 6.875],
  ['kneader', 'kneaderA', 'E42', 5, 9.625],
] as const;

const want = (rig: Rig, motor: 'carriage' | 'kneader', duty: number) =>
  motor === 'carriage' ? wantMotors(rig, duty, 0) : wantMotors(rig, 0, duty);

describe.each(motors)('%s', (motor, current, code, part, overA) => {
  const show =
    (amperes: number) =>
    ({ sensors }: Rig) => {
      sensors[current] = amperes;
    };

  test('current while switched off is a shorted bridge, found in 160 ms', () => {
    const rig = createRig();
    want(rig, motor, 0.5);
    step(rig, 20);
    want(rig, motor, 0);
    step(rig, 1);
    const ticks = ticksUntilFault(rig, code, show(0.4));
    expect(ticks).toBe(8);
    expect(latched(rig)).toEqual([code]);
    expect([measured(rig, code), partOf(rig, code)]).toEqual([0.4, part]);
    expect(rig.allowed).toMatchObject(motorsOff);
  });

  test('0.35 A is nothing', () => {
    const rig = createRig();
    want(rig, motor, 0);
    step(rig, 100, show(0.35));
    expect(latched(rig)).toEqual([]);
  });

  test('current that flows for 80 ms is none yet, and the count runs back', () => {
    const rig = createRig();
    want(rig, motor, 0);
    step(rig, 20);
    step(rig, 2, show(2));
    step(rig, 100, show(0));
    expect(latched(rig)).toEqual([]);
    step(rig, 2, show(2));
    step(rig, 1, show(0));
    expect(ticksUntilFault(rig, code, show(2))).toBeLessThanOrEqual(4);
  });

  test('a bridge that is shorted under a motor which hunts to and fro shows in the rests between', () => {
    const rig = createRig();
    const turns: number[] = [];
    // 300 ms one way, 120 ms of rest, of which 60 show what flows: two rests are enough.
    for (let tick = 0; tick < 200 && latched(rig).length === 0; tick++) {
      const place = tick % 21;
      if (place === 0) turns.push(tick);
      want(rig, motor, place < 15 ? (turns.length % 2 === 0 ? 0.5 : -0.5) : 0);
      step(rig, 1, show(2));
    }
    expect(latched(rig)).toEqual([code]);
    expect(turns).toHaveLength(2);
  });

  test('more than a blocked motor draws is an over-current', () => {
    const rig = createRig();
    want(rig, motor, 1);
    step(rig, 1);
    step(rig, 10, show(overA));
    expect(latched(rig)).toEqual([]);
    const other = createRig();
    want(other, motor, 1);
    step(other, 1);
    expect(ticksUntilFault(other, code, show(overA + 0.01))).toBe(5);
  });

  test('a current that is no number is too much, driven or not', () => {
    const rig = createRig();
    want(rig, motor, 0);
    step(rig, 10);
    expect(ticksUntilFault(rig, code, show(Number.NaN))).toBe(5);
    const driven = createRig();
    want(driven, motor, 1);
    step(driven, 30);
    expect(ticksUntilFault(driven, code, show(Number.NaN))).toBe(5);
  });

  test('driven again the 60 ms after a stop count anew', () => {
    const rig = createRig();
    for (let round = 0; round < 30; round++) {
      want(rig, motor, 0.5);
      step(rig, 1, show(1));
      want(rig, motor, 0);
      step(rig, 3, show(1));
    }
    expect(latched(rig)).toEqual([]);
  });

  test.each([0.1, -0.1, 1])(
    'no current at a start with duty %d is a relay that stays open, found in 100 ms',
    (duty) => {
      const rig = createRig();
      want(rig, motor, duty);
      step(rig, 1);
      expect(ticksUntilFault(rig, 'E36', show(0.2))).toBe(5);
      expect(latched(rig)).toEqual(['E36']);
      expect([measured(rig, 'E36'), partOf(rig, 'E36')]).toEqual([0.2, 7]);
    },
  );

  test('no current is healthy at a small duty, on the move, or without a rest before', () => {
    const small = createRig();
    want(small, motor, 0.09);
    step(small, 60, show(0));
    expect(latched(small)).toEqual([]);
    const moving = createRig();
    want(moving, motor, 0.5);
    step(moving, 21);
    step(moving, 20, show(0));
    expect(latched(moving)).toEqual([]);
    const restless = createRig();
    want(restless, motor, 0.5);
    step(restless, 30);
    want(restless, motor, 0);
    step(restless, 18);
    want(restless, motor, 0.5);
    step(restless, 15, show(0));
    expect(latched(restless)).toEqual([]);
  });

  test('after 400 ms of rest a start is judged again', () => {
    const rig = createRig();
    want(rig, motor, 0.5);
    step(rig, 30);
    want(rig, motor, 0);
    step(rig, 20);
    want(rig, motor, 0.5);
    step(rig, 1);
    expect(ticksUntilFault(rig, 'E36', show(0), 30)).toBe(5);
  });

  test('a start whose current comes within 80 ms is healthy', () => {
    const rig = createRig();
    want(rig, motor, 0.5);
    step(rig, 1);
    step(rig, 4, show(0));
    step(rig, 1, show(1));
    step(rig, 4, show(0));
    step(rig, 1, show(1));
    expect(latched(rig)).toEqual([]);
  });

  describe('where values come in bursts of 80 ms', () => {
    /** Values of every fourth tick answer to the order that has just come with them. */
    const inBursts = (tick: number, showA: Bend) => (rig: Rig) => {
      if (tick % 4 === 0) showA(rig);
      rig.sensors.link.ageMs = (tick % 4) * tickMs;
      rig.sensors.link.orderAgeMs = rig.sensors.link.ageMs + tickMs;
    };
    const driven = (rig: Rig, ticks: number, showA: Bend) => {
      for (let tick = 0; tick < ticks; tick++) step(rig, 1, inBursts(tick, showA));
    };

    test('a start without current is a relay that stays open, found by the third value', () => {
      const rig = createRig();
      want(rig, motor, 0.5);
      step(rig, 3, inBursts(1, show(0)));
      driven(rig, 5, show(0));
      expect(latched(rig)).toEqual([]);
      driven(rig, 8, show(0));
      expect(latched(rig)).toEqual(['E36']);
    });
  });

  test('current past an open relay is a welded one, found in 120 ms', () => {
    const rig = createRig();
    want(rig, motor, 0.2);
    rig.wanted.motorRelay = false;
    step(rig, 1);
    const ticks = ticksUntilFault(rig, 'E36', show(0.4));
    expect(ticks).toBe(3);
    expect(latched(rig)).toEqual(['E36']);
    expect(partOf(rig, 'E36')).toBe(7);
    expect(measured(rig, 'E36')).toBe(0.4);
  });

  test('for 60 ms after the relay opens, and for less than 60 ms at a time, current is healthy', () => {
    const rig = createRig();
    want(rig, motor, 0.5);
    step(rig, 30);
    rig.wanted.motorRelay = false;
    step(rig, 1);
    step(rig, 3, show(1));
    for (let round = 0; round < 3; round++) {
      step(rig, 12, show(0));
      step(rig, 2, show(1));
    }
    expect(latched(rig)).toEqual([]);
    expect(ticksUntilFault(rig, 'E36', show(1))).toBeLessThanOrEqual(3);
  });

  test('60 ms after the relay has opened and 60 ms more, and no sooner, the current is a fault', () => {
    const rig = createRig();
    want(rig, motor, 0.5);
    step(rig, 30);
    rig.wanted.motorRelay = false;
    step(rig, 1);
    expect(ticksUntilFault(rig, 'E36', show(1))).toBe(6);
  });

  test('0.35 A past an open relay is nothing', () => {
    const rig = createRig();
    wantNothing(rig);
    step(rig, 100, show(0.35));
    expect(latched(rig)).toEqual([]);
  });

  test('a start is judged for 420 ms, what comes after is not', () => {
    const rig = createRig();
    want(rig, motor, 0.5);
    step(rig, 17);
    expect(ticksUntilFault(rig, 'E36', show(0), 20)).toBe(5);
    const later = createRig();
    want(later, motor, 0.5);
    step(later, 18);
    expect(ticksUntilFault(later, 'E36', show(0), 20)).toBe(-1);
  });

  test('a closed relay may carry it', () => {
    const rig = createRig();
    want(rig, motor, 0.5);
    step(rig, 100, show(2.9));
    expect(latched(rig).includes('E36')).toBe(false);
  });

  test('a relay that closes and opens again has its 60 ms anew', () => {
    const rig = createRig();
    for (let round = 0; round < 10; round++) {
      want(rig, motor, 0.5);
      rig.wanted.motorRelay = true;
      step(rig, 2, show(1));
      rig.wanted.motorRelay = false;
      step(rig, 3, show(1));
    }
    expect(latched(rig)).toEqual([]);
  });
});

test('the larger of both currents is the one shown for a welded relay', () => {
  const rig = createRig();
  wantNothing(rig);
  step(rig, 10, ({ sensors }) => {
    sensors.carriageA = 0.5;
    sensors.kneaderA = 1.5;
  });
  expect(latched(rig)).toContain('E36');
  expect(measured(rig, 'E36')).toBe(1.5);
});

test('one motor that runs says nothing about the other', () => {
  const rig = createRig();
  wantMotors(rig, 0.5, 0);
  step(rig, 30);
  expect(
    ticksUntilFault(rig, 'E42', ({ sensors }) => {
      sensors.kneaderA = 1;
    }),
  ).toBe(5);
  expect(latched(rig)).toEqual(['E42']);
});

test('behind a slow filter what a motor drew dies away for longer, and is no shorted bridge', () => {
  const rig = createRig();
  const tauMs = 100;
  rig.guard = createGuard(guardLimits(changedChair({ 'current-filter': `${tauMs} ms` })));
  rig.guard.diagnosis.padCurrent.learned = 3;
  wantMotors(rig, 1, 0);
  step(rig, 100);
  wantMotors(rig, 0, 0);
  let amperes = 2.5;
  const fades = ({ sensors, allowed }: Rig) => {
    if (allowed.carriageDuty === 0) amperes *= Math.exp(-tickMs / tauMs);
    sensors.carriageA = amperes;
  };
  step(rig, 30, fades);
  expect(latched(rig)).toEqual([]);
  expect(
    ticksUntilFault(rig, 'E35', ({ sensors }) => {
      sensors.carriageA = 0.4;
    }),
  ).toBe(5);
});
