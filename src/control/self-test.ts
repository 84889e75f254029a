/**
 * The self-test: moves every motor both ways, warms each pad by 3 K, reads every sensor and key, and keeps what
 * it measured beside what is right. It drives through the same carriage, kneader and heater as a massage, under
 * the same guard, so that what it proves is the chair that people use. Somebody at the service port asks for it.
 */
import { heatLevels } from '../chair/names.ts';
import type { Sensors } from '../chair/sensors.ts';
import { referenceChair } from '../chair/specification.ts';
import type { Carriage } from './carriage.ts';
import type { Goals } from './goals.ts';
import type { Kneader } from './kneader.ts';

const { carriage: rail, kneader: arms, pads, supply, tickMs } = referenceChair;

export interface SelfTestLimit {
  readonly name: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

const runSpeedMmPerS = 30;
const turnSpeed = arms.speedsTurnsPerMin[3];
const turnsEachWay = 4;
const warmByK = 3;
const { part } = pads.tolerance;
/** At full power the element rises by power / capacity; both may be 30 % off, and the heater pauses to look. */
const slowestRiseKPerS = (pads.nominalW * (1 - part)) / (pads.elementJPerK * (1 + part));
const padA = pads.nominalW / pads.nominalV;

/** What is measured, and within which limits the chair is well. */
export const selfTestLimits = [
  { name: 'supply', unit: 'V', low: supply.warnLowV, high: supply.warnHighV },
  { name: 'room temperature', unit: 'C', low: -10, high: 50 },
  { name: 'emergency stop released', unit: '', low: 1, high: 1 },
  { name: 'keys down', unit: '', low: 0, high: 0 },
  { name: 'seat switch, 1 = taken', unit: '', low: 0, high: 1 },
  { name: 'lower limit found', unit: '', low: 1, high: 1 },
  { name: 'upper limit found', unit: '', low: 1, high: 1 },
  { name: 'carriage up', unit: 'mm/s', low: 0.9 * runSpeedMmPerS, high: 1.1 * runSpeedMmPerS },
  { name: 'carriage up, current', unit: 'A', low: 0.2, high: 1.5 },
  { name: 'carriage down', unit: 'mm/s', low: 0.9 * runSpeedMmPerS, high: 1.1 * runSpeedMmPerS },
  { name: 'carriage down, current', unit: 'A', low: 0.2, high: 1.5 },
  { name: 'arms inwards', unit: '1/min', low: 0.9 * turnSpeed, high: 1.1 * turnSpeed },
  { name: 'arms inwards, current', unit: 'A', low: 0.4, high: 2 },
  { name: 'arms outwards', unit: '1/min', low: 0.9 * turnSpeed, high: 1.1 * turnSpeed },
  { name: 'arms outwards, current', unit: 'A', low: 0.4, high: 2 },
  { name: 'cam sensors seen', unit: '', low: 3, high: 3 },
  { name: 'lumbar pad, 3 K warmer after', unit: 's', low: 1, high: (2 * warmByK) / slowestRiseKPerS },
  { name: 'lumbar pad, current', unit: 'A', low: padA * (1 - 1.2 * part), high: padA * (1 + 1.2 * part) },
  { name: 'sacral pad, 3 K warmer after', unit: 's', low: 1, high: (2 * warmByK) / slowestRiseKPerS },
  { name: 'sacral pad, current', unit: 'A', low: padA * (1 - 1.2 * part), high: padA * (1 + 1.2 * part) },
] as const satisfies readonly SelfTestLimit[];

/** Index of the row a measurement belongs to. */
const rowOf = Object.fromEntries(selfTestLimits.map(({ name }, index) => [name, index])) as Record<
  (typeof selfTestLimits)[number]['name'],
  number
>;

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
  /** By row of `selfTestLimits`; NaN until measured, and for ever where the phase ran out of time. */
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

/** No phase takes longer in a chair that is well; one that does is left with what it has not measured. */
const phaseMaxTicks = 45_000 / tickMs;
/** Ramps are over by then, so speed and current are measured from there. */
const settledTicks = 1500 / tickMs;

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

const hottestC = pads.levelC[heatLevels[3]];

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

function found(test: SelfTest, closed: boolean, row: keyof typeof rowOf): boolean {
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
  speedRow: keyof typeof rowOf,
  currentRow: keyof typeof rowOf,
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

/** Before its target the carriage slows down. */
const slowingMm = 40;

function turn(
  test: SelfTest,
  goals: Goals,
  sensors: Sensors,
  kneader: Kneader,
  direction: number,
  speedRow: keyof typeof rowOf,
  currentRow: keyof typeof rowOf,
): boolean {
  goals.kneader.kind = 'turn';
  goals.kneader.turnsPerMin = turnSpeed;
  goals.kneader.direction = direction;
  if (test.phaseTicks <= settledTicks) {
    test.fromTurns = kneader.turns;
    return false;
  }
  test.steadyTicks++;
  test.sumA += sensors.kneaderA;
  const turns = kneader.turns - test.fromTurns;
  test.measured[rowOf[speedRow]] = turns / ((test.steadyTicks * tickMs) / 60_000);
  test.measured[rowOf[currentRow]] = test.sumA / test.steadyTicks;
  return turns >= turnsEachWay;
}

function warm(
  test: SelfTest,
  elementC: number,
  padsA: number,
  timeRow: keyof typeof rowOf,
  currentRow: keyof typeof rowOf,
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
