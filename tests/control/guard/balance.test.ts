/** The heat balance by itself, on pads whose figures are round: how fast a reading may move, at the very limits. */
import { describe, expect, test } from 'vitest';
import {
  type Balance,
  breakBalance,
  createBalance,
  unbalancedK,
} from '../../../src/control/guard/diagnosis/balance.ts';
import type { PadLimits } from '../../../src/control/guard/limits.ts';
import { limits } from './rig.ts';

type Flows = PadLimits['flows'];

/** Warms by 0.05 to 0.1 K a joule, and loses nothing; its surface may do anything. */
const flows: Flows = {
  leastPerJ: 0.05,
  mostPerJ: 0.1,
  least: { surface: 0, air: 0 },
  most: { surface: 0, air: 0 },
  surfacePerK: 1,
};
const padWith = (own: Partial<Flows>, measuresSurface = true): PadLimits => ({
  ...limits.pads[0]!,
  measuresSurface,
  flows: { ...flows, ...own },
});

interface Run {
  readonly pad?: PadLimits;
  readonly balance?: Balance;
  readonly seconds?: number;
  readonly watt?: number;
  /** Where each reading begins and how fast it moves, K/s. */
  readonly element?: readonly [number, number];
  readonly surface?: readonly [number, number];
  readonly room?: { coldestC: number; warmestC: number };
  readonly stepS?: number;
}

/** When it was found, s, and by how many kelvin. */
function run({
  pad = padWith({}),
  balance = createBalance(),
  seconds = 40,
  watt = 0,
  element = [40, 0],
  surface = [36, 0],
  room = { coldestC: 22, warmestC: 22 },
  stepS = 0.1,
}: Run): { readonly atS: number; readonly missK: number } | null {
  for (let step = 1; step * stepS <= seconds + 1e-6; step++) {
    const atS = step * stepS;
    const missK = unbalancedK(balance, pad, {
      elementC: element[0] + element[1] * atS,
      surfaceC: surface[0] + surface[1] * atS,
      room,
      joule: watt * stepS,
      stepS,
    });
    if (missK !== 0) return { atS: Math.round(atS * 10) / 10, missK };
  }
  return null;
}

describe('an element that nothing takes heat from', () => {
  // 10 W: 0.5 to 1 K/s. Noise of 0.4 K, and 0.01 K/s, over 2, 8 or 16 s.
  const rises = (kPerS: number) => run({ watt: 10, element: [30, kPerS] });

  test('rises by no less than its energy makes it, give or take the noise of the longest window', () => {
    expect(rises(0.5)).toBe(null);
    expect(rises(0.466)).toBe(null);
    // The longest window has 17 blocks, and the verdict is the second in a row.
    expect(rises(0.464)).toMatchObject({ atS: 18 });
  });

  test('that is farther off is found in a shorter window', () => {
    expect(rises(0.441)).toMatchObject({ atS: 18 });
    expect(rises(0.439)).toMatchObject({ atS: 10 });
    expect(rises(0.291)).toMatchObject({ atS: 10 });
    expect(rises(0.289)).toMatchObject({ atS: 4 });
  });

  test('rises by no more either', () => {
    expect(rises(1)).toBe(null);
    expect(rises(1.034)).toBe(null);
    expect(rises(1.036)).toMatchObject({ atS: 18 });
    expect(rises(1.211)).toMatchObject({ atS: 4 });
  });

  test('that is off is told by how much it lacks, or has too much', () => {
    // Of 1 K in 2 s it has risen by none; of 2 K at most it has risen by 3.
    expect(rises(0)?.missK).toBeCloseTo(-1, 6);
    expect(rises(1.5)?.missK).toBeCloseTo(1, 6);
  });

  test('without power stands still', () => {
    expect(run({ element: [40, 0.034] })).toBe(null);
    expect(run({ element: [40, -0.034] })).toBe(null);
    expect(run({ element: [40, 0.036] })).not.toBe(null);
    expect(run({ element: [40, -0.036] })).not.toBe(null);
  });

  test('is judged at the same pace where values come more seldom', () => {
    expect(run({ watt: 10, element: [30, 0.289], stepS: 0.25 })).toMatchObject({ atS: 4 });
    expect(run({ watt: 10, element: [30, 0.5], stepS: 0.25 })).toBe(null);
  });
});

describe('an element that loses heat', () => {
  /** The fastest it may cool and the slowest, of hundredths of a kelvin a second. */
  const range = (setup: Run) => {
    const found = Array.from({ length: 41 }, (_, index) => (index - 20) / 100).filter(
      (kPerS) => run({ ...setup, seconds: 20, element: [setup.element?.[0] ?? 40, kPerS] }) === null,
    );
    return [found[0], found.at(-1)];
  };

  test('to the air has it at least as cold as the coldest room less 10 K, and at most as warm as the warmest and 16 K', () => {
    const room = { coldestC: 20, warmestC: 44 };
    // At 40 C up to 0.002 x 30 K/s, less 0.035; from the warmest air 0.002 x 20 K/s besides.
    const air = padWith({ most: { surface: 0, air: 0.002 }, least: { surface: 0, air: 0.001 } });
    expect(range({ pad: air, room })).toEqual([-0.09, 0.07]);
  });

  test('to its surface has it by what they differ', () => {
    const warm = padWith({ most: { surface: 0.004, air: 0 }, least: { surface: 0.002, air: 0 } });
    expect(range({ pad: warm, surface: [20, 0] })).toEqual([-0.11, -0.01]);
    // One that is warmer gives it as much as the best contact lets through.
    expect(range({ pad: warm, surface: [60, 0] })).toEqual([-0.03, 0.11]);
  });

  test('in air that is warmer than it loses none, and has what the most lets through', () => {
    const air = padWith({ most: { surface: 0, air: 0.002 } });
    // 36 K below the warmest that air of 60 C may be.
    expect(range({ pad: air, room: { coldestC: 60, warmestC: 60 } })).toEqual([-0.03, 0.1]);
  });

  test('to a surface that nothing measures may have it as cold as the coldest air, or as warm as a body', () => {
    const alone = padWith({ most: { surface: 0.002, air: 0 }, least: { surface: 0.001, air: 0 } }, false);
    const room = { coldestC: 20, warmestC: 20 };
    // 40 C over 10 C; over a body no less than nothing.
    expect(range({ pad: alone, room })).toEqual([-0.09, 0.03]);
    // 17 C under a body of 37 C, over air of 10 C.
    expect(range({ pad: alone, room, element: [17, 0] })).toEqual([-0.04, 0.07]);
  });
});

describe('a surface', () => {
  test('warms and cools no faster than anything that it can touch lets it', () => {
    const pad = padWith({ surfacePerK: 0.01 });
    const moves = (kPerS: number, from = 30, elementC = 42) =>
      run({ pad, seconds: 6, element: [elementC, 0], surface: [from, kPerS] });
    // 12 K below its element: 0.12 K/s and 0.21 of noise over 2 s.
    expect(moves(0.25)).toBe(null);
    expect(moves(0.36)).not.toBe(null);
    // 30 K above a cold cloth.
    expect(moves(-0.45)).toBe(null);
    expect(moves(-0.55)).not.toBe(null);
    // A body of 37 C warms it where its element does not.
    expect(moves(0.25, 30, 25)).toBe(null);
    expect(moves(0.32, 30, 25)).not.toBe(null);
  });

  test('that leaps is held against the most that flowed into it on the way, or out of it', () => {
    /** Leaps by so much after a while, a kelvin warming it by so much a second. */
    const leaps = (byK: number, surfacePerK: number, from: number) => {
      const balance = createBalance();
      const of = { pad: padWith({ surfacePerK }), balance, element: [42, 0] as const };
      run({ ...of, seconds: 10, surface: [from, 0] });
      return run({ ...of, seconds: 6, surface: [from + byK, 0] });
    };
    // 12 K below its element, 2 s: 2.4 K, and the noise.
    expect(leaps(2.5, 0.1, 30)).toBe(null);
    expect(leaps(3.5, 0.1, 30)).not.toBe(null);
    // 36 K above a cold cloth, 2 s: 3.6 K, and the noise.
    expect(leaps(-3.9, 0.05, 36)).toBe(null);
    expect(leaps(-4.1, 0.05, 36)).not.toBe(null);
  });

  test('that leaps is told by how far beyond that it went', () => {
    const balance = createBalance();
    const pad = padWith({ surfacePerK: 0 });
    run({ pad, balance, seconds: 10 });
    expect(run({ pad, balance, seconds: 10, surface: [39, 0] })?.missK).toBeCloseTo(3, 6);
    const cooled = createBalance();
    run({ pad, balance: cooled, seconds: 10 });
    expect(run({ pad, balance: cooled, seconds: 10, surface: [33, 0] })?.missK).toBeCloseTo(-3, 6);
  });

  test('that nothing measures is not asked', () => {
    const pad = padWith({ surfacePerK: 0 }, false);
    expect(run({ pad, surface: [36, 2], seconds: 10 })).toBe(null);
  });
});

describe('a dead reading', () => {
  /** Power that is on for so long and off for as long, under an element that goes along by a share of what that makes of it. */
  function turns(
    share: number | ((atS: number) => number),
    watt: number,
    seconds = 40,
    everyS = 4,
    least = 1,
  ): number {
    const loose: PadLimits = padWith({ leastPerJ: -1, mostPerJ: 1 });
    const pad = {
      ...loose,
      power: { least, most: 1 },
      elementAnswer: { perCause: 0.01, tauS: 100, sureShare: 1 },
    };
    const balance = createBalance();
    let elementC = 40;
    for (let step = 1; step <= seconds * 10; step++) {
      const on = Math.floor(step / 10 / everyS) % 2 === 0;
      const joule = on ? watt * 0.1 : 0;
      elementC += (typeof share === 'number' ? share : share(step / 10)) * 0.01 * (joule - watt * 0.05);
      const room = { coldestC: 22, warmestC: 22 };
      const missK = unbalancedK(balance, pad, { elementC, surfaceC: 36, room, joule, stepS: 0.1 });
      if (missK !== 0) return missK;
    }
    return 0;
  }

  /** When it is told of an element that has lived for so long, s; never is infinite. */
  function deadAtS(watt: number, livesS = 0): number {
    for (let seconds = 1; seconds <= 60; seconds++)
      if (turns((atS) => (atS < livesS ? 0.9 : 0), watt, seconds) !== 0) return seconds;
    return Number.POSITIVE_INFINITY;
  }

  test('is told over 16 s where much power turns, and over twice as long where less does', () => {
    expect(deadAtS(60)).toBe(18);
    expect(deadAtS(20)).toBeGreaterThan(18);
    expect(deadAtS(20)).toBeLessThanOrEqual(34);
    expect(deadAtS(3)).toBe(Number.POSITIVE_INFINITY);
  });

  test('bends by its noise alone where a few watts turn: losses bend as well', () => {
    expect(turns(0.1, 20, 60)).toBeGreaterThan(0);
    expect(turns(0.2, 20, 60)).toBe(0);
  });

  test('is none where a heater holds it though it loses more or less of its heat than before', () => {
    // 20 W until somebody leans back or forward: what is given is lost at once.
    for (const toW of [10, 30]) {
      const pad: PadLimits = {
        ...padWith({ leastPerJ: -1, mostPerJ: 1 }),
        power: { least: 1, most: 1 },
        elementAnswer: { perCause: 0.01, tauS: 100, sureShare: 1 },
      };
      const balance = createBalance();
      const room = { coldestC: 22, warmestC: 22 };
      for (let step = 1; step <= 1200; step++) {
        const joule = 0.1 * (step < 600 ? 20 : toW);
        const missK = unbalancedK(balance, pad, { elementC: 40.9, surfaceC: 36, room, joule, stepS: 0.1 });
        expect(missK, `at ${step / 10} s, ${toW} W`).toBe(0);
      }
    }
  });

  test('is told though it lived until then', () => {
    expect(deadAtS(60, 10)).toBeLessThanOrEqual(10 + 18);
    expect(deadAtS(60, 40)).toBeLessThanOrEqual(40 + 18);
  });

  test('stands still while the power turns', () => {
    expect(turns(0, 60)).toBeGreaterThan(0);
    expect(turns(0, 60, 16)).toBe(0);
    // A living one moves by half of what is expected at least; a dead one by its noise.
    expect(turns(0.5, 60)).toBe(0);
    expect(turns(0.15, 60)).toBeGreaterThan(0);
    expect(turns(0.25, 60)).toBe(0);
  });

  test('is told by how many kelvin the power would have moved it to and fro', () => {
    // 30 W either way, 0.3 K/s, for 4 s: up and down by 1.2 K, on the mean by a third of that.
    expect(turns(0, 60)).toBeCloseTo(0.35, 1);
  });

  test('is held against what is sure of the power alone', () => {
    expect(turns(0.15, 120)).toBeGreaterThan(0);
    expect(turns(0.15, 120, 40, 4, 0.5)).toBe(0);
    expect(turns(0, 120, 40, 4, 0.5)).toBeGreaterThan(0);
  });

  test('is none where the power does not turn, or by too little to tell', () => {
    expect(turns(0, 60, 40, 1000)).toBe(0);
    expect(turns(0, 3)).toBe(0);
  });
});

test('the balance keeps no more of the past than it looks at', () => {
  const balance = createBalance();
  expect(run({ balance, seconds: 100 })).toBe(null);
  expect(balance.blocks.length).toBeLessThan(50);
});

describe('a balance that is broken', () => {
  test('begins anew with its next block, and what had spoken against a reading is forgotten', () => {
    const balance = createBalance();
    const leap = { watt: 10, element: [30, 0] } as const;
    expect(run({ ...leap, balance, seconds: 3.5 })).toBe(null);
    expect(balance.against).toBe(1);
    breakBalance(balance);
    expect(balance).toMatchObject({ steps: 0, stepsS: 0, blocks: [], against: 0 });
    expect(balance.sum).toEqual({
      elementC: 0,
      surfaceC: 0,
      seconds: 0,
      joule: 0,
      leastLostK: 0,
      mostLostK: 0,
    });
    expect(run({ ...leap, balance })).toMatchObject({ atS: 4 });
  });

  test('has no verdict of a single block, nor of two that do not follow each other', () => {
    const balance = createBalance();
    run({ balance, seconds: 3 });
    // Two kelvin more for a second alone.
    run({ balance, seconds: 1, element: [42, 0] });
    expect(balance.against).toBe(1);
    expect(run({ balance, seconds: 1 })).toBe(null);
    expect(balance.against).toBe(0);
  });
});
