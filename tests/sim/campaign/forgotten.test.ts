import { expect, test } from 'vitest';
import { createForgotten, forget, noteForgetting } from '../../../sim/campaign/forgotten.ts';
import { createRuns } from '../../../sim/campaign/safety-case.ts';
import { createSpots } from '../../../sim/campaign/spots.ts';
import type { Simulation } from '../../../sim/chair/simulation.ts';
import type { FaultOrder } from '../../../sim/scenario/scenario.ts';

/** What is forgotten by a restart at 100 s of a chair to which this has happened, s: fault. */
function forgottenAfter(edgeMm: number | null, ...orders: readonly [number, string, string][]) {
  const forgotten = createForgotten();
  const before = { runs: createRuns(), spots: createSpots() };
  const judge = { ...before };
  for (let s = 0; s <= 110; s++) {
    for (const [atS, name, value] of orders)
      if (atS === s) noteForgetting(forgotten, { name, value } as FaultOrder);
    const hostLost = s >= 100 && s < 110;
    const options = { chair: { carriage: { edgeMm } } };
    const simulation = { starts: s < 110 ? 1 : 2, nowMs: s * 1000, hostLost, options } as Simulation;
    forget(forgotten, judge, simulation);
  }
  return { runs: judge.runs !== before.runs, spots: judge.spots !== before.spots };
}

test('runs are forgotten of which the disk took nothing and no longer says so', () => {
  expect(forgottenAfter(5)).toEqual({ runs: false, spots: false });
  expect(forgottenAfter(5, [10, 'disk', 'full'])).toEqual({ runs: false, spots: false });
  expect(forgottenAfter(5, [10, 'disk', 'full'], [105, 'disk', 'none'])).toMatchObject({ runs: true });
  expect(forgottenAfter(5, [10, 'disk', 'full'], [90, 'disk', 'none'])).toMatchObject({ runs: true });
  expect(forgottenAfter(5, [10, 'store', 'failing'], [70, 'store', 'none'])).toMatchObject({ runs: false });
  expect(forgottenAfter(5, [10, 'disk', 'full 95 ms every 900 ms'])).toMatchObject({ runs: true });
  expect(forgottenAfter(5, [10, 'disk', 'damaged'], [105, 'disk', 'none'])).toMatchObject({ runs: false });
});

test('a spot is forgotten where only the time of a way tells that plugs are swapped', () => {
  expect(forgottenAfter(null, [10, 'wires.motors', 'swapped'])).toEqual({ runs: false, spots: true });
  expect(forgottenAfter(5, [10, 'wires.motors', 'swapped'])).toEqual({ runs: false, spots: false });
  expect(forgottenAfter(null)).toEqual({ runs: false, spots: false });
});
