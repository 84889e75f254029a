/** What stands behind the motors' relay. */
import { describe, expect, test } from 'vitest';
import { breakPlant } from '../../../sim/plant/plant.ts';
import { plantWith, run } from './rig.ts';

const open = { motorRelay: false };

describe('behind a closed relay', () => {
  test('stands the supply as its load leaves it', () => {
    const plant = plantWith();
    run(plant, { carriageDuty: 1 }, 1);
    expect(plant.supplyV).toBeLessThan(24);
    expect(plant.motorsV).toBe(plant.supplyV);
  });

  test.each([
    ['estop', 'pressed'],
    ['power', 'cut'],
    ['motor-relay', 'open'],
  ] as const)('nothing stands any more after %s: %s', (name, value) => {
    const plant = plantWith();
    run(plant, {}, 0.1);
    breakPlant(plant, name, value);
    run(plant, {}, 0.3);
    expect(plant.motorsV / 24).toBeCloseTo(Math.exp(-1), 2);
    run(plant, {}, 3);
    expect(plant.motorsV).toBeLessThan(0.1);
  });
});

describe('behind an open relay', () => {
  test('the capacitors discharge within a second to below a third', () => {
    const plant = plantWith();
    run(plant, {}, 0.1);
    run(plant, open, 0.3);
    expect(plant.motorsV / 24).toBeCloseTo(Math.exp(-1), 2);
    run(plant, open, 0.7);
    expect(plant.motorsV).toBeLessThan(8);
  });

  test('a motor that coasts keeps them charged while it turns', () => {
    const plant = plantWith();
    run(plant, { kneaderDuty: 1 }, 3);
    const turning = plant.kneaderTurnsPerMin;
    // Capacitors that are empty show only what it generates.
    plant.motorsV = 0;
    run(plant, open, 0.02);
    const { voltPerSpeed } = plant.kneader.forward;
    expect(plant.motorsV).toBeCloseTo((voltPerSpeed * plant.kneaderTurnsPerMin) / 60 - 1.4, 3);
    expect(plant.kneaderTurnsPerMin).toBeLessThan(turning);
    run(plant, open, 2);
    expect([plant.kneaderTurnsPerMin, plant.motorsV < 0.1]).toEqual([0, true]);
  });

  test('a welded one is a closed one', () => {
    const plant = plantWith();
    breakPlant(plant, 'motor-relay', 'welded');
    run(plant, open, 1);
    expect(plant.motorsV).toBe(plant.supplyV);
  });
});
