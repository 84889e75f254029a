/** How long each motor has been driven without a value that says what came of it. */
import { describe, expect, test } from 'vitest';
import { type AnyMotorName, allMotorNames } from '../../../src/chair/names.ts';
import { createPower } from '../../../src/chair/outputs.ts';
import { createUnsupervised, watchUnsupervised } from '../../../src/control/guard/diagnosis/unsupervised.ts';
import { chair } from '../../chair.ts';
import { createSeen, limits } from './rig.ts';

const fields = { carriage: 'carriageDuty', kneader: 'kneaderDuty', tapper: 'tapperDuty' } as const;

function stand(motor: AnyMotorName, tapperBreaks = 0.4) {
  const given = createPower(chair);
  const of = { ...limits, tapper: { ...limits.tapper, breakawayDuty: tapperBreaks } };
  const { counts, ...rest } = createSeen({ given, limits: of });
  const watch = createUnsupervised();
  return {
    watch: watch[motor],
    /** A tick of this duty, so long after the last; `judged`: with a value of it. */
    pass(
      duty: number,
      {
        dtMs = 20,
        judged = false,
        least = Math.abs(duty),
        most = Math.abs(duty),
        fresh = true,
        ageMs = 0,
      } = {},
    ) {
      given[fields[motor]] = duty;
      counts.clock.dtMs = dtMs;
      counts.evidence.fresh = judged && fresh;
      counts.evidence.drives[motor] = { duty, least, most };
      rest.sensors.link.ageMs = ageMs;
      watchUnsupervised(watch, { ...rest, counts });
      return watch[motor];
    },
    others: () => allMotorNames.filter((each) => each !== motor).map((each) => watch[each].ms),
  };
}

describe.each(allMotorNames)('the %s', (motor) => {
  test('that is driven counts its own time, and rests take as much away', () => {
    const { pass, others } = stand(motor);
    for (let tick = 0; tick < 5; tick++) pass(0.5);
    expect(pass(0.5)).toMatchObject({ ms: 120, pausedMs: 0 });
    expect(others()).toEqual([0, 0]);
    expect(pass(0).ms).toBe(100);
    expect(pass(0, { dtMs: 200 }).ms).toBe(0);
  });

  test('is vouched for 140 ms by a value of a drive without a break', () => {
    const { pass } = stand(motor);
    pass(0.5, { dtMs: 20 });
    for (let tick = 0; tick < 19; tick++) pass(0.5);
    expect(pass(0.5, { judged: true }).ms).toBe(420 - 140);
    expect(pass(0.5, { judged: true, least: 0 }).ms).toBe(300);
    expect(pass(0.5, { judged: true, fresh: false }).ms).toBe(320);
    // Nothing ordered now: a value of before vouches for nothing.
    expect(pass(0, { judged: true, least: 0.5, most: 0.5 }).ms).toBe(300);
  });

  test('of which values say that it had not begun counts from when they were taken, and only the order of now', () => {
    const { pass } = stand(motor);
    for (let tick = 0; tick < 10; tick++) pass(1);
    pass(0);
    for (let tick = 0; tick < 5; tick++) pass(1);
    // 180 ms of the order before, and 120 of this one, 50 of them since the values.
    expect(pass(1, { judged: true, most: 0, least: 0, ageMs: 50 }).ms).toBe(180 + 50);
    expect(pass(1, { judged: true, most: 0, least: 0, ageMs: 90 }).ms).toBe(180 + 70);
  });
});

describe('an order that turns nothing', () => {
  test.each([
    ['carriage', limits.carriage.frictionDuty],
    ['kneader', limits.kneader.frictionDuty],
    ['tapper', 0.4],
  ] as const)('of the %s is one below %d', (motor, leastDuty) => {
    expect(stand(motor).pass(leastDuty).ms).toBe(20);
    expect(stand(motor).pass(leastDuty - 0.001).ms).toBe(0);
  });

  test.each(['carriage', 'kneader'] as const)('turns the %s either way', (motor) => {
    expect(stand(motor).pass(-0.5).ms).toBe(20);
    expect(stand(motor).pass(-0.001).ms).toBe(0);
  });

  test('of a tapper that is on or off is none at all', () => {
    expect(stand('tapper', 0).pass(0).ms).toBe(0);
    expect(stand('tapper', 0).pass(0.01).ms).toBe(20);
  });
});

describe('a computer that pauses', () => {
  test('is forgiven 100 ms, once for as long as the motor goes unseen', () => {
    const { pass } = stand('carriage');
    expect(pass(0.5, { dtMs: 80 })).toMatchObject({ ms: 20, pausedMs: 60 });
    expect(pass(0.5, { dtMs: 80 })).toMatchObject({ ms: 60, pausedMs: 100 });
    expect(pass(0.5, { dtMs: 80 })).toMatchObject({ ms: 140, pausedMs: 100 });
    // Seen again, it may pause again.
    expect(pass(0.5, { judged: true })).toMatchObject({ ms: 20, pausedMs: 100 });
    expect(pass(0)).toMatchObject({ ms: 0, pausedMs: 0 });
    expect(pass(0.5, { dtMs: 120 })).toMatchObject({ ms: 20, pausedMs: 100 });
  });

  test('a turn that is early is not more than itself', () => {
    expect(stand('carriage').pass(0.5, { dtMs: 10 })).toMatchObject({ ms: 10, pausedMs: 0 });
  });

  test('is forgiven nothing while the motor rests', () => {
    const { pass } = stand('carriage');
    pass(0.5, { dtMs: 20 });
    for (let tick = 0; tick < 9; tick++) pass(0.5);
    expect(pass(0, { dtMs: 120 })).toMatchObject({ ms: 80, pausedMs: 0 });
  });
});
