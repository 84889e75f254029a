/**
 * The heater: turns wanted surface temperatures into whole ticks of power for each pad. It reaches a level
 * as fast as the element's hold limit and the worst pad within tolerance allow, then holds it.
 * Must never heat on a reading that is not a temperature, nor ask for an element above its hold limit.
 */
import { at } from '../../chair/assert.ts';
import type { Chair } from '../../chair/chair.ts';
import { clamp } from '../../chair/clamp.ts';
import { heatLimits } from '../../chair/limits.ts';
import type { Power } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { thermistorRange } from '../../chair/thermistor.ts';
import type { Celsius, Duty } from '../../chair/units.ts';
import { warmRoomK } from '../../chair/warm-room.ts';
import type { HeatGoal } from '../goals.ts';
import { aimElement, type HeatedPad } from './law.ts';
import { type PadModel, padModel } from './model.ts';
import { type HeatRoom, observePad, startPad } from './observer.ts';
import { heatStepS, heatStepTicks } from './step.ts';

/** The power dither lets a living thermistor show itself while a level is held: see docs/heat.md. */
interface Dither {
  /** Amplitude of the triangle the element follows; 0 switches it off. */
  elementK: number;
  /** Heat steps into its period. */
  step: number;
}

/** `targetC` is the surface temperature aimed for, `elementGoalC` where the element is sent; 0 is off. */
export interface HeatPad extends HeatedPad {
  readonly name: string;
  /** Its place among the chair's. */
  readonly number: number;
  /** The goal as it was last seen. */
  goalC: Celsius;
  /** The estimated surface is within 0.5 K of the target. */
  reached: boolean;
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

/** The room's thermistor and its filter. */
interface AmbientFilter extends HeatRoom {
  /** Valid readings taken in, up to where the filter stops getting slower, and the share of the next one. */
  readings: number;
  share: number;
}

export interface Heater {
  /** In the order of the chair's. */
  pads: HeatPad[];
  room: AmbientFilter;
  dither: Dither;
}

/** The pads' steps begin two ticks apart, so that they never switch in the same tick; the first is cut short. */
const ticksApart = 2;

export function createHeater(chair: Chair): Heater {
  return {
    pads: chair.pads.map((pad, number) => createHeatPad(pad.name, number, padModel(pad, chair.supply))),
    room: { ambientC: 22.5, personK: 0, sitterK: 0, readings: 0, share: 1 },
    dither: { elementK: 0.2, step: 0 },
  };
}

/** Written out, because objects made by spreading do not all get the same hidden shape, and each tick reads it. */
function createHeatPad(name: string, number: number, model: PadModel): HeatPad {
  const ticks = number * ticksApart;
  return {
    name,
    number,
    model,
    known: false,
    measuredC: 22.5,
    power: 0,
    elementC: 22.5,
    driftKPerS: 0,
    surfaceC: 22.5,
    quickC: 22.5,
    gainKPerS: 0.4,
    lossPerS: 0.01,
    lossSurePerS: 0.01,
    gainVariance: 0.1,
    lossVariance: 0.1,
    covariance: 0.1,
    steps: 0,
    poweredS: 0,
    excessKs: 0,
    fromC: 22.5,
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

/** No goal may lift a surface above the highest level, less what a warm room takes from it. */
function targetOf(goalC: Celsius, ambientC: Celsius): Celsius {
  return Math.min(goalC, heatLimits.levelC.high - warmRoomK(ambientC));
}

/** The room changes slowly: its thermistor is averaged over 30 s, from the first reading on. */
const ambientReadingsMax = 1500;
/** Off because the room is as warm as the level, a pad comes back once the level is this clearly above it. */
const roomClearK = 0.2;
/** The element follows its goal with this time constant. */
const followS = 3;
/** The dither's period: 16 s, so that the element has time to move by two counts of its converter. */
const ditherSteps = 160;

/** One tick: reads `sensors`, sets the pads' part of `wanted`. Allocates no objects. */
export function driveHeater(heater: Heater, goal: HeatGoal, sensors: Sensors, wanted: Power): void {
  const { pads, room } = heater;
  const ambientGood = isTemperature(sensors.ambientC);
  if (ambientGood) {
    if (room.readings < ambientReadingsMax) room.share = 1 / ++room.readings;
    room.ambientC += (sensors.ambientC - room.ambientC) * room.share;
  }
  wanted.padRelay = false;
  for (let index = 0; index < pads.length; index++) {
    const pad = at(pads, index, 'pad');
    const { elementC } = at(sensors.pads, index, 'pad');
    const good = isTemperature(elementC);
    if (good) pad.sumC += elementC;
    else pad.broken = true;
    const goalC = at(goal, index, 'goal of heat');
    if (goalC !== pad.goalC) takeGoal(heater, pad, goalC);
    drivePad(heater, pad, ambientGood && good, sensors.seat);
    wanted.padsOn[index] = pad.on;
    if (pad.targetC > 0) wanted.padRelay = true;
  }
}

/** False for NaN too. */
function isTemperature(readingC: Celsius): boolean {
  return readingC > thermistorRange.openBelowC && readingC < thermistorRange.shortAboveC;
}

/** What is not a number above ambient is off. */
function takeGoal(heater: Heater, pad: HeatPad, goalC: Celsius): void {
  pad.goalC = goalC > 0 ? goalC : 0;
  const targetC = targetOf(pad.goalC, heater.room.ambientC);
  pad.targetC = targetC > heater.room.ambientC ? targetC : 0;
}

function drivePad(heater: Heater, pad: HeatPad, good: boolean, seated: boolean): void {
  pad.ticks++;
  if (pad.ticks >= heatStepTicks) endStep(heater, pad, seated);
  if (pad.goalC === 0 && pad.targetC === 0) {
    switchOff(pad);
    return;
  }
  // A room drifting about the level must not make the relay chatter.
  const warmC = pad.targetC === 0 ? heater.room.ambientC + roomClearK : heater.room.ambientC;
  const targetC = targetOf(pad.goalC, heater.room.ambientC);
  if (good && !pad.broken && targetC > warmC) {
    pad.targetC = targetC;
    pad.reached = pad.known && Math.abs(pad.surfaceC - pad.targetC) <= heatLimits.reachedK;
    if (pad.on) pad.onTicks++;
  } else {
    switchOff(pad);
  }
}

/** A pad whose power of this tick the guard has taken away does not learn it as given. */
export function missPower({ pads }: Heater, wanted: Readonly<Power>, given: Readonly<Power>): void {
  for (let index = 0; index < pads.length; index++) {
    const pad = at(pads, index, 'pad');
    if (given.padsOn[index] !== wanted.padsOn[index] && pad.onTicks > 0) pad.onTicks--;
  }
}

/** Every pad has what is wanted of it. One that is off, by its level or because the room is as warm, has nothing to wait for. */
export function isWarm({ pads }: Heater, goal: HeatGoal): boolean {
  for (let index = 0; index < pads.length; index++) {
    const pad = at(pads, index, 'pad');
    if (goal[index] !== 0 && pad.targetC !== 0 && !pad.reached) return false;
  }
  return true;
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
  else if (heater.room.readings > 0) stepPad(heater, pad, seated);
  pad.ticks = 0;
  pad.onTicks = 0;
  pad.sumC = 0;
  pad.broken = false;
}

function stepPad(heater: Heater, pad: HeatPad, seated: boolean): void {
  const { room, dither } = heater;
  const { fromSkin, skinC } = pad.model;
  // Whether somebody who sits also leans on the pad cannot be known: the warmer of the two is assumed.
  room.sitterK = Math.max(0, fromSkin * (skinC - room.ambientC));
  room.personK = seated ? room.sitterK : 0;
  pad.measuredC = pad.sumC / heatStepTicks;
  pad.power = pad.onTicks / heatStepTicks;
  if (pad.known) observePad(pad, room);
  else startPad(pad, room);
  if (pad.number === 0) dither.step = dither.step + 1 >= ditherSteps ? 0 : dither.step + 1;
  if (pad.targetC > 0) powerPad(heater, pad);
}

/** Decides on the power of the next step. */
function powerPad(heater: Heater, pad: HeatPad): void {
  const { room, dither } = heater;
  aimElement(pad, room, dither.elementK);

  // The pads are dithered against each other: their common power hardly changes, and each can be told apart.
  const amplitudeK = pad.number % 2 === 0 ? dither.elementK : -dither.elementK;
  const place = (4 * dither.step) / ditherSteps;
  const rising = place < 2;
  pad.elementGoalC += amplitudeK * (rising ? place - 1 : 3 - place);
  const ditherKPerS = (rising ? amplitudeK : -amplitudeK) * (4 / (ditherSteps * heatStepS));

  const approachKPerS = (pad.elementGoalC - pad.elementC) / followS + ditherKPerS;
  const lossKPerS = pad.lossPerS * (pad.elementC - room.ambientC) - pad.driftKPerS;
  pad.duty = clamp((approachKPerS + lossKPerS) / pad.gainKPerS, 0, 1);
  pad.owed += pad.duty;
  pad.on = pad.owed >= 0.5;
  if (pad.on) pad.owed -= 1;
}
