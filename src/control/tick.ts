/**
 * One turn of the control loop, the whole machine on one page:
 *
 *   keys -> session -> sequencer -> carriage, kneader, tapper, heater -> guard -> outputs
 *
 * Promises: the same control state, sensors and time give the same outputs on every machine; the state is one
 * plain value that can be saved, compared and restored. It never touches a clock, a port or a random source.
 */
import { at } from '../chair/assert.ts';
import type { Chair } from '../chair/chair.ts';
import { faultPartOf } from '../chair/fault-part.ts';
import { codesIn, type FaultSet, faultSetOf, overlaps, without } from '../chair/fault-set.ts';
import { type FaultCode, faultIndex } from '../chair/faults.ts';
import { remoteLimits } from '../chair/limits.ts';
import { heatLevels } from '../chair/names.ts';
import { createPower, type Outputs, type Power } from '../chair/outputs.ts';
import type { Sensors } from '../chair/sensors.ts';
import { homingMaxMs, parkingMaxMs, sessionMaxMs } from '../chair/session-limits.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { Plan } from '../program/plan/plan.ts';
import { createSelfTest, type SelfTest, stepSelfTest } from './checks/self-test.ts';
import { selfTestFigures } from './checks/self-test-limits.ts';
import { createSwitchOffTest, type SwitchOffTest, stepSwitchOffTest } from './checks/switch-off-test.ts';
import { elapsedMs, turnTimeMs } from './elapsed.ts';
import { createGoals, type Goals } from './goals.ts';
import {
  activeFaults,
  clearFaults,
  countedSinceEndMm,
  createGuard,
  createGuardContext,
  forgetCountedPlace,
  type Guard,
  type GuardContext,
  guardTick,
  roomLeftMm,
} from './guard/guard.ts';
import { guardLimits } from './guard/limits.ts';
import { createHeater, driveHeater, type Heater, isWarm } from './heat/heater.ts';
import { createRemote, type Remote, stepRemote } from './indicators/remote.ts';
import { consumeStale, createKeys, type Keys, readKeys } from './keys/keys.ts';
import {
  type Carriage,
  createCarriage,
  driveCarriage,
  forgetPerson,
  forgetPlace,
} from './motion/carriage.ts';
import { createKneader, driveKneader, type Kneader } from './motion/kneader.ts';
import { dropRamp } from './motion/ramp.ts';
import { createTapper, driveTapper, type Tapper } from './motion/tapper.ts';
import {
  createOrders,
  createReports,
  createSequencer,
  type Orders,
  plannedMsLeft,
  type Reports,
  rewind,
  type Sequencer,
  sequence,
} from './sequencer/sequencer.ts';
import { highestLevel } from './sequencer/steps.ts';
import { remoteKeys, serviceKeys } from './session/few-keys.ts';
import { createRecovery, type Recovery, watchRecovery } from './session/recovery.ts';
import {
  createSession,
  createSessionInputs,
  type ProgramChoice,
  type Session,
  type SessionInputs,
  type SessionOptions,
  stepSession,
} from './session/session.ts';
import { createUnheardStop, type UnheardStop, watchUnheardStop } from './session/unheard-stop.ts';

interface ControlOptions extends SessionOptions {
  /** What the remote's program key steps through, in this order. */
  programs: readonly Plan[];
}

/** The carriage was driven against something. */
export const blockingFaults = ['E31', 'E32'] as const satisfies readonly FaultCode[];
const blocking = faultSetOf(...blockingFaults);

/** All that a tick remembers. */
export interface Control {
  /** When the last turn took place. */
  turnMs: Milliseconds;
  programs: readonly Plan[];
  /** The chair has a seat switch. */
  readonly knowsSeat: boolean;
  keys: Keys;
  inputs: SessionInputs;
  recovery: Recovery;
  unheardStop: UnheardStop;
  session: Session;
  orders: Orders;
  reports: Reports;
  sequencer: Sequencer;
  goals: Goals;
  carriage: Carriage;
  kneader: Kneader;
  tapper: Tapper;
  heater: Heater;
  switchOffTest: SwitchOffTest;
  selfTest: SelfTest;
  remote: Remote;
  /** What the stages above the guard want; the outputs hold what it allowed. */
  wanted: Power;
  /** Changes `wanted` before the guard sees it, so that a simulation can try the guard alone. Null on a real chair. */
  disturb: ((wanted: Power) => void) | null;
  guard: Guard;
  guardContext: GuardContext;
  /** Number of the session whose program the sequencer is running. */
  sequencedSession: number;
  /** The latched and the shown faults as last passed to the session. */
  toldFaults: FaultSet;
  toldShown: FaultSet;
  /** Active faults whose parts have been named. */
  namedFaults: FaultSet;
}

/** A controller that has just been switched on, of a chair that is off. */
export function createControl(chair: Chair, options: ControlOptions): Control {
  const inputs = createSessionInputs();
  inputs.programs = options.programs.map(choiceOf);
  inputs.heatLevels = heatLevelsOf(chair);
  const knowsSeat = chair.wiring.inputs.seat !== null;
  const keysThere = remoteKeys(chair.wiring.keys);
  const session = createSession({
    ...options,
    maxMs: sessionMaxMs(chair),
    homingMaxMs: homingMaxMs(chair),
    parkingMaxMs: parkingMaxMs(chair),
    asks: !knowsSeat,
    keysThere,
    // Where the place is known by thirds only, a press moves it by one third.
    ...(chair.carriage.edgeMm === null ? { spotStepMm: remoteLimits.spotMaxMm } : {}),
  });
  return {
    turnMs: Number.NaN,
    programs: options.programs,
    knowsSeat,
    keys: createKeys(serviceKeys(keysThere)),
    inputs,
    recovery: createRecovery(),
    unheardStop: createUnheardStop(),
    session,
    orders: createOrders(),
    reports: createReports(),
    sequencer: createSequencer(chair),
    goals: createGoals(chair),
    carriage: createCarriage(chair),
    kneader: createKneader(chair),
    tapper: createTapper(chair),
    heater: createHeater(chair),
    switchOffTest: createSwitchOffTest(chair),
    selfTest: createSelfTest(selfTestFigures(chair)),
    remote: createRemote(),
    wanted: createPower(chair),
    disturb: null,
    guard: createGuard(guardLimits(chair)),
    guardContext: createGuardContext(),
    sequencedSession: session.sessionNumber,
    toldFaults: 0,
    toldShown: 0,
    namedFaults: 0,
  };
}

/** Replaces the programs after one was added or changed; only while no session runs. */
export function setPrograms(control: Control, programs: readonly Plan[]): void {
  if (control.session.inSession) throw new Error('The programs cannot change while a session runs.');
  control.programs = programs;
  control.inputs.programs = programs.map(choiceOf);
  if (control.session.program >= programs.length) control.session.program = 0;
}

/** The program that is running or would run. */
export function currentPlan(control: Control): Plan | undefined {
  return control.programs[control.session.program];
}

/**
 * Ticks are due every 20 ms of chair time, at absolute deadlines; `nowMs` is when this one really runs. Every stage is given
 * the time since its last turn. Writes all of `outputs`.
 */
export function tick(
  control: Control,
  sensors: Sensors,
  dueMs: Milliseconds,
  outputs: Outputs,
  nowMs: Milliseconds = dueMs,
): void {
  const { keys, session, sequencer, goals, wanted, guard } = control;
  const turnMs = turnTimeMs(dueMs, nowMs);
  const dtMs = elapsedMs(control.turnMs, turnMs);
  control.turnMs = turnMs;
  readKeys(keys, sensors.keys, turnMs);
  consumeStale(keys, sensors.link.ageMs);
  tellSession(control, sensors);
  control.inputs.recovery = watchRecovery(
    control.recovery,
    session.faultCode,
    guard.register.faults,
    sensors.link,
    turnMs,
  );
  control.inputs.unheardStop = watchUnheardStop(control.unheardStop, sensors.link.trip, session, dtMs);
  stepSession(session, keys, control.inputs, turnMs);
  forgetWhatIsOver(control);

  if (session.sessionNumber !== control.sequencedSession) {
    control.sequencedSession = session.sessionNumber;
    rewind(sequencer);
    forgetPerson(control.carriage);
  }
  giveOrders(control);
  sequence(sequencer, control.orders, control.reports, currentPlan(control), goals, dtMs);

  if (session.job === 'self-test') {
    const first = sequencer.phaseMs === 0;
    stepSelfTest(
      control.selfTest,
      goals,
      sensors,
      control.carriage,
      control.kneader,
      guard.register,
      first,
      dtMs,
    );
  }
  wanted.carriageDuty = driveCarriage(control.carriage, goals.carriage, sensors, dtMs);
  wanted.kneaderDuty = driveKneader(control.kneader, goals.kneader, sensors, dtMs);
  wanted.tapperDuty = driveTapper(control.tapper, goals.tapper, dtMs);
  driveHeater(control.heater, goals.heat, sensors, wanted, dtMs);
  wanted.motorRelay = session.job !== 'nothing' && session.job !== 'pause';
  if (session.job === 'switch-test')
    stepSwitchOffTest(control.switchOffTest, sensors, wanted, sequencer.phaseMs === 0, dtMs);
  gatherReports(control);

  const context = control.guardContext;
  context.nowMs = nowMs;
  context.dueMs = dueMs;
  context.state = session.state;
  context.selfTest = session.state === 'service' && session.job !== 'nothing';
  context.pressing = session.job === 'massage' && sequencer.now.technique === 'press';
  control.disturb?.(wanted);
  guardTick(guard, wanted, sensors, context, outputs);
  nameParts(control, sensors);
  tellMotors(control, outputs);
  stepRemote(control.remote, session, keys, control.inputs, turnMs, outputs);
}

/** Clears the faults that the session resets, and the carriage's place once it may have changed uncounted. */
function forgetWhatIsOver({ session, sequencer, guard, carriage }: Control): void {
  if (session.resetFaults) {
    if (overlaps(guard.register.faults, blocking)) sequencer.blockedWay = guard.counts.carriage.direction;
    clearFaults(guard);
  }
  if (session.forgetPlace) {
    forgetPlace(carriage);
    forgetCountedPlace(guard);
  }
}

/** Tells the motors what the guard gave: power that it held back must not return as a jump. */
function tellMotors({ carriage, kneader, tapper, wanted, guard }: Control, given: Readonly<Power>): void {
  if (given.carriageDuty !== wanted.carriageDuty) dropRamp(carriage.ramp);
  if (given.kneaderDuty !== wanted.kneaderDuty) dropRamp(kneader.ramp);
  tapper.duty = given.tapperDuty;
  carriage.roomMm = roomLeftMm(guard);
  carriage.countedMm = countedSinceEndMm(guard);
}

/** Bits of the heat levels: off, and each level that at least one of the pads earns. */
function heatLevelsOf({ pads }: Chair): number {
  const earned = pads.flatMap(({ levels }) => levels.map((level) => 1 << heatLevels.indexOf(level)));
  return earned.reduce((bits, bit) => bits | bit, 1);
}

function choiceOf(plan: Plan): ProgramChoice {
  const first = plan.steps[0];
  return { id: plan.program, plannedMs: plan.plannedMs, heat: first === undefined ? 0 : highestLevel(first) };
}

/** Fills in what the session reads, mostly results of the last tick. */
function tellSession(control: Control, sensors: Sensors): void {
  const { inputs, sequencer, guard } = control;
  // Without a seat switch the seat counts as taken.
  inputs.seat = sensors.seat || !control.knowsSeat;
  inputs.emergencyStop = sensors.emergencyStop;
  inputs.jobDone = sequencer.done;
  inputs.placeKnown = control.carriage.known;
  if (control.session.inSession) {
    const plan = currentPlan(control);
    if (plan !== undefined) {
      inputs.programLeftMs = plannedMsLeft(sequencer, plan);
      inputs.stepHeat = sequencer.now.technique === 'none' ? -1 : sequencer.now.heatLevel;
    }
  } else {
    inputs.stepHeat = -1;
  }
  const { faults, shown } = guard.register;
  if (faults !== control.toldFaults || shown !== control.toldShown) {
    control.toldFaults = faults;
    control.toldShown = shown;
    inputs.faultLatched = faults !== 0;
    inputs.faultCode = firstCode(faults, guard.register.atMs);
    inputs.warningCode = firstCode(shown, guard.register.atMs);
  }
}

/** The fault that came first; of several in one tick, the first in the table. */
function firstCode(set: FaultSet, atMs: readonly number[]): FaultCode | 'none' {
  let first: FaultCode | 'none' = 'none';
  let firstMs = Number.POSITIVE_INFINITY;
  for (const code of codesIn(set)) {
    const cameMs = at(atMs, faultIndex(code), 'time of a fault');
    if (cameMs >= firstMs) continue;
    first = code;
    firstMs = cameMs;
  }
  return first;
}

/** Names the part of each new fault while the readings that showed it are still at hand. */
function nameParts(control: Control, sensors: Sensors): void {
  const { guard, inputs, heater, wanted } = control;
  const active = activeFaults(guard);
  if (active === control.namedFaults) return;
  const { parts, values } = guard.register;
  for (const code of codesIn(without(active, control.namedFaults))) {
    const index = faultIndex(code);
    inputs.faultParts[index] = faultPartOf({
      code,
      partNumber: at(parts, index, 'fault'),
      value: at(values, index, 'fault'),
      sensors,
      carriageDuty: wanted.carriageDuty,
      pads: heater.pads,
    });
  }
  control.namedFaults = active;
}

function giveOrders(control: Control): void {
  const { orders, session } = control;
  orders.job = session.job;
  orders.speedShift = session.speedShift + session.gentleShift;
  orders.heatLevel = session.heatLevel;
  orders.heatMost = session.heatMost;
  orders.heatAllowed = session.heatAllowed;
  orders.spotMm = session.spotMm;
}

/** What the stages report on this tick's goals, for the next tick. */
function gatherReports(control: Control): void {
  const { reports, carriage, kneader, heater, goals } = control;
  reports.carriageArrived = carriage.arrived;
  reports.carriageMm = carriage.positionMm;
  reports.widthReached = kneader.arrived;
  reports.widthMissed = kneader.missed;
  reports.kneaderTurns = kneader.turns;
  reports.spotMs = control.guard.counts.spot.hereMs;
  reports.warm = isWarm(heater, goals.heat);
  reports.switchOffTestDone = control.switchOffTest.done;
  reports.selfTestDone = control.selfTest.done;
}
