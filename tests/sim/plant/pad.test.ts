/** The pads against closed-form solutions. */

import { describe, expect, test } from 'vitest';
import { createPad, nominalPad, type PadFactors, padConducts, stepPad } from '../../../sim/plant/pad.ts';
import { createThermometer } from '../../../sim/plant/thermometer.ts';
import { padFigures } from '../../chair.ts';

const meter = createThermometer(22, 1);

const stepS = 0.02;
const ticksOf = (seconds: number) => Math.round(seconds / stepS);

function heated(factors: PadFactors, watt: number, seconds: number, leaning = false, ambientC = 22) {
  const pad = createPad(padFigures('lumbar'), factors, meter, ambientC, stepS);
  pad.watt = watt;
  for (let i = 0; i < ticksOf(seconds); i++) stepPad(pad, ambientC, leaning);
  return pad;
}

describe('a pad', () => {
  test('its element follows a first-order step response: 1.6 K a watt with 144 s', () => {
    for (const seconds of [10, 144, 900]) {
      const pad = heated(nominalPad, 20, seconds);
      expect(pad.elementC).toBeCloseTo(22 + 32 * (1 - Math.exp(-seconds / 144)), 9);
    }
  });

  test('its surface follows the chain of both lags', () => {
    for (const seconds of [10, 120, 300, 1800]) {
      const pad = heated(nominalPad, 20, seconds);
      const [slow, fast] = [144, 120];
      const chain = 1 - (slow * Math.exp(-seconds / slow) - fast * Math.exp(-seconds / fast)) / (slow - fast);
      expect(pad.surfaceC).toBeCloseTo(22 + 0.67 * 32 * chain, 9);
    }
  });

  test('its surface follows the chain also where both lags are equal', () => {
    const equal = { ...nominalPad, surfaceTau: 144 / 120 };
    const seconds = 200;
    const chain = 1 - (1 + seconds / 144) * Math.exp(-seconds / 144);
    expect(heated(equal, 20, seconds).surfaceC).toBeCloseTo(22 + 0.67 * 32 * chain, 9);
    const nearly = { ...nominalPad, surfaceTau: (144 / 120) * (1 + 1e-9) };
    expect(heated(nearly, 20, seconds).surfaceC).toBeCloseTo(22 + 0.67 * 32 * chain, 6);
  });

  test('with somebody leaning on it a tenth of the ambient gives way to skin of 34 C', () => {
    const pad = heated(nominalPad, 20, 5000, true);
    expect(pad.elementC).toBeCloseTo(54, 6);
    expect(pad.surfaceC).toBeCloseTo(0.67 * 54 + 0.23 * 22 + 0.1 * 34, 6);
    expect(heated(nominalPad, 20, 5000).surfaceC).toBeCloseTo(0.67 * 54 + 0.33 * 22, 6);
  });

  test('every factor changes what it names', () => {
    const seconds = 5000;
    expect(heated({ ...nominalPad, resistance: 1.3 }, 20, seconds).elementC).toBeCloseTo(22 + 41.6, 6);
    expect(heated({ ...nominalPad, coupling: 0.98 }, 20, seconds).surfaceC).toBeCloseTo(
      22 + 0.67 * 0.98 * 32,
      6,
    );
    expect(heated({ ...nominalPad, heatCapacity: 0.7 }, 20, 0.7 * 144).elementC).toBeCloseTo(
      22 + 32 * (1 - Math.exp(-1)),
      9,
    );
    expect(
      createPad(padFigures('lumbar'), { ...nominalPad, power: 1.3 }, meter, 22, stepS).siemens * 24 * 24,
    ).toBeCloseTo(52, 9);
    const quick = heated({ ...nominalPad, surfaceTau: 0.7 }, 20, 60);
    const slow = heated({ ...nominalPad, surfaceTau: 1.3 }, 20, 60);
    expect(quick.surfaceC).toBeGreaterThan(slow.surfaceC + 0.5);
  });

  test('the size of the step makes no difference', () => {
    const fine = createPad(padFigures('lumbar'), nominalPad, meter, 22, stepS / 10);
    fine.watt = 31;
    for (let i = 0; i < ticksOf(300) * 10; i++) stepPad(fine, 22, true);
    const coarse = heated(nominalPad, 31, 300, true);
    expect(fine.elementC).toBeCloseTo(coarse.elementC, 9);
    expect(fine.surfaceC).toBeCloseTo(coarse.surfaceC, 9);
    expect(fine.joule).toBeCloseTo(coarse.joule, 6);
  });

  test('the cut-off opens at 66 C and stays open for ever', () => {
    const pad = createPad(padFigures('lumbar'), nominalPad, meter, 22, stepS);
    let hottestC = 0;
    for (let i = 0; i < ticksOf(600); i++) {
      pad.watt = padConducts(pad) ? 40 : 0;
      stepPad(pad, 22, false);
      hottestC = Math.max(hottestC, pad.elementC);
    }
    expect(hottestC).toBeGreaterThan(66);
    expect(hottestC).toBeLessThan(66.02);
    expect(pad.elementC).toBeLessThan(40);
    expect(padConducts(pad)).toBe(false);
  });
});
