/** Energy that was not proved: the accounts by themselves, and the whole guard over any heater on the plant. */
import { describe, expect, test } from 'vitest';
import type { Plant } from '../../../sim/plant/plant.ts';
import { createRandom, nextBetween } from '../../../sim/random.ts';
import { loadAnyChair, loadChair } from '../../../src/board/shipped.ts';
import { supportedChair } from '../../../src/chair/supported.ts';
import {
  createSupervision,
  type Supervision,
  supervise,
  superviseBlind,
} from '../../../src/control/guard/diagnosis/supervision.ts';
import { anyPad } from '../any-pad.ts';
import { limits } from './rig.ts';
import { detach, runSupervised, type Supervised, ticksPerS } from './supervised.ts';

const pad = limits.pads[0]!;
/** Nothing measures its room, its supply or its pad's current. */
const elementAlone = loadChair('chair-b');
/** The reference chair without its motors, of which its pads know nothing: a tick takes half the time. */
const padsAlone = supportedChair({ ...loadAnyChair('lumbar-1'), carriage: null, kneader: null }).chair!;
/** A dead pair of readings, and full power. */
const room = (celsius: number) => ({ coldestC: celsius, warmestC: celsius });
const dead = { elementC: 44, surfaceC: 36, room: room(22), powerW: 40, dtMs: 20, fresh: true };

const ticks = (watch: Supervision, count: number, tick: typeof dead) => {
  let verdict: ReturnType<typeof supervise> = null;
  for (let i = 0; i < count; i++) verdict ??= supervise(watch, pad, tick);
  return verdict;
};

describe('the accounts', () => {
  test('add up what is given, less what leaks', () => {
    const watch = createSupervision();
    ticks(watch, 10 * ticksPerS, dead);
    // 1 W and 5 W leak; the first step, before anything is known of the element, counts for the element alone.
    expect(watch.elementUnprovenJ).toBeCloseTo(400 - 10, -1);
    expect(watch.surfaceUnprovenJ).toBeCloseTo(400 - 50, -1);
  });

  test('energy that leaves the element below 43 C needs no proof of the surface', () => {
    const watch = createSupervision();
    ticks(watch, 10 * ticksPerS, { ...dead, elementC: 42.5 });
    expect(watch.elementUnprovenJ).toBeGreaterThan(350);
    expect(watch.surfaceUnprovenJ).toBe(0);
  });

  const spoilt: readonly (readonly [string, (watch: Supervision) => unknown])[] = [
    ['missing', (watch) => supervise(watch, pad, { ...dead, elementC: Number.NaN })],
    ['missing at the surface', (watch) => supervise(watch, pad, { ...dead, surfaceC: -70 })],
    ['missing in the room', (watch) => supervise(watch, pad, { ...dead, room: room(500) })],
    ['repeated', (watch) => supervise(watch, pad, { ...dead, fresh: false })],
    ['after a gap', (watch) => superviseBlind(watch, pad, dead)],
  ];

  test.each(spoilt)('readings that are %s reset nothing: their energy counts as well', (_name, spoil) => {
    for (const every of [1, 2, 25]) {
      const watch = createSupervision();
      ticks(watch, 5 * ticksPerS, dead);
      const before = watch.elementUnprovenJ;
      for (let tick = 1; tick <= 10 * ticksPerS; tick++) {
        if (tick % every === 0) spoil(watch);
        else supervise(watch, pad, dead);
      }
      expect(watch.elementUnprovenJ).toBeGreaterThan(before + 380);
      expect(watch.surfaceUnprovenJ).toBeGreaterThan(180 + 300);
    }
  });

  test('an element that was in doubt and has been proved leaves no doubt of the surface behind', () => {
    const watch = createSupervision();
    const rests = { ...dead, elementC: 30, surfaceC: 29, powerW: 0 };
    for (let round = 0; round < 4; round++) {
      watch.elementUnprovenJ = 1300;
      ticks(watch, 20, rests);
      expect(watch.test.runs).toBe(true);
      watch.elementUnprovenJ = 0;
      expect(ticks(watch, 20, rests)).toBe(null);
      expect(watch.test.runs).toBe(false);
    }
  });

  test('ticks that come late and long count for their time', () => {
    const watch = createSupervision();
    ticks(watch, 100, { ...dead, dtMs: 100 });
    expect(watch.elementUnprovenJ).toBeCloseTo(400 - 10, -1);
  });

  test('beyond its budget the pad is held, and its power is held for as long as nothing is proved', () => {
    const watch = createSupervision();
    let heldFrom = -1;
    let verdict: ReturnType<typeof supervise> = null;
    for (let tick = 0; tick < 300 * ticksPerS && verdict === null; tick++) {
      verdict = supervise(watch, pad, { ...dead, powerW: watch.holds ? 0 : 40 });
      if (watch.holds && heldFrom < 0) heldFrom = tick / ticksPerS;
    }
    // The surface's 600 J come first, and an element of 44 C is above what they allow.
    expect(heldFrom).toBeCloseTo(600 / 35, 0);
    expect(verdict?.code).toBe('E27');
  });

  test('with the readings gone as well nothing is given beyond the budget', () => {
    const watch = createSupervision();
    ticks(watch, 3 * ticksPerS, dead);
    let joule = 120;
    for (let tick = 0; tick < 100 * ticksPerS; tick++) {
      // One reading in 50 is one, as with a contact that comes and goes.
      const powerW = watch.holds ? 0 : 40;
      if (tick % 50 === 0) supervise(watch, pad, { ...dead, powerW });
      else superviseBlind(watch, pad, { ...dead, powerW });
      joule += powerW / ticksPerS;
    }
    expect(joule).toBeLessThan(2400);
  });
});

const heaters: readonly Supervised['heat'][] = [{ levelC: 38 }, { levelC: 42 }, 'always', { elementC: 52 }];
const broken: readonly (readonly [string, (plant: Plant) => void])[] = [
  [
    'element frozen',
    ({ pads }) => {
      pads[0]!.thermometer.frozen = true;
    },
  ],
  ['element off, at 30 C', ({ pads }) => detach(pads[0]!.thermometer, 30)],
  ['element off, at 45 C', ({ pads }) => detach(pads[0]!.thermometer, 45)],
  [
    'surface frozen',
    ({ pads }) => {
      pads[0]!.surfaceThermometer!.frozen = true;
    },
  ],
  ['surface off, at 34 C', ({ pads }) => detach(pads[0]!.surfaceThermometer, 34)],
  ['surface off, at 40 C', ({ pads }) => detach(pads[0]!.surfaceThermometer, 40)],
];
const cases = broken.flatMap(([name, breaks]) => heaters.map((heat) => ({ name, breaks, heat })));

describe('a dead sensor', () => {
  test.each(cases)(
    '($name) under $heat costs nobody anything, found or held where it is not needed',
    ({ breaks, heat }) => {
      for (const seed of [1, 2]) {
        const random = createRandom(seed + 70);
        const found = runSupervised({
          chair: padsAlone,
          seed,
          heat,
          pad: anyPad(random),
          ambientC: nextBetween(random, 15, 28),
          breaks,
          atS: seed === 1 ? 60 : 420,
          forS: 1200,
        });
        expect(found.longestAbove45S).toBe(0);
        expect(found.bareDoseMin).toBeLessThan(60);
        expect(found.joule).toBeLessThan(Number.isNaN(found.foundS) ? 40_000 : 4800);
        // Held where its sensor is not needed a pad may go on without a verdict.
        if (Number.isNaN(found.foundS)) expect(found.longestAbove43S).toBe(0);
        for (const code of found.codes) expect(['E23', 'E27', 'E28']).toContain(code);
      }
    },
  );

  test('unproven energy never exceeds its budget, whatever the heater and whenever it dies', () => {
    for (const [index, { breaks, heat }] of cases.entries()) {
      let worstJ = 0;
      runSupervised({
        chair: padsAlone,
        seed: index + 1,
        heat,
        breaks,
        atS: 30 + 17 * index,
        forS: 600,
        watch({ diagnosis }) {
          for (const watch of diagnosis.supervision) worstJ = Math.max(worstJ, watch.elementUnprovenJ);
        },
      });
      // The budget, and what one step of 100 ms gives.
      expect(worstJ).toBeLessThan(1150 + 6);
    }
  });
});

describe('healthy pads', () => {
  test('hold every level with next to no rests, and no fault', () => {
    for (const levelC of [38, 40, 42]) {
      const { codes, heldS } = runSupervised({ chair: padsAlone, heat: { levelC }, forS: 1200 });
      expect(codes).toEqual([]);
      expect(heldS).toBeLessThan(90);
    }
  });

  test('under moving backs, blankets and rooms no sensor is called dead', () => {
    for (let seed = 1; seed <= 16; seed++) {
      const random = createRandom(seed);
      const { codes } = runSupervised({
        chair: padsAlone,
        seed,
        heat: heaters[seed % heaters.length]!,
        pad: anyPad(random),
        ambientC: nextBetween(random, 5, 35),
        rough: true,
        forS: 900,
      });
      // A heater that wants full power always is stopped by the limits it deserves.
      expect(
        codes.filter((code) => code !== 'E23'),
        `seed ${seed}`,
      ).toEqual([]);
    }
  });

  test('with the sensor of their element alone are hardly held back, and no fault, in warm rooms as well', () => {
    for (const [seed, ambientC] of [26, 28, 30, 36].entries()) {
      const found = runSupervised({
        seed,
        chair: elementAlone,
        heat: { levelC: 38 },
        pad: anyPad(createRandom(seed + 9000)),
        ambientC,
        forS: 890,
      });
      expect(found.codes).toEqual([]);
      expect(found.heldS).toBeLessThan(90);
    }
  });
});

test('an element that stands still is told within a minute, on the way to a level and at it, by few watts or many', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = createRandom(900 + seed);
    const { codes, foundS } = runSupervised({
      chair: padsAlone,
      seed,
      heat: { levelC: seed % 2 === 0 ? 38 : 42 },
      pad: anyPad(random),
      // In warmer rooms a pad holds its level with an element below 43 C, which needs no proof.
      ambientC: nextBetween(random, 15, 28),
      breaks: ['thermistor.lumbar', 'frozen'],
      atS: 90 + 40 * seed,
      forS: 330 + 40 * seed,
    });
    expect(codes).toEqual(['E27']);
    expect(foundS).toBeLessThan(60);
  }
});
