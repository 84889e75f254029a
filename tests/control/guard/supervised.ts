/**
 * A whole guard over a heat control on the plant: backs that move, covers, rooms, one fault, readings that are spoilt, and
 * who finds it when. Shared by the tests of the supervision and by its benchmark.
 */
import { breakPlant, type FaultName } from '../../../sim/plant/faults.ts';
import { nominalPad, type PadFactors } from '../../../sim/plant/pad.ts';
import { createPlant, type Plant, setPerson, stepPlant } from '../../../sim/plant/plant.ts';
import { sensePlant } from '../../../sim/plant/sense.ts';
import type { Thermometer } from '../../../sim/plant/thermometer.ts';
import { createRandom, nextBelow, nextBetween, type Random } from '../../../sim/random.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { codesIn } from '../../../src/chair/fault-set.ts';
import type { FaultCode } from '../../../src/chair/faults.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import { createSwitchOffTest, stepSwitchOffTest } from '../../../src/control/checks/switch-off-test.ts';
import { createGuard, createGuardContext, type Guard, guardTick } from '../../../src/control/guard/guard.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { createHeater, driveHeater } from '../../../src/control/heat/heater.ts';
import { chair } from '../../chair.ts';

export interface Supervised {
  readonly seed?: number;
  readonly chair?: Chair;
  readonly ambientC?: number;
  /** Both pads. */
  readonly pad?: PadFactors;
  /** The chair's own heater at this level, full power always, or an element held by a thermostat. */
  readonly heat: { readonly levelC: number } | 'always' | { readonly elementC: number };
  /** Times at which no heat is wanted, s. */
  readonly off?: (atS: number) => boolean;
  /** Breaks something at this time, through the plant's faults or by hand. */
  readonly breaks?: readonly [FaultName, string] | ((plant: Plant) => void);
  readonly atS?: number;
  readonly forS: number;
  /** Backs, covers and rooms come, move and go, drawn from the seed. */
  readonly rough?: boolean;
  /** May spoil what the guard and the heater read. */
  readonly tamper?: (tick: number, sensors: Sensors) => void;
  /** Sees each tick. */
  readonly watch?: (guard: Guard, plant: Plant, allowed: Power) => void;
}

export interface Found {
  /** Seconds from the fault (or the start) until it was found; NaN when it never was. */
  readonly foundS: number;
  /** Of these the seconds in which heat was wanted. */
  readonly heatedS: number;
  readonly codes: readonly FaultCode[];
  /** Of all pads, from the fault on. */
  readonly peakSurfaceC: number;
  readonly peakElementC: number;
  readonly longestAbove43S: number;
  readonly longestAbove45S: number;
  /** The same of surfaces that touch somebody. */
  readonly touched: {
    readonly peakC: number;
    readonly longestAbove43S: number;
    readonly longestAbove45S: number;
  };
  readonly bareDoseMin: number;
  readonly clothedDoseMin: number;
  /** Energy the lumbar pad got from the fault until it was found. */
  readonly joule: number;
  /** Time in which the supervision held the lumbar pad back. */
  readonly heldS: number;
}

export const ticksPerS = 50;
/** A surface goes on rising for a while after the power is off. */
const watchedAfterS = 240;

/** A thermometer that has come off and hangs in what is this warm. */
export function detach(meter: Thermometer | null, restC: number): void {
  if (meter === null) throw new Error('this pad has no such thermometer');
  meter.ownC = meter.measuredC;
  meter.detachedRestC = restC;
  meter.detached = true;
}

/** What a person, a blanket and a window do within the ranges of a rough world. */
interface Rough {
  readonly random: Random;
  nextMoveTick: number;
}

function moveSomebody(plant: Plant, random: Random): void {
  const { around } = plant;
  const what = nextBelow(random, 4);
  around.leaning = {
    contactWPerK: nextBetween(random, 0.3, 1.2),
    share: nextBetween(random, 0.1, 1),
    airLeft: nextBetween(random, 0.2, 0.7),
  };
  setPerson(plant, what === 0 ? 0 : 75, what >= 2);
  if (nextBelow(random, 4) === 0) {
    around.coverShare = nextBelow(random, 2) === 0 ? nextBetween(random, 0.05, 0.5) : 1;
  }
  if (nextBelow(random, 3) === 0) {
    around.roomToC = nextBetween(random, 5, 40);
    around.roomPerS = nextBetween(random, 0, 0.02);
  }
}

function stepRough(plant: Plant, rough: Rough, tick: number): void {
  if (tick < rough.nextMoveTick) return;
  moveSomebody(plant, rough.random);
  rough.nextMoveTick = tick + ticksPerS * (5 + nextBelow(rough.random, 120));
}

function heatControl(setup: Supervised, built: Chair): (sensors: Sensors, wanted: Power) => void {
  const { heat } = setup;
  if (heat === 'always') {
    return (_, wanted) => {
      wanted.padRelay = true;
      wanted.padsOn.fill(true);
    };
  }
  if ('levelC' in heat) {
    const heater = createHeater(built);
    const goal = built.pads.map(() => heat.levelC);
    return (sensors, wanted) => driveHeater(heater, goal, sensors, wanted, 20);
  }
  return ({ pads }, wanted) => {
    wanted.padRelay = true;
    for (const [pad, { elementC }] of pads.entries()) {
      if (elementC >= heat.elementC + 1) wanted.padsOn[pad] = false;
      else if (!(elementC > heat.elementC - 1)) wanted.padsOn[pad] = true;
    }
  };
}

interface Warmth {
  above43: number;
  above45: number;
  longest43: number;
  longest45: number;
  peakC: number;
}

const createWarmth = (): Warmth => ({ above43: 0, above45: 0, longest43: 0, longest45: 0, peakC: 0 });

interface Tally {
  foundTick: number;
  heatedTicks: number;
  heldTicks: number;
  any: Warmth;
  touched: Warmth;
  peakElementC: number;
  fromJ: number;
  foundJ: number;
}

function tallyWarmth(warmth: Warmth, surfaceC: number): void {
  warmth.above43 = surfaceC > 43 ? warmth.above43 + 1 : 0;
  warmth.above45 = surfaceC > 45 ? warmth.above45 + 1 : 0;
  warmth.longest43 = Math.max(warmth.longest43, warmth.above43);
  warmth.longest45 = Math.max(warmth.longest45, warmth.above45);
  warmth.peakC = Math.max(warmth.peakC, surfaceC);
}

function tallyPads(tally: Tally, { pads, around }: Plant): void {
  const surfaceC = Math.max(...pads.map((pad) => pad.surfaceC));
  tallyWarmth(tally.any, surfaceC);
  tallyWarmth(tally.touched, around.touch > 0 ? surfaceC : 0);
  for (const pad of pads) tally.peakElementC = Math.max(tally.peakElementC, pad.elementC);
}

export function runSupervised(setup: Supervised): Found {
  const { seed = 1, chair: built = chair, ambientC = 22, pad = nominalPad, breaks, atS = 0, forS } = setup;
  const plant = createPlant(built, { seed, ambientC, pads: { lumbar: pad, sacral: pad } });
  const sensors = createSensors(built);
  const wanted = createPower(built);
  const allowed = createPower(built);
  const drive = heatControl(setup, built);
  const switchTest = createSwitchOffTest(built);
  const guard = createGuard(guardLimits(built));
  const context = createGuardContext();
  const random = createRandom(seed + 1);
  const rough: Rough = { random, nextMoveTick: 0 };
  const faultTick = Math.round(atS * ticksPerS);
  const tally: Tally = {
    foundTick: -1,
    heatedTicks: 0,
    heldTicks: 0,
    any: createWarmth(),
    touched: createWarmth(),
    peakElementC: 0,
    fromJ: 0,
    foundJ: 0,
  };
  let endTick = forS * ticksPerS;
  for (let tick = 0; tick < endTick; tick++) {
    if (breaks !== undefined && tick === faultTick) {
      if (typeof breaks === 'function') breaks(plant);
      else breakPlant(plant, breaks[0], breaks[1]);
    }
    if (tick === faultTick) tally.fromJ = plant.pads[0]!.joule;
    if (setup.rough === true) stepRough(plant, rough, tick);
    sensePlant(plant, sensors);
    if (!switchTest.done) stepSwitchOffTest(switchTest, sensors, wanted, tick === 0, 20);
    if (switchTest.done) {
      Object.assign(wanted, { carriageDuty: 0, kneaderDuty: 0, motorRelay: false });
      setup.tamper?.(tick, sensors);
      drive(sensors, wanted);
    }
    const off = setup.off?.(tick / ticksPerS) === true;
    if (off) Object.assign(wanted, createPower(built));
    context.state = off ? 'ready' : 'running';
    context.dueMs = tick * 20;
    context.nowMs = context.dueMs;
    // A person who gets up for long would end the session; here the heat shall go on.
    sensors.seat = true;
    guardTick(guard, wanted, sensors, context, allowed);
    stepPlant(plant, allowed);
    setup.watch?.(guard, plant, allowed);
    if (guard.diagnosis.supervision[0]!.holds) tally.heldTicks++;
    if (tick < faultTick) continue;
    tallyPads(tally, plant);
    if (tally.foundTick >= 0) continue;
    if (wanted.padsOn[0]) tally.heatedTicks++;
    tally.foundJ = plant.pads[0]!.joule;
    if (guard.register.faults === 0) continue;
    tally.foundTick = tick;
    endTick = Math.min(endTick, tick + watchedAfterS * ticksPerS);
  }
  return {
    foundS: tally.foundTick < 0 ? Number.NaN : (tally.foundTick - faultTick) / ticksPerS,
    heatedS: tally.heatedTicks / ticksPerS,
    codes: codesIn(guard.register.faults),
    peakSurfaceC: tally.any.peakC,
    peakElementC: tally.peakElementC,
    longestAbove43S: tally.any.longest43 / ticksPerS,
    longestAbove45S: tally.any.longest45 / ticksPerS,
    touched: {
      peakC: tally.touched.peakC,
      longestAbove43S: tally.touched.longest43 / ticksPerS,
      longestAbove45S: tally.touched.longest45 / ticksPerS,
    },
    bareDoseMin: Math.max(...plant.pads.map(({ bareSkin }) => bareSkin.doseMin)),
    clothedDoseMin: Math.max(...plant.pads.map(({ skin }) => skin.doseMin)),
    joule: tally.foundJ - tally.fromJ,
    heldS: tally.heldTicks / ticksPerS,
  };
}
