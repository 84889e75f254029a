/**
 * The self-test: moves every motor both ways, warms each pad by 3 K, reads every sensor and key, and keeps each
 * measured value beside its limits. It drives through the same carriage, kneader and heater code as a massage, under
 * the same guard, so that it tests the chair that people use. It is requested at the service port. Phases that a fault
 * prevents are left out, with the reason, and the rest is run.
 */
import { at } from '../../chair/assert.ts';
import { camBits, type Sensors } from '../../chair/sensors.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';
import type { Goals } from '../goals.ts';
import type { FaultRegister } from '../guard/register.ts';
import type { Carriage } from '../motion/carriage.ts';
import type { Kneader } from '../motion/kneader.ts';
import {
  padRowsOf,
  rowOf,
  type SelfTestFigures,
  type SelfTestName,
  turnsEachWay,
  warmByK,
} from './self-test-limits.ts';
import {
  armWithinMs,
  blockedBy,
  type Phase,
  type Preconditions,
  rowsOfPhase,
} from './self-test-preconditions.ts';

/** The carriage starts from the end that has a switch. */
const fromBottom: readonly Phase[] = ['find bottom', 'go up', 'find top', 'go down'];
const fromTop: readonly Phase[] = ['find top', 'go down', 'go up'];

const phasesOf = ({ openEnd }: SelfTestFigures): readonly Phase[] => [
  'look',
  ...(openEnd < 0 ? fromTop : fromBottom),
  'turn in',
  'turn out',
  'tap',
  'warm pads',
  'done',
];

export interface SelfTest {
  readonly figures: SelfTestFigures;
  phase: Phase;
  /** Time since the phase began: 0 in its first turn, negative before. */
  phaseMs: Milliseconds;
  /** The pad that `warm pads` is warming; it takes one after the other. */
  pad: number;
  done: boolean;
  /** By row of the figures' limits; null until measured, and stays null where the phase timed out. */
  measured: (number | null)[];
  /** By the same rows: why the value was not measured, or empty. */
  notRun: string[];
  /** How long the controller has been off. */
  trippedMs: Milliseconds;
  /** The current measurement: where it began, how long it has lasted, and sums for the averages. */
  fromMm: number;
  fromTurns: number;
  fromC: number;
  steadyMs: Milliseconds;
  sumA: number;
  cams: number;
}

export function createSelfTest(figures: SelfTestFigures): SelfTest {
  return {
    figures,
    phase: 'done',
    phaseMs: 0,
    pad: 0,
    done: true,
    measured: figures.limits.map(() => null),
    notRun: figures.limits.map(() => ''),
    trippedMs: 0,
    fromMm: 0,
    fromTurns: 0,
    fromC: 0,
    steadyMs: 0,
    sumA: 0,
    cams: 0,
  };
}

/** How long motors without a sensor run, so that somebody can see and hear them. */
const blindMs = 4000;
const tapSpeed = 3;
/** Timeout of a phase: none takes longer in a sound chair. Values not measured by then stay unmeasured. */
const phaseMaxMs = 45_000;
/** Speed and current are measured from this time into the phase, when the ramps are over. */
const settledMs = 1500;
/** Not measured this close to the target, where the carriage slows down. */
const slowingMm = 40;

/** One turn, `dtMs` after the last one; `first` begins the test anew. Overwrites `goals`. */
export function stepSelfTest(
  test: SelfTest,
  goals: Goals,
  sensors: Sensors,
  carriage: Carriage,
  kneader: Kneader,
  register: FaultRegister,
  first: boolean,
  dtMs: Milliseconds,
): void {
  if (first) Object.assign(test, createSelfTest(test.figures), { phase: 'look', done: false });
  else test.phaseMs = test.phaseMs < 0 ? 0 : test.phaseMs + dtMs;
  goals.carriage.kind = 'still';
  goals.kneader.kind = 'still';
  test.cams |= camBits(sensors);
  const { trip } = sensors.link;
  test.trippedMs = trip === 0 ? 0 : test.trippedMs + dtMs;
  if (leaveOut(test, { register, trip: test.trippedMs >= armWithinMs ? trip : 0 })) return;
  const over = isAbsent(test) || stepPhase(test, goals, sensors, carriage, kneader, dtMs);
  if (!over && test.phaseMs < phaseMaxMs) return;
  if (!over) noteNotRun(test, `not within ${phaseMaxMs / 1000} s`);
  nextPhase(test);
}

/** Skips a phase that cannot be run, discarding what it has measured so far; its rows get the reason. */
function leaveOut(test: SelfTest, preconditions: Preconditions): boolean {
  const padMissing = test.phase === 'warm pads' && test.pad >= test.figures.padCount;
  const why = padMissing ? '' : blockedBy(test.phase, test.pad, preconditions);
  if (why === '') return false;
  for (const row of rowsOfPhase(test.phase, test.pad)) test.measured[row] = null;
  noteNotRun(test, why);
  nextPhase(test);
  return true;
}

/** The chair lacks the part that the phase is for or, for carriage and pads, the sensors of all its rows. */
function isAbsent({ phase, pad, figures: { limits, padCount } }: SelfTest): boolean {
  if (phase === 'warm pads' && pad >= padCount) return true;
  const rows = rowsOfPhase(phase, pad);
  const unseen = (row: number) => at(limits, row, 'row').unseen;
  if (rows.length === 0 || phase.startsWith('turn') || phase === 'tap')
    return rows.length > 0 && rows.every((row) => unseen(row) === null);
  return rows.every((row) => unseen(row) !== '');
}

function noteNotRun(test: SelfTest, why: string): void {
  for (const row of rowsOfPhase(test.phase, test.pad))
    if (test.measured[row] === null) test.notRun[row] = why;
}

/** True once the phase has measured all it is for. */
function stepPhase(
  test: SelfTest,
  goals: Goals,
  sensors: Sensors,
  carriage: Carriage,
  kneader: Kneader,
  dtMs: Milliseconds,
): boolean {
  switch (test.phase) {
    case 'look':
      look(test, sensors);
      return true;
    case 'find bottom':
      armsWide(test, goals, kneader, 'bottom');
      return found(test, sensors.limitBottom, 'lower limit found');
    case 'go up':
      return run(
        test,
        goals,
        sensors,
        carriage,
        dtMs,
        test.figures.upMm,
        'carriage up',
        'carriage up, current',
      );
    case 'find top':
      if (test.figures.openEnd < 0) armsWide(test, goals, kneader, 'top');
      else goals.carriage.kind = 'top';
      return found(test, sensors.limitTop, 'upper limit found');
    case 'go down':
      return run(
        test,
        goals,
        sensors,
        carriage,
        dtMs,
        test.figures.downMm,
        'carriage down',
        'carriage down, current',
      );
    case 'turn in':
      return turn(test, goals, sensors, kneader, dtMs, 1, 'arms inwards', 'arms inwards, current');
    case 'turn out': {
      const turned = turn(test, goals, sensors, kneader, dtMs, -1, 'arms outwards', 'arms outwards, current');
      const { cams } = test;
      if (turned && at(test.figures.limits, rowOf['cam sensors seen'], 'row').unseen === '')
        test.measured[rowOf['cam sensors seen']] = (cams & 1) + ((cams >> 1) & 1) + (cams >> 2);
      return turned;
    }
    case 'tap':
      return tap(test, goals, sensors);
    case 'warm pads':
      return test.pad >= test.figures.padCount || warm(test, goals, sensors);
    case 'done':
      test.done = true;
      return false;
  }
}

/** Moves the arms out of the way first, then sends the carriage to an end. */
function armsWide(test: SelfTest, goals: Goals, kneader: Kneader, end: 'bottom' | 'top'): void {
  goals.kneader.kind = 'width';
  goals.kneader.width = 'wide';
  goals.carriage.kind = kneader.arrived && test.phaseMs > 0 ? end : 'still';
}

function nextPhase(test: SelfTest): void {
  const phases = phasesOf(test.figures);
  if (test.phase === 'warm pads') test.pad++;
  if (test.phase !== 'warm pads' || test.pad >= test.figures.padCount)
    test.phase = phases[phases.indexOf(test.phase) + 1] ?? 'done';
  test.phaseMs = -1;
  test.steadyMs = 0;
  test.sumA = 0;
}

function look(test: SelfTest, sensors: Sensors): void {
  const { measured } = test;
  measure(test, 'supply', sensors.supplyV);
  measure(test, 'room temperature', sensors.ambientC);
  measure(test, 'emergency stop released', sensors.emergencyStop ? 0 : 1);
  let keys = 0;
  for (let bits = sensors.keys; bits !== 0; bits >>>= 1) keys += bits & 1;
  measured[rowOf['keys down']] = keys;
  measure(test, 'seat switch, 1 = taken', sensors.seat ? 1 : 0);
  for (const [pad, { elementC }] of sensors.pads.entries()) {
    const { element } = padRowsOf(pad);
    if (at(test.figures.limits, element, 'row').unseen === '') measured[element] = elementC;
  }
  for (const { pad, row } of test.figures.surfaces) measured[row] = at(sensors.pads, pad, 'pad').surfaceC;
}

function found(test: SelfTest, closed: boolean, row: SelfTestName): boolean {
  measure(test, row, closed ? 1 : 0);
  return closed;
}

/** Sends the carriage to a place at a steady speed; measures mean speed and current between the ramps. */
function run(
  test: SelfTest,
  goals: Goals,
  sensors: Sensors,
  carriage: Carriage,
  dtMs: Milliseconds,
  targetMm: number,
  speedRow: SelfTestName,
  currentRow: SelfTestName,
): boolean {
  if (test.figures.timed) return runByTime(test, goals, sensors, dtMs, speedRow, currentRow);
  goals.carriage.kind = 'goto';
  goals.carriage.targetMm = targetMm;
  goals.carriage.speedMmPerS = test.figures.runSpeedMmPerS;
  if (test.phaseMs <= settledMs) test.fromMm = carriage.positionMm;
  const leftMm = Math.abs(targetMm - carriage.positionMm);
  if (test.phaseMs <= settledMs || leftMm < slowingMm) return test.phaseMs > 0 && carriage.arrived;
  test.steadyMs += dtMs;
  test.sumA += sensors.carriageA * dtMs;
  const seconds = test.steadyMs / 1000;
  measure(test, speedRow, Math.abs(carriage.positionMm - test.fromMm) / seconds);
  measure(test, currentRow, test.sumA / test.steadyMs);
  return false;
}

/** Runs the carriage from end to end; the time during which neither limit switch is closed gives the speed. */
function runByTime(
  test: SelfTest,
  goals: Goals,
  sensors: Sensors,
  dtMs: Milliseconds,
  speedRow: SelfTestName,
  currentRow: SelfTestName,
): boolean {
  const up = speedRow === 'carriage up';
  goals.carriage.kind = up ? 'top' : 'bottom';
  if (!sensors.limitBottom && !sensors.limitTop) {
    test.steadyMs += dtMs;
    test.sumA += sensors.carriageA * dtMs;
  }
  if (!(up ? sensors.limitTop : sensors.limitBottom) || test.steadyMs === 0) return false;
  measure(test, speedRow, (test.figures.railMm * 1000) / test.steadyMs);
  measure(test, currentRow, test.sumA / test.steadyMs);
  return true;
}

/** Keeps the value if the chair has a sensor for it. */
function measure(test: SelfTest, name: SelfTestName, value: number): void {
  if (at(test.figures.limits, rowOf[name], 'row').unseen === '') test.measured[rowOf[name]] = value;
}

function tap(test: SelfTest, goals: Goals, sensors: Sensors): boolean {
  goals.tapper.speed = tapSpeed;
  goals.tapper.rhythm = 'steady';
  const { tapperA = 0 } = sensors;
  if (tapperA > test.sumA) test.sumA = tapperA;
  measure(test, 'tapper, current', test.sumA);
  return test.phaseMs >= blindMs;
}

function turn(
  test: SelfTest,
  goals: Goals,
  sensors: Sensors,
  kneader: Kneader,
  dtMs: Milliseconds,
  direction: number,
  speedRow: SelfTestName,
  currentRow: SelfTestName,
): boolean {
  goals.kneader.kind = 'turn';
  goals.kneader.turnsPerMin = test.figures.turnSpeedPerMin;
  goals.kneader.direction = direction;
  if (test.phaseMs <= settledMs) {
    test.fromTurns = kneader.turns;
    return false;
  }
  test.steadyMs += dtMs;
  test.sumA += sensors.kneaderA * dtMs;
  const turns = kneader.turns - test.fromTurns;
  measure(test, speedRow, turns / (test.steadyMs / minuteMs));
  measure(test, currentRow, test.sumA / test.steadyMs);
  const blind = at(test.figures.limits, rowOf[speedRow], 'row').unseen !== '';
  return blind ? test.steadyMs >= blindMs : turns >= turnsEachWay;
}

function warm(test: SelfTest, goals: Goals, { pads, padsA }: Sensors): boolean {
  const { elementC } = at(pads, test.pad, 'pad');
  goals.heat[test.pad] = at(test.figures.warmestC, test.pad, 'pad');
  if (test.phaseMs === 0) test.fromC = elementC;
  // The switch is on most of the time, so the highest reading is the pad's current.
  if (padsA > test.sumA) test.sumA = padsA;
  const { current } = padRowsOf(test.pad);
  if (at(test.figures.limits, current, 'row').unseen === '') test.measured[current] = test.sumA;
  if (!(elementC >= test.fromC + warmByK)) return false;
  test.measured[padRowsOf(test.pad).warm] = test.phaseMs / 1000;
  return true;
}

/** Whether a row is within its limits. A row that was not measured fails, unless this chair cannot measure it. */
export function selfTestPasses(test: SelfTest, row: number): boolean {
  const value = test.measured[row];
  const limit = test.figures.limits[row];
  if (limit !== undefined && limit.unseen !== '') return true;
  return limit !== undefined && typeof value === 'number' && value >= limit.low && value <= limit.high;
}
