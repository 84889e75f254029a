/** Which codes fit a fault, by what the chair can see of it. */
import { describe, expect, test } from 'vitest';
import { isTimed, onlyFault } from '../../../sim/campaign/bounds.ts';
import { fitted } from '../../../sim/campaign/fitted.ts';
import { createReport } from '../../../sim/campaign/judge-report.ts';
import { type FaultOrder, type Scenario, scenarioDefaults } from '../../../sim/scenario/scenario.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import type { Chair } from '../../../src/chair/chair.ts';
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

test('a sensor that fell off where it is colder than air can be reads as a broken lead', () => {
  const fits = (value: string, chair = 'lumbar-1') =>
    hasFault(createReport(loadChair(chair), { name: 'thermistor.lumbar', value }).fitting, 'E21');
  expect([fits('detached -8 C'), fits('detached -8 C', 'chair-b')]).toEqual([true, true]);
  expect([fits('detached 20 C'), fits('detached -3 C'), fits('frozen')]).toEqual([false, false, false]);
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

describe('where only the voltage behind it shows what the relay of the motors does', () => {
  const divided = loadChair('tests/chairs/relay-and-divider.yaml');
  const dueMs = (name: FaultOrder['name'], value: string, chair = divided) =>
    createReport(chair, { name, value }).row.withinMs ?? null;

  test('a relay that welds is due after its opening, one that stays open or seems to at once', () => {
    expect([
      dueMs('motor-relay', 'welded'),
      dueMs('motor-relay', 'open'),
      dueMs('sense.motors', 'open'),
    ]).toEqual([1540, 640, 640]);
    for (const [name, value] of [
      ['motor-relay', 'welded'],
      ['motor-relay', 'open'],
      ['sense.motors', 'open'],
    ] as const)
      expect(hasFault(createReport(divided, { name, value }).fitting, 'E36')).toBe(true);
  });

  test('without it, nothing is promised', () => {
    const scaled = { ...divided.wiring.scaled, 'motors-supply': null };
    const met = { ...divided.safety.met, 'motor-stuck': { chair: { by: 'relay', bound: null } } };
    const bare = { ...divided, wiring: { ...divided.wiring, scaled }, safety: { ...divided.safety, met } };
    expect(dueMs('motor-relay', 'welded', bare)).toBeNull();
  });

  test('its plug stands for that of a sensor of currents that the chair lacks', () => {
    const open = (chair: Chair) => {
      const faults: FaultOrder[] = [{ name: 'current.kneader', value: 'open' }];
      const { steps } = fitted({ ...nothing, steps: [{ kind: 'fault', faults, line: 0, column: 0 }] }, chair);
      return steps.flatMap((step) => (step.kind === 'fault' ? step.faults.map(({ name }) => name) : []));
    };
    expect(open(divided)).toEqual(['sense.motors']);
    expect(open(loadChair('lumbar-1'))).toEqual(['current.kneader']);
    expect(open(loadChair('chair-a'))).toEqual([]);
  });
});

const nothing: Scenario = {
  name: 'nothing happens',
  program: 'lower-back-relief',
  ...scenarioDefaults,
  rough: [],
  invariants: true,
  steps: [],
};
