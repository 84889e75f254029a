/** The pads' current by itself, on two pads whose figures are round: what is too much, too little, and whose fault. */
import { describe, expect, test } from 'vitest';
import { codesIn } from '../../../src/chair/fault-set.ts';
import { type FaultCode, faultIndex } from '../../../src/chair/faults.ts';
import { createPower } from '../../../src/chair/outputs.ts';
import { padPart, part } from '../../../src/chair/parts.ts';
import {
  createPadCurrentWatch,
  type PadCurrentWatch,
  restingPads,
  watchPadCurrent,
} from '../../../src/control/guard/diagnosis/pad-current.ts';
import { createReadbackWatch } from '../../../src/control/guard/diagnosis/readback.ts';
import type { GuardLimits, PadLimits } from '../../../src/control/guard/limits.ts';
import { chair } from '../../chair.ts';
import { createAnswered } from './answered.ts';
import { limits } from './rig.ts';

/** One reads 4 to 12 A at 16 V, the other 8 to 16 A. */
const small = { siemens: 0.5, weakestSiemens: 0.25, strongestSiemens: 0.75, mayOpen: false };
const large = { siemens: 0.75, weakestSiemens: 0.5, strongestSiemens: 1, mayOpen: false };
const figures = {
  slackSiemens: 0.125,
  alikeSiemens: 0.25,
  learnedShare: 0.25,
  nothingA: 2,
  settleMs: 40,
  settleWellMs: 60,
};
const supplyV = 16;
const both = [true, true];
const first = [true, false];
const second = [false, true];
const neither = [false, false];

interface Setup {
  readonly relay?: boolean;
  readonly pads?: readonly Partial<PadLimits>[];
  readonly learned?: number;
}

function stand({ relay = true, pads = [small, large], learned = 0 }: Setup = {}) {
  const own: GuardLimits = {
    ...limits,
    relays: { ...limits.relays, pads: relay },
    pads: pads.map((pad) => ({ ...limits.pads[0]!, ...pad })),
  };
  const watch: PadCurrentWatch = { ...createPadCurrentWatch(own), learned };
  const readback = createReadbackWatch();
  const bench = createAnswered(
    (seen, register) => watchPadCurrent(watch, seen, figures, readback, register),
    {
      limits: own,
    },
  );
  bench.seen.sensors.supplyV = supplyV;
  return {
    ...bench,
    watch,
    /** Pads that are on, and the current that is read, for so many ticks. */
    see(padsOn: boolean[], padsA: number, ticks = 1, padRelay = true, apartMs = 20) {
      bench.order({ padsOn, padRelay }, { padsA }, ticks, apartMs);
      return codesIn(bench.register.faults);
    },
    /** The same once the orders have stood for as long as they take to show, for two values. */
    settled(padsOn: boolean[], padsA: number, padRelay = true) {
      const healthyA = padsOn.reduce((sum, on, pad) => sum + (on ? watch.conductance[pad]! * supplyV : 0), 0);
      this.see(padsOn, padRelay ? healthyA : 0, 6, padRelay);
      watch.learned = learned;
      return this.see(padsOn, padsA, 2, padRelay);
    },
    partOf: (code: FaultCode) => bench.register.parts[faultIndex(code)],
  };
}

describe('pads that nobody has met yet', () => {
  test('draw at most what the strongest of their kind do, and half of the weakest pad besides', () => {
    // 0.75 + 1 + 0.125 S.
    expect(stand().settled(both, 1.875 * supplyV)).toEqual([]);
    expect(stand().settled(both, 1.876 * supplyV)).toEqual(['E25']);
  });

  test('draw at least what the weakest of their kind do, less half of the weakest pad', () => {
    // 0.25 + 0.5 - 0.125 S.
    expect(stand().settled(both, 0.625 * supplyV)).toEqual([]);
    expect(stand().settled(both, 0.624 * supplyV)).toEqual(['E24']);
  });
});

describe('pads that are known', () => {
  test('are held against what was learned, give or take its share', () => {
    // 1.25 S learned, a quarter either way, and 0.125 S.
    expect(stand({ learned: 3 }).settled(both, 1.687 * supplyV)).toEqual([]);
    expect(stand({ learned: 3 }).settled(both, 1.688 * supplyV)).toEqual(['E25']);
    expect(stand({ learned: 3 }).settled(both, 0.813 * supplyV)).toEqual([]);
    expect(stand({ learned: 3 }).settled(both, 0.812 * supplyV)).toEqual(['E24']);
  });

  test('are told apart where they differ by enough, and else none is named', () => {
    const openFirst = stand({ learned: 3 });
    openFirst.settled(both, 0.75 * supplyV);
    expect(openFirst.partOf('E24')).toBe(padPart(0));
    const alike = stand({ learned: 3, pads: [small, { ...small, siemens: 0.7 }] });
    alike.settled(both, 0.5 * supplyV);
    expect(codesIn(alike.register.faults)).toEqual(['E24']);
    expect(alike.partOf('E24')).toBe(part.none);
  });
});

describe('too much', () => {
  test('with one pad on is the other one, though nobody knows yet what it draws', () => {
    const bench = stand({ learned: 1 });
    expect(bench.settled(first, 1.5 * supplyV)).toEqual(['E25']);
    expect(bench.partOf('E25')).toBe(padPart(1));
  });

  test('with every pad on is of none in particular', () => {
    const bench = stand({ learned: 3 });
    expect(bench.settled(both, 3 * supplyV)).toEqual(['E25']);
    expect(bench.partOf('E25')).toBe(part.none);
  });

  test('with every pad off names one only where all of them are known', () => {
    const known = stand({ learned: 3 });
    expect(known.settled(neither, 0.75 * supplyV)).toEqual(['E25']);
    expect(known.partOf('E25')).toBe(padPart(1));
    const unknown = stand({ learned: 1 });
    expect(unknown.settled(neither, 0.75 * supplyV)).toEqual(['E25']);
    expect(unknown.partOf('E25')).toBe(part.none);
  });

  test('past a relay that is open is the relay', () => {
    expect(stand().settled(neither, 0.5 * supplyV, false)).toEqual(['E26']);
  });
});

describe('too little', () => {
  test('is found on a chair without a relay, too', () => {
    expect(stand({ relay: false }).settled(first, 0)).toEqual(['E24']);
  });

  test('is nothing of a pad whose thermostat may just be open, which is not learned by it', () => {
    const bench = stand({ pads: [{ ...small, mayOpen: true }, large] });
    expect(bench.settled(first, 0)).toEqual([]);
    expect(bench.watch.learned).toBe(0);
    // The least that flows through one that conducts.
    bench.see(first, 0.125 * supplyV);
    expect(bench.watch.learned).toBe(1);
    expect(bench.watch.conductance[0]).toBeCloseTo(0.125, 12);
  });

  test('says nothing while the relay was open a moment ago', () => {
    const bench = stand({ learned: 3 });
    bench.see(both, 0, 10, false);
    // Closed by the last order but one.
    expect(bench.see(both, 0, 3)).toEqual([]);
    expect(bench.see(both, 0, 3)).toEqual(['E24']);
  });

  test('is none in a value beside a supply that has just risen, whose current is of before', () => {
    const bench = stand({ learned: 3 });
    bench.see(both, 1.25 * supplyV, 6);
    for (let dip = 0; dip < 5; dip++) {
      bench.seen.sensors.supplyV = 11;
      bench.see(both, 1.25 * 11);
      bench.seen.sensors.supplyV = 22;
      expect(bench.see(both, 1.25 * 11)).toEqual([]);
    }
  });

  test('after the controller has switched off by itself is none', () => {
    const bench = stand({ learned: 3 });
    bench.see(both, 1.25 * supplyV, 6);
    bench.seen.sensors.link.trip = 1;
    expect(bench.see(both, 0, 5)).toEqual([]);
  });
});

describe('wrong values', () => {
  test('are two, however much time the first speaks for', () => {
    const bench = stand({ learned: 3 });
    bench.see(both, 1.25 * supplyV, 6);
    expect(bench.see(both, 0, 1, true, 60)).toEqual([]);
    expect(bench.see(both, 0, 1, true, 60)).toEqual(['E24']);
  });

  test('are added up over two seconds and no longer', () => {
    for (const [pauseMs, code] of [
      [2000, ['E24']],
      [2020, []],
    ] as const) {
      const bench = stand({ learned: 3 });
      bench.see(both, 1.25 * supplyV, 6);
      bench.see(both, 0);
      // None of a supply that is believable.
      bench.seen.sensors.supplyV = 0;
      bench.see(both, 0, pauseMs / 20 - 1);
      bench.seen.sensors.supplyV = supplyV;
      expect(bench.see(both, 0)).toEqual(code);
    }
  });

  test('begin above what counts as none', () => {
    expect(stand().settled(neither, figures.nothingA, false)).toEqual([]);
    expect(stand().settled(neither, figures.nothingA + 0.01, false)).toEqual(['E26']);
  });
});

test('of several pads that nobody knows all but the first rest; of one that is unknown the known ones', () => {
  const { watch } = stand();
  const order = (padsOn: boolean[]) => ({ ...createPower(chair), padsOn });
  expect(restingPads(watch, order(both))).toBe(2);
  expect(restingPads({ ...watch, learned: 1 }, order(both))).toBe(1);
  expect(restingPads({ ...watch, learned: 3 }, order(both))).toBe(0);
  expect(restingPads(watch, order(second))).toBe(0);
  expect(restingPads(watch, order(neither))).toBe(0);
});
