/**
 * Runs a heat control on the plant and judges it by the true surface. Shared by the tests of the heater and
 * by its benchmark, where the peers run on the same plant.
 */

import { nominalPad, type PadFactors } from '../../../sim/plant/pad.ts';
import { createPlant, setAmbient, setPerson, stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import type { HeatGoal } from '../../../src/control/goals.ts';
import { createHeater, driveHeater, type Heater } from '../../../src/control/heat/heater.ts';
import { chair } from '../../chair.ts';

export const ticksPerS = 50;

/** Anything that may drive the pads: ours, or a peer. */
export type HeatControl = (goal: HeatGoal, sensors: Sensors, wanted: Power) => void;

export interface HeatEvent {
  readonly atS: number;
  /** A new level for both pads; 0 is off. */
  readonly levelC?: number;
  /** Somebody of 75 kg sits leaning back, sits upright, or gets up. */
  readonly person?: Person;
  readonly ambientC?: number;
}

export type Person = 'leaning' | 'upright' | 'none';

export interface HeatSetup {
  readonly ambientC: number;
  readonly levelC: number;
  readonly person?: Person;
  readonly pad?: PadFactors;
  readonly seed?: number;
  /** Share by which thermistors may be off. */
  readonly partsTolerance?: number;
  readonly forS?: number;
  readonly events?: readonly HeatEvent[];
  readonly control?: HeatControl;
  /** Called before each tick; may tamper with what the control will read. */
  readonly tamper?: (tick: number, sensors: Sensors) => void;
}

/** All of the lumbar pad; times from the last change of the level. */
export interface HeatResult {
  /** To within 0.5 K of the level; NaN when that never happened. */
  readonly toLevelS: number;
  /** Above the level after reaching it; 0 when it was never above or never reached. */
  readonly overshootK: number;
  /** The same below the level, from 60 s after reaching it. */
  readonly sagK: number;
  readonly peakElementC: number;
  readonly peakSurfaceC: number;
  /** True time above 43 C in one stretch, at the longest. */
  readonly longestAboveS: number;
  /** Distance from the level over the last two minutes. */
  readonly holdLowK: number;
  readonly holdHighK: number;
  /** Estimated less true surface at the end. */
  readonly surfaceErrorK: number;
  readonly switchings: number;
}

/** A pad off in every direction: bits of `corner` are power, heat capacity, resistance, surface tau, coupling. */
export function cornerPad(corner: number): PadFactors {
  const sign = (bit: number) => (((corner >> bit) & 1) === 1 ? 1 : -1);
  return {
    power: 1 + 0.3 * sign(0),
    heatCapacity: 1 + 0.3 * sign(1),
    resistance: 1 + 0.3 * sign(2),
    surfaceTau: 1 + 0.3 * sign(3),
    coupling: 1 + 0.02 * sign(4),
  };
}

export const cornerCount = 32;

export function runHeat(setup: HeatSetup): HeatResult {
  const { ambientC, pad = nominalPad, seed = 1, partsTolerance = 0, forS = 1200, events = [] } = setup;
  const plant = createPlant(chair, {
    ambientC,
    personKg: 75,
    seed,
    partsTolerance,
    pads: { lumbar: pad, sacral: pad },
  });
  const seat = (person: Person) => setPerson(plant, person === 'none' ? 0 : 75, person === 'leaning');
  seat(setup.person ?? 'leaning');
  const sensors = createSensors(chair);
  const wanted = createPower(chair);
  const heater = createHeater(chair);
  const control = setup.control ?? ((goal, read, power) => driveHeater(heater, goal, read, power, 20));
  const goal: HeatGoal = [0, 0];

  let levelC = 0;
  let sinceTick = 0;
  let reachedTick = -1;
  let overshootK = 0;
  let sagK = 0;
  let peakElementC = ambientC;
  let peakSurfaceC = ambientC;
  let aboveTicks = 0;
  let longestAboveTicks = 0;
  let holdLowK = Number.POSITIVE_INFINITY;
  let holdHighK = Number.NEGATIVE_INFINITY;
  let switchings = 0;
  let wasOn = false;
  // The chair homes before a session, so the control has seen its pads for a while.
  const timeline: HeatEvent[] = [
    { atS: 2, levelC: setup.levelC },
    ...events.map((e) => ({ ...e, atS: e.atS + 2 })),
  ];
  const endTick = (forS + 2) * ticksPerS;
  for (let tick = 0; tick < endTick; tick++) {
    for (const event of timeline) {
      if (Math.round(event.atS * ticksPerS) !== tick) continue;
      if (event.person !== undefined) seat(event.person);
      if (event.ambientC !== undefined) setAmbient(plant, event.ambientC);
      if (event.levelC === undefined) continue;
      levelC = event.levelC;
      goal[0] = levelC;
      goal[1] = levelC;
      sinceTick = tick;
      reachedTick = -1;
      overshootK = 0;
      sagK = 0;
    }
    sensePlant(plant, sensors);
    setup.tamper?.(tick, sensors);
    control(goal, sensors, wanted);
    const isOn = wanted.padsOn[0] === true;
    if (isOn !== wasOn) switchings++;
    wasOn = isOn;
    stepPlant(plant, wanted);

    const { surfaceC, elementC } = plant.pads[0]!;
    const aboveK = surfaceC - levelC;
    if (reachedTick < 0 && Math.abs(aboveK) <= 0.5) reachedTick = tick;
    if (reachedTick >= 0) {
      // Coming from above, what is still above on reaching is no overshoot of the new level.
      if (aboveK > overshootK && tick > reachedTick) overshootK = aboveK;
      if (tick > reachedTick + 60 * ticksPerS && -aboveK > sagK) sagK = -aboveK;
    }
    aboveTicks = surfaceC > 43 ? aboveTicks + 1 : 0;
    if (aboveTicks > longestAboveTicks) longestAboveTicks = aboveTicks;
    if (elementC > peakElementC) peakElementC = elementC;
    if (surfaceC > peakSurfaceC) peakSurfaceC = surfaceC;
    if (tick >= endTick - 120 * ticksPerS) {
      if (aboveK < holdLowK) holdLowK = aboveK;
      if (aboveK > holdHighK) holdHighK = aboveK;
    }
  }
  return {
    toLevelS: reachedTick < 0 ? Number.NaN : (reachedTick - sinceTick) / ticksPerS,
    overshootK,
    sagK,
    peakElementC,
    peakSurfaceC,
    longestAboveS: longestAboveTicks / ticksPerS,
    holdLowK,
    holdHighK,
    surfaceErrorK: heater.pads[0]!.surfaceC - plant.pads[0]!.surfaceC,
    switchings,
  };
}

/** A heater on a plant, to be stepped by a test that looks inside. */
export interface HeatBench {
  readonly plant: ReturnType<typeof createPlant>;
  readonly sensors: Sensors;
  readonly wanted: Power;
  readonly goal: HeatGoal;
  heater: Heater;
}

export function createHeatBench(ambientC: number, levelC: number, personKg = 75): HeatBench {
  return {
    plant: createPlant(chair, { ambientC, personKg, partsTolerance: 0 }),
    sensors: createSensors(chair),
    wanted: createPower(chair),
    goal: [levelC, levelC],
    heater: createHeater(chair),
  };
}

/** Steps it; `each` is called after every tick. */
export function stepHeatBench(bench: HeatBench, seconds: number, each?: () => void): void {
  const { plant, sensors, wanted, goal } = bench;
  for (let tick = 0; tick < seconds * ticksPerS; tick++) {
    sensePlant(plant, sensors);
    driveHeater(bench.heater, goal, sensors, wanted, 20);
    stepPlant(plant, wanted);
    each?.();
  }
}
