/** Which orders a reading may answer to that takes its time to settle. */
import { expect, test } from 'vitest';
import { ordersWithin } from '../../../src/control/guard/diagnosis/orders-within.ts';
import { createAnswered } from './answered.ts';

/** The carriage's duties of so many ticks, oldest first, each answered a tick later; what is found of them, newest first. */
function found(duties: readonly number[], settleMs: number, later = 0, orderAgeMs = 0): number[] {
  let orders: number[] = [];
  const bench = createAnswered(({ counts }) => {
    orders = ordersWithin(counts.evidence, settleMs, later).map(({ carriageDuty }) => carriageDuty);
  });
  bench.seen.sensors.link.orderAgeMs = orderAgeMs;
  for (const carriageDuty of duties) bench.order({ carriageDuty });
  bench.order({});
  return orders;
}

test('what shows at once answers to one order, the last that was carried out', () => {
  expect(found([0.1, 0.2, 0.3], 0)).toEqual([0.3]);
});

test('what takes two ticks to settle may answer to the two orders before as well', () => {
  expect(found([0.1, 0.2, 0.3, 0.4], 40)).toEqual([0.4, 0.3, 0.2]);
  expect(found([0.1, 0.2, 0.3, 0.4], 39)).toEqual([0.4, 0.3, 0.2]);
  expect(found([0.1, 0.2, 0.3, 0.4], 41)).toEqual([0.4, 0.3, 0.2, 0.1]);
});

test('an order that had not been carried out yet is none of them, but where it may act before it is answered', () => {
  expect(found([0.1, 0.2, 0.3, 0.4], 20, 0, 60)).toEqual([0.2, 0.1]);
  expect(found([0.1, 0.2, 0.3, 0.4], 20, 1, 60)).toEqual([0.3, 0.2, 0.1]);
  expect(found([0.1, 0.2, 0.3, 0.4], 20, 5, 60)).toEqual([0.4, 0.3, 0.2, 0.1]);
});

test('what takes longer to settle than orders are kept may answer to any that is', () => {
  const duties = Array.from({ length: 60 }, (_, tick) => tick / 100);
  const kept = found(duties, 2000);
  expect(kept).toHaveLength(25);
  expect(kept[0]).toBe(0.59);
});
