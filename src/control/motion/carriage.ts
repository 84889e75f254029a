/**
 * The carriage's motion: turns a goal into the signed duty of one tick. It promises S-shaped ramps, a reversal
 * only after standing still, a landing within 4 mm, closed-loop speed under any person; it must never drive
 * into a closed limit and never give a duty that is not a number.
 */

import { at } from '../../chair/assert.ts';
import type { Chair } from '../../chair/chair.ts';
import { approach, speedBefore } from '../../chair/kinematics.ts';
import { slowestMmPerS, tickMs } from '../../chair/limits.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Duty, Millimetres, MillimetresPerSecond, Milliseconds } from '../../chair/units.ts';
import type { CarriageGoal } from '../goals.ts';
import type { Carriage } from './carriage-state.ts';
import { goesBackFirst, homeEndOf, isRoomOver } from './open-end.ts';
import { createRamp, driveRamp, dropRamp, rampFigures } from './ramp.ts';
import { driveSwitched } from './switched.ts';
import { createTimedPlace, forgetPasses, loseTimed, timedFigures } from './timed-place.ts';
import {
  coastingMs,
  createTrack,
  differ,
  dutyOfSpeed,
  dutyToMove,
  follow,
  takeLimit,
  trackFigures,
} from './track.ts';

export type { Carriage } from './carriage-state.ts';

/** Length of the landing ramp, in seconds of travel at the speed it begins with. */
const landingRampS = 0.15;
/** Homing with an unknown position takes more duty where a person would make it slower than this. */
const searchMmPerS: MillimetresPerSecond = 23;
/** A lag of one millimetre is caught up at this speed; a lag beyond the most does not count (anti-windup). */
const catchUpPerS = 0.5;
const lagMostMm: Millimetres = 4;
/** The longest time from one count to the next, which bounds the slowest speed. */
const countMostS = 0.4;
/** Duties that are kept: 500 ms, for both ways over a slow line, and a pause. */
const pastTicks = 25;
/** Weight of a turn in `lateMs`: a line lags steadily, and single turns that come late do not count. */
const lateShare = 0.02;

export function createCarriage(chair: Chair): Carriage {
  const { present, homing, edgeMm, landingMm, slowerUnderPerson } = chair.carriage;
  const leastMmPerS = edgeMm === null ? slowestMmPerS : Math.max(slowestMmPerS, edgeMm / countMostS);
  const { knownDuty, unknownDuty, slowLastMm } = homing;
  return {
    present,
    homing: { knownDuty, unknownDuty, slowLastMm },
    known: !present,
    positionMm: 1,
    moving: false,
    arrived: !present,
    directionMoving: 0,
    kind: 'stop',
    targetMm: 0,
    endMet: false,
    landing: false,
    landings: 0,
    cruiseMmPerS: 0,
    lagMm: 0,
    cruiseMm: 0,
    ramp: createRamp(rampFigures(chair.carriage.rampMs)),
    track: createTrack(trackFigures(chair)),
    past: Array.from({ length: pastTicks }, () => 0),
    lateMs: 0,
    railMm: chair.carriage.railMm,
    slowestMmPerS: leastMmPerS,
    slowestSeekMmPerS: leastMmPerS / (1 - slowerUnderPerson.max),
    openEnd: chair.carriage.openEnd,
    roomMm: 0,
    countedMm: 0,
    nearMm: edgeMm !== null && edgeMm > approach.nearMm ? landingMm : approach.nearMm,
    switched: chair.carriage.switched,
    coastsMm: (chair.carriage.coastMm.min + chair.carriage.coastMm.max) / 2,
    timed: chair.carriage.edgeMm === null ? createTimedPlace(timedFigures(chair)) : null,
    touching: 0,
    touched: false,
  };
}

/** The counter has not seen all that happened: as after switching on, only an end of the rail tells the place. */
export function forgetPlace(carriage: Carriage): void {
  carriage.known = !carriage.present;
  carriage.track.known = false;
  if (carriage.timed !== null) loseTimed(carriage.timed);
}

/** Somebody else may be in the chair: how slow they make the carriage is not known any more. */
export function forgetPerson({ timed }: Carriage): void {
  if (timed !== null) forgetPasses(timed);
}

/** One turn, `dtMs` after the last one; gives the signed duty, up positive. */
export function driveCarriage(
  carriage: Carriage,
  goal: CarriageGoal,
  sensors: Sensors,
  dtMs: Milliseconds,
): Duty {
  if (!carriage.present) return 0;
  const { ramp, track } = carriage;
  if (carriage.timed !== null || carriage.switched) return driveSwitched(carriage, goal, sensors, dtMs);
  const edges = sensors.carriageEdges;
  if (!(edges >= 0 && edges <= Number.MAX_SAFE_INTEGER)) {
    // No count at all: blind, so no power.
    dropRamp(ramp);
    carriage.arrived = false;
    return 0;
  }
  const before = ramp.duty;
  if (
    before !== 0 ||
    track.direction !== 0 ||
    track.offMs <= coastingMs ||
    edges !== track.edges ||
    differ(sensors.limitBottom, track.bottom.closed) ||
    differ(sensors.limitTop, track.top.closed)
  ) {
    follow(track, answeredDuty(carriage, sensors, dtMs), sensors, dtMs);
    carriage.known = track.known;
    carriage.positionMm = track.positionMm;
    carriage.directionMoving = track.direction;
    carriage.moving = track.direction !== 0;
  } else if (carriage.arrived && goal.kind === carriage.kind && goal.targetMm === carriage.targetMm) {
    return 0;
  }
  if (goal.kind !== carriage.kind || goal.targetMm !== carriage.targetMm) {
    carriage.kind = goal.kind;
    carriage.targetMm = goal.targetMm;
    carriage.landing = false;
    carriage.landings = 0;
    carriage.touching = 0;
    carriage.touched = false;
  }
  carriage.arrived = false;
  let duty = 0;
  switch (goal.kind) {
    case 'stop':
      dropRamp(ramp);
      carriage.arrived = !carriage.moving;
      return 0;
    case 'still':
      carriage.arrived = !carriage.moving && before === 0;
      duty = drive(carriage, 0, 0, dtMs);
      break;
    case 'goto':
      duty = goTo(carriage, goal.targetMm, goal.speedMmPerS, dtMs);
      break;
    case 'bottom':
      duty = seek(carriage, -1, 0, track.bottom.closed, dtMs);
      break;
    case 'top':
      duty = seek(carriage, 1, track.figures.railMm, track.top.closed, dtMs);
      break;
  }
  if (duty < 0 ? sensors.limitBottom : sensors.limitTop && duty > 0) {
    dropRamp(ramp);
    return 0;
  }
  return duty;
}

/** Gives the duty that drove the motor when the current values were taken; and follows how late they are. */
function answeredDuty(carriage: Carriage, { link }: Sensors, dtMs: Milliseconds): Duty {
  const { past, ramp } = carriage;
  for (let ticks = Math.min(pastTicks, Math.round(dtMs / tickMs)); ticks > 0; ticks--) {
    past.pop();
    past.unshift(ramp.duty);
  }
  const ageMs = Math.max(tickMs, link.orderAgeMs);
  carriage.lateMs += lateShare * (ageMs - tickMs - carriage.lateMs);
  return at(past, Math.min(pastTicks, Math.round(ageMs / tickMs)) - 1, 'duty');
}

/** How far the carriage still goes, at its present speed, before the present order acts on it. */
const wayAhead = ({ track, lateMs }: Carriage): Millimetres => (track.speedMmPerS * lateMs) / 1000;

function goTo(
  carriage: Carriage,
  targetMm: Millimetres,
  speedMmPerS: MillimetresPerSecond,
  dtMs: Milliseconds,
): Duty {
  if (carriage.openEnd !== 0) {
    const standing = !carriage.moving && carriage.ramp.duty === 0;
    if (standing && !carriage.touched && (!carriage.known || goesBackFirst(carriage, targetMm)))
      carriage.touching = homeEndOf(carriage);
    if (carriage.touching !== 0) return touch(carriage, dtMs);
  }
  const awayMm = targetMm - carriage.positionMm;
  // Also ends here: a target or a speed that is not a number.
  if (!carriage.known || !(awayMm * awayMm >= 0) || !(speedMmPerS > 0)) return drive(carriage, 0, 0, dtMs);
  const over = awayMm * carriage.openEnd > 0 && isRoomOver(carriage);
  if (!carriage.moving && carriage.ramp.duty === 0) {
    if (carriage.landing) carriage.landings++;
    carriage.landing = false;
    if (over || Math.abs(awayMm) <= nearEnoughMm(carriage)) {
      carriage.arrived = true;
      return 0;
    }
  }
  const direction = carriage.directionMoving !== 0 ? carriage.directionMoving : awayMm > 0 ? 1 : -1;
  const restMm = awayMm * direction;
  if (restMm <= carriage.track.speedMmPerS * landingRampS + wayAhead(carriage)) carriage.landing = true;
  if (carriage.landing || over) return drive(carriage, 0, 0, dtMs);
  let wanted = speedMmPerS < carriage.slowestMmPerS ? carriage.slowestMmPerS : speedMmPerS;
  const lagMm = carriage.track.speedMmPerS * approach.lagS + wayAhead(carriage);
  const most = speedBefore(restMm - approach.landingStretchMm - lagMm);
  if (wanted > most) wanted = most;
  return cruise(carriage, direction, wanted, dtMs);
}

/** One whose least step is longer than the tolerance would hunt to and fro for ever: after two landings that missed, less will do. */
const nearEnoughMm = ({ nearMm, landings }: Carriage): Millimetres => nearMm * Math.max(1, landings - 1);

/** Back to the only switch, which tells the place anew, before the carriage goes where it is sent. */
function touch(carriage: Carriage, dtMs: Milliseconds): Duty {
  const { touching, track, railMm } = carriage;
  const { closed } = touching > 0 ? track.top : track.bottom;
  const duty = seek(carriage, touching, touching > 0 ? railMm : 0, closed, dtMs);
  if (!carriage.arrived) return duty;
  carriage.arrived = false;
  carriage.touched = true;
  carriage.touching = 0;
  return 0;
}

/**
 * To a limit: with a measured position fast, and slowly on the last stretch; without one at an even, moderate duty. Either way
 * with as much duty as it takes for counts to come often enough under a person of 75 kg.
 */
function seek(
  carriage: Carriage,
  direction: number,
  limitMm: Millimetres,
  closed: boolean,
  dtMs: Milliseconds,
): Duty {
  const { homing, ramp, track, slowestSeekMmPerS } = carriage;
  if (closed) {
    if (carriage.directionMoving === direction) carriage.endMet = true;
    dropRamp(ramp);
    if (!carriage.moving) {
      takeLimit(track, limitMm, direction);
      carriage.known = track.known;
      carriage.positionMm = track.positionMm;
      carriage.arrived = true;
    }
    return 0;
  }
  if (carriage.directionMoving === -direction) return drive(carriage, 0, 0, dtMs);
  // Gently, until an end has been met where it should be.
  if (!carriage.known || track.rough || !carriage.endMet) {
    const search = dutyOfSpeed(track, Math.max(searchMmPerS, slowestSeekMmPerS), direction);
    const least = homing.unknownDuty;
    return drive(carriage, direction, search > least ? search : least, dtMs);
  }
  const restMm = (limitMm - carriage.positionMm) * direction;
  const most = speedBefore(restMm - homing.slowLastMm - wayAhead(carriage));
  const fastest = Math.max(homing.knownDuty, dutyOfSpeed(track, slowestSeekMmPerS, direction));
  return drive(carriage, direction, Math.min(dutyOfSpeed(track, most, direction), fastest), dtMs);
}

/** Holds a speed; once there, any lag is caught up, so that the mean speed holds too. */
function cruise(
  carriage: Carriage,
  direction: number,
  speedMmPerS: MillimetresPerSecond,
  dtMs: Milliseconds,
): Duty {
  const { ramp, track } = carriage;
  if (carriage.cruiseMmPerS === speedMmPerS) {
    const lagMm =
      carriage.lagMm + (speedMmPerS * dtMs) / 1000 - (track.positionMm - carriage.cruiseMm) * direction;
    carriage.lagMm = lagMm > lagMostMm ? lagMostMm : lagMm < -lagMostMm ? -lagMostMm : lagMm;
  } else {
    carriage.lagMm = 0;
    carriage.cruiseMmPerS = ramp.step === 0 && ramp.duty * direction > 0 ? speedMmPerS : 0;
  }
  carriage.cruiseMm = track.positionMm;
  const wanted = dutyOfSpeed(track, speedMmPerS + catchUpPerS * carriage.lagMm, direction);
  return drive(carriage, direction, wanted, dtMs);
}

/** One turn of the ramp towards a duty in a direction; through zero only after standing still. */
function drive(carriage: Carriage, direction: number, size: Duty, dtMs: Milliseconds): Duty {
  if (size <= 0) carriage.cruiseMmPerS = 0;
  return driveRamp(
    carriage.ramp,
    direction,
    size,
    dutyToMove(carriage.track),
    carriage.directionMoving,
    dtMs,
  );
}
