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
  /** How long the relay has stood as it is, and each duty at zero. */
  relayClosed: boolean;
  relayMs: number;
  carriageOffMs: number;
  kneaderOffMs: number;
  /** How long current has been wrong: carriage, kneader, relay. */
  carriageMs: number;
  kneaderMs: number;
  relayWrongMs: number;
  /** Each motor driven from standstill for so long, and without current meanwhile. */
  carriageStart: MotorStart;
  kneaderStart: MotorStart;
}

export interface MotorStart {
  /** At rest before the drive; kept while it lasts. */
  restedMs: number;
  drivenMs: number;
  deadMs: number;
}

const createStart = (): MotorStart => ({ restedMs: 0, drivenMs: 0, deadMs: 0 });

export function createBridgeWatch(): BridgeWatch {
  return {
    relayClosed: false,
    relayMs: 0,
    carriageOffMs: 0,
    kneaderOffMs: 0,
    carriageMs: 0,
    kneaderMs: 0,
    relayWrongMs: 0,
    carriageStart: createStart(),
    kneaderStart: createStart(),
  };
}

/** Orders show in the reading after a tick of link each way and four time constants of the filter. */
const settleMs = 60;
const wrongMaxMs = 100;
/** Below this nothing flows: half of what the weakest test drive draws (5 A x 0.15). */
const nothingA = 0.35;
/** A drive of this duty draws at least 0.75 A from standstill. */
const relayWrongMaxMs = 60;
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
  const dtMs = clock.dtMs;
  if (given.motorRelay !== watch.relayClosed) {
    watch.relayClosed = given.motorRelay;
    watch.relayMs = 0;
    watch.relayWrongMs = 0;
  }
  watch.relayMs += dtMs;
  watch.carriageOffMs = given.carriageDuty === 0 ? watch.carriageOffMs + dtMs : 0;
  watch.kneaderOffMs = given.kneaderDuty === 0 ? watch.kneaderOffMs + dtMs : 0;

  watchStart(
    watch.carriageStart,
    link,
    given.carriageDuty,
    given.motorRelay,
    sensors.carriageA,
    clock,
    ledger,
  );
  watchStart(watch.kneaderStart, link, given.kneaderDuty, given.motorRelay, sensors.kneaderA, clock, ledger);

  const carriageBad = !(sensors.carriageA <= limitA(watch.carriageOffMs, carriageOverA));
  const kneaderBad = !(sensors.kneaderA <= limitA(watch.kneaderOffMs, kneaderOverA));
  if (!carriageBad && !kneaderBad && watch.relayClosed) {
    watch.carriageMs = 0;
    watch.kneaderMs = 0;
    return;
  }
  watch.carriageMs = carriageBad ? watch.carriageMs + dtMs : 0;
  watch.kneaderMs = kneaderBad ? watch.kneaderMs + dtMs : 0;
  if (watch.carriageMs >= wrongMaxMs)
    raise(ledger, blame(link, carriageOver), sensors.carriageA, 4, clock.nowMs);
  if (watch.kneaderMs >= wrongMaxMs)
    raise(ledger, blame(link, kneaderOver), sensors.kneaderA, 5, clock.nowMs);

  if (watch.relayClosed || watch.relayMs < settleMs) return;
  const flows = !(sensors.carriageA <= nothingA && sensors.kneaderA <= nothingA);
  watch.relayWrongMs = flows ? watch.relayWrongMs + dtMs : 0;
  if (watch.relayWrongMs >= relayWrongMaxMs) {
    raise(ledger, blame(link, relayFault), Math.max(sensors.carriageA, sensors.kneaderA), 7, clock.nowMs);
  }
}

/** Only at a start is it certain that a driven motor draws current: a turning one may be faster than its drive. */
function watchStart(
  start: MotorStart,
  link: LinkWatch,
  duty: Duty,
  relayClosed: boolean,
  motorA: Amperes,
  clock: Clock,
  ledger: Ledger,
): void {
  if (duty === 0 || !relayClosed) {
    if (start.drivenMs > 0) start.restedMs = 0;
    start.restedMs += clock.dtMs;
    start.drivenMs = 0;
    start.deadMs = 0;
    return;
  }
  start.drivenMs += clock.dtMs;
  if (start.restedMs < startRestMs || start.drivenMs > startMs) return;
  const drawsSurely = duty >= startDuty || duty <= -startDuty;
  start.deadMs = drawsSurely && !(motorA > deadA) ? start.deadMs + clock.dtMs : 0;
  if (start.deadMs >= deadMaxMs) raise(ledger, blame(link, relayFault), motorA, 7, clock.nowMs);
}

function limitA(offMs: number, overLimitA: Amperes): Amperes {
  return offMs >= settleMs ? nothingA : overLimitA;
}
