/** How a rule of the guard's tables is judged: when it counts, for how long, and what it does. */
import { describe, expect, test } from 'vitest';
import { hasFault } from '../../../src/chair/fault-set.ts';
import { faultIndex } from '../../../src/chair/faults.ts';
import { maskOf, part } from '../../../src/chair/parts.ts';
import {
  createQualified,
  judge,
  type Rule,
  tableOf,
} from '../../../src/control/guard/interlocks/interlocks.ts';
import { reasonOf } from '../../../src/control/guard/reasons.ts';
import { createSeen, limits } from './rig.ts';

type Holds = boolean | 'unclear';

/** Judges a rule over ticks of 20 ms, in each of which its condition is this and values came that speak for so long, or none. */
function judged(
  rule: Partial<Rule>,
  ticks: readonly (readonly [holds: Holds, valuesMs?: number])[],
): { readonly heldMs: number; readonly raised: boolean } {
  let holds: Holds = false;
  const table = tableOf([{ name: 'on test', raises: 'E31', forMs: 100, ...rule, when: () => holds } as Rule]);
  const qualified = createQualified(table, limits);
  const seen = createSeen();
  for (const [now, valuesMs] of ticks) {
    holds = now;
    seen.counts.evidence.fresh = valuesMs !== undefined;
    seen.counts.evidence.forMs = valuesMs ?? 0;
    judge(table, qualified, seen, seen.register);
  }
  return { heldMs: qualified.heldMs[0] ?? Number.NaN, raised: hasFault(seen.register.faults, 'E31') };
}

const times = (count: number, tick: readonly [Holds, number?]) => Array.from({ length: count }, () => tick);

describe('a rule', () => {
  test('acts once it has held for its qualification time, and not a tick before', () => {
    expect(judged({}, times(4, [true]))).toEqual({ heldMs: 80, raised: false });
    expect(judged({}, times(5, [true]))).toEqual({ heldMs: 100, raised: true });
  });

  test('begins anew when it does not hold, or runs back by the share that it leaks', () => {
    expect(judged({}, [...times(4, [true]), [false]]).heldMs).toBe(0);
    expect(judged({ leaks: 0.5 }, [...times(4, [true]), [false]]).heldMs).toBe(70);
    expect(judged({ leaks: () => 0.25 }, [...times(4, [true]), [false]]).heldMs).toBe(75);
    expect(judged({ leaks: 3 }, [[true], [false], [true]]).heldMs).toBe(20);
  });

  test('that is unclear neither goes on nor begins anew', () => {
    expect(judged({ leaks: 1 }, [...times(3, [true]), ...times(9, ['unclear'])]).heldMs).toBe(60);
    expect(judged({}, [...times(3, [true]), ['unclear'], ...times(2, [true])]).raised).toBe(true);
  });

  test('that is unclear acts where it has held for its time before', () => {
    expect(judged({ forMs: 0 }, [['unclear']]).raised).toBe(true);
  });

  test('on fresh values counts what they speak for, each no more than its most', () => {
    const byValues = { byFreshValues: true } as const;
    expect(judged(byValues, [[true, 60], [true], [true], [true, 30]])).toEqual({ heldMs: 90, raised: false });
    expect(judged(byValues, [[true, 60], [false], [true, 40]])).toEqual({ heldMs: 100, raised: true });
    expect(judged({ ...byValues, valueMostMs: 30 }, times(3, [true, 60])).heldMs).toBe(90);
    expect(judged({ ...byValues, valueMostMs: 30 }, times(3, [true, 20])).heldMs).toBe(60);
  });
});

describe('what it does', () => {
  test('the first of two that inhibit an output gives the reason', () => {
    const outputs = maskOf('carriage');
    const table = tableOf([
      { name: 'first', when: () => true, inhibits: 'paused', outputs, value: () => 1.5 },
      { name: 'second', when: () => true, inhibits: () => 'stop key', outputs },
    ]);
    const seen = createSeen();
    judge(table, createQualified(table, limits), seen, seen.register);
    expect(seen.register.holds[part.carriage]).toBe(reasonOf('paused'));
    expect(seen.register.measures[reasonOf('paused')]).toBe(1.5);
  });

  test('a fault is raised on the part that it is seen on, by its number or as what was seen tells', () => {
    for (const one of [part.kneader, () => part.kneader]) {
      const table = tableOf([
        { name: 'fault', when: () => true, raises: 'E41', part: one, value: () => 2.5 },
      ]);
      const seen = createSeen();
      judge(table, createQualified(table, limits), seen, seen.register);
      const { parts, values } = seen.register;
      expect([parts[faultIndex('E41')], values[faultIndex('E41')]]).toEqual([part.kneader, 2.5]);
    }
  });

  test('a warning is shown and latches nothing', () => {
    const table = tableOf([{ name: 'warning', when: () => true, shows: 'E11' }]);
    const seen = createSeen();
    judge(table, createQualified(table, limits), seen, seen.register);
    expect([hasFault(seen.register.shown, 'E11'), seen.register.faults]).toEqual([true, 0]);
    // Where nothing was measured.
    expect(seen.register.values[faultIndex('E11')]).toBe(0);
  });
});

test('a chair has the rules whose ability and whose pad it has', () => {
  const rule = { when: () => false, shows: 'E11' } as const;
  const table = tableOf([
    { ...rule, name: 'every chair' },
    { ...rule, name: 'an ability', needs: 'seat' },
    { ...rule, name: 'the second pad', pad: 1 },
  ]);
  const without = { ...limits, has: { ...limits.has, seat: false }, pads: limits.pads.slice(0, 1) };
  expect(createQualified(table, limits).judged).toEqual([0, 1, 2]);
  expect(createQualified(table, without).judged).toEqual([0]);
  expect(createQualified(table, { ...without, pads: [] }).judged).toEqual([0]);
});
