import { describe, expect, test } from 'vitest';
import type { SessionState } from '../../../src/chair/names.ts';
import { clearFaults, createGuardContext } from '../../../src/control/guard/guard.ts';
import { createHeatAccount } from '../../../src/control/guard/interlocks/clock.ts';
import { reasonOf } from '../../../src/control/guard/reasons.ts';
import { passTime } from '../../../src/control/guard/timers.ts';
import {
  allOff,
  createRig,
  everythingOn,
  heatOff,
  heldBy,
  isLatched,
  latched,
  measured,
  motorsOff,
  type Rig,
  step,
  ticksUntil,
  wantEverything,
  wantHeat,
  wantMotors,
  wantNothing,
} from './rig.ts';

const late =
  (ms: number) =>
  ({ context }: Rig) => {
    context.nowMs += ms;
  };

test('a guard that has been told nothing believes the chair to be off', () => {
  expect(createGuardContext()).toEqual({
    nowMs: 0,
    dueMs: 0,
    state: 'off',
    selfTest: false,
    pressing: false,
  });
});

test.each([
  ['paused', 'paused'],
  ['fault', 'no session'],
] as const)('the hold in state %s says for how many seconds it has lasted', (state, rule) => {
  for (const want of [wantHeat, wantMotors]) {
    const rig = createRig();
    rig.context.state = state;
    rig.guard.counts.clock.heatMs = 0;
    step(rig, 1);
    rig.guard.counts.clock.heatMs = 1_000_000;
    rig.guard.counts.clock.motorsMs = 1_000_000;
    // The other of both is within its time.
    rig.guard.counts.clock[want === wantHeat ? 'motorsMs' : 'heatMs'] = Number.NEGATIVE_INFINITY;
    step(rig, 100);
    expect(rig.guard.register.measures[reasonOf(rule)]).toBe(2);
  }
});

describe('late ticks', () => {
  test('120 ms late is in time, more is a fault and takes everything in that tick', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 3, late(120));
    expect(rig.allowed).toEqual(everythingOn);
    step(rig, 1, late(120.5));
    expect(latched(rig)).toEqual(['E53']);
    expect(measured(rig, 'E53')).toBe(120.5);
    expect(rig.allowed).toEqual(allOff);
  });

  /** Turns by whether they are missed, until the fault, or so many. */
  function turnsUntilFault(isMissed: (turn: number) => boolean, most: number): number {
    const rig = createRig();
    let missedMs = 0;
    for (let turn = 1; turn <= most; turn++) {
      if (isMissed(turn)) {
        missedMs += 20;
        continue;
      }
      step(rig, 1, ({ context }) => {
        context.dueMs += missedMs;
        context.nowMs += missedMs;
      });
      missedMs = 0;
      if (isLatched(rig, 'E57')) return turn;
    }
    expect(latched(rig)).toEqual([]);
    return -1;
  }

  test.each([
    ['one of two', 2, 1, 2000],
    ['two of three', 3, 2, 2000],
    ['pauses of 100 ms for 30 % of the time', 17, 5, 5000],
  ])('%s is a fault in time', (_, every, missed, withinMs) => {
    const turns = turnsUntilFault((turn) => turn % every < missed, 1000);
    expect(turns).toBeGreaterThan(0);
    expect(turns * 20).toBeLessThanOrEqual(withinMs);
  });

  test('pauses of a healthy host are none', () => {
    // 100 ms each 1.2 s; and three of them in a row.
    expect(turnsUntilFault((turn) => turn % 60 < 5, 50_000)).toBe(-1);
    expect(turnsUntilFault((turn) => turn < 17 && turn % 6 !== 5, 1000)).toBe(-1);
  });

  test('a tick that runs before it is due by more than a tick is a fault', () => {
    const rig = createRig();
    step(rig, 3, late(-20));
    expect(latched(rig)).toEqual([]);
    step(rig, 1, late(-21));
    expect(latched(rig)).toEqual(['E53']);
    expect(measured(rig, 'E53')).toBe(-21);
  });

  test('up to six skipped ticks are counted as time, seven are a fault', () => {
    const rig = createRig();
    const before = rig.guard.counts.clock.sessionMs;
    const skip = (ticks: number) => (one: Rig) => {
      one.context.dueMs += ticks * 20;
      one.context.nowMs = one.context.dueMs;
    };
    step(rig, 1, skip(6));
    expect(latched(rig)).toEqual([]);
    expect(rig.guard.counts.clock.sessionMs - before).toBe(140);
    step(rig, 1, skip(7));
    expect(latched(rig)).toEqual(['E53']);
    expect(measured(rig, 'E53')).toBe(140);
  });

  test.each([
    ['stands still', 0],
    ['runs back', -60],
  ])('a clock that %s is a fault', (_what, ms) => {
    const rig = createRig();
    step(rig, 1, ({ context }) => {
      context.dueMs += ms - 20;
      context.nowMs = context.dueMs;
    });
    expect(isLatched(rig, 'E53')).toBe(true);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'a clock that shows %d is a fault, and the guard goes on counting when it is well again',
    (nonsense) => {
      const rig = createRig();
      const goodMs = rig.context.dueMs;
      step(rig, 1, ({ context }) => {
        context.dueMs = nonsense;
        context.nowMs = nonsense;
      });
      expect(isLatched(rig, 'E53')).toBe(true);
      expect(rig.guard.counts.clock.nowMs).toBe(goodMs);
      clearFaults(rig.guard);
      rig.context.dueMs = goodMs + 20;
      step(rig, 5);
      expect(latched(rig)).toEqual([]);
    },
  );

  test('only the time it ran being no number is a fault too', () => {
    const rig = createRig();
    step(rig, 1, late(Number.NaN));
    expect(isLatched(rig, 'E53')).toBe(true);
  });
});

describe('session', () => {
  test('lasts 30 min, pauses included, then everything is off', () => {
    const rig = createRig('ready');
    rig.context.state = 'running';
    step(rig, 45_000);
    rig.context.state = 'paused';
    step(rig, 10_000);
    rig.context.state = 'running';
    step(rig, 34_999);
    wantEverything(rig);
    step(rig, 1);
    expect(rig.allowed).toEqual(everythingOn);
    step(rig, 1);
    expect(rig.allowed).toEqual(allOff);
    expect(heldBy(rig).carriage).toBe('session over');
    expect(heldBy(rig).padRelay).toBe('session over');
    expect(latched(rig)).toEqual([]);
    expect(rig.guard.counts.clock.sessionMs).toBe(1_800_020);
    expect(rig.guard.register.measures[reasonOf('session over')]).toBe(1800.02);
  });

  test('parking is free after it, and so is a new session', () => {
    const rig = createRig('running');
    rig.guard.counts.clock.sessionMs = 1_800_000;
    wantMotors(rig, 0.5, 0.5);
    step(rig, 2);
    expect(rig.allowed).toEqual(allOff);
    rig.context.state = 'parking';
    step(rig);
    expect(rig.allowed.carriageDuty).toBe(0.5);
    step(rig, 9);
    rig.context.state = 'running';
    step(rig, 1);
    expect(rig.guard.counts.clock.sessionMs).toBe(20);
    expect(rig.allowed.carriageDuty).toBe(0.5);
  });

  test('a state that flickers does not start a new session', () => {
    const rig = createRig('running');
    const before = rig.guard.counts.clock.sessionMs;
    rig.context.state = 'ready';
    step(rig, 9);
    rig.context.state = 'running';
    step(rig, 1);
    expect(rig.guard.counts.clock.sessionMs).toBe(before + 20);
    rig.context.state = 'ready';
    step(rig, 10);
    rig.context.state = 'running';
    step(rig, 1);
    expect(rig.guard.counts.clock.sessionMs).toBe(20);
  });
});

describe('heat time', () => {
  test('30 min of heat and then no more, motors go on', () => {
    const rig = createRig('running');
    wantEverything(rig);
    rig.guard.counts.clock.heat.totalMs = 1_799_940;
    step(rig, 3);
    expect(rig.allowed).toEqual(everythingOn);
    step(rig, 1);
    expect(rig.guard.counts.clock.heat.totalMs).toBe(1_800_000);
    expect(rig.allowed).toEqual({ ...everythingOn, ...heatOff });
    expect(rig.guard.register.measures[reasonOf('heat time over')]).toBe(1800);
    expect(heldBy(rig).pads[0]).toBe('heat time over');
    step(rig, 1000);
    expect(rig.allowed.padRelay).toBe(false);
  });

  test('counts while the relay is closed, however the pads are dosed', () => {
    const rig = createRig('running');
    step(rig, 100);
    expect(rig.guard.counts.clock.heat.totalMs).toBe(0);
    wantHeat(rig, true, false);
    step(rig, 11);
    expect(rig.guard.counts.clock.heat.totalMs).toBe(200);
    wantHeat(rig, false, false);
    step(rig, 10);
    expect(rig.guard.counts.clock.heat.totalMs).toBe(400);
    wantNothing(rig);
    step(rig, 2);
    expect(rig.guard.counts.clock.heat.totalMs).toBe(420);
    rig.wanted.padsOn[0] = true;
    step(rig, 10);
    expect(rig.guard.counts.clock.heat.totalMs).toBe(420);
  });

  test('goes on over sessions and power keys, and is over when it is an hour ago', () => {
    const rig = createRig('running');
    wantHeat(rig);
    step(rig, 101);
    wantNothing(rig);
    rig.context.state = 'ready';
    step(rig, 60 * 50);
    clearFaults(rig.guard);
    rig.context.state = 'running';
    step(rig, 1);
    expect(rig.guard.counts.clock.heat.totalMs).toBe(2020);
    const { heat } = rig.guard.counts.clock;
    passTime(heat, false, 58 * 60_000);
    expect(heat.totalMs).toBe(2020);
    passTime(heat, false, 6 * 60_000);
    expect(heat.totalMs).toBe(0);
  });

  test('is at most 30 min in any 60, however often it is asked for', () => {
    const account = createHeatAccount();
    const minutes: boolean[] = [];
    for (let minute = 0; minute < 600; minute++) {
      // Each way of asking: always, in bouts, seldom.
      const asked = minute < 200 || (minute < 400 ? minute % 7 < 4 : minute % 11 < 2);
      const on = asked && account.totalMs + 60_000 <= 30 * 60_000;
      passTime(account, on, 60_000);
      minutes.push(on);
    }
    for (let from = 0; from + 60 <= minutes.length; from++)
      expect(minutes.slice(from, from + 60).filter(Boolean).length).toBeLessThanOrEqual(30);
    expect(minutes.slice(60, 200).filter(Boolean).length).toBeGreaterThan(55);
  });
});

describe('power without a session', () => {
  /** Ticks of power each state gives to motors that turn as it begins, and to heat. */
  const table: readonly [SessionState, number, number][] = [
    ['off', 34, 5],
    ['homing', 3099, 100],
    ['ready', 34, 5],
    ['paused', 34, 6000],
    ['parking', 3099, 100],
    ['fault', 0, 0],
    ['service', 0, 0],
  ];

  test.each(table)('%s: motors for %i ticks', (state, ticks) => {
    const rig = createRig('running');
    wantMotors(rig, 0, 0.5);
    step(rig, 5);
    rig.context.state = state;
    const lasted = ticksUntil(rig, ({ allowed }) => allowed.kneaderDuty === 0) - 1;
    expect(lasted).toBe(ticks);
    expect(rig.allowed.motorRelay).toBe(false);
    expect(heldBy(rig).motorRelay).toBe(state === 'paused' ? 'paused' : 'no session');
    expect(heldBy(rig).padRelay).toBe(ticks === 0 ? 'no session' : 'none');
    step(rig, 1000);
    expect(rig.allowed).toEqual(allOff);
  });

  test.each(['off', 'ready', 'paused', 'fault', 'service'] as const)(
    '%s: no motor begins to turn',
    (state) => {
      const rig = createRig(state);
      step(rig, 2);
      wantMotors(rig, 0.5, 0.5);
      step(rig, 3);
      expect(rig.allowed).toEqual(allOff);
    },
  );

  test.each(table)('%s: heat for the time given', (state, _motors, ticks) => {
    const rig = createRig('running');
    rig.context.state = state;
    wantHeat(rig);
    const lasted = ticksUntil(rig, ({ allowed }) => !allowed.padRelay) - 1;
    expect(lasted).toBe(ticks);
    expect(rig.allowed).toEqual(allOff);
    expect(heldBy(rig).pads[0]).toBe(state === 'paused' ? 'paused' : 'no session');
  });

  test('running has no such limit', () => {
    const rig = createRig('running');
    wantMotors(rig, 0, 0.5);
    step(rig, 4000);
    expect(rig.allowed.kneaderDuty).toBe(0.5);
  });

  test('the carriage alone uses up the motors too', () => {
    const rig = createRig('running');
    wantMotors(rig, 0.5, 0);
    step(rig, 5);
    rig.context.state = 'ready';
    expect(ticksUntil(rig, ({ allowed }) => allowed.carriageDuty === 0) - 1).toBe(34);
  });

  test('a new state starts with all of it', () => {
    const rig = createRig('ready');
    wantMotors(rig, 0, 0.5);
    step(rig, 150);
    expect(rig.allowed).toEqual(allOff);
    rig.context.state = 'homing';
    step(rig, 1);
    expect(rig.allowed.kneaderDuty).toBe(0.5);
    rig.context.state = 'ready';
    step(rig, 1);
    expect(rig.allowed.kneaderDuty).toBe(0.5);
  });

  test('the self-test may drive and heat in the service state for 10 min, and nowhere else', () => {
    const rig = createRig('service');
    rig.context.selfTest = true;
    wantMotors(rig, 0, 0.5);
    rig.guard.counts.clock.motorsMs = 599_940;
    expect(ticksUntil(rig, ({ allowed }) => allowed.kneaderDuty === 0) - 1).toBe(3);
    const heat = createRig('service');
    heat.context.selfTest = true;
    wantHeat(heat, true, false);
    heat.guard.counts.clock.heatMs = 599_940;
    expect(ticksUntil(heat, ({ allowed }) => !allowed.padsOn[0]) - 1).toBe(3);
    const ready = createRig('ready');
    ready.context.selfTest = true;
    wantMotors(ready, 0, 0.5);
    expect(ticksUntil(ready, ({ allowed }) => allowed.kneaderDuty === 0) - 1).toBe(0);
  });

  test('a self-test that is said to run elsewhere changes nothing', () => {
    const rig = createRig('running');
    rig.context.selfTest = true;
    rig.context.state = 'homing';
    wantHeat(rig);
    expect(ticksUntil(rig, ({ allowed }) => !allowed.padRelay) - 1).toBe(100);
  });

  test('in fault nothing moves and nothing is warm', () => {
    const rig = createRig('fault');
    wantEverything(rig);
    step(rig);
    expect(rig.allowed).toEqual(allOff);
    expect({ ...rig.allowed, ...motorsOff }).toEqual(allOff);
  });
});
