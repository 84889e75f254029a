/** The plant is a value: the same seed gives the same trace, a copy goes on alike, and its steps do not show. */

import { describe, expect, test } from 'vitest';
import { breakPlant } from '../../../sim/plant/faults.ts';
import {
  createPlant,
  type Plant,
  type PlantOptions,
  setPerson,
  stepPlant,
} from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { chair } from '../../chair.ts';

/** Rest to full and back along an S of 0.65 s, between two times. */
function envelope(atS: number, fromS: number, toS: number): number {
  const s = (share: number) => (share <= 0 ? 0 : share >= 1 ? 1 : share * share * (3 - 2 * share));
  return s((atS - fromS) / 0.65) * (1 - s((atS - toS + 0.65) / 0.65));
}

/**
 * Fifteen minutes as a session has them: strokes at several speeds with ramps and with power cut at speed,
 * kneading both ways, alone and while rolling, both pads switched by ticks. It stays clear of the mechanical
 * ends: there a current jumps, so that a microsecond shows; motor.test.ts holds those against exact solutions.
 */
function sessionPower(tick: number, power: Power): void {
  const atS = tick * 0.02;
  const block = Math.floor(atS / 20);
  const pair = Math.floor(block / 2);
  const inS = atS - block * 20;
  power.padRelay = true;
  power.motorRelay = true;
  power.carriageDuty =
    (block % 2 === 1 ? -1 : 1) * [0.45, 0.6, 0.8, 0.95][pair % 4]! * envelope(inS, 0.5, 8 - (pair % 4));
  power.kneaderDuty = (block % 3 === 0 ? -1 : 1) * (0.4 + 0.1 * (block % 5)) * envelope(inS, 6, 17);
  if (block % 5 === 4 && inS > 3) power.carriageDuty = 0;
  if (block % 7 === 3 && inS > 12) power.kneaderDuty = 0;
  power.padsOn[0] = tick % 5 < 3;
  power.padsOn[1] = (tick + 2) % 7 < 3;
}

/** Each signal with its full scale: ratings of the part, way made in the session. */
const signals = {
  carriageMm: [794, (plant: Plant) => plant.carriageMm],
  carriageMmPerS: [50, (plant: Plant) => plant.carriageMmPerS],
  carriageA: [5, (plant: Plant) => plant.carriageA],
  carriageFilteredA: [5, (plant: Plant) => plant.carriage.filteredA],
  carriageEdges: [2000, (plant: Plant) => plant.carriage.edges],
  kneaderTurns: [20, (plant: Plant) => plant.kneaderTurns],
  kneaderTurnsPerMin: [64, (plant: Plant) => plant.kneaderTurnsPerMin],
  kneaderA: [7, (plant: Plant) => plant.kneaderA],
  kneaderFilteredA: [7, (plant: Plant) => plant.kneader.filteredA],
  supplyV: [24, (plant: Plant) => plant.supplyV],
  padsA: [3.3, (plant: Plant) => plant.padsA],
  padsFilteredA: [3.3, (plant: Plant) => plant.padsFilteredA],
  lumbarElementC: [40, (plant: Plant) => plant.pads[0]!.elementC],
  lumbarSurfaceC: [20, (plant: Plant) => plant.pads[0]!.surfaceC],
  sacralElementC: [40, (plant: Plant) => plant.pads[1]!.elementC],
  sacralSurfaceC: [20, (plant: Plant) => plant.pads[1]!.surfaceC],
} as const;
const ticks = 45_000;

function trace(options: Partial<PlantOptions>): Float64Array[] {
  const plant = createPlant(chair, { seed: 3, carriageMm: 560, ...options });
  const power = createPower(chair);
  const pickers = Object.values(signals).map(([, picker]) => picker);
  const columns = pickers.map(() => new Float64Array(ticks));
  for (let tick = 0; tick < ticks; tick++) {
    if (tick === 30_000) setPerson(plant, 0);
    if (tick === 36_000) setPerson(plant, 90);
    sessionPower(tick, power);
    stepPlant(plant, power);
    for (let i = 0; i < pickers.length; i++) columns[i]![tick] = pickers[i]!(plant);
  }
  return columns;
}

describe('the plant', () => {
  test.each([0, 75, 120])(
    'with %d kg: halving its sub-steps changes fifteen minutes by less than 0.1 percent',
    (personKg) => {
      const whole = trace({ personKg, substeps: 1 });
      const halves = trace({ personKg, substeps: 2 });
      const [lowest, highest] = [Math.min(...whole[0]!), Math.max(...whole[0]!)];
      expect(lowest).toBeGreaterThan(0);
      expect(highest).toBeLessThan(794);
      Object.entries(signals).forEach(([name, [scale]], i) => {
        let apart = 0;
        for (let tick = 0; tick < ticks; tick++)
          apart = Math.max(apart, Math.abs(whole[i]![tick]! - halves[i]![tick]!));
        expect(apart / scale, name).toBeLessThan(0.001);
      });
    },
  );

  const play = (plant: Plant, fromTick: number, count: number) => {
    const power = createPower(chair);
    const sensors = createSensors(chair);
    const seen: unknown[] = [];
    for (let tick = fromTick; tick < fromTick + count; tick++) {
      sessionPower(tick, power);
      stepPlant(plant, power);
      sensePlant(plant, sensors);
      if (tick % 50 === 0) seen.push(structuredClone(sensors));
    }
    return seen;
  };

  test('gives the same for the same seed, and another chair for another', () => {
    const [one, same, other] = [5, 5, 6].map((seed) => {
      const plant = createPlant(chair, { seed });
      return { seen: play(plant, 0, 3000), plant };
    });
    expect(one).toEqual(same);
    expect(one!.seen).not.toEqual(other!.seen);
  });

  test('goes on from a copy as the original does, broken or not', () => {
    const plant = createPlant(chair, { seed: 8 });
    play(plant, 0, 1234);
    breakPlant(plant, 'thermistor.lumbar', 'drift');
    breakPlant(plant, 'thermistor.sacral', 'detached 30 C');
    play(plant, 1234, 100);
    const copy = structuredClone(plant);
    expect(copy).toEqual(plant);
    expect(play(copy, 1334, 2000)).toEqual(play(plant, 1334, 2000));
    expect(copy).toEqual(plant);
  });

  test('refuses steps that are none', () => {
    expect(() => createPlant(chair, { substeps: 0 })).toThrow(/substeps 0/);
    expect(() => createPlant(chair, { stepMs: -20 })).toThrow(/stepMs -20/);
  });
});
