/**
 * A motor that moves something against friction between two ends: its state, and the three exact moves it
 * can make while nothing abrupt happens: held, coasting, conducting. events.ts finds the abrupt changes.
 *
 * The bridge drives one way and freewheels through its diodes: current follows the drive or decays. A bridge at rest
 * brakes only if it shorts the motor; a drive against the motion does brake.
 */
import { createMotorStep, fillMotorStep, type MotorPhysics, type MotorStep } from './motorstep.ts';

export interface Motor {
  /** Position and speed in units of way (mm or turns); positive is up, or inwards. */
  position: number;
  speed: number;
  /** Current through the winding, its sign that of the drive; and what the filtered sensor shows (a magnitude). */
  currentA: number;
  filteredA: number;
  /** Total way, in either direction. */
  travelled: number;
  /** How many whole multiples of 1 / `edgesPerUnit` the position has passed; counted only while `edgesCounted`. */
  edges: number;
  edgesCounted: boolean;
  /** Share of the voltage that its bridge lets through, signed; the true one, after relays and faults. */
  duty: number;
  /** In this sub-step: the bridge's voltage before the drop from the motor's own draw, signed, 0 = off. */
  openVolts: number;
  /** In this sub-step: the supply's resistance as the winding sees it through the bridge. */
  sourceOhm: number;
  /** In this sub-step: the mean current, as expected; after an abrupt change, as it was. */
  meanA: number;
  /** In this sub-step: the friction of a body leaning on it, as the current that overcomes it. */
  loadA: number;
  /** Its driver shorts it while the duty is 0. */
  braked: boolean;
  /** Nothing moves it. */
  jammed: boolean;
  readonly edgesPerUnit: number;
  /** Mechanical ends. */
  readonly lowEnd: number;
  readonly highEnd: number;
  /** Coulomb friction moving and at rest, as the current that overcomes it. */
  readonly frictionA: number;
  readonly breakawayA: number;
  readonly forward: MotorPhysics;
  readonly backward: MotorPhysics;
  readonly forwardStep: MotorStep;
  readonly backwardStep: MotorStep;
}

interface MotorOptions {
  position: number;
  edgesPerUnit: number;
  lowEnd: number;
  highEnd: number;
  frictionA: number;
  breakawayA: number;
  forward: MotorPhysics;
  backward: MotorPhysics;
  stepS: number;
}

export function createMotor(options: MotorOptions): Motor {
  const forwardStep = createMotorStep();
  const backwardStep = createMotorStep();
  fillMotorStep(forwardStep, options.forward, options.stepS);
  fillMotorStep(backwardStep, options.backward, options.stepS);
  return {
    position: options.position,
    speed: 0,
    currentA: 0,
    filteredA: 0,
    travelled: 0,
    edges: 0,
    edgesCounted: true,
    duty: 0,
    openVolts: 0,
    sourceOhm: 0,
    meanA: 0,
    loadA: 0,
    braked: false,
    jammed: false,
    edgesPerUnit: options.edgesPerUnit,
    lowEnd: options.lowEnd,
    highEnd: options.highEnd,
    frictionA: options.frictionA,
    breakawayA: options.breakawayA,
    forward: options.forward,
    backward: options.backward,
    forwardStep,
    backwardStep,
  };
}

/** Standing still: only the current changes, towards `settlesA`. */
export function moveHeld(motor: Motor, step: MotorStep, settlesA: number): void {
  const off = motor.currentA - settlesA;
  const sign = settlesA === 0 ? Math.sign(motor.currentA) : Math.sign(settlesA);
  motor.filteredA =
    motor.filteredA * step.filterDecay +
    sign * (settlesA * (1 - step.filterDecay) + off * step.filterOfDecay);
  motor.currentA = settlesA + off * step.currentDecay;
}

/** Moving with the bridge off or without current: friction slows the motor, any current left decays. */
export function moveCoasting(motor: Motor, step: MotorStep, physics: MotorPhysics, along: number): void {
  const { seconds } = step;
  const current = motor.currentA * along;
  const speed = motor.speed * along;
  const slowing = physics.speedPerAmpereSecond * (motor.frictionA + motor.loadA) * seconds;
  motor.speed = along * (speed + step.coastSpeedOfJ * current - slowing);
  motor.filteredA =
    motor.filteredA * step.filterDecay + (current < 0 ? -current : current) * step.filterOfDecay;
  motor.currentA = along * current * step.currentDecay;
  moveBy(motor, along, speed * seconds + step.coastWayOfJ * current - 0.5 * slowing * seconds);
}

/** Moving under drive with current flowing. `drive` is the voltage in the direction of motion. */
export function moveConducting(
  motor: Motor,
  step: MotorStep,
  physics: MotorPhysics,
  along: number,
  drive: number,
): void {
  const settlesA = motor.frictionA + motor.loadA;
  const settlesSpeed = (drive - physics.ohm * settlesA) * physics.speedPerVolt;
  const before = motor.currentA * along;
  const current = before - settlesA;
  const speed = motor.speed * along - settlesSpeed;
  const after = settlesA + step.currentOfJ * current + step.currentOfU * speed;
  const flow = settlesA * (1 - step.filterDecay) + step.filterOfJ * current + step.filterOfU * speed;
  motor.filteredA = motor.filteredA * step.filterDecay + (before + after < 0 ? -flow : flow);
  motor.currentA = along * after;
  motor.speed = along * (settlesSpeed + step.speedOfJ * current + step.speedOfU * speed);
  moveBy(motor, along, settlesSpeed * step.seconds + step.wayOfJ * current + step.wayOfU * speed);
}

function moveBy(motor: Motor, along: number, way: number): void {
  const from = motor.position;
  const to = from + along * way;
  motor.position = to;
  motor.travelled += way;
  if (motor.edgesCounted) {
    const passed = Math.floor(to * motor.edgesPerUnit) - Math.floor(from * motor.edgesPerUnit);
    motor.edges += passed < 0 ? -passed : passed;
  }
}
