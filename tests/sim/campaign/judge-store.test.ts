import { expect, test } from 'vitest';
import { createStoreJudge, judgeStore } from '../../../sim/campaign/judge-store.ts';
import type { Simulation } from '../../../sim/chair/simulation.ts';
import type { SessionState } from '../../../src/chair/names.ts';

const work = { do: 'restore', id: 'x' };

/** What the judge finds, tick by tick, of a technician's work that is acknowledged in the last. */
function findings(states: readonly SessionState[]): readonly (string | null)[] {
  const judge = createStoreJudge();
  return states.map((state, tick) => {
    const isLast = tick === states.length - 1;
    const technician = { work: isLast ? null : work, done: isLast ? [work] : [], failed: [] };
    const machine = { control: { session: { state } } };
    const simulation = { technician, machine, hostLost: false, starts: 1 } as unknown as Simulation;
    return judgeStore(judge, simulation)?.invariant ?? null;
  });
}

test('work that was taken in service may end after it', () => {
  expect(findings(['service', 'service', 'off', 'off'])).toEqual([null, null, null, null]);
  // Begun and ended in the very tick that left service.
  expect(findings(['service', 'off'])).toEqual([null, null]);
});

test('work that was never in service is written outside it', () => {
  expect(findings(['off', 'off', 'off'])).toEqual([null, null, 'written outside service']);
});
