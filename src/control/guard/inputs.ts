/**
 * What people do: emergency stop, stop key, seat, stuck keys. Power that a person has stopped is not given
 * back until the stages above have let go of it: nothing resumes by itself.
 */
import { faultIndex } from '../../chair/faults.ts';
import { remoteLimits, sessionLimits } from '../../chair/limits.ts';
import { keyBit } from '../../chair/names.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { type Clock, isInSession } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { hold, raise, show } from './ledger.ts';
import { allParts, heatParts, motorParts, ruleOf } from './rules.ts';

export interface Inputs {
  /** The stop key went down, and power has not been let go of since. */
  stopped: boolean;
  stoppedMs: number;
  /** Nobody in the seat for so long. */
  emptyMs: number;
  /** Motors were stopped because the seat was empty, and have not been let go of since. */
  leftSeat: boolean;
  /** How long in a row nothing at all, and no motor, has been ordered. */
  idleMs: number;
  motorsIdleMs: number;
  /** Keys down now, and for how long these same keys have been. */
  keys: number;
  keysMs: number[];
}

const keyCount = 10;

export function createInputs(): Inputs {
  return {
    stopped: false,
    stoppedMs: 0,
    emptyMs: 0,
    leftSeat: false,
    idleMs: 0,
    motorsIdleMs: 0,
    keys: 0,
    keysMs: Array.from({ length: keyCount }, () => 0),
  };
}

/** Orders must rest for so long before power that was stopped may come again. */
const letGoMs = 100;
const stopBit = keyBit('stop');
const otherKeys = ((1 << keyCount) - 1) & ~stopBit;

const emergency = faultIndex('E71');
const stuck = faultIndex('E72');
const stopKey = ruleOf('stop key');
const seatEmpty = ruleOf('seat empty');

export function watchInputs(
  inputs: Inputs,
  sensors: Sensors,
  clock: Clock,
  ledger: Ledger,
  motorsWanted: boolean,
  heatWanted: boolean,
  selfTest: boolean,
): void {
  const dtMs = clock.dtMs;
  if (sensors.emergencyStop !== false) raise(ledger, emergency, 0, 0, clock.nowMs);

  inputs.idleMs = motorsWanted || heatWanted ? 0 : inputs.idleMs + dtMs;

  const keys = sensors.keys | 0;
  if ((keys & stopBit) !== 0) {
    inputs.stopped = true;
    inputs.stoppedMs = 0;
    inputs.idleMs = 0;
  }
  if (inputs.stopped) {
    hold(ledger, allParts, stopKey, inputs.stoppedMs / 1000);
    inputs.stoppedMs += dtMs;
    if (inputs.idleMs >= letGoMs) inputs.stopped = false;
  }

  watchSeat(inputs, sensors.seat === true || selfTest, clock, ledger);
  // After the seat: who sits down and presses start at once finds orders that have rested until now.
  inputs.motorsIdleMs = motorsWanted ? 0 : inputs.motorsIdleMs + dtMs;
  if (keys !== 0 || inputs.keys !== 0) watchKeys(inputs, keys, clock, ledger);
}

/** An empty seat stops motors and heat in a session, and heat everywhere; homing and parking need nobody. */
function watchSeat(inputs: Inputs, taken: boolean, clock: Clock, ledger: Ledger): void {
  // A seat that was empty before the session began says nothing about the session.
  const begins = clock.state === 'running' && clock.stateMs === 0;
  if (taken || begins) {
    inputs.emptyMs = 0;
  } else {
    inputs.emptyMs += clock.dtMs;
    if (inputs.emptyMs > sessionLimits.seatPauseMs) {
      if (isInSession(clock)) {
        inputs.leftSeat = true;
        hold(ledger, heatParts, seatEmpty, inputs.emptyMs / 1000);
      }
    }
  }
  if (!inputs.leftSeat) return;
  if (taken ? inputs.motorsIdleMs >= letGoMs : !isInSession(clock)) {
    inputs.leftSeat = false;
  } else {
    hold(ledger, motorParts, seatEmpty, inputs.emptyMs / 1000);
  }
}

/** Two keys that exclude each other, held down together for so long, are two stuck keys: they need no rule of their own. */
function watchKeys(inputs: Inputs, keys: number, clock: Clock, ledger: Ledger): void {
  const dtMs = clock.dtMs;
  let stuckKeys = 0;
  for (let key = 0; key < keyCount; key++) {
    const bit = 1 << key;
    const downMs = (keys & bit) === 0 ? 0 : (inputs.keysMs[key] ?? 0) + dtMs;
    inputs.keysMs[key] = downMs;
    if (downMs >= remoteLimits.stuckFoundMs) stuckKeys |= bit;
  }
  stuckKeys &= otherKeys;
  if (stuckKeys !== 0) show(ledger, stuck, stuckKeys, 0, clock.nowMs);
  inputs.keys = keys;
}
