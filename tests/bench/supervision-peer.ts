/**
 * The peer of the heat supervision: the rule most 3D printers trust (`verify_heater` of their best-known host,
 * written after its documentation) with its thermostat, in its own terms: a target, a reading, once a second.
 */
import type { Celsius } from '../../src/chair/units.ts';

export interface VerifyHeater {
  approaching: boolean;
  starting: boolean;
  errorKs: number;
  lastTargetC: Celsius;
  goalC: Celsius;
  goalS: number;
}

/** Its usual settings. */
const hysteresisK = 5;
const maxErrorKs = 120;
const heatingGainK = 2;
const checkGainS = 20;

export function createVerifyHeater(): VerifyHeater {
  return { approaching: false, starting: false, errorKs: 0, lastTargetC: 0, goalC: 0, goalS: 0 };
}

/** Once a second; true when it would shut the printer down. */
export function verifyHeater(
  check: VerifyHeater,
  nowS: number,
  readingC: Celsius,
  targetC: Celsius,
): boolean {
  if (readingC >= targetC - hysteresisK || targetC <= 0) {
    check.approaching = false;
    check.starting = false;
    if (readingC <= targetC + hysteresisK) check.errorKs = 0;
    check.lastTargetC = targetC;
    return false;
  }
  check.errorKs += targetC - hysteresisK - readingC;
  if (!check.approaching) {
    if (targetC !== check.lastTargetC) {
      check.approaching = true;
      check.starting = true;
      check.goalC = readingC + heatingGainK;
      check.goalS = nowS + checkGainS;
    } else if (check.errorKs >= maxErrorKs) {
      return true;
    }
  } else if (readingC >= check.goalC) {
    check.starting = false;
    check.errorKs = 0;
    check.goalC = readingC + heatingGainK;
    check.goalS = nowS + checkGainS;
  } else if (nowS >= check.goalS) {
    check.approaching = false;
  } else if (check.starting) {
    check.goalC = Math.min(check.goalC, readingC + heatingGainK);
  }
  check.lastTargetC = targetC;
  return false;
}
