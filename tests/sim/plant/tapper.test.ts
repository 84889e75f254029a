import { describe, expect, test } from 'vitest';
import { breakPlant, createPlant, type Plant, sensePlant, stepPlant } from '../../../sim/plant/plant.ts';
import { createPower } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { chair } from '../../chair.ts';
import { tappingChair } from '../../tapping-chair.ts';

const tapping = tappingChair();

/** Some ticks with the motors' relay closed; what the tapper's sensor shows at their end. */
function run(plant: Plant, tapperDuty: number, ticks: number, motorRelay = true): number {
  for (let tick = 0; tick < ticks; tick++)
    stepPlant(plant, { ...createPower(plant), tapperDuty, motorRelay });
  const sensors = createSensors(tapping);
  sensePlant(plant, sensors);
  return sensors.tapperA;
}
const speedOf = ({ tapper }: Plant): number => tapper?.speed ?? Number.NaN;

describe('the tapper of the plant', () => {
  test('runs with what its file says that it draws, faster with more duty, and stands below its breakaway', () => {
    const plant = createPlant(tapping);
    expect(run(plant, 0.2, 50)).toBeCloseTo(0.8, 1);
    expect(speedOf(plant)).toBe(0);
    const speeds = [0.5, 0.7, 1].map((duty) => {
      const amperes = run(plant, duty, 50);
      expect(amperes).toBeGreaterThan(0.4);
      expect(amperes).toBeLessThan(0.8);
      return speedOf(plant);
    });
    expect([...speeds].sort((one, other) => one - other)).toEqual(speeds);
    expect(speeds[2]).toBeGreaterThan(11);
  });

  test('is off behind an open relay, without power, and in an emergency stop, and coasts no longer than 0.2 s', () => {
    const plant = createPlant(tapping);
    run(plant, 1, 50);
    expect(run(plant, 1, 10, false)).toBeCloseTo(0, 2);
    expect(speedOf(plant)).toBe(0);
    breakPlant(plant, 'estop', 'pressed');
    run(plant, 1, 20);
    expect(speedOf(plant)).toBe(0);
    breakPlant(plant, 'estop', 'none');
    breakPlant(plant, 'power', 'cut');
    run(plant, 1, 20);
    expect(speedOf(plant)).toBe(0);
  });

  test('jammed draws the current of a blocked one; with its switch stuck on it runs untold', () => {
    const plant = createPlant(tapping);
    breakPlant(plant, 'tapper', 'jammed');
    expect(run(plant, 0.6, 20)).toBeCloseTo(2.4, 1);
    expect(speedOf(plant)).toBe(0);
    breakPlant(plant, 'tapper', 'on');
    run(plant, 0, 20);
    expect(speedOf(plant)).toBeGreaterThan(11);
    run(plant, 0, 20, false);
    expect(speedOf(plant)).toBe(0);
    breakPlant(plant, 'tapper', 'none');
    run(plant, 0, 20);
    expect(speedOf(plant)).toBe(0);
  });

  test('shows nothing where its chair has no sensor, or its plug is out', () => {
    const blind = createPlant(tappingChair(false));
    expect(run(blind, 1, 20)).toBe(0);
    expect(speedOf(blind)).toBeGreaterThan(5);
    const plant = createPlant(tapping);
    breakPlant(plant, 'current.tapper', 'open');
    expect(run(plant, 1, 20)).toBe(0);
  });

  test('is not there on a chair without one, which does exactly what it did', () => {
    const plant = createPlant(chair);
    expect(plant.tapper).toBeNull();
    breakPlant(plant, 'tapper', 'jammed');
    expect(run(plant, 1, 20)).toBe(0);
    expect(plant.supplyV).toBe(24);
  });
});
