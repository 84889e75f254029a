/** Which values are new, how much time each speaks for, and how the motors were driven meanwhile. */
import { describe, expect, test } from 'vitest';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors, type LinkSensors } from '../../../src/chair/sensors.ts';
import {
  createEvidence,
  keepOrder,
  noteValues,
  placeOf,
} from '../../../src/control/guard/interlocks/evidence.ts';
import { chair } from '../../chair.ts';

function stand() {
  const evidence = createEvidence(chair);
  const { link } = createSensors(chair);
  let nowMs = 1000;
  const order = { ...createPower(chair) };
  return {
    evidence,
    /** Ticks that each allow this, without new values. */
    orders(many: number, allowed: Partial<Power>) {
      Object.assign(order, allowed);
      for (let tick = 0; tick < many; tick++) {
        keepOrder(evidence, order, nowMs);
        nowMs += 20;
      }
    },
    /** What comes so much later shows this of the link. */
    values(afterMs: number, shown: Partial<LinkSensors> = {}, dtMs = 20) {
      nowMs += afterMs;
      noteValues(evidence, { ...link, ...shown }, nowMs, dtMs);
      return evidence;
    },
  };
}

describe('values are new', () => {
  test('where they were taken later than those before, by more than they are dated to', () => {
    const { values } = stand();
    expect(values(0)).toMatchObject({ fresh: true, takenMs: 1000 });
    expect(values(6)).toMatchObject({ fresh: false, takenMs: 1000, forMs: 0 });
    expect(values(1)).toMatchObject({ fresh: true, takenMs: 1007, sinceMs: 7, forMs: 7 });
  });

  test('by when they were taken: so old, and so long on their way', () => {
    const { values } = stand();
    expect(values(0, { ageMs: 30, lateMs: 50 }).takenMs).toBe(920);
    expect(values(40, { ageMs: 80, lateMs: 40 })).toMatchObject({ fresh: false, takenMs: 920 });
    expect(values(0, { ageMs: 30, lateMs: 40 })).toMatchObject({ fresh: true, takenMs: 970, sinceMs: 50 });
  });

  test.each([
    ['from a link that is not connected', { connected: false }],
    ['older than a lost link', { ageMs: 250.5 }],
    ['of no age', { ageMs: Number.NaN }],
    ['of an age that no clock shows', { ageMs: Number.NEGATIVE_INFINITY }],
    ['that were on their way for no time', { lateMs: Number.NaN }],
  ])('and are not: %s', (_, shown) => {
    const { values } = stand();
    values(0);
    expect(values(1000, shown)).toMatchObject({ fresh: false, takenMs: 1000, forMs: 0 });
    expect(values(1000).fresh).toBe(true);
  });

  test('and come at most so long after those before as either clock says, though they are dated sooner', () => {
    const { values } = stand();
    expect(values(0, { clockMs: 7000 }).atMostMs).toBe(20);
    expect(values(20, { clockMs: 7030 })).toMatchObject({ sinceMs: 20, forMs: 20, atMostMs: 30 });
    expect(values(20, { clockMs: 7040 })).toMatchObject({ sinceMs: 20, atMostMs: 20 });
    // Not new: what passed until then belongs to the next.
    values(1, { clockMs: 7041 });
    expect(values(19, { clockMs: 7070 })).toMatchObject({ sinceMs: 20, atMostMs: 30 });
  });

  test('as old as a link may be', () => {
    const { values } = stand();
    expect(values(0, { ageMs: 250 })).toMatchObject({ fresh: true, takenMs: 750 });
  });

  test('and go on after a clock that has run back, for a tick each', () => {
    const { values } = stand();
    values(0);
    expect(values(-250).fresh).toBe(false);
    expect(values(-1, {}, 40)).toMatchObject({ fresh: true, takenMs: 749, sinceMs: 40, forMs: 40 });
  });

  test('the first of all, and speak for a tick', () => {
    const { values } = stand();
    expect(values(0, {}, 20)).toMatchObject({ fresh: true, sinceMs: 20, forMs: 20 });
  });
});

test('a reading is not counted for more than 60 ms, nor what the chip counts for longer than it goes on without a line', () => {
  const { values } = stand();
  values(0);
  expect(values(60)).toMatchObject({ sinceMs: 60, forMs: 60 });
  expect(values(61)).toMatchObject({ sinceMs: 61, forMs: 60, countedMs: 61 });
  expect(values(1000)).toMatchObject({ sinceMs: 1000, forMs: 60, countedMs: 250 });
});

test('values are as far apart as the mean of the last five or so, a pause counting as a lost link at most', () => {
  const { values } = stand();
  values(0);
  expect(values(70).apartMs).toBeCloseTo(30, 9);
  expect(values(80).apartMs).toBeCloseTo(40, 9);
  expect(values(10_000).apartMs).toBeCloseTo(40 + 0.2 * 210, 9);
});

test('before any value nothing is known to have been driven', () => {
  const { evidence, orders } = stand();
  orders(3, { carriageDuty: 1 });
  const atRest = { duty: 0, least: 0, most: 0 };
  expect(evidence).toMatchObject({
    fresh: false,
    tripped: false,
    drives: { carriage: atRest, kneader: atRest, tapper: atRest },
  });
});

describe('a motor was driven', () => {
  test('as all orders before the first values said', () => {
    const { values, orders } = stand();
    orders(1, { carriageDuty: 0.4 });
    orders(4, { carriageDuty: 0.5 });
    expect(values(0).drives.carriage).toEqual({ duty: 0.5, least: 0.4, most: 0.5 });
  });

  test('not at all where each order was to rest', () => {
    const { values, orders } = stand();
    orders(3, { carriageDuty: 1 });
    values(0);
    orders(3, { carriageDuty: 0 });
    expect(values(0).drives.carriage).toEqual({ duty: 0, least: 0, most: 0 });
  });

  test('as the order said that the values answer to', () => {
    const { values, orders } = stand();
    orders(5, { carriageDuty: 0.5, kneaderDuty: -0.4, tapperDuty: 0.3 });
    values(0);
    expect(values(20).drives).toEqual({
      carriage: { duty: 0.5, least: 0.5, most: 0.5 },
      kneader: { duty: -0.4, least: 0.4, most: 0.4 },
      tapper: { duty: 0.3, least: 0.3, most: 0.3 },
    });
  });

  test('by the order of that time, where values come late', () => {
    const { values, orders } = stand();
    orders(10, { carriageDuty: 0.5 });
    orders(3, { carriageDuty: 0.8 });
    // Three ticks ago the first 0.8 was given.
    expect(values(0, { orderAgeMs: 60 + 20 }).drives.carriage.duty).toBe(0.5);
    expect(values(7, { orderAgeMs: 7 + 60 }).drives.carriage.duty).toBe(0.8);
  });

  test('by no order that was given after they were taken', () => {
    const { values, orders } = stand();
    orders(10, { carriageDuty: 0.5 });
    orders(3, { carriageDuty: 0.8 });
    expect(values(0, { orderAgeMs: 0, ageMs: 40, lateMs: 40 }).drives.carriage.duty).toBe(0.5);
    expect(values(60, { orderAgeMs: 0, ageMs: 40, lateMs: 0 }).drives.carriage.duty).toBe(0.8);
  });

  test('with least and most of all orders since the values before', () => {
    const { values, orders } = stand();
    orders(3, { carriageDuty: 1, kneaderDuty: -1 });
    values(0);
    orders(1, { carriageDuty: 0.3, kneaderDuty: -0.3 });
    orders(1, { carriageDuty: 0.7, kneaderDuty: -0.9 });
    orders(1, { carriageDuty: 0.5, kneaderDuty: -0.5 });
    expect(values(0).drives).toMatchObject({
      carriage: { duty: 0.5, least: 0.3, most: 0.7 },
      kneader: { duty: -0.5, least: 0.3, most: 0.9 },
    });
  });

  test('for sure not at all where it was turned round', () => {
    const { values, orders } = stand();
    orders(3, { carriageDuty: 1 });
    values(0);
    orders(1, { carriageDuty: -0.9 });
    orders(1, { carriageDuty: 0.5 });
    expect(values(0).drives.carriage).toEqual({ duty: 0.5, least: 0, most: 0.9 });
  });

  test('for sure not at all by a controller that has switched everything off', () => {
    const { values, orders } = stand();
    orders(5, { carriageDuty: 0.5 });
    expect(values(0, { trip: 3 })).toMatchObject({ tripped: true });
    expect(values(20, { trip: 3 }).drives.carriage).toEqual({ duty: 0.5, least: 0, most: 0 });
    expect(values(20)).toMatchObject({ tripped: false, drives: { carriage: { least: 0.5 } } });
  });

  test('as it was kept, whatever becomes of the order afterwards', () => {
    const { evidence } = stand();
    const order = { ...createPower(chair), carriageDuty: 0.5 };
    keepOrder(evidence, order, 1000);
    order.carriageDuty = 0;
    order.padsOn[0] = true;
    expect(evidence.orders[0]).toMatchObject({ carriageDuty: 0.5, padsOn: [false, false], atMs: 1000 });
  });
});

describe('the order of a time', () => {
  test('is the last that was given by then', () => {
    const { evidence, orders } = stand();
    orders(4, {});
    expect(placeOf(evidence, 1060)).toBe(0);
    expect(placeOf(evidence, 1059.9)).toBe(1);
    expect(placeOf(evidence, 1000)).toBe(3);
  });

  test('is the answered one, though the next turn came within 6 ms', () => {
    const { evidence, values } = stand();
    keepOrder(evidence, createPower(chair), 1000);
    keepOrder(evidence, { ...createPower(chair), carriageDuty: 0.5 }, 1005);
    values(20, { orderAgeMs: 24 });
    expect(evidence.answers[0]!.orderMs).toBe(1000);
    expect(placeOf(evidence, 1000)).toBe(1);
  });

  test('before any was given is none: at rest', () => {
    const { evidence, orders } = stand();
    orders(4, { carriageDuty: 1 });
    expect(evidence.orders[placeOf(evidence, 900)]).toMatchObject({ carriageDuty: 0 });
  });

  test('is the oldest that is kept, 500 ms ago, where none is as old', () => {
    const { evidence, orders } = stand();
    orders(100, {});
    expect(evidence.orders.length).toBe(25);
    expect(placeOf(evidence, 1000)).toBe(24);
    expect(evidence.orders[24]!.atMs).toBe(1000 + 75 * 20);
  });
});
