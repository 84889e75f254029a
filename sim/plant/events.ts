/**
 * The slow path of a motor: from one abrupt change to the next within a sub-step. Each change is found on the
 * exact solution by bisection, so the result does not depend on where sub-steps begin and end.
 * It always ends: after `segmentsMax` stretches the motor stands still for the rest of the sub-step.
 */
import { type Motor, moveCoasting, moveConducting, moveHeld } from './motor.ts';
import {
  createMotorPhysics,
  createMotorStep,
  fillMotorStep,
  type MotorPhysics,
  type MotorStep,
} from './motorstep.ts';

/** More abrupt changes than this in one sub-step are a mistake, not physics; a healthy chair has at most 5. */
const segmentsMax = 24;

/** Speed too small to be motion (units a second); its sign says which way the motor has broken away. */
const creep = 1e-9;

/** Working storage: filled before each use, nothing is kept in it. */
const scratch: MotorStep = createMotorStep();

/** Charge that has flowed through the winding from the supply in the sub-step, As. Working storage. */
let charge = 0;

/** Moves the motor on by `seconds` and replaces `meanA` by the mean current actually drawn. */
export function stepMotorThroughEvents(motor: Motor, seconds: number): void {
  let left = seconds;
  charge = 0;
  for (let segment = 0; left > 0; segment++) {
    if (segment > segmentsMax) motor.speed = 0;
    if (motor.speed === 0) left -= holdUntilItBreaksAway(motor, left, segment <= segmentsMax);
    else left -= moveUntilAbrupt(motor, left);
  }
  motor.meanA = charge / seconds;
}

/** The motor behind a source with resistance: its own draw lowers its voltage at once. */
function behindSource(physics: MotorPhysics, sourceOhm: number): MotorPhysics {
  const ohm = physics.ohm + sourceOhm;
  const electricalS = (physics.electricalS * physics.ohm) / ohm;
  return createMotorPhysics(
    ohm,
    electricalS,
    physics.voltPerSpeed,
    physics.speedPerAmpereSecond,
    physics.filterS,
  );
}

/** Returns the seconds used. */
function holdUntilItBreaksAway(motor: Motor, left: number, mayMove: boolean): number {
  const driven = motor.openVolts !== 0;
  const physics = driven ? behindSource(motor.forward, motor.sourceOhm) : motor.forward;
  const settlesA = motor.openVolts * physics.perOhm;
  const holdsA = motor.breakawayA + motor.loadA;
  const before = motor.currentA;
  let used = left;
  let breaks = 0;
  if (mayMove && Math.abs(before) >= holdsA && canMove(motor, before)) {
    used = 0;
    breaks = before;
  } else if (before * settlesA < 0) {
    // The sensor's filter sees the magnitude of the current, so a stretch ends where the current changes sign.
    used = Math.min(left, physics.electricalS * Math.log(1 - before / settlesA));
  } else if (mayMove && Math.abs(settlesA) > holdsA && canMove(motor, settlesA)) {
    const until =
      physics.electricalS * Math.log((settlesA - before) / (settlesA - Math.sign(settlesA) * holdsA));
    if (until < left) {
      used = until;
      breaks = settlesA;
    }
  }
  if (used > 0) {
    fillMotorStep(scratch, physics, used);
    moveHeld(motor, scratch, settlesA);
    if (driven) charge += settlesA * used + (before - motor.currentA) * physics.electricalS;
  }
  if (breaks !== 0) motor.speed = Math.sign(breaks) * creep;
  else if (used < left) motor.currentA = 0;
  return used;
}

/** Neither jammed nor at the end that way. */
function canMove(motor: Motor, towards: number): boolean {
  return !motor.jammed && (towards > 0 ? motor.position < motor.highEnd : motor.position > motor.lowEnd);
}

/** Returns the seconds used. */
function moveUntilAbrupt(motor: Motor, left: number): number {
  const along = motor.speed > 0 ? 1 : -1;
  const physics = along > 0 ? motor.forward : motor.backward;
  const ahead = motor.openVolts * along;
  const speed = motor.speed * along;
  const current = motor.currentA * along;
  const gap = along > 0 ? motor.highEnd - motor.position : motor.position - motor.lowEnd;
  if (gap <= 0) {
    motor.speed = 0;
    return 0;
  }
  const isDry =
    (ahead === 0 && !motor.braked) || (ahead > 0 && current <= 0 && physics.voltPerSpeed * speed >= ahead);
  if (isDry) return coastUntilAbrupt(motor, physics, along, ahead, gap, left);
  const behind = behindSource(physics, motor.sourceOhm);
  return conductUntilAbrupt(motor, behind, along, ahead, gap, left);
}

function coastUntilAbrupt(
  motor: Motor,
  physics: MotorPhysics,
  along: number,
  drive: number,
  gap: number,
  left: number,
): number {
  const speed = motor.speed * along;
  const current = motor.currentA * along;
  const slowing = physics.speedPerAmpereSecond * (motor.frictionA + motor.loadA);
  const pushS = physics.speedPerAmpereSecond * physics.electricalS;
  const speedAfter = (t: number) =>
    speed - pushS * current * Math.expm1(-t / physics.electricalS) - slowing * t;
  const wayAfter = (t: number) =>
    speed * t +
    pushS * current * (t + physics.electricalS * Math.expm1(-t / physics.electricalS)) -
    0.5 * slowing * t * t;

  let used = left;
  let stands = false;
  let ends = false;
  // Coasting ends where the back-EMF has fallen to the bridge's voltage, or at standstill if the bridge is off.
  const target = drive > 0 ? drive * physics.speedPerVolt : 0;
  if (speedAfter(used) <= target) {
    used = firstBelow((t) => speedAfter(t) - target, used);
    stands = target === 0;
  }
  if (wayAfter(used) >= gap) {
    used = firstBelow((t) => gap - wayAfter(t), used);
    ends = true;
  }
  fillMotorStep(scratch, physics, used);
  moveCoasting(motor, scratch, physics, along);
  if (ends) hitEnd(motor, along);
  else if (stands) motor.speed = 0;
  else if (used < left) motor.speed = Math.min(motor.speed * along, target * (1 - 1e-12)) * along;
  return used;
}

function conductUntilAbrupt(
  motor: Motor,
  physics: MotorPhysics,
  along: number,
  drive: number,
  gap: number,
  left: number,
): number {
  const { slowRate, fastRate } = physics;
  const settlesA = motor.frictionA + motor.loadA;
  const settlesSpeed = (drive - physics.ohm * settlesA) * physics.speedPerVolt;
  const before = motor.currentA * along;
  const current = before - settlesA;
  const speed = motor.speed * along - settlesSpeed;
  const difference = slowRate - fastRate;
  const backEmf = -physics.voltPerSpeed / (physics.ohm * physics.electricalS);
  const a = physics.speedPerAmpereSecond;
  // Current and speed after t are each  settled + slow part x e^(slow t) + fast part x e^(fast t).
  const currentSlow = (slowRate * current + backEmf * speed) / difference;
  const currentFast = -(fastRate * current + backEmf * speed) / difference;
  const speedSlow = (a * current - fastRate * speed) / difference;
  const speedFast = -(a * current - slowRate * speed) / difference;

  let used = left;
  let event: 'none' | 'stands' | 'dry' | 'ends' = 'none';
  const stands = firstZero(settlesSpeed, speedSlow, speedFast, slowRate, fastRate, used);
  if (stands < used) {
    used = stands;
    event = 'stands';
  }
  const flows = before > 0 || (before === 0 && drive > 0) ? 1 : -1;
  const dry = firstZero(flows * settlesA, flows * currentSlow, flows * currentFast, slowRate, fastRate, used);
  if (dry < used) {
    used = dry;
    event = 'dry';
  }
  const wayAfter = (t: number) =>
    settlesSpeed * t +
    (speedSlow * Math.expm1(slowRate * t)) / slowRate +
    (speedFast * Math.expm1(fastRate * t)) / fastRate;
  if (wayAfter(used) >= gap) {
    used = firstBelow((t) => gap - wayAfter(t), used);
    event = 'ends';
  }
  fillMotorStep(scratch, physics, used);
  moveConducting(motor, scratch, physics, along, drive);
  // du/dt = a (j - C) gives the charge from the change of speed.
  charge += along * (settlesA * used + (motor.speed * along - settlesSpeed - speed) / a);
  if (event === 'ends') hitEnd(motor, along);
  else if (event === 'stands') motor.speed = 0;
  else if (event === 'dry') motor.currentA = 0;
  return used;
}

/** The end stops the motor; the current stays, and grows to the stall current if the drive goes on. */
function hitEnd(motor: Motor, along: number): void {
  motor.position = along > 0 ? motor.highEnd : motor.lowEnd;
  motor.speed = 0;
}

/**
 * The first t in (0, seconds) at which  settled + slow e^(slowRate t) + fast e^(fastRate t)  falls through
 * zero, or `seconds` if it does not. Such a sum has at most one extremum, so both sides of it are searched.
 */
function firstZero(
  settled: number,
  slow: number,
  fast: number,
  slowRate: number,
  fastRate: number,
  seconds: number,
): number {
  const value = (t: number) => settled + slow * Math.exp(slowRate * t) + fast * Math.exp(fastRate * t);
  const ratio = -(fast * fastRate) / (slow * slowRate);
  const turns = ratio > 0 ? Math.log(ratio) / (slowRate - fastRate) : -1;
  if (turns > 0 && turns < seconds && value(turns) < 0) return firstBelow(value, turns);
  return value(seconds) < 0 ? firstBelow(value, seconds, turns > 0 && turns < seconds ? turns : 0) : seconds;
}

/** Accuracy of the times of events, s: at full speed a hundred-thousandth of a nanometre. */
const eventTimeS = 1e-13;

/** When `value` passes zero between `low`, where it is at least zero, and `high`, where it is at most zero. */
function firstBelow(value: (t: number) => number, high: number, low = 0): number {
  let above = low;
  let below = high;
  while (below - above > eventTimeS) {
    const middle = 0.5 * (above + below);
    if (value(middle) > 0) above = middle;
    else below = middle;
  }
  return below;
}
