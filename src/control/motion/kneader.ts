/**
 * The kneader's motion: turns a goal into the signed duty of one tick. It promises S-shaped ramps, a reversal
 * only after the coast time, closed-loop speed, and arms that stop inside the sensor of the wanted width; it
 * must never give a duty that is not a number.
 */

import type { Chair } from '../../chair/chair.ts';
import type { Width } from '../../chair/names.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { type Duty, type Milliseconds, minuteMs, type TurnsPerMinute } from '../../chair/units.ts';
import type { KneaderGoal, KneaderGoalKind } from '../goals.ts';
import {
  type ArmWidth,
  angleDeg,
  type Cam,
  camFigures,
  createCam,
  degPerTurnsPerMin,
  dutyOfTurning,
  dutyToTurn,
  followBlind,
  followCam,
  sectorDeg,
  widthSensed,
} from './cam.ts';
import { createRamp, driveRamp, dropRamp, type Ramp, rampFigures } from './ramp.ts';

export interface Kneader {
  /** What the sensors show. */
  width: ArmWidth;
  /** Turns of the arms in either direction since the start, fractions included. */
  turns: number;
  moving: boolean;
  /** The arms stand in the wanted width or have missed it, or stand still where nothing else is wanted. */
  arrived: boolean;
  /** They have tried for the wanted width often enough, and stand as they are. */
  missed: boolean;
  /** 1 inwards, -1 outwards, 0 standing still. */
  directionMoving: number;
  /** The goal of the tick before. */
  kind: KneaderGoalKind;
  wantedWidth: Width;
  /** Ramping down into the window of the wanted width. */
  landing: boolean;
  /** Attempts to stand nearer the middle of the window. */
  corrections: number;
  /** On the way back to a window: how long the arms have had what should move them, with no sensor to show that they do. */
  startingMs: Milliseconds;
  /** The speed held steadily at present, 0 while it changes; how far the arms lag behind it; `turns` in the turn before. */
  cruiseTurnsPerMin: TurnsPerMinute;
  lagTurns: number;
  cruiseTurns: number;
  ramp: Ramp;
  /** What the ramp down into a window takes, in seconds of turning at the speed it begins with. */
  readonly landingRampS: number;
  cam: Cam;
  /** The chair has the motor; the motor turns both ways, has cam sensors, takes a duty between on and off, and comes to rest by a ramp. */
  readonly has: {
    readonly motor: boolean;
    readonly twoWays: boolean;
    readonly cams: boolean;
    readonly pwm: boolean;
    readonly slowEnd: boolean;
  };
}

/** Speed on the way to a width, and at its end. */
const widthTurnsPerMin: TurnsPerMinute = 26;
const landingTurnsPerMin: TurnsPerMinute = 10;
/** Some arms need more to start than their figures say: duty added each second, until a sensor shows that they move. */
const startRise = 0.4;
const nearlyAll = 0.95;
/** The last stretch, turned slowly; the slowing down before it, half of what the ramp could do. */
const landingStretchDeg = 12;
const slowingPerS2 = 300;
const slowingLagS = 0.12;
/**
 * The landing ramp, in seconds of turning at the speed it begins with, as a share of the ramp from rest to full (chosen: arms
 * come to rest near the middle of their window).
 */
const landingRampShare = 0.2;
/** The same for a motor that is switched off in one, and coasts. */
const switchedLandingS = 0.13;
/**
 * A motor that takes more than this to start is fast at once, and would pass its window before the ramp ends; one with one direction
 * would have to come round again. Both are switched off in time, and coast (chosen: with more, windows are missed).
 */
const slowEndDutyMost: Duty = 0.55;
/** This near the middle of the window (20 degrees either way), a nudge does not lose the sensor. */
const centralDeg = 11;
const correctionsMost = 2;
/**
 * A motor that is only on or off stops short of its width, or coasts past it, and gets there by nudges; so does any motor whose
 * sensor shows for less time than values are late.
 */
const nudgesMost = 12;
/** A lag is caught up at this rate; a lag beyond the most does not count (anti-windup). */
const catchUpPerMin = 30;
const lagMostTurns = 0.1;
const slowestTurnsPerMin: TurnsPerMinute = 8;

export function createKneader(chair: Chair): Kneader {
  const { switched, twoWays, breakawayDuty } = chair.kneader;
  const slowEnd = !switched && twoWays && breakawayDuty <= slowEndDutyMost;
  return {
    width: 'between',
    turns: 0,
    moving: false,
    arrived: false,
    missed: false,
    directionMoving: 0,
    kind: 'stop',
    wantedWidth: 'wide',
    landing: false,
    startingMs: 0,
    corrections: 0,
    cruiseTurnsPerMin: 0,
    lagTurns: 0,
    cruiseTurns: 0,
    ramp: createRamp(rampFigures(chair.kneader.rampMs)),
    landingRampS: slowEnd ? (landingRampShare * chair.kneader.rampMs) / 1000 : switchedLandingS,
    cam: createCam(camFigures(chair)),
    has: {
      motor: chair.wiring.motors.kneader !== null,
      twoWays: chair.kneader.twoWays,
      cams: chair.kneader.cams.length > 0,
      pwm: !chair.kneader.switched,
      slowEnd,
    },
  };
}

/** One turn, `dtMs` after the last one; gives the signed duty, inwards positive. */
export function driveKneader(
  kneader: Kneader,
  goal: KneaderGoal,
  sensors: Sensors,
  dtMs: Milliseconds,
): Duty {
  const { cam, ramp, has } = kneader;
  if (!has.cams) return driveBlind(kneader, goal, sensors, dtMs);
  if (ramp.duty !== 0 || cam.direction !== 0 || widthSensed(sensors) !== cam.width) {
    followCam(cam, ramp.duty, sensors, dtMs);
    kneader.width = cam.width;
    kneader.turns = cam.turns;
    kneader.directionMoving = cam.direction;
    kneader.moving = cam.direction !== 0;
  } else if (kneader.arrived && goal.kind === kneader.kind && goal.width === kneader.wantedWidth) {
    return 0;
  }
  if (goal.kind !== kneader.kind || goal.width !== kneader.wantedWidth) {
    kneader.kind = goal.kind;
    kneader.wantedWidth = goal.width;
    kneader.landing = false;
    kneader.missed = false;
    kneader.corrections = 0;
  }
  kneader.arrived = false;
  switch (goal.kind) {
    case 'stop':
      dropRamp(ramp);
      kneader.arrived = !kneader.moving;
      return 0;
    case 'still':
      kneader.arrived = !kneader.moving && ramp.duty === 0;
      return rest(kneader, dtMs);
    case 'turn':
      return turn(kneader, goal.turnsPerMin, directionOf(kneader, goal), dtMs);
    case 'width':
      return bringTo(kneader, goal.width, dtMs);
  }
}

/** Nothing shows how the arms stand: they turn by what a motor does at a duty, and come to rest anywhere. */
function driveBlind(kneader: Kneader, goal: KneaderGoal, sensors: Sensors, dtMs: Milliseconds): Duty {
  const { cam, ramp, has } = kneader;
  followBlind(cam, ramp.duty, sensors, dtMs);
  kneader.turns = cam.turns;
  kneader.directionMoving = cam.direction;
  kneader.moving = cam.direction !== 0;
  kneader.kind = goal.kind;
  kneader.arrived = !kneader.moving && ramp.duty === 0 && goal.kind !== 'turn';
  if (goal.kind === 'stop' || !has.motor) {
    dropRamp(ramp);
    return 0;
  }
  if (goal.kind !== 'turn' || !(goal.turnsPerMin > 0)) return rest(kneader, dtMs);
  return power(kneader, directionOf(kneader, goal), dutyOfTurning(cam, goal.turnsPerMin), dtMs);
}

/** One turn towards a duty in a direction; a motor that is only on or off gets full power, once it no longer turns the other way. */
function power({ cam, ramp, has }: Kneader, direction: number, duty: Duty, dtMs: Milliseconds): Duty {
  if (has.pwm) return driveRamp(ramp, direction, duty, dutyToTurn(cam), cam.direction, dtMs);
  dropRamp(ramp);
  if (cam.direction !== -direction) ramp.duty = direction;
  return ramp.duty;
}

const directionOf = ({ has }: Kneader, goal: KneaderGoal): 1 | -1 =>
  goal.direction < 0 && has.twoWays ? -1 : 1;

function rest(kneader: Kneader, dtMs: Milliseconds): Duty {
  kneader.cruiseTurnsPerMin = 0;
  if (kneader.has.pwm) return driveRamp(kneader.ramp, 1, 0, 0, 0, dtMs);
  dropRamp(kneader.ramp);
  return 0;
}

/** Holds a speed; once there, any lag is caught up, so that the mean speed holds too. */
function turn(kneader: Kneader, turnsPerMin: TurnsPerMinute, direction: number, dtMs: Milliseconds): Duty {
  if (!(turnsPerMin > 0)) return rest(kneader, dtMs);
  const { cam, ramp } = kneader;
  const wanted = turnsPerMin < slowestTurnsPerMin ? slowestTurnsPerMin : turnsPerMin;
  if (kneader.cruiseTurnsPerMin === wanted && cam.direction === direction) {
    const lag = kneader.lagTurns + (wanted * dtMs) / minuteMs - (cam.turns - kneader.cruiseTurns);
    kneader.lagTurns = lag > lagMostTurns ? lagMostTurns : lag < -lagMostTurns ? -lagMostTurns : lag;
  } else {
    kneader.lagTurns = 0;
    kneader.cruiseTurnsPerMin = ramp.step === 0 && ramp.duty * direction > 0 ? wanted : 0;
  }
  kneader.cruiseTurns = cam.turns;
  const duty = dutyOfTurning(cam, wanted + catchUpPerMin * kneader.lagTurns);
  return power(kneader, direction, duty, dtMs);
}

/** Turns the shorter way until the sensor of this width is met, and stops in its middle. */
function bringTo(kneader: Kneader, width: Width, dtMs: Milliseconds): Duty {
  const { cam, ramp } = kneader;
  const standing = cam.direction === 0 && ramp.duty === 0;
  if (standing) {
    if (cam.width === width) {
      const offDeg = cam.withinDeg - sectorDeg(cam) / 2;
      const central = offDeg < centralDeg && offDeg > -centralDeg;
      // Arms without a slow end are not nudged: that would be a whole turn, or lead past the window.
      if (central || !cam.known || !kneader.has.slowEnd || kneader.corrections >= correctionsMost) {
        kneader.arrived = true;
        return 0;
      }
      if (kneader.landing) kneader.corrections++;
    } else if (kneader.landing && ++kneader.corrections > nudgesMost) {
      kneader.arrived = true;
      kneader.missed = true;
      return 0;
    }
    kneader.landing = false;
    kneader.startingMs = 0;
  }
  if (kneader.landing) return letGo(kneader, dtMs);
  const periodDeg = cam.figures.periodDeg[width];
  if (periodDeg === 0) {
    // No sensor shows this width: the arms stay as they stand.
    kneader.arrived = standing;
    return rest(kneader, dtMs);
  }
  const inwardsDeg = (cam.figures.firstDeg[width] + 720 - angleDeg(cam)) % periodDeg;
  const shorter = inwardsDeg <= periodDeg / 2 || !kneader.has.twoWays ? 1 : -1;
  const direction = cam.direction !== 0 ? cam.direction : shorter;
  // Arms that have coasted past the width come back slowly: it is near, and its sensor may be seen late.
  let wanted = kneader.corrections === 0 ? widthTurnsPerMin : landingTurnsPerMin;
  if (cam.known || cam.width === width) {
    const restDeg = direction > 0 ? inwardsDeg : periodDeg - inwardsDeg;
    const degPerS = cam.turnsPerMin * degPerTurnsPerMin;
    // The ramp would end before a narrow sensor: arms with a slow end meet the sensor first.
    const met = cam.width === width || !kneader.has.slowEnd;
    if (met && restDeg <= degPerS * kneader.landingRampS) {
      kneader.landing = true;
      return letGo(kneader, dtMs);
    }
    wanted = Math.min(wanted, speedBefore(restDeg - landingStretchDeg - degPerS * slowingLagS));
  }
  kneader.cruiseTurnsPerMin = 0;
  const duty = dutyOfTurning(cam, kneader.has.slowEnd ? wanted : widthTurnsPerMin);
  if (kneader.corrections === 0 || cam.width === width) kneader.startingMs = 0;
  else if (ramp.duty * direction >= nearlyAll * duty) kneader.startingMs += dtMs;
  return power(kneader, direction, duty + (startRise * kneader.startingMs) / 1000, dtMs);
}

/** Lets the arms come to rest in the window: along the ramp or, where that would take them past it, at once. */
function letGo(kneader: Kneader, dtMs: Milliseconds): Duty {
  if (!kneader.has.slowEnd) dropRamp(kneader.ramp);
  return rest(kneader, dtMs);
}

/** The speed from which slowing down evenly reaches landing speed after this angle. */
function speedBefore(restDeg: number): TurnsPerMinute {
  if (restDeg <= 0) return landingTurnsPerMin;
  const landing = landingTurnsPerMin * degPerTurnsPerMin;
  const speed = Math.sqrt(landing * landing + 2 * slowingPerS2 * restDeg) / degPerTurnsPerMin;
  return speed < widthTurnsPerMin ? speed : widthTurnsPerMin;
}
