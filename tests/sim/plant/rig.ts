/** What the plant's tests share: a plant under constant power for a while. */

import { createPlant, type Plant, type PlantOptions, stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import { chair } from '../../chair.ts';

/** Nobody in the chair unless said otherwise; carriage in the middle. */
export function plantWith(options: Partial<PlantOptions> = {}): Plant {
  return createPlant(chair, { personKg: 0, carriageMm: 400, kneaderTurns: 0, ...options });
}

export function powerWith(power: Partial<Power>): Power {
  return { ...createPower(chair), motorRelay: true, padRelay: true, ...power };
}

/** Steps for a time, rounded to whole ticks. */
export function run(plant: Plant, power: Partial<Power>, seconds: number): void {
  const full = powerWith(power);
  for (let ticks = Math.round((seconds * 1000) / plant.stepMs); ticks > 0; ticks--) stepPlant(plant, full);
}

export function sensed(plant: Plant): Sensors {
  const sensors = createSensors(chair);
  sensePlant(plant, sensors);
  return sensors;
}
