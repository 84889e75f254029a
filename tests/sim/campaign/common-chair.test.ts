/** A fault is drawn, counted and judged on every chair as on the one with the common pads on 24 V. */
import { describe, expect, test } from 'vitest';
import { onlyFault } from '../../../sim/campaign/bounds.ts';
import { inCommon, kindInCommon, onChair } from '../../../sim/campaign/common-chair.ts';
import { faultKinds, pairOf } from '../../../sim/campaign/coverage.ts';
import { createReport } from '../../../sim/campaign/judge-report.ts';
import type { FaultOrder, Scenario } from '../../../sim/scenario/scenario.ts';
import { hasFault } from '../../../src/chair/fault-set.ts';
import { chair } from '../../chair.ts';
import { tappingChair } from '../../tapping-chair.ts';

/** The reference chair for 12 V, whose pads have other names. */
const other = {
  ...chair,
  supply: { ...chair.supply, nominalV: 12 },
  pads: chair.pads.map((pad, index) => ({ ...pad, name: ['seat', 'upper-back'][index] ?? '' })),
};

const orders = faultKinds.map((kind): FaultOrder => {
  const [name = '', word = ''] = kind.split(' ');
  const value = name === 'supply' ? '19 V' : word === 'detached' ? 'detached 25 C' : word;
  return { name: name as FaultOrder['name'], value };
});
const withFault = (order: FaultOrder) =>
  ({ rough: [], steps: [{ kind: 'fault', faults: [order] }] }) as unknown as Scenario;

describe('a chair whose pads have other names', () => {
  test('has each fault under its own name, and back', () => {
    expect(onChair({ name: 'fet.sacral', value: 'open' }, other)).toEqual({
      name: 'fet.upper-back',
      value: 'open',
    });
    expect(onChair({ name: 'supply', value: '30 V' }, other).value).toBe('15 V');
    for (const order of orders) expect(inCommon(onChair(order, other), other)).toEqual(order);
    expect(kindInCommon('thermistor.seat drift', other)).toBe('thermistor.lumbar drift');
    expect(kindInCommon('hum', other)).toBe('hum');
  });

  test('is counted in the same row', () => {
    for (const order of orders)
      expect(pairOf(onChair(order, other), 'running', other)).toBe(pairOf(order, 'running', chair));
  });

  test('is judged by what it reports, as any other', () => {
    for (const order of orders) {
      const own = onChair(order, other);
      expect(onlyFault(withFault(own), other), order.name).toEqual(own);
      const [report, common] = [createReport(other, own), createReport(chair, order)];
      expect(report.fitting, own.name).toBe(common.fitting);
      expect(report.row.withinMs).toBe(common.row.withinMs);
    }
    const alone = { ...other, pads: other.pads.map((pad) => ({ ...pad, measuresSurface: false })) };
    const frozen = createReport(alone, { name: 'thermistor.seat', value: 'frozen' });
    expect(hasFault(frozen.fitting, 'E27')).toBe(true);
  });

  test('comes and goes as any other', () => {
    const loose = { name: 'thermistor.seat', value: 'open 20 ms every 500 ms' } as const;
    expect(onlyFault(withFault(loose), other)).toEqual(loose);
    const dips = { name: 'supply', value: '16 V 20 ms every 500 ms for 1000 ms' } as const;
    expect(onChair(dips, other).value).toBe('8 V 20 ms every 500 ms for 1000 ms');
    expect(inCommon(onChair(dips, other), other)).toEqual(dips);
  });
});

test('a fault of a tapper is judged by what it reports, where the chair has one', () => {
  const jammed = { name: 'tapper', value: 'jammed' } as const;
  expect(onlyFault(withFault(jammed), tappingChair())).toEqual(jammed);
  expect(onlyFault(withFault(jammed), chair)).toBeNull();
  // One that is on or off has no least duty: off, it does not matter.
  const { row } = createReport(tappingChair(), jammed);
  const tapper = { ...tappingChair().tapper, breakawayDuty: 0 };
  const matters = (tapperDuty: number) =>
    row.matters?.({ chair: { ...tappingChair(), tapper }, pins: { tapperDuty, motorRelay: true } } as never);
  expect([matters(0), matters(1)]).toEqual([false, true]);
});
