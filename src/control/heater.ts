/**
 * The heater: turns wanted surface temperatures into whole ticks of power for the two pads. It reaches a level
 * as fast as the element's hold limit and the worst pad within tolerance allow, then holds it.
 * Must never heat on a reading that is not a temperature, nor ask for an element above its hold limit.
 */
import { clamp } from '../chair/clamp.ts';
import type { Power } from '../chair/outputs.ts';
import type { Sensors } from '../chair/sensors.ts';
import { referenceChair } from '../chair/specification.ts';
import { thermistorRange } from '../chair/thermistor.ts';
import type { Celsius, Duty } from '../chair/units.ts';
import type { HeatGoal } from './goals.ts';
import { elementGoalC, quickRoomK } from './heat-law.ts';
import {
  fullPowerKPerS,
  heatStepS,
  heatStepTicks,
  lossPerS,
  observePad,
  type PadObserver,
  startPad,
} from './observer.ts';

const { pads } = referenceChair;

/** The power dither lets a living thermistor show itself while a level is held: see docs/heat.md. */
export interface Dither {
  /** Amplitude of the triangle the element follows; 0 switches it off. */
  elementK: number;
  /** Heat steps into its period. */
  step: number;
}

export interface HeatPad extends PadObserver {
  /** The goal as it was last seen, and the surface temperature aimed for; 0 is off. */
  goalC: Celsius;
  targetC: Celsius;
  /** The estimated surface is within 0.5 K of the target. */
  reached: boolean;
  /** Where the element is sent, dither included; 0 while off. */
  elementGoalC: Celsius;
  /** Power asked for in this step, and whether the pad is switched on. */
  duty: Duty;
  on: boolean;
  /** Power asked for and not yet given, in steps. */
  owed: number;
  /** The step under way: its ticks, those with power, the sum of its readings, one of them no temperature. */
  ticks: number;
  onTicks: number;
  sumC: number;
  broken: boolean;
}

export interface Heater {
  lumbar: HeatPad;
  sacral: HeatPad;
  /** Filtered; meaningless until the first valid reading. */
  ambientC: Celsius;
  /** Valid readings in it, up to where the filter stops getting slower. */
  ambientReadings: number;
  /** The share of the next reading. */
  ambientShare: number;
  dither: Dither;
}

/** The pads' steps begin two ticks apart, so that they never switch in the same tick; the first is cut short. */
export function createHeater(): Heater {
  return {
    lumbar: createHeatPad(0),
    sacral: createHeatPad(2),
    ambientC: 22.5,
    ambientReadings: 0,
    ambientShare: 1,
    dither: { elementK: 0.2, step: 0 },
  };
}

/** Written out, because objects made by spreading do not all get the same hidden shape, and each tick reads it. */
function createHeatPad(ticks: number): HeatPad {
  return {
    known: false,
    elementC: 22.5,
    driftKPerS: 0,
    surfaceC: 22.5,
    quickC: 22.5,
    goalC: 0,
    targetC: 0,
    reached: false,
    elementGoalC: 0,
    duty: 0,
    on: false,
    owed: 0,
    ticks,
    onTicks: 0,
    sumC: 0,
    broken: ticks > 0,
  };
}

/** No goal may lift a surface above the highest level. */
const levelMaxC = pads.levelC.high;
/** The room changes slowly: its thermistor is averaged over 30 s, from the first reading on. */
const ambientReadingsMax = 1500;
/** Off because the room is as warm as the level, a pad comes back once the level is this clearly above it. */
const roomClearK = 0.2;
/**
 * Where somebody sits, the aim lies between a surface leaned on and one that is not, but at most this far
 * above the level for the one leaned on: it keeps both within 0.3 K from 30 C ambient up.
 */
const uprightShareK = 0.11;
/** The element follows its goal with this time constant. */
const followS = 3;
/** The dither's period: 16 s, so that the element has time to move by two counts of its converter. */
const ditherSteps = 160;

/** One tick: reads `sensors`, sets the pads' part of `wanted`. Allocates nothing. */
export function driveHeater(heater: Heater, goal: HeatGoal, sensors: Sensors, wanted: Power): void {
  const { lumbar, sacral } = heater;
  const ambientGood = isTemperature(sensors.ambientC);
  if (ambientGood) {
    if (heater.ambientReadings < ambientReadingsMax) heater.ambientShare = 1 / ++heater.ambientReadings;
    heater.ambientC += (sensors.ambientC - heater.ambientC) * heater.ambientShare;
  }
  const lumbarGood = isTemperature(sensors.lumbarC);
  if (lumbarGood) lumbar.sumC += sensors.lumbarC;
  else lumbar.broken = true;
  const sacralGood = isTemperature(sensors.sacralC);
  if (sacralGood) sacral.sumC += sensors.sacralC;
  else sacral.broken = true;
  if (goal.lumbarC !== lumbar.goalC) takeGoal(heater, lumbar, goal.lumbarC);
  if (goal.sacralC !== sacral.goalC) takeGoal(heater, sacral, goal.sacralC);
  drivePad(heater, lumbar, ambientGood && lumbarGood, sensors.seat);
  drivePad(heater, sacral, ambientGood && sacralGood, sensors.seat);
  wanted.lumbarOn = lumbar.on;
  wanted.sacralOn = sacral.on;
  wanted.padRelay = lumbar.targetC > 0 || sacral.targetC > 0;
}

/** False for NaN too. */
function isTemperature(readingC: Celsius): boolean {
  return readingC > thermistorRange.openBelowC && readingC < thermistorRange.shortAboveC;
}

/** What is not a number above ambient is off. */
function takeGoal(heater: Heater, pad: HeatPad, goalC: Celsius): void {
  pad.goalC = goalC > 0 ? goalC : 0;
  pad.targetC = pad.goalC > heater.ambientC ? Math.min(pad.goalC, levelMaxC) : 0;
}

function drivePad(heater: Heater, pad: HeatPad, good: boolean, seated: boolean): void {
  pad.ticks++;
  if (pad.ticks >= heatStepTicks) endStep(heater, pad, seated);
  if (pad.goalC === 0 && pad.targetC === 0) {
    switchOff(pad);
    return;
  }
  // A room drifting about the level must not make the relay chatter.
  const warmC = pad.targetC === 0 ? heater.ambientC + roomClearK : heater.ambientC;
  if (good && !pad.broken && pad.goalC > warmC) {
    pad.targetC = Math.min(pad.goalC, levelMaxC);
    pad.reached = pad.known && Math.abs(pad.surfaceC - pad.targetC) <= pads.reachedK;
    if (pad.on) pad.onTicks++;
  } else {
    switchOff(pad);
  }
}

function switchOff(pad: HeatPad): void {
  pad.targetC = 0;
  pad.reached = false;
  pad.elementGoalC = 0;
  pad.duty = 0;
  pad.on = false;
}

function endStep(heater: Heater, pad: HeatPad, seated: boolean): void {
  pad.on = false;
  if (pad.broken) pad.known = false;
  else if (heater.ambientReadings > 0) stepPad(heater, pad, seated);
  pad.ticks = 0;
  pad.onTicks = 0;
  pad.sumC = 0;
  pad.broken = false;
}

function stepPad(heater: Heater, pad: HeatPad, seated: boolean): void {
  const { ambientC, dither } = heater;
  const measuredC = pad.sumC / heatStepTicks;
  // Whether somebody who sits also leans on the pad cannot be known: the warmer of the two is assumed.
  const sitOffsetK = Math.max(0, pads.leaning.fromSkin * (pads.leaning.skinC - ambientC));
  const offsetK = seated ? sitOffsetK : 0;
  if (pad.known) observePad(pad, measuredC, ambientC, pad.onTicks / heatStepTicks, offsetK);
  else startPad(pad, measuredC, ambientC);
  // The pads are dithered against each other: their common power hardly changes, and each can be told apart.
  const ditherSign = pad === heater.lumbar ? 1 : -1;
  if (ditherSign > 0) dither.step = dither.step + 1 >= ditherSteps ? 0 : dither.step + 1;
  if (pad.targetC === 0) return;

  const aimC = pad.targetC + Math.min(uprightShareK, offsetK / 2);
  const boundC = pad.targetC + quickRoomK;
  const goalC = elementGoalC(pad, ambientC, offsetK, sitOffsetK, aimC, boundC, dither.elementK);

  const rising = dither.step < ditherSteps / 2;
  const place = (4 * dither.step) / ditherSteps;
  const ditherK = ditherSign * dither.elementK * (rising ? place - 1 : 3 - place);
  const ditherKPerS = ((rising ? 4 : -4) * ditherSign * dither.elementK) / (ditherSteps * heatStepS);

  pad.elementGoalC = goalC + ditherK;
  const approachKPerS = (pad.elementGoalC - pad.elementC) / followS + ditherKPerS;
  const lossKPerS = lossPerS * (pad.elementC - ambientC) - pad.driftKPerS;
  pad.duty = clamp((approachKPerS + lossKPerS) / fullPowerKPerS, 0, 1);
  pad.owed += pad.duty;
  pad.on = pad.owed >= 0.5;
  if (pad.on) pad.owed -= 1;
}
