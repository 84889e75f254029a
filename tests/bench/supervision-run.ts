/**
 * One pad under supervision on the plant: a heat control, a fault at a time, and who finds it when. The guard runs
 * whole, as in the chair; the peer watches the same kind of pad under the same control.
 */

import { breakPlant, type FaultName } from '../../sim/plant/faults.ts';
import type { PadFactors } from '../../sim/plant/pad.ts';
import { createPlant, setPerson, stepPlant } from '../../sim/plant/plant.ts';
import { sensePlant } from '../../sim/plant/sense.ts';
import { createRandom, nextBelow, nextBetween, type Random } from '../../sim/random.ts';
import { codesIn } from '../../src/chair/fault-set.ts';
import { createPower, type Power } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import { createSwitchOffTest, stepSwitchOffTest } from '../../src/control/checks/switch-off-test.ts';
import { createGuard, createGuardContext, guardTick } from '../../src/control/guard/guard.ts';
import { guardLimits } from '../../src/control/guard/limits.ts';
import { createHeater, driveHeater } from '../../src/control/heat/heater.ts';
import { chair } from '../chair.ts';
import { createVerifyHeater, verifyHeater } from './supervision-peer.ts';

export interface Supervision {
  readonly seed: number;
  readonly ambientC: number;
  /** Both pads. */
  readonly pad: PadFactors;
  /** The chair's heater at this surface level, or the printer's thermostat at this element temperature. */
  readonly control: 'heater' | 'thermostat';
  readonly levelC: number;
  readonly fault?: readonly [FaultName, string];
  /** When it happens. */
  readonly atS: number;
  readonly forS: number;
  /** People come, lean, sit upright and go. */
  readonly people?: boolean;
}

export interface Finding {
  /** Seconds from the fault (or the start) until it was found; NaN when it never was. */
  readonly foundS: number;
  /** Of these (or of the whole run) the seconds in which heat was wanted at all. */
  readonly heatedS: number;
  readonly codes: readonly string[];
  /** True surface above its level at the most, from the fault on. */
  readonly overK: number;
  /** True time above 43 C. */
  readonly above43S: number;
  /** Time the guard let the power rest to see whether the sensor lives. */
  readonly probedS: number;
}

const ticksPerS = 50;
/** The surface goes on rising for a while after the power is off. */
const watchedAfterS = 240;

/** A pad within tolerance. */
export function anyPad(random: Random): PadFactors {
  const part = () => 1 + nextBetween(random, -0.3, 0.3);
  return {
    power: part(),
    heatCapacity: part(),
    resistance: part(),
    surfaceTau: part(),
    coupling: 1 + nextBetween(random, -0.02, 0.02),
  };
}

/** The printer's bang-bang control: 2 K around the target, for one pad. */
function thermostat(on: boolean, readingC: number, targetC: number): boolean {
  if (readingC >= targetC + 2) return false;
  return on || readingC <= targetC - 2;
}

function moveSomebody(plant: ReturnType<typeof createPlant>, random: Random): void {
  const what = nextBelow(random, 3);
  setPerson(plant, what === 0 ? 0 : 75, what === 1);
}

/** The guard, with the fault or without. */
export function runGuard(setup: Supervision): Finding {
  const { levelC, fault, atS, forS } = setup;
  const plant = createPlant(chair, {
    seed: setup.seed,
    ambientC: setup.ambientC,
    pads: { lumbar: setup.pad, sacral: setup.pad },
  });
  const random = createRandom(setup.seed + 1);
  const sensors = createSensors(chair);
  const wanted = createPower(chair);
  const allowed = createPower(chair);
  const heater = createHeater(chair);
  const switchTest = createSwitchOffTest(chair);
  const guard = createGuard(guardLimits(chair));
  const context = { ...createGuardContext(), state: 'running' as const };
  const goal = [levelC, levelC];
  const faultTick = fault === undefined ? 0 : Math.round(atS * ticksPerS);
  let foundTick = -1;
  let overK = Number.NEGATIVE_INFINITY;
  let aboveTicks = 0;
  let probedTicks = 0;
  let heatedTicks = 0;
  let nextMoveTick = 0;
  let endTick = forS * ticksPerS;
  for (let tick = 0; tick < endTick; tick++) {
    if (fault !== undefined && tick === faultTick) breakPlant(plant, fault[0], fault[1]);
    if (setup.people === true && tick >= nextMoveTick) {
      moveSomebody(plant, random);
      nextMoveTick = tick + ticksPerS * (5 + nextBelow(random, 120));
    }
    sensePlant(plant, sensors);
    if (!switchTest.done) stepSwitchOffTest(switchTest, sensors, wanted, tick === 0, 20);
    else if (setup.control === 'heater') driveHeater(heater, goal, sensors, wanted, 20);
    else driveThermostat(wanted, sensors, levelC, tick);
    if (switchTest.done) clearMotors(wanted);
    context.dueMs = tick * 20;
    context.nowMs = context.dueMs;
    // A person who gets up for long would end the session; here the heat shall go on.
    sensors.seat = true;
    guardTick(guard, wanted, sensors, context, allowed);
    stepPlant(plant, allowed);
    if (guard.diagnosis.follow[0]!.probeMs > 0) probedTicks++;
    if (tick >= faultTick && foundTick < 0 && wanted.padsOn[0]) heatedTicks++;
    const surfaceC = Math.max(plant.pads[0]!.surfaceC, plant.pads[1]!.surfaceC);
    if (surfaceC > 43) aboveTicks++;
    if (tick >= faultTick && surfaceC - levelC > overK) overK = surfaceC - levelC;
    if (guard.register.faults !== 0 && foundTick < 0) {
      foundTick = tick;
      endTick = fault === undefined ? tick : Math.min(endTick, tick + watchedAfterS * ticksPerS);
    }
  }
  return {
    foundS: foundTick < 0 ? Number.NaN : (foundTick - faultTick) / ticksPerS,
    heatedS: heatedTicks / ticksPerS,
    codes: codesIn(guard.register.faults),
    overK,
    above43S: aboveTicks / ticksPerS,
    probedS: probedTicks / ticksPerS,
  };
}

function clearMotors(wanted: Power): void {
  wanted.carriageDuty = 0;
  wanted.kneaderDuty = 0;
  wanted.motorRelay = false;
}

function driveThermostat(wanted: Power, sensors: Sensors, targetC: number, tick: number): void {
  wanted.padRelay = true;
  if (tick % 5 !== 0) return;
  for (const [pad, { elementC }] of sensors.pads.entries()) {
    wanted.padsOn[pad] = thermostat(wanted.padsOn[pad] === true, elementC, targetC);
  }
}

/** The peer's rule over its own thermostat, on the same plant; seconds until it shuts down, NaN when it never does. */
export function runPeer(setup: Supervision): number {
  const { levelC, fault, atS, forS } = setup;
  const plant = createPlant(chair, {
    seed: setup.seed,
    ambientC: setup.ambientC,
    pads: { lumbar: setup.pad, sacral: setup.pad },
  });
  const sensors = createSensors(chair);
  const wanted = createPower(chair);
  const check = createVerifyHeater();
  const faultTick = fault === undefined ? 0 : Math.round(atS * ticksPerS);
  for (let tick = 0; tick < forS * ticksPerS; tick++) {
    if (fault !== undefined && tick === faultTick) breakPlant(plant, fault[0], fault[1]);
    sensePlant(plant, sensors);
    driveThermostat(wanted, sensors, levelC, tick);
    stepPlant(plant, wanted);
    if (tick % ticksPerS !== 0) continue;
    if (verifyHeater(check, tick / ticksPerS, sensors.pads[0]!.elementC, levelC))
      return (tick - faultTick) / ticksPerS;
  }
  return Number.NaN;
}
