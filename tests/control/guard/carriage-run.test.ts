/** How long and how far the carriage has been driven one way, value by value. */
import { describe, expect, test } from 'vitest';
import {
  createCarriageRun,
  forgetRunAtKey,
  watchRun,
} from '../../../src/control/guard/diagnosis/carriage-run.ts';
import { createMotion, watchMotion } from '../../../src/control/guard/diagnosis/motion.ts';
import { createRegister } from '../../../src/control/guard/register.ts';
import { createSeen, limits } from './rig.ts';

const { breakawayDuty } = limits.carriage;

function stand() {
  const seen = createSeen();
  const { carriage, evidence, clock } = seen.counts;
  Object.assign(evidence, { fresh: true, forMs: 60, countedMs: 100 });
  return {
    seen,
    clock,
    run: createCarriageRun(),
    /** One value: the duty since the one before, the way, and what the carriage did. */
    see(run: ReturnType<typeof createCarriageRun>, duty: number, own: Partial<typeof carriage> = {}) {
      const size = Math.abs(duty);
      evidence.drives.carriage = { duty, least: size, most: size };
      if (duty !== 0) carriage.direction = Math.sign(duty);
      Object.assign(carriage, { newEdges: 0, travelMm: 0, metLimit: false }, own);
      watchRun(run, seen);
      return run;
    },
  };
}

describe('the time without an edge', () => {
  test('goes on while the duty breaks it away, for all the time between values', () => {
    const { run, see } = stand();
    expect(see(run, -breakawayDuty).stillMs).toBe(100);
    expect(see(run, -1).stillMs).toBe(200);
  });

  test('stands still at less, and begins anew with an edge', () => {
    const { run, see } = stand();
    see(run, -1);
    expect(see(run, -breakawayDuty + 0.01).stillMs).toBe(100);
    expect(see(run, 0).stillMs).toBe(100);
    expect(see(run, -1, { newEdges: 1 }).stillMs).toBe(0);
  });

  test('has the starts that led to breakaway in it, and no order that never came there', () => {
    const { run, see } = stand();
    expect(see(run, -breakawayDuty / 2).stillMs).toBe(0);
    expect(see(run, -1).stillMs).toBe(200);
    expect(see(run, -1).stillMs).toBe(300);
    see(run, 0);
    see(run, -breakawayDuty / 2);
    see(run, 0);
    expect(see(run, -1).stillMs).toBe(400);
  });

  test('has of a carriage that creeps no more than a start in it', () => {
    const { run, see } = stand();
    const { startMs } = limits.carriage.byTime;
    for (let value = 0; value < 50; value++) see(run, -breakawayDuty / 2);
    expect(see(run, -1).stillMs).toBe(startMs + 100);
    see(run, -breakawayDuty / 2);
    see(run, -breakawayDuty / 2, { newEdges: 1 });
    expect(see(run, -1).stillMs).toBe(100);
  });
});

describe('a run', () => {
  test('lasts and goes as long as it is driven one way, its rests left out', () => {
    const { run, see } = stand();
    see(run, -0.5, { travelMm: 2 });
    see(run, -0.5, { travelMm: 4 });
    expect(run).toMatchObject({ direction: -1, forMs: 200, travelMm: 6 });
    // It coasts.
    expect(see(run, 0, { travelMm: 2 })).toMatchObject({ forMs: 200, travelMm: 8 });
  });

  test('begins anew where it turns round, and at a limit', () => {
    const { run, see } = stand();
    see(run, -0.5, { travelMm: 8 });
    expect(see(run, 0.5, { travelMm: 2 })).toMatchObject({
      direction: 1,
      forMs: 100,
      travelMm: 2,
      stillMs: 0,
    });
    expect(see(run, 0.5, { travelMm: 2, metLimit: true })).toMatchObject({ forMs: 100, travelMm: 0 });
  });

  test.each(['homing', 'parking'] as const)(
    'is a search of its own time while %s, over the same way',
    (state) => {
      const { run, see, clock } = stand();
      see(run, -0.5, { travelMm: 8 });
      clock.state = state;
      expect(see(run, -0.5, { travelMm: 2 })).toMatchObject({ searching: true, forMs: 100, travelMm: 10 });
      expect(see(run, -0.5)).toMatchObject({ searching: true, forMs: 200 });
      clock.state = 'running';
      expect(see(run, 0)).toMatchObject({ searching: true, forMs: 200 });
      expect(see(run, -0.5)).toMatchObject({ searching: false, forMs: 100 });
    },
  );

  test('by time goes on into a search: what it has gone already is not gone again', () => {
    const { seen, run, see, clock } = stand();
    Object.assign(seen, { limits: { ...limits, carriage: { ...limits.carriage, edgeMm: 0 } } });
    see(run, -0.5);
    clock.state = 'parking';
    expect(see(run, -0.5)).toMatchObject({ searching: true, forMs: 200 });
    expect(see(run, 0.5)).toMatchObject({ searching: true, forMs: 100 });
  });

  test('goes by values that are new: the same ones again are no way', () => {
    const { seen } = stand();
    const motion = createMotion(limits);
    const register = createRegister();
    seen.counts.carriage.travelMm = 4;
    watchMotion({ ...seen, motion }, register);
    seen.counts.evidence.fresh = false;
    watchMotion({ ...seen, motion }, register);
    expect(motion.run.travelMm).toBe(4);
  });
});

describe('a key that clears the faults', () => {
  const runAfter = (own: object, notReached: boolean) => {
    const run = { ...createCarriageRun(), forMs: 7000, travelMm: 70, stillMs: 700, startsMs: 100 };
    forgetRunAtKey(run, { ...limits.carriage, ...own }, notReached);
    return run;
  };
  const forgotten = { forMs: 0, travelMm: 0, stillMs: 0, startsMs: 0 };

  test('ends a run whose edges are counted', () => {
    expect(runAfter({}, false)).toMatchObject(forgotten);
  });

  test('does not end one by time, unless an only switch was not reached', () => {
    expect(runAfter({ edgeMm: 0, openEnd: 1 }, false).forMs).toBe(7000);
    expect(runAfter({ edgeMm: 0, openEnd: 1 }, true)).toMatchObject(forgotten);
    expect(runAfter({ edgeMm: 0, openEnd: 0 }, false).forMs).toBe(7000);
    expect(runAfter({ edgeMm: 0, openEnd: 0 }, true).forMs).toBe(7000);
  });
});
