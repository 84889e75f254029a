/**
 * The self-test: moves every motor both ways, warms each pad by 3 K, reads every sensor and key, and keeps what
 * it measured beside what is right. It drives through the same carriage, kneader and heater as a massage, under
 * the same guard, so that it tests the chair that people use. Somebody at the service port asks for it.
 */

import { heatLimits, tickMs } from '../../chair/limits.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import { minuteMs } from '../../chair/units.ts';
import type { Goals } from '../goals.ts';
import type { Carriage } from '../motion/carriage.ts';
import type { Kneader } from '../motion/kneader.ts';
import {
  rowOf,
  runSpeedMmPerS,
  type SelfTestName,
  selfTestLimits,
  turnSpeedPerMin,
  turnsEachWay,
  warmByK,
} from './self-test-limits.ts';

const { carriage: rail } = referenceChair;

const phases = [
  'look',
  'find bottom',
  'go up',
  'find top',
  'go down',
  'turn in',
  'turn out',
  'warm lumbar',
  'warm sacral',
  'done',
] as const;
type Phase = (typeof phases)[number];

export interface SelfTest {
  phase: Phase;
  phaseTicks: number;
  done: boolean;
  /** By row of `selfTestLimits`; null until measured, and stays null where the phase timed out. */
  measured: (number | null)[];
  /** The measurement under way: where it began, how long it has lasted, and sums of what is averaged. */
  fromMm: number;
  fromTurns: number;
  fromC: number;
  steadyTicks: number;
  sumA: number;
  camBits: number;
}

export function createSelfTest(): SelfTest {
  return {
    phase: 'done',
    phaseTicks: 0,
    done: true,
    measured: selfTestLimits.map(() => null),
    fromMm: 0,
    fromTurns: 0,
    fromC: 0,
    steadyTicks: 0,
    sumA: 0,
    camBits: 0,
  };
}

/** Full power until the pad is warm enough. */
const hottestC = heatLimits.levelC.high;
/** Timeout of a phase: none takes longer in a sound chair; what it has not measured by then stays unmeasured. */
const phaseMaxTicks = 45_000 / tickMs;
/** Ramps are over by then, so speed and current are measured from there. */
const settledTicks = 1500 / tickMs;
/** Before its target the carriage slows down, and no longer shows its speed. */
const slowingMm = 40;

/** One tick; `first` begins the test anew. Overwrites `goals`. */
export function stepSelfTest(
  test: SelfTest,
  goals: Goals,
  sensors: Sensors,
  carriage: Carriage,
  kneader: Kneader,
  first: boolean,
): void {
  if (first) Object.assign(test, createSelfTest(), { phase: 'look', done: false });
  else test.phaseTicks++;
  goals.carriage.kind = 'still';
  goals.kneader.kind = 'still';
  if (sensors.camNarrow) test.camBits |= 1;
  if (sensors.camMedium) test.camBits |= 2;
  if (sensors.camWide) test.camBits |= 4;
  const over = stepPhase(test, goals, sensors, carriage, kneader);
  if (over || test.phaseTicks >= phaseMaxTicks) nextPhase(test);
}

/** True when the phase has measured what it is for. */
function stepPhase(
  test: SelfTest,
  goals: Goals,
  sensors: Sensors,
  carriage: Carriage,
  kneader: Kneader,
): boolean {
  switch (test.phase) {
    case 'look':
      look(test, sensors);
      return true;
    case 'find bottom':
      goals.kneader.kind = 'width';
      goals.kneader.width = 'wide';
      goals.carriage.kind = kneader.arrived && test.phaseTicks > 0 ? 'bottom' : 'still';
      return found(test, sensors.limitBottom, 'lower limit found');
    case 'go up':
      return run(test, goals, sensors, carriage, rail.pointMaxMm, 'carriage up', 'carriage up, current');
    case 'find top':
      goals.carriage.kind = 'top';
      return found(test, sensors.limitTop, 'upper limit found');
    case 'go down':
      return run(test, goals, sensors, carriage, rail.railMm / 2, 'carriage down', 'carriage down, current');
    case 'turn in':
      return turn(test, goals, sensors, kneader, 1, 'arms inwards', 'arms inwards, current');
    case 'turn out': {
      const turned = turn(test, goals, sensors, kneader, -1, 'arms outwards', 'arms outwards, current');
      const { camBits } = test;
      if (turned)
        test.measured[rowOf['cam sensors seen']] = (camBits & 1) + ((camBits >> 1) & 1) + (camBits >> 2);
      return turned;
    }
    case 'warm lumbar':
      goals.heat.lumbarC = hottestC;
      return warm(
        test,
        sensors.lumbarC,
        sensors.padsA,
        'lumbar pad, 3 K warmer after',
        'lumbar pad, current',
      );
    case 'warm sacral':
      goals.heat.sacralC = hottestC;
      return warm(
        test,
        sensors.sacralC,
        sensors.padsA,
        'sacral pad, 3 K warmer after',
        'sacral pad, current',
      );
    case 'done':
      test.done = true;
      return false;
  }
}

function nextPhase(test: SelfTest): void {
  test.phase = phases[phases.indexOf(test.phase) + 1] ?? 'done';
  test.phaseTicks = -1;
  test.steadyTicks = 0;
  test.sumA = 0;
}

function look(test: SelfTest, sensors: Sensors): void {
  const { measured } = test;
  measured[rowOf.supply] = sensors.supplyV;
  measured[rowOf['room temperature']] = sensors.ambientC;
  measured[rowOf['emergency stop released']] = sensors.emergencyStop ? 0 : 1;
  let keys = 0;
  for (let bits = sensors.keys; bits !== 0; bits >>>= 1) keys += bits & 1;
  measured[rowOf['keys down']] = keys;
  measured[rowOf['seat switch, 1 = taken']] = sensors.seat ? 1 : 0;
}

function found(test: SelfTest, closed: boolean, row: SelfTestName): boolean {
  test.measured[rowOf[row]] = closed ? 1 : 0;
  return closed;
}

/** Goes to a place at a steady speed and measures mean speed and current over the way after the ramp. */
function run(
  test: SelfTest,
  goals: Goals,
  sensors: Sensors,
  carriage: Carriage,
  targetMm: number,
  speedRow: SelfTestName,
  currentRow: SelfTestName,
): boolean {
  goals.carriage.kind = 'goto';
  goals.carriage.targetMm = targetMm;
  goals.carriage.speedMmPerS = runSpeedMmPerS;
  if (test.phaseTicks === settledTicks) test.fromMm = carriage.positionMm;
  const leftMm = Math.abs(targetMm - carriage.positionMm);
  if (test.phaseTicks <= settledTicks || leftMm < slowingMm) return test.phaseTicks > 0 && carriage.arrived;
  test.steadyTicks++;
  test.sumA += sensors.carriageA;
  const seconds = (test.steadyTicks * tickMs) / 1000;
  test.measured[rowOf[speedRow]] = Math.abs(carriage.positionMm - test.fromMm) / seconds;
  test.measured[rowOf[currentRow]] = test.sumA / test.steadyTicks;
  return false;
}

function turn(
  test: SelfTest,
  goals: Goals,
  sensors: Sensors,
  kneader: Kneader,
  direction: number,
  speedRow: SelfTestName,
  currentRow: SelfTestName,
): boolean {
  goals.kneader.kind = 'turn';
  goals.kneader.turnsPerMin = turnSpeedPerMin;
  goals.kneader.direction = direction;
  if (test.phaseTicks <= settledTicks) {
    test.fromTurns = kneader.turns;
    return false;
  }
  test.steadyTicks++;
  test.sumA += sensors.kneaderA;
  const turns = kneader.turns - test.fromTurns;
  test.measured[rowOf[speedRow]] = turns / ((test.steadyTicks * tickMs) / minuteMs);
  test.measured[rowOf[currentRow]] = test.sumA / test.steadyTicks;
  return turns >= turnsEachWay;
}

function warm(
  test: SelfTest,
  elementC: number,
  padsA: number,
  timeRow: SelfTestName,
  currentRow: SelfTestName,
): boolean {
  if (test.phaseTicks === 0) test.fromC = elementC;
  // The switch is on for most of the time; the most that flows is the pad's current.
  if (padsA > test.sumA) test.sumA = padsA;
  test.measured[rowOf[currentRow]] = test.sumA;
  if (!(elementC >= test.fromC + warmByK)) return false;
  test.measured[rowOf[timeRow]] = (test.phaseTicks * tickMs) / 1000;
  return true;
}

/** Whether a row is within its limits; what was never measured is not. */
export function selfTestPasses(test: SelfTest, row: number): boolean {
  const value = test.measured[row];
  const limit = selfTestLimits[row];
  return limit !== undefined && typeof value === 'number' && value >= limit.low && value <= limit.high;
}
