import { describe, expect, test } from 'vitest';
import { setThermistor } from '../../../sim/plant/fault-rows.ts';
import {
  createThermometer,
  readCount,
  stepsOfCelsius,
  stepThermometer,
} from '../../../sim/plant/thermometer.ts';
import {
  celsiusOfCount,
  curveOf,
  ohmOfCelsius,
  ratioOfOhm,
  thermistor,
} from '../../../src/chair/thermistor.ts';

const usual = curveOf(thermistor.beta);

/** The middle of the noise. */
const noNoise = 512;

/** Resistances of a 10 k, B 3950 part, kilohm, as its makers' table has them. */
const makersTable = [
  [25, 10],
  [40, 5.31],
  [45, 4.35],
  [50, 3.59],
  [60, 2.47],
] as const;

describe('a thermistor', () => {
  test.each(makersTable)(
    'at %d C has %d kilohm, and the converter counts what the divider gives',
    (atC, kiloOhm) => {
      // A B value is a straight line through a curve: it is 0.2 K off at 60 C, which is a step.
      const steps = stepsOfCelsius(atC, 1);
      expect(Math.abs(steps - (1024 * kiloOhm) / (kiloOhm + 10))).toBeLessThan(1.2);
    },
  );

  test('the table is straight enough between its points', () => {
    for (let atC = -59.9; atC < 199; atC += 0.37) {
      expect(Math.abs(stepsOfCelsius(atC, 1) - 1024 * ratioOfOhm(ohmOfCelsius(atC)))).toBeLessThan(0.005);
    }
  });

  test('reads back to within half a step, and a part 1 % off reads off by less than 0.3 K', () => {
    for (let atC = 0; atC <= 70; atC += 1.3) {
      for (const [tolerance, withinK] of [
        [1, 0],
        [1.01, 0.3],
        [0.99, 0.3],
      ] as const) {
        const count = readCount(createThermometer(atC, tolerance), noNoise);
        const stepK = celsiusOfCount(usual, count - 1) - celsiusOfCount(usual, count);
        expect(Math.abs(celsiusOfCount(usual, count) - atC)).toBeLessThan(stepK / 2 + withinK + 0.001);
      }
    }
  });

  test('temperatures beyond the table end at its ends', () => {
    expect(stepsOfCelsius(-300, 1)).toBe(stepsOfCelsius(-60, 1));
    expect(stepsOfCelsius(5000, 1)).toBeCloseTo(stepsOfCelsius(199.75, 1), 9);
  });

  test('fallen off, it goes to its place of rest within seconds', () => {
    const meter = createThermometer(55, 1);
    meter.detached = true;
    meter.detachedRestC = 25;
    const decay = Math.exp(-0.02 / 4);
    for (let i = 0; i < 200; i++) stepThermometer(meter, decay, 0.02);
    expect(meter.ownC).toBeCloseTo(25 + 30 * Math.exp(-1), 9);
    expect(celsiusOfCount(usual, readCount(meter, noNoise))).toBeCloseTo(meter.ownC, 0);
  });

  test('drifting, it reads a kelvin lower each minute, down to 20', () => {
    const meter = createThermometer(55, 1);
    meter.drifting = true;
    for (let i = 0; i < 6000; i++) stepThermometer(meter, 0, 0.02);
    expect(meter.driftK).toBeCloseTo(-2, 9);
    for (let i = 0; i < 200_000; i++) stepThermometer(meter, 0, 0.02);
    expect(meter.driftK).toBe(-20);
  });

  test('drifts as fast as its fault says', () => {
    const meter = createThermometer(55, 1);
    setThermistor(meter, 'drift', 3, 55, 22);
    for (let i = 0; i < 6000; i++) stepThermometer(meter, 0, 0.02);
    expect(meter.driftK).toBeCloseTo(-6, 9);
    setThermistor(meter, 'drift', Number.NaN, 55, 22);
    for (let i = 0; i < 3000; i++) stepThermometer(meter, 0, 0.02);
    expect(meter.driftK).toBeCloseTo(-7, 9);
  });
});
