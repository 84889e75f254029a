/** The pads against balances of energy, closed forms, and the figures calculated for the network by hand. */
import { describe, expect, test } from 'vitest';
import {
  createPad,
  nominalPad,
  type Pad,
  type PadFactors,
  padConducts,
  stepPad,
} from '../../../sim/plant/pad.ts';
import { createSkin, equivalentAt43, stepSkin } from '../../../sim/plant/skin.ts';
import {
  createSurroundings,
  lean,
  type Surroundings,
  stepSurroundings,
} from '../../../sim/plant/surroundings.ts';
import { createThermometer } from '../../../sim/plant/thermometer.ts';
import { padFigures } from '../../chair.ts';

const figures = padFigures('lumbar');
const stepS = 0.02;
const ticksOf = (seconds: number) => Math.round(seconds / stepS);

const thermometers = () => ({ element: createThermometer(22, 1), surface: createThermometer(22, 1) });

function padOf(factors: PadFactors = nominalPad, startC = 22, step = stepS): Pad {
  return createPad(figures, factors, thermometers(), startC, step);
}

function heated(factors: PadFactors, watt: number, seconds: number, around = createSurroundings(22)): Pad {
  const pad = padOf(factors);
  pad.watt = watt;
  for (let i = 0; i < ticksOf(seconds); i++) stepPad(pad, around);
  return pad;
}

/** The element is kept at a temperature by whatever power that takes. */
function held(elementC: number, around: Surroundings, minutes = 25): Pad {
  const pad = padOf();
  for (let i = 0; i < ticksOf(minutes * 60); i++) {
    pad.elementC = elementC;
    stepPad(pad, around);
  }
  return pad;
}

function under(contactWPerK: number, airLeft: number): Surroundings {
  const around = createSurroundings(22);
  around.leaning = { contactWPerK, share: 1, airLeft };
  lean(around, true);
  return around;
}

describe('a pad with nobody on it', () => {
  test('settles where a network of three conductances settles: 1.6 K a watt at the element, two thirds at the surface', () => {
    const pad = heated(nominalPad, 20, 5000);
    const { elementSurfaceWPerK: toSurface, elementAirWPerK: toAir, surfaceAirWPerK: off } = figures;
    const wPerK = toAir + (toSurface * off) / (toSurface + off);
    expect(pad.elementC).toBeCloseTo(22 + 20 / wPerK, 6);
    expect(pad.surfaceC).toBeCloseTo(22 + (20 / wPerK) * (toSurface / (toSurface + off)), 6);
    expect(1 / wPerK).toBeCloseTo(1.6, 1);
    expect(toSurface / (toSurface + off)).toBeCloseTo(0.67, 2);
    expect(figures.surfaceJPerK / (toSurface + off)).toBeCloseTo(120, -1);
  });

  test('follows the two exponentials of its step response', () => {
    const { elementSurfaceWPerK: g, elementAirWPerK: ga, surfaceAirWPerK: gs } = figures;
    const a = -(g + ga) / figures.elementJPerK;
    const b = g / figures.elementJPerK;
    const c = g / figures.surfaceJPerK;
    const d = -(g + gs) / figures.surfaceJPerK;
    const root = Math.sqrt((a - d) ** 2 + 4 * b * c);
    const [slow, quick] = [(a + d + root) / 2, (a + d - root) / 2];
    const settledK = heated(nominalPad, 20, 20_000).elementC - 22;
    // The excess over the settled element is x exp(slow t) + y exp(quick t); at first it rises by P / C.
    const y = (20 / figures.elementJPerK + settledK * slow) / (quick - slow);
    for (const seconds of [10, 60, 300, 1200]) {
      const excessK = -(settledK + y) * Math.exp(slow * seconds) + y * Math.exp(quick * seconds);
      expect(heated(nominalPad, 20, seconds).elementC).toBeCloseTo(22 + settledK + excessK, 2);
    }
  });

  test('keeps its books: what went in is in it or has gone to the air', () => {
    const pad = padOf({ ...nominalPad, surfaceToAir: 1.3, elementCapacity: 0.7 });
    const around = createSurroundings(15);
    let lostJ = 0;
    for (let i = 0; i < ticksOf(600); i++) {
      pad.watt = i % 150 < 100 ? 40 : 0;
      lostJ += stepS * (pad.elementToAir * (pad.elementC - 15) + pad.surfaceToAir * (pad.surfaceC - 15));
      stepPad(pad, around);
    }
    const storedJ = pad.elementJPerK * (pad.elementC - 22) + pad.surfaceJPerK * (pad.surfaceC - 22);
    expect(storedJ + lostJ).toBeCloseTo(pad.joule, 6);
    expect(pad.joule).toBeCloseTo(40 * 400, 6);
  });

  test('the size of the step makes no difference', () => {
    const fine = padOf(nominalPad, 22, stepS / 10);
    fine.watt = 31;
    const around = under(0.6, 0.5);
    for (let i = 0; i < ticksOf(300) * 10; i++) stepPad(fine, around);
    const coarse = heated(nominalPad, 31, 300, under(0.6, 0.5));
    expect(fine.elementC).toBeCloseTo(coarse.elementC, 2);
    expect(fine.surfaceC).toBeCloseTo(coarse.surfaceC, 2);
    expect(fine.skin.skinC).toBeCloseTo(coarse.skin.skinC, 2);
    expect(fine.joule).toBeCloseTo(coarse.joule, 6);
  });

  test('every factor changes what it names', () => {
    const of = (factors: Partial<PadFactors>) => padOf({ ...nominalPad, ...factors });
    expect(of({ power: 1.3 }).siemens * 24 ** 2).toBeCloseTo(52, 9);
    expect(of({ elementCapacity: 0.7 }).elementJPerK).toBeCloseTo(0.7 * figures.elementJPerK, 9);
    expect(of({ surfaceCapacity: 0.7 }).surfaceJPerK).toBeCloseTo(0.7 * figures.surfaceJPerK, 9);
    expect(of({ elementToSurface: 0.7 }).elementToSurface).toBeCloseTo(0.7 * figures.elementSurfaceWPerK, 9);
    expect(of({ elementToAir: 0.7 }).elementToAir).toBeCloseTo(0.7 * figures.elementAirWPerK, 9);
    expect(of({ surfaceToAir: 0.7 }).surfaceToAir).toBeCloseTo(0.7 * figures.surfaceAirWPerK, 9);
  });

  test('the cut-off opens at 66 C and stays open for ever', () => {
    const pad = padOf();
    const around = createSurroundings(22);
    let hottestC = 0;
    for (let i = 0; i < ticksOf(900); i++) {
      pad.watt = padConducts(pad) ? 40 : 0;
      stepPad(pad, around);
      hottestC = Math.max(hottestC, pad.elementC);
    }
    expect(hottestC).toBeGreaterThan(66);
    expect(hottestC).toBeLessThan(66.02);
    expect(pad.elementC).toBeLessThan(50);
    expect(padConducts(pad)).toBe(false);
  });
});

describe('under a person, its element held for 25 min in a room of 22 C', () => {
  // Element; surface at a contact of 1.2 and of 0.3 W/K; the same where the loss to air is a fifth of its own.
  test.each([
    [47, 39.4, 40.9, 40.6, 43.0],
    [50, 40.7, 42.8, 42.0, 45.0],
    [55, 42.8, 45.9, 44.2, 48.5],
  ])(
    'at %d C: surface %d to %d C, covered %d to %d C',
    (elementC, close, loose, closeCovered, looseCovered) => {
      // The figures took the skin for a little warmer than blood that rises with warmth leaves it.
      const isAbout = (surfaceC: number, expectedC: number) =>
        expect(Math.abs(surfaceC - expectedC), `${surfaceC} C, not ${expectedC} C`).toBeLessThan(0.9);
      isAbout(held(elementC, under(1.2, 0.5)).surfaceC, close);
      isAbout(held(elementC, under(0.3, 0.5)).surfaceC, loose);
      isAbout(held(elementC, under(1.2, 0.2)).surfaceC, closeCovered);
      isAbout(held(elementC, under(0.3, 0.2)).surfaceC, looseCovered);
    },
  );

  test('a surface that nothing cools tends to its element', () => {
    const around = createSurroundings(22);
    around.coverShare = 0.05;
    around.airC = 38;
    const pad = held(43, around);
    expect(pad.surfaceC).toBeGreaterThan(42.8);
    expect(pad.surfaceC).toBeLessThan(43);
  });

  test('who touches a tenth of it takes a tenth of the heat', () => {
    const tenth = createSurroundings(22);
    tenth.leaning = { contactWPerK: 0.6, share: 0.1, airLeft: 0.5 };
    lean(tenth, true);
    expect(tenth.airShare).toBeCloseTo(0.95, 9);
    expect(held(47, tenth).surfaceC).toBeCloseTo(held(47, createSurroundings(22)).surfaceC, 0);
    lean(tenth, false);
    expect([tenth.touch, tenth.contactWPerK, tenth.airShare]).toEqual([0, 0, 1]);
  });
});

describe('the skin', () => {
  test('at rest stays where it is, but for what the blood brings', () => {
    const skin = createSkin();
    for (let i = 0; i < ticksOf(1800); i++) stepSkin(skin, 0, 1, true, stepS);
    expect(skin.skinC).toBeGreaterThan(34);
    expect(skin.skinC).toBeLessThan(36.6);
    expect(skin.doseMin).toBe(0);
  });

  test('clothed warms by 3 to 7 K under a surface of 42 C, bare skin more', () => {
    const pad = padOf();
    const around = under(0.6, 0.5);
    for (let i = 0; i < ticksOf(1800); i++) {
      pad.surfaceC = 42;
      stepPad(pad, around);
    }
    expect(pad.skin.skinC - 34).toBeGreaterThan(2.5);
    expect(pad.skin.skinC - 34).toBeLessThan(7);
    expect(pad.bareSkin.skinC).toBeGreaterThan(pad.skin.skinC + 1);
    expect(pad.bareSkin.skinC).toBeLessThan(42);
  });

  test('settles where heat in, conduction and blood balance', () => {
    const skin = createSkin();
    for (let i = 0; i < ticksOf(20_000); i++) stepSkin(skin, 6, 1, false, stepS);
    // 6 W over 3 W/K to the tissue, and over 1 W/K to blood of 36.5 C.
    expect(skin.tissueC).toBeCloseTo(36.5 + 6, 2);
    expect(skin.skinC).toBeCloseTo(36.5 + 6 + 2, 2);
  });

  test('blood that rises with warmth carries more away, and a smaller patch is warmed more', () => {
    const skinAfter = (heatW: number, share: number, warms: boolean) => {
      const skin = createSkin();
      for (let i = 0; i < ticksOf(900); i++) stepSkin(skin, heatW, share, warms, stepS);
      return skin.skinC;
    };
    expect(skinAfter(6, 1, true)).toBeLessThan(skinAfter(6, 1, false) - 1);
    expect(skinAfter(3, 0.5, true)).toBeCloseTo(skinAfter(6, 1, true), 9);
    expect(skinAfter(6, 0.5, true)).toBeGreaterThan(skinAfter(6, 1, true) + 1);
  });

  test.each([
    [43, 1],
    [44, 2],
    [46, 8],
    [42, 0.25],
    [41, 0.0625],
  ])('a minute at %d C is worth %d at 43 C', (celsius, minutes) => {
    expect(equivalentAt43(celsius)).toBeCloseTo(minutes, 9);
    const skin = createSkin();
    for (let i = 0; i < ticksOf(60); i++) {
      Object.assign(skin, { skinC: celsius, tissueC: celsius });
      stepSkin(skin, 0, 1, true, stepS);
    }
    // Within a step the skin has moved by less than a thousandth of a kelvin.
    expect(skin.doseMin).toBeGreaterThan(minutes * 0.99);
    expect(skin.doseMin).toBeLessThan(minutes * 1.01);
  });
});

test.each([
  [22, 38],
  [30, 43],
  [38.6, 43],
])('air under a blanket in a room of %d C warms to %d C and no further', (roomC, airC) => {
  const around = createSurroundings(roomC);
  around.coverShare = 0;
  for (let second = 0; second < 3600; second++) stepSurroundings(around, roomC, 1);
  expect(around.airC).toBeCloseTo(airC, 6);
});
