/**
 * Judges the invariants once a tick on the plant's true state. It knows the injected faults, but nothing of how
 * the guard works. Allocates nothing while all is well.
 */
import type { Chair } from '../../src/chair/chair.ts';
import {
  codesIn,
  type FaultSet,
  faultSetOf,
  hasFault,
  overlaps,
  union,
  without,
} from '../../src/chair/fault-set.ts';
import { sessionLimits, tickMs } from '../../src/chair/limits.ts';
import type { SessionState } from '../../src/chair/names.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import { latchedFaults } from '../../src/control/latched-faults.ts';
import type { Simulation } from '../chair/simulation.ts';
import type { Plant } from '../plant/plant.ts';
import type { RoughKind } from '../rough/kinds.ts';
import type { FaultOrder } from '../scenario/scenario.ts';
import { type Alone, isAlone } from './alone.ts';
import {
  type Bounds,
  blindMsOf,
  createBounds,
  crossedMs,
  homingMostMs,
  isFault,
  keyStretchMs,
  motorsUnstoppable,
  noteFault,
  parkingMostMs,
  pressedMs,
  stillMistaken,
  stretchMs,
} from './bounds.ts';
import { forget } from './forgotten.ts';
import type { InvariantName } from './invariants.ts';
import { forgetStall, judgeEnds } from './judge-ends.ts';
import { createHeatJudge, exemptPads, type HeatJudge, heatsAny, judgeHeat, stillHot } from './judge-heat.ts';
import { accusing, createReport, judgeReport } from './judge-report.ts';
import { leftToTest, nothing, selfTests } from './judge-self-test.ts';
import { createTurnsJudge, judgeTurns, type TurnsJudge } from './judge-turns.ts';
import { anyPowered, isToldToStop, moving } from './motors.ts';
import type { Report } from './report-row.ts';
import {
  createRuns,
  type MotorRuns,
  runsMaxMs,
  runsUnseenMs,
  type SafetyCase,
  safetyCaseOf,
} from './safety-case.ts';
import { countSpots, createSpots, type Spots, worksSpot } from './spots.ts';
import { isEnd } from './stuck.ts';

export interface Violation {
  readonly invariant: InvariantName;
  readonly detail: string;
  readonly atMs: number;
}

/** The judge's state. Its times, ms, say how long something has been so, summed over what comes and goes. */
export interface Judge {
  readonly bounds: Bounds;
  spots: Spots;
  /** What the chair's safety case promises. */
  readonly promised: SafetyCase;
  readonly homingMostMs: Milliseconds;
  readonly parkingMostMs: Milliseconds;
  runs: MotorRuns;
  /** Watches that the only fault of a run is reported; null if there are more, or none. */
  report: Report | null;
  /** How late the host's view and orders may be in this world; the faults' share is in `stretchMs`. */
  readonly blindMs: number;
  /** How long a healthy chair may press against an end of its rail. */
  readonly pressedMs: Milliseconds;
  stretchMs: number;
  keyWithinMs: Milliseconds;
  readonly crossedMs: Milliseconds;
  /** Time within which everything stands once it must rest. */
  readonly stillMs: Milliseconds;
  motorsExempt: boolean;
  readonly heat: HeatJudge;
  restMs: number;
  /** Self-tests that the chair has acknowledged, and until when the last may move it. */
  selfTests: number;
  testingUntilMs: number;
  intoLimitMs: number;
  turns: TurnsJudge;
  intoEndMs: number;
  sessionMs: number;
  stateMs: number;
  faultedMs: number;
  /** When the mains came back. */
  mainsMs: number;
  /** The host's starts so far. */
  starts: number;
  keyMs: number;
  /** When it last left off, ready or fault. */
  begunMs: Milliseconds;
  readonly alone: Alone;
  spotMs: number;
  state: SessionState;
  faults: FaultSet;
  violation: Violation | null;
}

/**
 * `alone` is the only fault of the run, if there is exactly one; `rough`, the kinds of roughness of its world; `late`:
 * reports may be late, from roughness, host or line; `timed`: whether it is judged when they come.
 */
export function createJudge(
  chair: Chair,
  alone: FaultOrder | null = null,
  rough: readonly RoughKind[] = [],
  late = rough.length > 0,
  timed = true,
): Judge {
  const blindMs = blindMsOf(rough);
  const bounds = createBounds(chair);
  const promised = safetyCaseOf(chair);
  return {
    bounds,
    spots: createSpots(),
    promised,
    homingMostMs: homingMostMs(chair.carriage),
    parkingMostMs: parkingMostMs(chair.carriage),
    runs: createRuns(),
    report: alone === null ? null : createReport(chair, alone, late, timed),
    blindMs,
    pressedMs: pressedMs(rough, chair.carriage),
    stretchMs: blindMs,
    keyWithinMs: keyWithinMs + blindMs,
    crossedMs: crossedMs(chair.carriage, promised.endMs),
    stillMs: Math.max(stillMs, coastsMs(chair.carriage)),
    motorsExempt: false,
    heat: createHeatJudge(chair, bounds, promised),
    restMs: 0,
    selfTests: 0,
    testingUntilMs: 0,
    intoLimitMs: 0,
    turns: createTurnsJudge(),
    intoEndMs: 0,
    sessionMs: 0,
    stateMs: 0,
    faultedMs: 0,
    mainsMs: Number.NEGATIVE_INFINITY,
    starts: 1,
    keyMs: 10_000,
    begunMs: 0,
    alone: { forMs: 0 },
    spotMs: 0,
    state: 'off',
    faults: 0,
    violation: null,
  };
}

/** A motor must be without power, and standing, within this time after it must be off. */
const powerlessMs = 100;
const stillMs = sessionLimits.stillWithinMs;
/** How long a carriage may coast by its file: without power only its own friction brakes it. */
function coastsMs({ coastMm, fullSpeedUpMmPerS, fullSpeedDownMmPerS }: Chair['carriage']): Milliseconds {
  return powerlessMs + (2000 * coastMm.max) / Math.min(fullSpeedUpMmPerS, fullSpeedDownMmPerS);
}
/** A fault of heat alone lets the motors come to rest gently for 0.5 s; then they coast. */
const afterFaultMs = 1100;
/** A motion follows its key within this time: some keys act on release. */
const keyWithinMs = 300;
/** How long after its key a request to arm the chip is repeated, and two ticks for its answer. */
const answersWithinMs = 340;
/** How long after power-on host and chip, starting together, may miss each other in a chair that is off. */
const startingMaxMs = 5000;
/** The faults that a link which is back takes with it. */
const linkFaults = faultSetOf('E51', 'E55');
const startFaults = faultSetOf('E11', 'E51', 'E55');
/** Time that a session takes beyond its 30 min: the switch-off-path test, over a slow line, and a tick. */
const sessionSlackMs = 3000;
const never = Number.POSITIVE_INFINITY;
const spotEveryMs = 100;
/** The ramps at either end of a time of kneading, and the arms that close before a press. */
const spotSlackMs = 5000;

/** States in which no motor may have power. */
const atRest: Readonly<Record<SessionState, boolean>> = {
  off: true,
  homing: false,
  ready: true,
  running: false,
  paused: true,
  parking: false,
  fault: true,
  service: true,
};

/** To be called with each fault before it is injected or cleared. */
export function judgeFault(judge: Judge, order: FaultOrder, nowMs: Milliseconds): void {
  const { bounds } = judge;
  noteFault(bounds, order);
  if (order.name === 'power' && !isFault(order)) startJudgingAnew(judge, nowMs);
  // An end whose switch was open meanwhile is learned again: docs/safety.md.
  if (bounds.crossed && order.name.startsWith('limit.')) learnAnew(judge, 0);
  judge.stretchMs = judge.blindMs + stretchMs(bounds);
  judge.motorsExempt = motorsUnstoppable(bounds);
  exemptPads(judge.heat);
  judge.keyWithinMs = keyWithinMs + keyStretchMs(bounds, judge.blindMs);
  if (judge.report !== null && judge.report.name === order.name) judge.report.active = isFault(order);
}

/** The mains are back: a chair that has forgotten what it knew of its ends has their bounds again in full. */
function startJudgingAnew(judge: Judge, nowMs: Milliseconds): void {
  judge.mainsMs = nowMs;
  judge.turns = createTurnsJudge();
  const { faults, crossed } = judge.bounds;
  // Only what had not been found yet is forgotten when the mains go: docs/safety.md.
  if (faults > 0 && !crossed && judge.faults !== 0) return;
  judge.intoEndMs = 0;
  judge.intoLimitMs = 0;
  if (crossed) learnAnew(judge, 0);
}

/** A host that was killed has forgotten what crossed wires taught it, as after the mains: docs/safety.md. */
function noteStart(judge: Judge, { starts, board, options }: Simulation): void {
  if (starts === judge.starts) return;
  judge.starts = starts;
  const { bounds, promised } = judge;
  if (!bounds.crossed) return;
  const { carriageMm } = board.plant;
  const atEnd = carriageMm <= 0 || carriageMm >= options.chair.carriage.railMm;
  // With swapped motors, driving into that end looks like a stalled kneader, and has the bound of one.
  const stalls = bounds.present.has('wires.motors') && atEnd;
  learnAnew(judge, stalls ? (promised.kneaderStallMs ?? runsMaxMs) : 0);
}

function learnAnew(judge: Judge, stallMs: Milliseconds): void {
  judge.intoEndMs = -stallMs;
  judge.intoLimitMs = -stallMs - judge.crossedMs;
}

/** Called after each tick. The first violation of a run is the one that counts. */
export function judgeTick(judge: Judge, simulation: Simulation): Violation | null {
  const { board, control } = simulation;
  const { plant } = board;
  const begins = simulation.starts !== judge.starts;
  forget(judge.bounds.forgotten, judge, simulation);
  noteStart(judge, simulation);
  const hostAlive = simulation.hadTurn && !simulation.hostLost;
  // A hung host keeps its state; a killed one, or one without power, has lost it.
  const state = hostAlive ? control.session.state : simulation.hostLost ? 'off' : judge.state;
  judgeState(judge, state, hostAlive, plant, simulation);
  judgeMotors(judge, state, hostAlive, plant, simulation);
  judge.heat.stretchMs = judge.stretchMs;
  const hot = judgeHeat(judge.heat, plant);
  if (hot !== null) violate(judge, hot.invariant, hot.detail, simulation);
  // A host that misses its turns keeps its faults, too.
  const faults = hostAlive ? latchedFaults(control) : simulation.hostLost ? 0 : judge.faults;
  // A software mistake leaves only its own code, whatever was latched before; a disk that takes no writes keeps no code.
  const ended = hasFault(faults, 'E58') || (begins && judge.bounds.forgotten.diskFull);
  const forgotten = hostAlive && !ended ? without(without(judge.faults, faults), linkFaults) : 0;
  if (forgotten !== 0 && judge.keyMs > judge.keyWithinMs) {
    violate(judge, 'forgets a fault', textOf(forgotten), simulation);
  }
  if (forgotten !== 0) forgetStall(judge, simulation.options.chair.carriage);
  judgeFaults(judge, faults, plant, simulation);
  const powered = (!judge.motorsExempt && anyPowered(plant)) || heatsAny(judge.heat, plant);
  if (judgeTurns(judge.turns, hostAlive, powered))
    violate(judge, 'goes on without its turns', `${Math.round(judge.turns.share * 100)} %`, simulation);
  judge.spotMs += tickMs;
  if (judge.spotMs >= spotEveryMs) judgeSpot(judge, plant, simulation);
  if (judge.report?.active) {
    const found = judgeReport(judge.report, simulation, hostAlive);
    if (found !== null) violate(judge, found, judge.report.detail, simulation);
  }
  return judge.violation;
}

function violate(judge: Judge, invariant: InvariantName, detail: string, simulation: Simulation): void {
  judge.violation ??= { invariant, detail, atMs: simulation.nowMs };
}

function judgeState(
  judge: Judge,
  state: SessionState,
  hostAlive: boolean,
  plant: Plant,
  simulation: Simulation,
): void {
  // A hung host sees a key only when it is back.
  if ((plant.keys | plant.stuckKeys) !== 0) judge.keyMs = 0;
  else if (hostAlive) judge.keyMs += tickMs;
  if (state !== judge.state) {
    const begins =
      state === 'homing' || state === 'running' || (state === 'parking' && judge.state === 'ready');
    if (begins && atRest[judge.state] && judge.keyMs > judge.keyWithinMs) {
      violate(judge, 'starts by itself', `${judge.state} -> ${state}`, simulation);
    }
    if (isEnd(judge.state)) judge.begunMs = simulation.nowMs;
    judge.state = state;
    judge.stateMs = 0;
  }
  if (
    hostAlive &&
    simulation.outputs.arm &&
    state !== 'service' &&
    judge.keyMs > judge.keyWithinMs + answersWithinMs
  ) {
    violate(judge, 'arms by itself', `${state}, ${judge.keyMs} ms after the last key`, simulation);
  }
  judge.stateMs += tickMs;
  if (isAlone(judge.alone, state, hostAlive, plant, simulation.options.chair))
    violate(judge, 'goes on with nobody there', state, simulation);
  const inSession = state === 'running' || state === 'paused';
  judge.sessionMs = inSession ? judge.sessionMs + tickMs : 0;
  if (judge.sessionMs > judge.promised.sessionMs + judge.promised.fallsMs + sessionSlackMs) {
    violate(judge, 'session too long', `${judge.sessionMs} ms`, simulation);
  }
  const mostMs = state === 'homing' ? judge.homingMostMs : state === 'parking' ? judge.parkingMostMs : never;
  if (hostAlive && judge.stateMs > mostMs) {
    violate(judge, 'session too long', `${state} for ${judge.stateMs} ms`, simulation);
  }
}

function judgeMotors(
  judge: Judge,
  state: SessionState,
  hostAlive: boolean,
  plant: Plant,
  simulation: Simulation,
): void {
  const stopped = isToldToStop(plant);
  const testing = state === 'service' && selfTests(judge, stopped, simulation);
  const mustRest = !hostAlive || (atRest[state] && !testing) || stopped;
  judge.restMs = mustRest ? judge.restMs + tickMs : 0;
  if (judge.motorsExempt) return;
  if (anyPowered(plant)) {
    if (judge.restMs > powerlessMs + judge.stretchMs) {
      violate(judge, 'powered when it must rest', `${state}, for ${judge.restMs} ms`, simulation);
    }
    const found = judgeEnds(judge, plant, simulation.options.chair.carriage);
    if (found !== null) violate(judge, found.invariant, found.detail, simulation);
  }
  const unseenMs = runsUnseenMs(judge.runs, judge.promised, plant);
  if (unseenMs > judge.stretchMs) violate(judge, 'runs for too long unseen', `by ${unseenMs} ms`, simulation);
  const which = moving(plant);
  if (judge.restMs > judge.stillMs + judge.stretchMs && which !== null)
    violate(judge, 'moves when it must rest', `${which}, ${state}, for ${judge.restMs} ms`, simulation);
}

function judgeFaults(judge: Judge, faults: FaultSet, plant: Plant, simulation: Simulation): void {
  if (faults === 0) {
    judge.faults = 0;
    judge.faultedMs = 0;
    return;
  }
  if (judge.faults === 0) {
    const codes = textOf(faults);
    const owed = union(stillHot(judge.bounds, plant), stillMistaken(judge.bounds));
    const shows = judge.state === 'off' || overlaps(faults, owed);
    const starting = shows && simulation.nowMs - judge.mainsMs < startingMaxMs;
    const alarm = without(starting ? without(faults, startFaults) : faults, owed);
    if (judge.bounds.faults === 0 && alarm !== 0) violate(judge, 'false alarm', codes, simulation);
    const { report } = judge;
    if (report !== null && alarm !== 0 && !overlaps(faults, report.fitting))
      violate(judge, 'wrong code', codes, simulation);
  }
  const added = without(faults, judge.faults);
  if (judge.report?.row.accusesNone === true && overlaps(added, accusing))
    violate(judge, 'wrong code', textOf(added), simulation);
  judge.faults = faults;
  // A key has cleared the fault, and it was latched again in the same turn.
  if (judge.state !== 'fault' && judge.stateMs === tickMs && judge.keyMs <= judge.keyWithinMs)
    judge.faultedMs = 0;
  judge.faultedMs += tickMs;
  if (judge.faultedMs <= afterFaultMs + judge.stretchMs) return;
  const left = judge.state === 'service' ? leftToTest(judge, faults, simulation.nowMs) : nothing;
  const moves = !left.motors && !judge.motorsExempt && moving(plant) !== null;
  if (moves || (!left.heat && heatsAny(judge.heat, plant))) {
    const what = moves ? 'moves' : 'heats';
    violate(judge, 'goes on after a fault', `${what} with ${textOf(faults)} latched`, simulation);
  }
}

const textOf = (faults: FaultSet): string => codesIn(faults).join('+');

/** Counts how long the present spot has been worked, and judges the longest. */
function judgeSpot(judge: Judge, plant: Plant, simulation: Simulation): void {
  // Time in which nothing could stop the motors is not counted.
  if (judge.motorsExempt) judge.spots = createSpots();
  countSpots(judge.spots, plant.carriageMm, worksSpot(plant, simulation), judge.spotMs);
  judge.spotMs = 0;
  const { mostMs } = judge.spots;
  if (mostMs <= judge.promised.spotMs + spotSlackMs) return;
  const where = `${Math.round(plant.carriageMm)} mm for ${mostMs / 1000} s`;
  violate(judge, 'one spot for too long', where, simulation);
}
