import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tickMs } from '../../../src/chair/limits.ts';
import { rhythmNames, roundMs, tapsAt } from '../../../src/chair/rhythms.ts';
import type { TapperGoal } from '../../../src/control/goals.ts';
import { createRunBudget, spendRun } from '../../../src/control/motion/run-budget.ts';
import { createTapper, driveTapper } from '../../../src/control/motion/tapper.ts';
import { chair } from '../../chair.ts';
import { tappingChair } from '../../tapping-chair.ts';

const duties = (goal: TapperGoal, seconds: number, measured = true): number[] => {
  const tapper = createTapper(tappingChair(measured));
  return Array.from({ length: (seconds * 1000) / tickMs }, () => driveTapper(tapper, goal, tickMs));
};

describe('a tapper', () => {
  test.each(rhythmNames)('taps the rhythm %s as its table says, at the duty of its speed', (rhythm) => {
    const given = duties({ speed: 4, rhythm }, 60);
    const full = tappingChair().tapper?.duties[3];
    expect(Math.max(...given)).toBe(full);
    for (const [tick, duty] of given.entries()) {
      // The rhythm begins in the tick in which it is told.
      expect(duty > 0, `${tick}`).toBe(tapsAt(rhythm, tick * tickMs));
    }
    expect(given.slice(0, roundMs(rhythm) / tickMs)).not.toEqual(
      given.slice(1, 1 + roundMs(rhythm) / tickMs),
    );
  });

  test('comes on in steps and goes off at once', () => {
    const [first = 1, second = 1, third = 1, fourth = 1] = duties({ speed: 6, rhythm: 'double' }, 1);
    expect(first).toBeCloseTo(0.25, 5);
    expect([second, third, fourth].map((duty) => Math.round(duty * 100))).toEqual([50, 75, 100]);
    expect(duties({ speed: 6, rhythm: 'double' }, 1)[240 / tickMs]).toBe(0);
  });

  test('that is on or off comes on whole', () => {
    const { tapper: figures, ...others } = tappingChair();
    if (figures === null) throw new Error('it has a tapper');
    const switched = createTapper({ ...others, tapper: { ...figures, breakawayDuty: 0 } });
    expect(driveTapper(switched, { speed: 6, rhythm: 'steady' }, tickMs)).toBe(figures.duties[5]);
  });

  test('begins its rhythm anew when it is told anew', () => {
    const tapper = createTapper(tappingChair());
    for (let tick = 0; tick < 15; tick++) driveTapper(tapper, { speed: 3, rhythm: 'double' }, tickMs);
    expect(driveTapper(tapper, { speed: 0, rhythm: 'double' }, tickMs)).toBe(0);
    expect(driveTapper(tapper, { speed: 3, rhythm: 'double' }, tickMs)).toBeGreaterThan(0);
  });

  test('is faster at each speed, and is not there where the chair has none', () => {
    const tops = [1, 2, 3, 4, 5, 6].map((speed) => Math.max(...duties({ speed, rhythm: 'steady' }, 1)));
    expect([...tops].sort((one, other) => one - other)).toEqual(tops);
    expect(new Set(tops).size).toBe(6);
    const none = createTapper(chair);
    expect(driveTapper(none, { speed: 6, rhythm: 'steady' }, tickMs)).toBe(0);
  });

  test('of unknown current rests by itself before its guard has to stop it, and only in the steady rhythm', () => {
    const ticksAt = (rhythm: (typeof rhythmNames)[number], measured: boolean) =>
      duties({ speed: 2, rhythm }, 300, measured).filter((duty) => duty > 0).length;
    expect(ticksAt('double', false)).toBe(ticksAt('double', true));
    expect(ticksAt('waltz', false)).toBe(ticksAt('waltz', true));
    const share = ticksAt('steady', false) / ticksAt('steady', true);
    expect(share).toBeGreaterThan(0.58);
    expect(share).toBeLessThan(0.65);
    const budget = createRunBudget();
    for (const duty of duties({ speed: 2, rhythm: 'steady' }, 300, false)) {
      spendRun(budget, duty > 0, tickMs);
      expect(budget.leftMs).toBeGreaterThan(0);
    }
  });
});

test('whoever keeps to the budget runs for 2 min in any 3 at most', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 60 }), (stretches) => {
      const budget = createRunBudget();
      const ran: number[] = [];
      for (const [index, seconds] of stretches.entries()) {
        for (let left = seconds; left > 0; left--) {
          const runs = index % 2 === 0 && budget.leftMs > 0;
          spendRun(budget, runs, 1000);
          ran.push(runs ? 1 : 0);
        }
      }
      let inWindow = 0;
      for (const [second, one] of ran.entries()) {
        inWindow += one - (second >= 180 ? ran[second - 180]! : 0);
        // A second is the step here: the last one may begin with next to nothing left.
        expect(inWindow).toBeLessThanOrEqual(121);
      }
    }),
    { numRuns: 200 },
  );
});
