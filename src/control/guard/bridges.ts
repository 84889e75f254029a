/**
 * Motor current that should not flow, or should: a bridge shorted, the motor relay welded or not closing.
 * Judged from what the last tick allowed, so that any order shows it, the proof of the switches above all.
 */
import { faultIndex } from '../../chair/faults.ts';
import type { Power } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Amperes, Duty } from '../../chair/units.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { raise } from './ledger.ts';
import { blame, type LinkWatch } from './link.ts';

const { carriage, kneader, supply } = referenceChair;

export interface BridgeWatch {
  /** How long the relay has stood as it is, up to where that matters. */
  relayClosed: boolean;
  relayMs: number;
  /** How long current has flowed past an open relay. */
  pastRelayMs: number;
  carriage: MotorWatch;
  kneader: MotorWatch;
}

export interface MotorWatch {
  /** Times up to where they matter: without an order, without power, and with power since. */
  offMs: number;
  restedMs: number;
  drivenMs: number;
  /** How long current has flowed without an order, over all rests until one is without. */
  strayMs: number;
  /** How long too much current has flowed, or none at a start. */
  wrongMs: number;
  deadMs: number;
}

const createMotorWatch = (): MotorWatch => ({
  offMs: 0,
  restedMs: 0,
  drivenMs: 0,
  strayMs: 0,
  wrongMs: 0,
  deadMs: 0,
});

export function createBridgeWatch(): BridgeWatch {
  return {
    relayClosed: false,
    relayMs: 0,
    pastRelayMs: 0,
    carriage: createMotorWatch(),
    kneader: createMotorWatch(),
  };
}

/** Orders show in the reading after a tick of link each way and four time constants of the filter. */
const settleMs = 60;
const wrongMaxMs = 100;
/** Below this nothing flows: half of what the weakest test drive draws (5 A x 0.15). */
const nothingA = 0.35;
const pastRelayMaxMs = 60;
/** No motor draws more than blocked at full duty and the highest supply; a tenth on top for the sensor. */
const overA = (stallA: Amperes): Amperes => (stallA * supply.stopHighV * 1.1) / supply.nominalV;
const carriageOverA = overA(carriage.stallA);
const kneaderOverA = overA(kneader.stallA);

/** A motor that has rested for so long stands; what it draws is judged in the first part of its drive. */
const startRestMs = 400;
const startMs = 400;
/** A standing motor draws 5 A (7 A) x duty: at this duty at least twice of what counts as none. */
const startDuty = 0.1;
export const deadA = 0.2;
/** Settling included. */
const deadMaxMs = 100;

const carriageOver = faultIndex('E35');
const kneaderOver = faultIndex('E42');
const relayFault = faultIndex('E36');

/** `given` is what the last tick allowed. */
export function watchBridges(
  watch: BridgeWatch,
  given: Power,
  link: LinkWatch,
  sensors: Sensors,
  clock: Clock,
  ledger: Ledger,
): void {
  const closed = given.motorRelay;
  watchMotor(watch.carriage, link, given, sensors, true, clock, ledger);
  watchMotor(watch.kneader, link, given, sensors, false, clock, ledger);

  if (closed !== watch.relayClosed) {
    watch.relayClosed = closed;
    watch.relayMs = 0;
    watch.pastRelayMs = 0;
  }
  if (closed) return;
  if (watch.relayMs < settleMs) {
    watch.relayMs += clock.dtMs;
    return;
  }
  const { carriageA, kneaderA } = sensors;
  if (carriageA <= nothingA && kneaderA <= nothingA) {
    watch.pastRelayMs = 0;
    return;
  }
  watch.pastRelayMs += clock.dtMs;
  if (watch.pastRelayMs >= pastRelayMaxMs) {
    raise(ledger, blame(link, relayFault), Math.max(carriageA, kneaderA), 7, clock.nowMs);
  }
}

/** Whole objects are handed on: a number handed to a function would be boxed, and this runs each tick. */
function watchMotor(
  motor: MotorWatch,
  link: LinkWatch,
  given: Power,
  sensors: Sensors,
  isCarriage: boolean,
  clock: Clock,
  ledger: Ledger,
): void {
  const dtMs = clock.dtMs;
  const duty = isCarriage ? given.carriageDuty : given.kneaderDuty;
  const motorA = isCarriage ? sensors.carriageA : sensors.kneaderA;
  if (duty !== 0 && given.motorRelay) {
    if (motor.drivenMs <= startMs) watchStart(motor, link, duty, motorA, clock, ledger);
  } else {
    if (motor.drivenMs !== 0) {
      motor.drivenMs = 0;
      motor.restedMs = 0;
      motor.deadMs = 0;
    }
    if (motor.restedMs < startRestMs) motor.restedMs += dtMs;
  }
  if (duty !== 0) motor.offMs = 0;
  else if (motor.offMs < settleMs) motor.offMs += dtMs;
  else motor.strayMs = motorA <= nothingA ? 0 : motor.strayMs + dtMs;
  motor.wrongMs = motorA <= (isCarriage ? carriageOverA : kneaderOverA) ? 0 : motor.wrongMs + dtMs;
  if (motor.strayMs < wrongMaxMs && motor.wrongMs < wrongMaxMs) return;
  raise(
    ledger,
    blame(link, isCarriage ? carriageOver : kneaderOver),
    motorA,
    isCarriage ? 4 : 5,
    clock.nowMs,
  );
}

/** Only at a start is it certain that a driven motor draws current: a turning one may be faster than its drive. */
function watchStart(
  motor: MotorWatch,
  link: LinkWatch,
  duty: Duty,
  motorA: Amperes,
  clock: Clock,
  ledger: Ledger,
): void {
  motor.drivenMs += clock.dtMs;
  if (motor.restedMs < startRestMs) return;
  const drawsSurely = duty >= startDuty || duty <= -startDuty;
  motor.deadMs = drawsSurely && !(motorA > deadA) ? motor.deadMs + clock.dtMs : 0;
  if (motor.deadMs >= deadMaxMs) raise(ledger, blame(link, relayFault), motorA, 7, clock.nowMs);
}
