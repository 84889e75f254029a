/**
 * Motor current that should not flow, or should: a bridge shorted, the motor relay welded or not closing.
 * Judged from what the last tick allowed, so that any order shows it, the test of the switches above all.
 */
import { type MotorName, motorNames } from '../../../chair/names.ts';
import { motorDuty } from '../../../chair/outputs.ts';
import { part } from '../../../chair/parts.ts';
import { motorAmperes } from '../../../chair/sensors.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import { blame } from '../interlocks/link.ts';
import { deadA, motorFaults } from '../interlocks/rules.ts';
import type { Seen } from '../interlocks/seen.ts';
import { type FaultRegister, raise } from '../register.ts';

export interface BridgeWatch {
  /** How long the relay has stood as it is, up to where that matters. */
  relayClosed: boolean;
  relayMs: Milliseconds;
  /** How long current has flowed past an open relay. */
  pastRelayMs: Milliseconds;
  motors: Record<MotorName, MotorWatch>;
}

interface MotorWatch {
  /** Times up to where they matter: without an order, without power, and with power since. */
  offMs: Milliseconds;
  restedMs: Milliseconds;
  drivenMs: Milliseconds;
  /** How long current has flowed without an order, over all rests until one is without. */
  strayMs: Milliseconds;
  /** How long none has flowed at a start. */
  deadMs: Milliseconds;
}

const createMotorWatch = (): MotorWatch => ({ offMs: 0, restedMs: 0, drivenMs: 0, strayMs: 0, deadMs: 0 });

export function createBridgeWatch(): BridgeWatch {
  return {
    relayClosed: false,
    relayMs: 0,
    pastRelayMs: 0,
    motors: { carriage: createMotorWatch(), kneader: createMotorWatch() },
  };
}

/** Orders show in the reading after a tick of link each way and four time constants of the filter. */
const settleMs = 60;
const strayMaxMs = 100;
/** Below this nothing flows: half of what the weakest test drive draws (5 A x 0.15). */
const nothingA = 0.35;
const pastRelayMaxMs = 60;

/** A motor that has rested for so long stands; what it draws is judged in the first part of its drive. */
const startRestMs = 400;
const startMs = 400;
/** A standing motor draws 5 A (7 A) x duty: at this duty at least twice of what counts as none. */
const startDuty = 0.1;
/** Settling included. */
const deadMaxMs = 100;

export function watchBridges(watch: BridgeWatch, seen: Seen, register: FaultRegister): void {
  for (const motor of motorNames) watchMotor(watch.motors[motor], motor, seen, register);
  watchOpenRelay(watch, seen, register);
}

function watchOpenRelay(watch: BridgeWatch, { given, sensors, counts }: Seen, register: FaultRegister): void {
  const { clock, link } = counts;
  if (given.motorRelay !== watch.relayClosed) {
    watch.relayClosed = given.motorRelay;
    watch.relayMs = 0;
    watch.pastRelayMs = 0;
  }
  if (given.motorRelay) return;
  if (watch.relayMs < settleMs) {
    watch.relayMs += clock.dtMs;
    return;
  }
  const { carriageA, kneaderA } = sensors;
  const flows = !(carriageA <= nothingA && kneaderA <= nothingA);
  watch.pastRelayMs = flows ? watch.pastRelayMs + clock.dtMs : 0;
  if (watch.pastRelayMs >= pastRelayMaxMs) {
    raise(register, blame(link, 'E36'), Math.max(carriageA, kneaderA), part.motorRelay, clock.nowMs);
  }
}

function watchMotor(watch: MotorWatch, motor: MotorName, seen: Seen, register: FaultRegister): void {
  const { given, sensors, counts } = seen;
  const { dtMs, nowMs } = counts.clock;
  const duty = motorDuty(given, motor);
  const amperes = motorAmperes(sensors, motor);
  if (duty !== 0 && given.motorRelay) {
    if (watch.drivenMs <= startMs) watchStart(watch, motor, seen, register);
  } else {
    if (watch.drivenMs !== 0) {
      watch.drivenMs = 0;
      watch.restedMs = 0;
      watch.deadMs = 0;
    }
    if (watch.restedMs < startRestMs) watch.restedMs += dtMs;
  }
  if (duty !== 0) watch.offMs = 0;
  else if (watch.offMs < settleMs) watch.offMs += dtMs;
  else watch.strayMs = amperes <= nothingA ? 0 : watch.strayMs + dtMs;
  if (watch.strayMs < strayMaxMs) return;
  raise(register, blame(counts.link, motorFaults[motor].over), amperes, part[motor], nowMs);
}

/** Only at a start is it certain that a driven motor draws current: a turning one may be faster than its drive. */
function watchStart(watch: MotorWatch, motor: MotorName, seen: Seen, register: FaultRegister): void {
  const { clock, link } = seen.counts;
  const amperes = motorAmperes(seen.sensors, motor);
  watch.drivenMs += clock.dtMs;
  if (watch.restedMs < startRestMs) return;
  const drawsSurely = Math.abs(motorDuty(seen.given, motor)) >= startDuty;
  watch.deadMs = drawsSurely && !(amperes > deadA) ? watch.deadMs + clock.dtMs : 0;
  if (watch.deadMs >= deadMaxMs) raise(register, blame(link, 'E36'), amperes, part.motorRelay, clock.nowMs);
}
