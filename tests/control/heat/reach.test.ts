/** The heater on the plant, judged by the true surface. */
import { describe, expect, test } from 'vitest';
import { heatLimits } from '../../../src/chair/limits.ts';
import {
  canReach,
  cornerCount,
  cornerPad,
  drawnPad,
  elementOnlyChair,
  type HeatEvent,
  type HeatSetup,
  type Person,
  runHeat,
} from './run.ts';

const rooms = [heatLimits.promisedFromAmbientC, 22, 30] as const;
const levels = [38, 40, 42] as const;
/** What is aimed for: the highest level is a little below its name, so that a blanket stays within the limit. */
const aimC = (levelC: number) => Math.min(levelC, heatLimits.surfaceAimMostC);

/** Seconds to within 0.5 K of each level, leaned on and empty: what docs/heat.md shows, and 4 %. */
const within = {
  leaning: { 15: [309, 325, 365], 22: [260, 280, 318], 30: [184, 214, 272] },
  empty: { 15: [375, 415, 522], 22: [290, 320, 400], 30: [195, 225, 290] },
} as const;
/** Empty, the highest level is as near as an element may be that a blanket may cover: K below what is aimed for. */
const emptyHighK = { 15: 0.8, 22: 0.65, 30: 0.3 } as const;

const everyWay = rooms.flatMap((ambientC) => levels.map((levelC) => ({ ambientC, levelC })));

describe('nominal pads', () => {
  test.each(everyWay)('from $ambientC C reach $levelC C fast, without overshoot, and hold it', (way) => {
    for (const person of ['leaning', 'none'] as const) {
      const result = runHeat({ ...way, person, forS: 900 });
      const offK = aimC(way.levelC) - way.levelC;
      expect(result.overshootK).toBeLessThan(0.5);
      const lessK = person === 'none' && way.levelC === 42 ? emptyHighK[way.ambientC] : 0.3;
      expect(result.holdLowK).toBeGreaterThan(offK - lessK);
      expect(result.holdHighK).toBeLessThan(offK + 0.3);
      expect(result.peakElementC).toBeLessThanOrEqual(heatLimits.elementHoldC);
      const times = within[person === 'none' ? 'empty' : 'leaning'][way.ambientC];
      const toLevelS = times[levels.indexOf(way.levelC)] as number;
      expect(result.toLevelS).toBeLessThan(toLevelS);
    }
  });

  test('upright they hold their level as well, since the surface itself is measured', () => {
    const { holdLowK, holdHighK } = runHeat({ ambientC: 15, levelC: 40, person: 'upright', forS: 900 });
    expect(holdLowK).toBeGreaterThan(-0.3);
    expect(holdHighK).toBeLessThan(0.3);
  });

  test('below 15 C come as near as the element may go, and no fault of theirs', () => {
    const { holdHighK, peakElementC } = runHeat({ ambientC: 5, levelC: 42, person: 'none' });
    expect(peakElementC).toBeLessThanOrEqual(heatLimits.elementHoldC);
    // By hand: an element of (44.6 C - surface) / 0.31 above its surface (44.6 C as in a room of 15 C), less 0.9 K for margin and dither,
    // two thirds of which are the surface's above the room.
    expect(holdHighK + 42).toBeCloseTo(38.7, 0);
  });

  test.each([1, 2, 3, 4, 5])(
    'with thermistors 1 percent off, drawn from seed %s, stay within that',
    (seed) => {
      const result = runHeat({ ambientC: 22, levelC: 42, seed, partsTolerance: 0.01, forS: 800 });
      expect(result.overshootK).toBeLessThan(0.5);
      expect(result.peakElementC).toBeLessThanOrEqual(heatLimits.elementHoldC + 0.3);
      // The sensor's own error, besides what is aimed for below the level.
      expect(result.holdLowK).toBeGreaterThan(aimC(42) - 42 - 0.4);
      expect(result.longestAboveS).toBe(0);
    },
  );
});

describe('pads 30 % off', () => {
  const corners = Array.from({ length: cornerCount }, (_, corner) => corner);

  test.each(everyWay)('from $ambientC C never overshoot $levelC C by more than 0.8 K', (way) => {
    // A third of the corners each, another third for each way.
    const pads = corners
      .filter((corner) => (corner + way.ambientC + way.levelC) % 3 === 0)
      .map(cornerPad)
      .filter((pad) => canReach(pad, way.ambientC, way.levelC));
    expect(pads.length).toBeGreaterThan(8);
    for (const pad of pads) {
      const result = runHeat({ ...way, pad, forS: 700 });
      expect(result.overshootK, JSON.stringify(pad)).toBeLessThan(0.8);
      expect(result.peakElementC).toBeLessThanOrEqual(heatLimits.elementHoldC + 0.3);
      expect(result.longestAboveS).toBe(0);
      expect(result.toLevelS).toBeLessThan(630);
    }
  });

  test('and any in between hold within what their quickness leaves', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const pad = drawnPad(seed);
      if (!canReach(pad, 22, 40)) continue;
      const result = runHeat({ ambientC: 22, levelC: 40, pad, seed, forS: 900 });
      expect(result.overshootK).toBeLessThan(0.55);
      expect(result.holdLowK).toBeGreaterThan(-0.3);
      expect(result.holdHighK).toBeLessThan(0.6);
    }
  });
});

describe('on the way', () => {
  const ways: readonly (readonly [string, Partial<HeatSetup>])[] = [
    ['somebody sits down early', { person: 'none', events: [{ atS: 100, person: 'leaning' }] }],
    ['somebody sits down at the level', { person: 'none', events: [{ atS: 500, person: 'leaning' }] }],
    ['somebody stands up', { events: [{ atS: 150, person: 'none' }] }],
    ['somebody leans back late', { person: 'upright', events: [{ atS: 500, person: 'leaning' }] }],
    ['somebody wriggles', { events: wriggling(120, 20) }],
    ['the level goes up', { levelC: 38, events: [{ atS: 120, levelC: 42 }] }],
    ['the level goes up once held', { levelC: 38, events: [{ atS: 500, levelC: 42 }] }],
    ['the room warms by 12 K', { events: warmingRoom(300, 12) }],
    [
      'the heat is off for half a minute',
      {
        events: [
          { atS: 200, levelC: 0 },
          { atS: 230, levelC: 42 },
        ],
      },
    ],
  ];

  test.each(ways)('%s: no overshoot to speak of, whatever the pad', (_name, way) => {
    for (const ambientC of [15, 22]) {
      for (const seed of [0, 1, 2]) {
        const pad = seed === 0 ? cornerPad(63) : drawnPad(seed);
        const result = runHeat({ ambientC, levelC: 42, forS: 1000, ...way, pad });
        expect(result.overshootK).toBeLessThan(0.8);
        expect(result.longestAboveS).toBe(0);
      }
      const nominal = runHeat({ ambientC, levelC: 42, forS: 1000, ...way });
      expect(nominal.overshootK).toBeLessThan(0.5);
      // Nobody in a room of 15 C: as near as an element may be that a blanket may cover.
      const comesNear = ambientC === 22 || way.events?.at(-1)?.person !== 'none';
      if (comesNear) expect(nominal.toLevelS).toBeLessThan(720);
    }
  });

  test('a level held and then lowered is left at once and met again from above without sagging', () => {
    for (const ambientC of rooms) {
      const result = runHeat({ ambientC, levelC: 42, forS: 1300, events: [{ atS: 600, levelC: 38 }] });
      expect(result.toLevelS).toBeLessThan(300);
      // From above, a level counts as reached at 0.5 K above; noise is let through besides, and the half of the dither that is up.
      expect(result.overshootK).toBeLessThanOrEqual(0.55);
      expect(result.sagK).toBeLessThan(0.4);
      expect(result.holdHighK).toBeLessThan(0.3);
    }
  });

  test('power that the guard takes away for half a minute is made up for, and not by going too far', () => {
    const takes = [100, 300, 500, 700].map((atS) => atS * 50);
    const result = runHeat({
      ambientC: 22,
      levelC: 40,
      forS: 1100,
      take(tick, wanted) {
        if (takes.some((from) => tick >= from && tick < from + 1500)) wanted.padsOn.fill(false);
      },
    });
    expect(result.toLevelS).toBeLessThan(350);
    expect(result.overshootK).toBeLessThan(0.5);
    expect(result.holdLowK).toBeGreaterThan(-0.3);
  });

  function warmingRoom(fromS: number, byK: number): HeatEvent[] {
    return Array.from({ length: 60 }, (_, i) => ({ atS: fromS + 10 * i, ambientC: 15 + (byK * i) / 60 }));
  }

  function wriggling(fromS: number, times: number): HeatEvent[] {
    return Array.from({ length: times }, (_, i) => {
      const person: Person = i % 2 === 0 ? 'none' : 'leaning';
      return { atS: fromS + 7 * i, person };
    });
  }
});

describe('a pad whose surface nobody measures', () => {
  test.each(rooms)('in a room of %s C holds its element at 42 C, and gives what that gives', (ambientC) => {
    for (const person of ['leaning', 'none'] as const) {
      const result = runHeat({ chair: elementOnlyChair, ambientC, levelC: 42, person, forS: 900 });
      expect(result.peakElementC).toBeLessThan(heatLimits.elementAloneLimitC);
      expect(result.peakElementC).toBeGreaterThan(heatLimits.elementAloneC - 0.2);
      expect(result.peakSurfaceC).toBeLessThan(heatLimits.elementAloneC);
    }
  });

  test('is never too warm under what covers it', () => {
    const result = runHeat({
      chair: elementOnlyChair,
      ambientC: 38,
      levelC: 42,
      forS: 1800,
      events: [{ atS: 10, coverShare: 0.05 }],
    });
    expect(result.peakSurfaceC).toBeLessThan(heatLimits.surfaceLongC);
  });
});
