/** Which codes fit a fault, by what the chair can see of it. */
import { expect, test } from 'vitest';
import { isTimed, onlyFault } from '../../../sim/campaign/bounds.ts';
import { createReport } from '../../../sim/campaign/judge-report.ts';
import { type FaultOrder, type Scenario, scenarioDefaults } from '../../../sim/scenario/scenario.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { hasFault } from '../../../src/chair/fault-set.ts';

test('a carriage that jams at an end looks like a switch that sticks where neither counts nor a current show it', () => {
  const fits = (chair: string, code: 'E31' | 'E33') =>
    hasFault(createReport(loadChair(chair), { name: 'carriage', value: 'jammed' }).fitting, code);
  expect([fits('chair-c', 'E31'), fits('chair-c', 'E33')]).toEqual([true, true]);
  expect([fits('lumbar-1', 'E31'), fits('lumbar-1', 'E33')]).toEqual([true, false]);
  expect(fits('chair-b', 'E33')).toBe(false);
});

test('a pad relay that stays open is told by what does not warm where a thermostat may be open, too', () => {
  const behind = loadChair('lumbar-1');
  const pads = behind.pads.map((pad) => ({ ...pad, thermostat: { at: 'element' as const, opensC: 63 } }));
  const fits = (chair: typeof behind) =>
    hasFault(createReport(chair, { name: 'relay', value: 'open' }).fitting, 'E27');
  expect([fits(behind), fits({ ...behind, pads })]).toEqual([false, true]);
});

test('what comes and goes need not be told, but no code may come of it that does not fit', () => {
  const chair = loadChair('lumbar-1');
  const stays = { name: 'relay', value: 'open' } as const;
  const loose = { name: 'relay', value: 'open 20 ms every 5000 ms' } as const;
  const cut = { name: 'power', value: 'cut' } as const;
  const breaking = (...faults: FaultOrder[]): Scenario => ({
    ...nothing,
    steps: [{ kind: 'fault', faults, line: 0, column: 0 }],
  });
  expect(onlyFault(breaking(loose), chair)).toEqual(loose);
  expect(onlyFault(breaking(cut, stays, cut), chair)).toEqual(stays);
  expect(onlyFault(breaking(cut, cut), chair)).toBeNull();
  expect([
    isTimed(breaking(stays), stays),
    isTimed(breaking(loose), loose),
    isTimed(breaking(cut, stays), stays),
  ]).toEqual([true, false, false]);
  const [timed, untimed] = [createReport(chair, stays), createReport(chair, loose, false, false)];
  expect(untimed.fitting).toBe(timed.fitting);
  expect([typeof timed.row.withinMs, untimed.row.withinMs]).toEqual(['number', undefined]);
});

const nothing: Scenario = {
  name: 'nothing happens',
  program: 'lower-back-relief',
  ...scenarioDefaults,
  rough: [],
  invariants: true,
  steps: [],
};
