/** Carriage and kneader on the plant, without session, sequencer and guard: what their tests and benchmarks drive. */

import { createPlant, type Plant, type PlantOptions, stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import type { Width } from '../../../src/chair/names.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import { createGoals, type Goals } from '../../../src/control/goals.ts';
import { type Carriage, createCarriage, driveCarriage } from '../../../src/control/motion/carriage.ts';
import { createKneader, driveKneader, type Kneader } from '../../../src/control/motion/kneader.ts';
import { chair } from '../../chair.ts';

export interface Rig {
  plant: Plant;
  sensors: Sensors;
  carriage: Carriage;
  kneader: Kneader;
  goals: Goals;
  power: Power;
}

export const tickS = tickMs / 1000;

export function createRig(options: Partial<PlantOptions> = {}): Rig {
  const power = createPower(chair);
  power.motorRelay = true;
  const rig = {
    plant: createPlant(chair, { personKg: 0, ...options }),
    sensors: createSensors(chair),
    carriage: createCarriage(chair),
    kneader: createKneader(chair),
    goals: createGoals(chair),
    power,
  };
  sensePlant(rig.plant, rig.sensors);
  return rig;
}

/** The controllers decide on what they sense, then 20 ms pass. */
export function tick(rig: Rig): void {
  decide(rig);
  stepPlant(rig.plant, rig.power);
  sensePlant(rig.plant, rig.sensors);
}

export function decide(rig: Rig): void {
  rig.power.carriageDuty = driveCarriage(rig.carriage, rig.goals.carriage, rig.sensors, tickMs);
  rig.power.kneaderDuty = driveKneader(rig.kneader, rig.goals.kneader, rig.sensors, tickMs);
}

/** Ticks until `done`; gives the seconds it took, or fails after `withinS`. */
export function runUntil(rig: Rig, withinS: number, done: () => boolean, each?: () => void): number {
  const most = Math.round(withinS / tickS);
  for (let ticks = 0; ticks <= most; ticks++) {
    decide(rig);
    if (done()) return ticks * tickS;
    stepPlant(rig.plant, rig.power);
    sensePlant(rig.plant, rig.sensors);
    each?.();
  }
  throw new Error(`not done within ${withinS} s`);
}

export function run(rig: Rig, seconds: number, each?: () => void): void {
  for (let ticks = Math.round(seconds / tickS); ticks > 0; ticks--) {
    tick(rig);
    each?.();
  }
}

/** Sends the carriage down to its limit; gives the seconds it took. */
export function home(rig: Rig, withinS = 40): number {
  rig.goals.carriage.kind = 'bottom';
  return runUntil(rig, withinS, () => rig.carriage.arrived);
}

/** Sends the carriage to a place; gives the seconds until it says that it has arrived. */
export function go(rig: Rig, targetMm: number, speedMmPerS: number, each?: () => void): number {
  order(rig, targetMm, speedMmPerS);
  return runUntil(rig, 120, () => rig.carriage.arrived, each);
}

export function order(rig: Rig, targetMm: number, speedMmPerS: number): void {
  rig.goals.carriage.kind = 'goto';
  rig.goals.carriage.targetMm = targetMm;
  rig.goals.carriage.speedMmPerS = speedMmPerS;
}

export function knead(rig: Rig, turnsPerMin: number, direction: number): void {
  rig.goals.kneader.kind = 'turn';
  rig.goals.kneader.turnsPerMin = turnsPerMin;
  rig.goals.kneader.direction = direction;
}

/** Brings the arms to a width; gives the seconds until the kneader says that they are there. */
export function bring(rig: Rig, width: Width, withinS = 20, each?: () => void): number {
  rig.goals.kneader.kind = 'width';
  rig.goals.kneader.width = width;
  return runUntil(rig, withinS, () => rig.kneader.arrived, each);
}
