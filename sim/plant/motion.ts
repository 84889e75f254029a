/**
 * One sub-step of a motor: one exact move with prepared factors where nothing abrupt happens (nearly always),
 * else from event to event. Both give the same motion; this file only decides which.
 */
import { stepMotorThroughEvents } from './events.ts';
import { type Motor, moveCoasting, moveConducting, moveHeld } from './motor.ts';

/** A current below this counts as zero, which ends the exponentials of filter and winding. */
const noCurrentA = 1e-9;

/** At rest, without current, its sensor at zero: a step without voltage would change nothing. */
export function isMotorIdle(motor: Motor): boolean {
  return motor.speed === 0 && motor.currentA === 0 && motor.filteredA === 0;
}

/** Under the motor's `openVolts`, `sourceOhm`, `loadA` and expected `meanA`. */
export function stepMotor(motor: Motor): void {
  const volts = motor.openVolts - motor.meanA * motor.sourceOhm;
  if (motor.jammed) motor.speed = 0;
  const { position, speed, currentA, filteredA } = motor;
  if (speed === 0) {
    if (volts === 0 && Math.abs(currentA) < noCurrentA) {
      motor.currentA = 0;
      motor.filteredA = filteredA < noCurrentA ? 0 : filteredA * motor.forwardStep.filterDecay;
      return;
    }
    const holdsA = motor.breakawayA + motor.loadA;
    const turns = volts * currentA < 0;
    if (!turns && Math.abs(volts) * motor.forward.perOhm <= holdsA && Math.abs(currentA) <= holdsA) {
      moveHeld(motor, motor.forwardStep, volts * motor.forward.perOhm);
      return;
    }
    stepMotorThroughEvents(motor, motor.forwardStep.seconds);
    return;
  }
  const forwards = speed > 0;
  const step = forwards ? motor.forwardStep : motor.backwardStep;
  const along = forwards ? 1 : -1;
  const ahead = volts * along;
  const { travelled, edges } = motor;
  const currentBefore = currentA * along;
  const physics = forwards ? motor.forward : motor.backward;
  const emf = physics.voltPerSpeed * speed * along;
  if ((volts === 0 && !motor.braked) || (ahead > 0 && emf >= ahead && currentBefore === 0)) {
    moveCoasting(motor, step, physics, along);
    // A bridge whose current had ended conducts again once the back-EMF has fallen to its voltage.
    const slowestEmf = volts === 0 ? 0 : ahead;
    if (
      physics.voltPerSpeed * motor.speed * along > slowestEmf &&
      motor.position > motor.lowEnd &&
      motor.position < motor.highEnd
    ) {
      if (Math.abs(motor.currentA) < noCurrentA) motor.currentA = 0;
      return;
    }
  } else if (ahead > 0 ? ahead >= emf && currentBefore >= 0 : currentBefore <= 0) {
    // With the drive above the back-EMF and current in the direction of motion (or both against it), an abrupt
    // change always shows in the state at the end of the step.
    moveConducting(motor, step, physics, along, ahead);
    if (
      motor.speed * along > 0 &&
      (ahead > 0 ? motor.currentA * along >= 0 : motor.currentA * along <= 0) &&
      motor.position > motor.lowEnd &&
      motor.position < motor.highEnd
    ) {
      return;
    }
  }
  motor.position = position;
  motor.speed = speed;
  motor.currentA = currentA;
  motor.filteredA = filteredA;
  motor.travelled = travelled;
  motor.edges = edges;
  stepMotorThroughEvents(motor, step.seconds);
}
