/**
 * Runs a heat control on the plant and judges it by the true surface. Shared by the tests of the heater and
 * by its benchmark, where the peers run on the same plant.
 */

import { nominalPad, type PadFactors } from '../../../sim/plant/pad.ts';
import { createPlant, setAmbient, setPerson, stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import { createRandom } from '../../../sim/random.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { heatLimits } from '../../../src/chair/limits.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import type { HeatGoal } from '../../../src/control/goals.ts';
import { createHeater, driveHeater, type Heater } from '../../../src/control/heat/heater.ts';
import { chair } from '../../chair.ts';
import { anyPad } from '../any-pad.ts';

export const ticksPerS = 50;

/** The reference chair, and the same without sensors at the surfaces. */
export { chair };
export const elementOnlyChair: Chair = {
  ...chair,
  pads: chair.pads.map((pad) => ({ ...pad, measuresSurface: false })),
};

/** Anything that may drive the pads: ours, or a peer. */
export type HeatControl = (goal: HeatGoal, sensors: Sensors, wanted: Power) => void;

export interface HeatEvent {
  readonly atS: number;
  /** A new level for both pads; 0 is off. */
  readonly levelC?: number;
  /** Somebody of 75 kg sits leaning back, sits upright, or gets up. */
  readonly person?: Person;
  readonly ambientC?: number;
  /** What a cover leaves of the surface's loss to air, 1 without one. */
  readonly coverShare?: number;
}

export type Person = 'leaning' | 'upright' | 'none';

export interface HeatSetup {
  readonly ambientC: number;
  readonly levelC: number;
  readonly chair?: Chair;
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
  /** Called after the control; may take power away as the guard does. */
  readonly take?: (tick: number, wanted: Power) => void;
}

/** All of the lumbar pad; times from the last change of the level. */
export interface HeatResult {
  /** To within 0.5 K of what is aimed for; NaN when that never happened. */
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
  /** Dose of bare skin, minutes. */
  readonly bareDoseMin: number;
  readonly switchings: number;
}

/** A pad off in every direction: six bits of `corner`, 30 % up or down each. */
export function cornerPad(corner: number): PadFactors {
  const factor = (bit: number) => 1 + 0.3 * (((corner >> bit) & 1) === 1 ? 1 : -1);
  return {
    power: factor(0),
    elementCapacity: factor(1),
    surfaceCapacity: factor(2),
    elementToSurface: factor(3),
    elementToAir: factor(4),
    surfaceToAir: factor(5),
  };
}

export const cornerCount = 64;

/** A pad anywhere within tolerance. */
export const drawnPad = (seed: number): PadFactors => anyPad(createRandom(seed));

/** A pad that cannot reach this level in this room at full power is no test of a control. */
export function canReach(pad: PadFactors, ambientC: number, levelC: number): boolean {
  const [figures] = chair.pads;
  if (figures === undefined) return false;
  const toSurface = figures.elementSurfaceWPerK * pad.elementToSurface;
  const surfaceLossW =
    figures.surfaceAirWPerK * pad.surfaceToAir * 0.5 * (levelC - ambientC) + 0.6 * Math.max(0, levelC - 36.5);
  const elementC = levelC + surfaceLossW / toSurface;
  const lossW = figures.elementAirWPerK * pad.elementToAir * 0.5 * (elementC - ambientC);
  return elementC < 55 && surfaceLossW + lossW < 0.95 * figures.nominalW * pad.power;
}

interface Tally {
  levelC: number;
  sinceTick: number;
  reachedTick: number;
  overshootK: number;
  sagK: number;
  peakElementC: number;
  peakSurfaceC: number;
  aboveTicks: number;
  longestAboveTicks: number;
  holdLowK: number;
  holdHighK: number;
}

/** One tick of the true pad; `holding` in the last two minutes. */
function tallyTick(tally: Tally, tick: number, elementC: number, surfaceC: number, holding: boolean): void {
  const aboveK = surfaceC - tally.levelC;
  // The highest level is aimed for a little below its name.
  const aimK = surfaceC - Math.min(tally.levelC, heatLimits.surfaceAimMostC);
  if (tally.reachedTick < 0 && Math.abs(aimK) <= heatLimits.reachedK) tally.reachedTick = tick;
  if (tally.reachedTick >= 0) {
    // Coming from above, what is still above on reaching is no overshoot of the new level.
    if (tick > tally.reachedTick) tally.overshootK = Math.max(tally.overshootK, aboveK);
    if (tick > tally.reachedTick + 60 * ticksPerS) tally.sagK = Math.max(tally.sagK, -aboveK);
  }
  tally.aboveTicks = surfaceC > 43 ? tally.aboveTicks + 1 : 0;
  tally.longestAboveTicks = Math.max(tally.longestAboveTicks, tally.aboveTicks);
  tally.peakElementC = Math.max(tally.peakElementC, elementC);
  tally.peakSurfaceC = Math.max(tally.peakSurfaceC, surfaceC);
  if (!holding) return;
  tally.holdLowK = Math.min(tally.holdLowK, aboveK);
  tally.holdHighK = Math.max(tally.holdHighK, aboveK);
}

function newLevel(tally: Tally, levelC: number, tick: number): void {
  tally.levelC = levelC;
  tally.sinceTick = tick;
  tally.reachedTick = -1;
  tally.overshootK = 0;
  tally.sagK = 0;
}

export function runHeat(setup: HeatSetup): HeatResult {
  const { ambientC, pad = nominalPad, seed = 1, partsTolerance = 0, forS = 1200, events = [] } = setup;
  const { chair: built = chair } = setup;
  const plant = createPlant(built, {
    ambientC,
    personKg: 75,
    seed,
    partsTolerance,
    pads: { lumbar: pad, sacral: pad },
  });
  const seat = (person: Person) => setPerson(plant, person === 'none' ? 0 : 75, person === 'leaning');
  seat(setup.person ?? 'leaning');
  const sensors = createSensors(built);
  const wanted = createPower(built);
  const heater = createHeater(built);
  const control = setup.control ?? ((goal, read, power) => driveHeater(heater, goal, read, power, 20));
  const goal: HeatGoal = [0, 0];
  const tally: Tally = {
    levelC: 0,
    sinceTick: 0,
    reachedTick: -1,
    overshootK: 0,
    sagK: 0,
    peakElementC: ambientC,
    peakSurfaceC: ambientC,
    aboveTicks: 0,
    longestAboveTicks: 0,
    holdLowK: Number.POSITIVE_INFINITY,
    holdHighK: Number.NEGATIVE_INFINITY,
  };
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
      if (event.coverShare !== undefined) plant.around.coverShare = event.coverShare;
      if (event.levelC === undefined) continue;
      newLevel(tally, event.levelC, tick);
      goal.fill(event.levelC);
    }
    sensePlant(plant, sensors);
    setup.tamper?.(tick, sensors);
    control(goal, sensors, wanted);
    setup.take?.(tick, wanted);
    const isOn = wanted.padsOn[0] === true;
    if (isOn !== wasOn) switchings++;
    wasOn = isOn;
    stepPlant(plant, wanted);
    const { surfaceC, elementC } = plant.pads[0]!;
    tallyTick(tally, tick, elementC, surfaceC, tick >= endTick - 120 * ticksPerS);
  }
  const { reachedTick, sinceTick } = tally;
  return {
    toLevelS: reachedTick < 0 ? Number.NaN : (reachedTick - sinceTick) / ticksPerS,
    overshootK: tally.overshootK,
    sagK: tally.sagK,
    peakElementC: tally.peakElementC,
    peakSurfaceC: tally.peakSurfaceC,
    longestAboveS: tally.longestAboveTicks / ticksPerS,
    holdLowK: tally.holdLowK,
    holdHighK: tally.holdHighK,
    bareDoseMin: plant.pads[0]!.bareSkin.doseMin,
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

export function createHeatBench(
  ambientC: number,
  levelC: number,
  personKg = 75,
  built: Chair = chair,
): HeatBench {
  return {
    plant: createPlant(built, { ambientC, personKg, partsTolerance: 0 }),
    sensors: createSensors(built),
    wanted: createPower(built),
    goal: [levelC, levelC],
    heater: createHeater(built),
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
