/** Which codes fit a fault, by what the chair can see of it. */
import { expect, test } from 'vitest';
import { createReport } from '../../../sim/campaign/judge-report.ts';
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
  const stays = createReport(chair, { name: 'relay', value: 'open' });
  const loose = createReport(chair, { name: 'relay', value: 'open 20 ms every 5000 ms' });
  expect(loose.fitting).toBe(stays.fitting);
  expect([typeof stays.row.withinMs, loose.row.withinMs]).toEqual(['number', undefined]);
});
