/**
 * The carriage's motion where speed is not held: full power or none, with the dead time before a reversal, and cut so early
 * that the carriage coasts onto its target. Where the place is known by time, and not well enough for the target, the carriage
 * touches an end first; the first time it goes from end to end, to learn how slow the person makes it. Where the place is
 * counted, the carriage goes back to an only switch before it could no longer keep clear of the other end.
 */
import type { Sensors } from '../../chair/sensors.ts';
import type { Duty, Millimetres, Milliseconds } from '../../chair/units.ts';
import type { CarriageGoal } from '../goals.ts';
import type { Carriage } from './carriage-state.ts';
import { goesBackFirst, homeEndOf, isRoomOver } from './open-end.ts';
import { dropRamp, stepRamp } from './ramp.ts';
import { followTimed, type TimedPlace, widthAt } from './timed-place.ts';
import { follow, takeLimit } from './track.ts';

/** A place by time is known well enough if its interval is no wider than this. */
const wideMm: Millimetres = 60;
/** Touching an end first is worth its while if the interval would otherwise be wider by this factor. */
const betterShare = 1.15;
const besideMm: Millimetres = 30;
/** With less room than this towards an end without a switch, the carriage touches the other end first. */
const roomWantedMm: Millimetres = 60;
/** Too near to be sent there. */
const nearMm: Millimetres = 8;

/** One turn, `dtMs` after the last one; gives the signed duty, up positive. */
export function driveSwitched(
  carriage: Carriage,
  goal: CarriageGoal,
  sensors: Sensors,
  dtMs: Milliseconds,
): Duty {
  const { ramp } = carriage;
  take(carriage, sensors, dtMs);
  if (goal.kind !== carriage.kind || goal.targetMm !== carriage.targetMm) {
    carriage.kind = goal.kind;
    carriage.targetMm = goal.targetMm;
    carriage.landing = false;
    carriage.touching = 0;
    carriage.touched = false;
  }
  carriage.arrived = false;
  const duty = powerFor(carriage, goal, dtMs);
  const barred = duty < 0 ? sensors.limitBottom : duty > 0 && sensors.limitTop;
  if (!barred) return duty;
  dropRamp(ramp);
  return 0;
}

function powerFor(carriage: Carriage, goal: CarriageGoal, dtMs: Milliseconds): Duty {
  switch (goal.kind) {
    case 'stop':
    case 'still':
      carriage.arrived = !carriage.moving && carriage.ramp.duty === 0;
      return cut(carriage);
    case 'goto':
      return goTo(carriage, goal.targetMm, dtMs);
    case 'bottom':
      return seek(carriage, -1, dtMs);
    case 'top':
      return seek(carriage, 1, dtMs);
  }
}

/** Takes in what the sensors say of what the last turn ordered. */
function take(carriage: Carriage, sensors: Sensors, dtMs: Milliseconds): void {
  const { ramp, timed, track } = carriage;
  if (timed !== null) {
    followTimed(timed, ramp.duty, sensors, dtMs);
    carriage.known = timed.known;
    carriage.positionMm = (timed.lowMm + timed.highMm) / 2;
    carriage.directionMoving = timed.direction;
  } else {
    follow(track, ramp.duty, sensors, dtMs);
    carriage.known = track.known;
    carriage.positionMm = track.positionMm;
    carriage.directionMoving = track.direction;
  }
  carriage.moving = carriage.directionMoving !== 0;
}

function isClosed({ timed, track }: Carriage, direction: number): boolean {
  const { top, bottom } = timed ?? track;
  return (direction > 0 ? top : bottom).closed;
}

function goTo(carriage: Carriage, targetMm: Millimetres, dtMs: Milliseconds): Duty {
  // Also ends here: a target that is not a number.
  if (!(targetMm * targetMm >= 0)) return cut(carriage);
  const standing = !carriage.moving && carriage.ramp.duty === 0;
  if (standing && carriage.landing) {
    carriage.arrived = true;
    return 0;
  }
  if (standing) chooseEnd(carriage, targetMm);
  if (carriage.touching !== 0) return touch(carriage, dtMs);
  const awayMm = targetMm - carriage.positionMm;
  const over = awayMm * carriage.openEnd > 0 && isRoomOver(carriage);
  if (standing && (over || Math.abs(awayMm) <= nearMm)) {
    carriage.landing = true;
    carriage.arrived = true;
    return 0;
  }
  const direction = carriage.directionMoving !== 0 ? carriage.directionMoving : awayMm > 0 ? 1 : -1;
  if (over) return cut(carriage);
  if (awayMm * direction <= carriage.coastsMm) {
    // It coasts onto the target and has landed; one that is past it already by more than `nearMm` has to come back.
    carriage.landing = awayMm * direction >= -nearMm;
    return cut(carriage);
  }
  return power(carriage, direction, dtMs);
}

/** The end to touch first, where the place is not known, or not well enough. */
function chooseEnd(carriage: Carriage, targetMm: Millimetres): void {
  const { timed, positionMm, railMm, openEnd } = carriage;
  const homeEnd = homeEndOf(carriage);
  if (!carriage.known) {
    carriage.touching = homeEnd;
    return;
  }
  if (carriage.touched || carriage.touching !== 0) return;
  if (timed === null) {
    if (goesBackFirst(carriage, targetMm)) carriage.touching = homeEnd;
    return;
  }
  if (openEnd !== 0) {
    if (isOutOfReach(carriage, timed, targetMm)) carriage.touching = homeEnd;
    return;
  }
  const nearestMm = Math.min(targetMm, railMm - targetMm);
  const fresh = widthAt(timed, targetMm, nearestMm, true);
  const expected = widthAt(timed, targetMm, Math.abs(targetMm - positionMm), false);
  if (expected <= wideMm) return;
  if (timed.slowed < 0) carriage.touching = positionMm < railMm / 2 ? -1 : 1;
  else if (expected > betterShare * fresh) carriage.touching = targetMm < railMm / 2 ? -1 : 1;
}

/**
 * With a switch at one end: towards the other the carriage may go no farther than the guard is sure of, and that room is renewed
 * at the switch; so is an interval that has become too wide.
 */
function isOutOfReach(carriage: Carriage, timed: TimedPlace, targetMm: Millimetres): boolean {
  const { positionMm, railMm, openEnd, roomMm } = carriage;
  const awayMm = (targetMm - positionMm) * openEnd;
  if (awayMm > roomMm) return true;
  const expected = widthAt(timed, targetMm, Math.abs(awayMm), false);
  const fresh = widthAt(timed, targetMm, openEnd > 0 ? targetMm : railMm - targetMm, true);
  return expected > wideMm && expected > betterShare * fresh;
}

/** To an end and, as long as no pass has told how slow the person makes it, on to the other one. */
function touch(carriage: Carriage, dtMs: Milliseconds): Duty {
  const duty = seek(carriage, carriage.touching, dtMs);
  if (!carriage.arrived) return duty;
  carriage.arrived = false;
  const { timed, openEnd } = carriage;
  if (timed !== null && timed.slowed < 0 && openEnd === 0 && !carriage.touched) {
    carriage.touching = -carriage.touching;
    carriage.touched = true;
    return 0;
  }
  carriage.touched = true;
  carriage.touching = 0;
  return 0;
}

function seek(carriage: Carriage, direction: number, dtMs: Milliseconds): Duty {
  if (direction === carriage.openEnd) return seekOpen(carriage, direction, dtMs);
  if (!isClosed(carriage, direction)) {
    if (!isBeside(carriage, direction)) return power(carriage, direction, dtMs);
    carriage.arrived = true;
    return cut(carriage);
  }
  if (carriage.directionMoving === direction) carriage.endMet = true;
  if (!carriage.moving) {
    if (carriage.timed === null) {
      takeLimit(carriage.track, direction > 0 ? carriage.railMm : 0, direction);
      carriage.known = carriage.track.known;
      carriage.positionMm = carriage.track.positionMm;
    }
    carriage.arrived = true;
  }
  return cut(carriage);
}

/** Towards the end without a switch, as near as the carriage may; where its place leaves it too little room, from the other end. */
function seekOpen(carriage: Carriage, direction: number, dtMs: Milliseconds): Duty {
  const standing = !carriage.moving && carriage.ramp.duty === 0;
  if (standing && !carriage.touched && (!carriage.known || carriage.roomMm < roomWantedMm))
    carriage.touching = -direction;
  if (carriage.touching !== 0) return touch(carriage, dtMs);
  if (!isRoomOver(carriage)) return power(carriage, direction, dtMs);
  carriage.arrived = standing;
  return cut(carriage);
}

/** Standing near an end that it has just left: the guard does not let the carriage go back before it surely has left. */
function isBeside({ timed, moving, ramp, railMm }: Carriage, direction: number): boolean {
  if (timed === null || !timed.known || moving || ramp.duty !== 0) return false;
  return direction > 0 ? timed.lowMm >= railMm - besideMm : timed.highMm <= besideMm;
}

function cut(carriage: Carriage): Duty {
  dropRamp(carriage.ramp);
  return 0;
}

/** Full power; the other way only once it stands, and has stood for its dead time. */
function power(carriage: Carriage, direction: number, dtMs: Milliseconds): Duty {
  const { ramp, switched } = carriage;
  if (carriage.directionMoving === -direction) return cut(carriage);
  if (!switched) return stepRamp(ramp, direction, dtMs);
  ramp.duty = direction;
  ramp.step = 0;
  return direction;
}
