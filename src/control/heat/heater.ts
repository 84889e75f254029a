/**
 * The heater: turns wanted surface temperatures into whole ticks of power for each pad.
 * Must never heat on a reading that is not a temperature, nor ask for an element above its hold limit.
 */
import { at } from '../../chair/assert.ts';
import type { Chair, PadFigures } from '../../chair/chair.ts';
import { earnedMostC, heatLimits, tickMs } from '../../chair/limits.ts';
import type { Power } from '../../chair/outputs.ts';
import type { PadSensors, Sensors } from '../../chair/sensors.ts';
import { isTemperature } from '../../chair/thermistor.ts';
import type { Celsius, Duty, Milliseconds } from '../../chair/units.ts';
import type { HeatGoal } from '../goals.ts';
import { heatStepMs } from './step.ts';
import {
  createSurfaceControl,
  driveElementAlone,
  driveSurface,
  limitElement,
  observeSurface,
  type SurfaceControl,
} from './surface-control.ts';

/** What leads a pad: its surface sensor, its element's alone, a table of duty for each level, or nothing, so that it stays off. */
type HeatBy = 'surface' | 'element' | 'table' | 'nothing';

/** `targetC` is the surface temperature aimed for; 0 is off. */
interface HeatPad {
  readonly name: string;
  /** What it is led by. */
  readonly by: HeatBy;
  /** The highest level that it gives; 0 is none. */
  readonly mostC: Celsius;
  /** Where a table leads the pad: duty of each level, by its surface temperature. */
  readonly table: readonly { readonly levelC: Celsius; readonly duty: Duty }[];
  control: SurfaceControl;
  /** The goal as it was last seen. */
  goalC: Celsius;
  targetC: Celsius;
  /** The surface is within 0.5 K of the target. */
  reached: boolean;
  /** Power asked for in this step, and whether the pad is switched on. */
  duty: Duty;
  on: boolean;
  /** Power asked for and not yet given, in steps. */
  owed: number;
  /** The step under way: how long it has lasted, its readings and their sums. `broken`: one of them was not a temperature. */
  stepMs: Milliseconds;
  readings: number;
  elementSumC: number;
  surfaceSumC: number;
  broken: boolean;
}

export interface Heater {
  /** In the order of the chair's pads. */
  pads: HeatPad[];
  /** The pads have a relay. */
  readonly relay: boolean;
}

/** The pads' steps begin two ticks apart, so that they never switch in the same tick; the first is cut short. */
const apartMs = 2 * tickMs;

export function createHeater(chair: Chair): Heater {
  return {
    pads: chair.pads.map((pad, index) => createHeatPad(pad, index * apartMs)),
    relay: chair.wiring.switches['pad-relay'] !== null,
  };
}

function createHeatPad(pad: PadFigures, stepMs: Milliseconds): HeatPad {
  return {
    name: pad.name,
    by: whatLeads(pad),
    mostC: earnedMostC(pad.levels),
    table: tableOf(pad),
    control: createSurfaceControl(pad),
    goalC: 0,
    targetC: 0,
    reached: false,
    duty: 0,
    on: false,
    owed: 0,
    stepMs,
    readings: 0,
    elementSumC: 0,
    surfaceSumC: 0,
    broken: stepMs > 0,
  };
}

function whatLeads({ levels, measuresElement, measuresSurface, byTable }: PadFigures): HeatBy {
  if (levels.length === 0) return 'nothing';
  if (measuresElement) return measuresSurface ? 'surface' : 'element';
  return byTable === null ? 'nothing' : 'table';
}

/** The levels that the pad has earned, lowest first. */
function tableOf({ levels, byTable }: PadFigures): HeatPad['table'] {
  return (['low', 'medium', 'high'] as const).flatMap((level) => {
    const duty = byTable?.[level] ?? null;
    return duty === null || !levels.includes(level) ? [] : [{ levelC: heatLimits.levelC[level], duty }];
  });
}

/** A pad that is off because the room is as warm as its level comes back once the level is this far above the room. */
const roomClearK = 0.2;

/** One turn, `dtMs` after the last one: reads `sensors`, sets the pads' part of `wanted`. */
export function driveHeater(
  { pads, relay }: Heater,
  goal: HeatGoal,
  sensors: Sensors,
  wanted: Power,
  dtMs: Milliseconds,
): void {
  wanted.padRelay = false;
  for (let index = 0; index < pads.length; index++) {
    const pad = at(pads, index, 'pad');
    const goalC = at(goal, index, 'goal of heat');
    const fitC = goalC > 0 ? Math.min(goalC, pad.mostC) : 0;
    if (pad.by === 'table') driveByTable(pad, fitC, sensors.ambientC, dtMs);
    else drivePad(pad, fitC, at(sensors.pads, index, 'pad'), sensors.ambientC, dtMs);
    wanted.padsOn[index] = pad.on;
    if (pad.targetC > 0) wanted.padRelay = relay;
  }
}

function drivePad(
  pad: HeatPad,
  goalC: Celsius,
  sensors: PadSensors,
  ambientC: Celsius,
  dtMs: Milliseconds,
): void {
  const good =
    isTemperature(sensors.elementC) &&
    isTemperature(ambientC) &&
    (pad.by !== 'surface' || isTemperature(sensors.surfaceC));
  pad.elementSumC += sensors.elementC;
  pad.surfaceSumC += pad.by === 'surface' ? sensors.surfaceC : sensors.elementC;
  if (!good) pad.broken = true;
  pad.readings++;
  pad.stepMs += dtMs;
  if (good) limitElement(pad.control, ambientC);
  if (pad.stepMs >= heatStepMs) endStep(pad);
  // A room drifting about the level must not make the relay chatter; a new goal is taken as it is.
  const clearK = pad.targetC === 0 && goalC === pad.goalC ? roomClearK : 0;
  const aimC = aimOf(goalC, pad.control);
  pad.goalC = goalC;
  pad.targetC = good && !pad.broken && aimC > ambientC + clearK ? aimC : 0;
  pad.reached =
    pad.targetC > 0 &&
    pad.control.known &&
    Math.abs(pad.control.surfaceC - pad.targetC) <= heatLimits.reachedK;
  if (pad.targetC === 0) switchOff(pad);
}

/**
 * The pad is on at the beginning of each period, for its duty. Nothing measures how warm it is, so it never counts as warm;
 * a pad that has been off begins with a new period.
 */
function driveByTable(pad: HeatPad, goalC: Celsius, ambientC: Celsius, dtMs: Milliseconds): void {
  const { tablePeriodMs } = heatLimits;
  const clearK = pad.targetC === 0 && goalC === pad.goalC ? roomClearK : 0;
  pad.goalC = goalC;
  pad.targetC = isTemperature(ambientC) && goalC > ambientC + clearK ? goalC : 0;
  pad.duty = 0;
  if (pad.targetC > 0) for (const { levelC, duty } of pad.table) if (levelC <= goalC) pad.duty = duty;
  pad.stepMs = pad.targetC > 0 ? (pad.stepMs + dtMs) % tablePeriodMs : 0;
  pad.on = pad.stepMs < pad.duty * tablePeriodMs;
}

/** A level is aimed for a little below the guard's limit, so that the two do not meet in a healthy chair. */
function aimOf(goalC: Celsius, { readsLowK }: SurfaceControl): Celsius {
  return Math.min(goalC, heatLimits.surfaceAimMostC - readsLowK.surface);
}

/** Every pad has reached its level. A pad that is off, by its level or because the room is as warm, is not waited for. */
export function isWarm({ pads }: Heater, goal: HeatGoal): boolean {
  return pads.every((pad, index) => goal[index] === 0 || pad.targetC === 0 || pad.reached);
}

function switchOff(pad: HeatPad): void {
  pad.duty = 0;
  pad.on = false;
  pad.control.holdDuty = 0;
  pad.control.elementGoalC = 0;
}

function endStep(pad: HeatPad): void {
  const { control } = pad;
  pad.on = false;
  if (pad.broken) control.known = false;
  else {
    observeSurface(control, pad.elementSumC / pad.readings, pad.surfaceSumC / pad.readings);
    if (pad.targetC > 0) {
      pad.duty =
        pad.by === 'surface'
          ? driveSurface(control, pad.targetC)
          : driveElementAlone(control, heatLimits.elementAloneC - control.readsLowK.element);
      pad.owed += pad.duty;
      pad.on = pad.owed >= 0.5;
      if (pad.on) pad.owed -= 1;
    }
  }
  // A step that a missed turn has made longer makes the next one shorter.
  pad.stepMs %= heatStepMs;
  pad.readings = 0;
  pad.elementSumC = 0;
  pad.surfaceSumC = 0;
  pad.broken = false;
}
