/** The accounts that outlive a restart, by themselves: what is kept of them, and what a guard makes of it. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import {
  keptAccounts,
  lastingAccounts,
  restoreAccounts,
  takeRunsAsFull,
  takeSpotAsWorked,
} from '../../../src/control/guard/accounts.ts';
import { createGuard, type Guard } from '../../../src/control/guard/guard.ts';
import { runMaxMs } from '../../../src/control/guard/interlocks/motors.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { addToTotal, passTime } from '../../../src/control/guard/timers.ts';

/** A chair whose kneader has a fuse alone has runs to keep; its tapper as well. */
const guardOf = (id: string): Guard => createGuard(guardLimits(loadChair(id)));
const inTurns = (): Guard => guardOf('chair-b');

/** 70 s of heat and 30 s of the kneader, the last 5 s of both without. */
function used(guard: Guard): Guard {
  const { clock, motors } = guard.counts;
  for (let s = 0; s < 75; s++) {
    passTime(clock.heat, s < 70, 1000);
    passTime(motors.kneader.runs, s < 30, 1000);
  }
  return guard;
}

describe('what is kept', () => {
  test('is the heat, and the runs of motors whose stall nothing would notice', () => {
    const guard = used(inTurns());
    const { clock, motors } = guard.counts;
    expect(lastingAccounts(guard)).toEqual([clock.heat, motors.kneader.runs, motors.tapper.runs]);
    const kept = keptAccounts(guard, 1234);
    expect(kept).toMatchObject({ wallMs: 1234, slicesMs: clock.heat.slicesMs, intoMs: clock.heat.intoMs });
    expect(kept.runs).toEqual({
      kneader: { slicesMs: motors.kneader.runs.slicesMs, intoMs: motors.kneader.runs.intoMs },
      tapper: { slicesMs: motors.tapper.runs.slicesMs, intoMs: motors.tapper.runs.intoMs },
    });
    expect(Object.keys(kept).sort()).toEqual(['intoMs', 'runs', 'slicesMs', 'wallMs']);
  });

  test('does not change with the account that it was taken of', () => {
    const guard = used(inTurns());
    const kept = keptAccounts(guard, null);
    const before = structuredClone(kept);
    passTime(guard.counts.clock.heat, true, 300_000);
    passTime(guard.counts.motors.kneader.runs, true, 15_000);
    expect(kept).toEqual(before);
    expect(kept.wallMs).toBeNull();
  });

  test('is the heat alone where a current shows each stall', () => {
    const guard = used(guardOf('lumbar-1'));
    expect(lastingAccounts(guard)).toEqual([guard.counts.clock.heat]);
    expect(keptAccounts(guard, null).runs).toEqual({});
  });
});

describe('a guard that goes on from it', () => {
  test('counts what was used before, and what may have been used since', () => {
    const kept = keptAccounts(used(inTurns()), null);
    const guard = inTurns();
    restoreAccounts(guard, kept, 4000);
    const { clock, motors } = guard.counts;
    expect(clock.heat.totalMs).toBe(74_000);
    expect(clock.heat.slicesMs[0]).toBe((kept.slicesMs[0] ?? 0) + 4000);
    expect(clock.heat.intoMs).toBe(kept.intoMs);
    expect(motors.kneader.runs.totalMs).toBe(34_000);
    // Nothing was used, so nothing can have been under way.
    expect(motors.tapper.runs.totalMs).toBe(0);
  });

  test('takes no pad for cold that has had heat, and each for what it was that has not', () => {
    const warm = inTurns();
    restoreAccounts(warm, keptAccounts(used(inTurns()), null), 0);
    for (const { stands } of warm.counts.sunk) expect(stands).toBe(false);
    const cold = inTurns();
    restoreAccounts(cold, keptAccounts(inTurns(), null), 5000);
    expect(cold.counts.sunk).toEqual(inTurns().counts.sunk);
    expect(cold.counts.clock.heat.totalMs).toBe(0);
  });

  test('leaves runs that were not kept, and those of motors that it does not count', () => {
    const kept = keptAccounts(used(inTurns()), null);
    const guard = inTurns();
    addToTotal(guard.counts.motors.kneader.runs, 7000);
    restoreAccounts(guard, { ...kept, runs: {} }, 0);
    expect(guard.counts.motors.kneader.runs.totalMs).toBe(7000);
    const other = guardOf('lumbar-1');
    restoreAccounts(other, kept, 0);
    expect(other.counts.motors.kneader.runs.totalMs).toBe(0);
    expect(other.counts.clock.heat.totalMs).toBe(70_000);
  });

  test('fits slices of another number and length: more are dropped, missing ones are empty', () => {
    const { counts, limits } = inTurns();
    const { heat } = counts.clock;
    const slices = heat.slicesMs.length;
    restoreAccounts(
      { counts, limits } as Guard,
      { slicesMs: [1000, 2000], intoMs: 1e9, runs: {}, wallMs: null },
      0,
    );
    expect(heat.slicesMs).toEqual([1000, 2000, ...Array(slices - 2).fill(0)]);
    expect(heat.intoMs).toBe(heat.sliceMs);
    expect(heat.totalMs).toBe(3000);
    const long = Array(slices + 3).fill(10);
    restoreAccounts({ counts, limits } as Guard, { slicesMs: long, intoMs: 0, runs: {}, wallMs: null }, 0);
    expect(heat.slicesMs).toHaveLength(slices);
    expect(heat.totalMs).toBe(10 * slices);
  });
});

describe('what is unknown', () => {
  test('of runs is taken as all that they may, and no more', () => {
    const guard = used(inTurns());
    addToTotal(guard.counts.motors.tapper.runs, runMaxMs + 1000);
    takeRunsAsFull(guard);
    expect(guard.counts.motors.kneader.runs.totalMs).toBe(runMaxMs);
    expect(guard.counts.motors.tapper.runs.totalMs).toBe(runMaxMs + 1000);
    const other = guardOf('lumbar-1');
    takeRunsAsFull(other);
    expect(other.counts.motors.kneader.runs.totalMs).toBe(0);
  });

  test('of spots is taken as any one, worked for almost its time', () => {
    const guard = inTurns();
    takeSpotAsWorked(guard);
    const [spot] = guard.counts.spot.spots;
    expect(spot).toMatchObject({ workedMs: guard.limits.carriage.spotMaxMs - 3000, awayMs: 0 });
    expect(spot?.offMm).toBe(2 * guard.limits.carriage.railMm);
  });
});
