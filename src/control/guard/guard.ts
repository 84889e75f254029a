/**
 * The guard stage ends each tick: orders and sensors in, what is allowed out. It can only take power away.
 * It trusts nothing upstream, keeps its own history, latches what is wrong and says why it holds anything
 * back. It must never throw, never add power, and never give back by itself what a fault took.
 */
import type { FaultCode } from '../../chair/faults.ts';
import { faultIndex } from '../../chair/faults.ts';
import { sessionLimits } from '../../chair/limits.ts';
import type { Power } from '../../chair/outputs.ts';
import { createPower } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Duty } from '../../chair/units.ts';
import type { BridgeWatch } from './bridges.ts';
import { createBridgeWatch, watchBridges } from './bridges.ts';
import type { CarriageWatch } from './carriage.ts';
import { createCarriageWatch, watchCarriage } from './carriage.ts';
import type { Clock, GuardContext } from './clock.ts';
import { createClock, isInSession, watchClock } from './clock.ts';
import { forgetDrift } from './drift.ts';
import type { FollowWatch } from './follow.ts';
import { breakFollow, createFollowWatch, isProbing, isTrustedAgain, watchFollow } from './follow.ts';
import type { Inputs } from './inputs.ts';
import { createInputs, watchInputs } from './inputs.ts';
import type { KneaderWatch } from './kneader.ts';
import { breakKneader, createKneaderWatch, watchKneader } from './kneader.ts';
import type { Ledger } from './ledger.ts';
import { clearLedger, createLedger, hold, holdFaults, openLedger, raise } from './ledger.ts';
import type { LinkWatch } from './link.ts';
import { createLinkWatch, keepOrders, watchLink } from './link.ts';
import type { OverspeedWatch } from './overspeed.ts';
import { breakOverspeed, createOverspeedWatch, watchOverspeed } from './overspeed.ts';
import type { PadWatch } from './pads.ts';
import { createPadWatch, restingPad, watchPads } from './pads.ts';
import { allParts, part, ruleOf } from './rules.ts';
import type { SpotWatch } from './spot.ts';
import { createSpotWatch, watchSpot } from './spot.ts';
import type { SupplyWatch } from './supply.ts';
import { createSupplyWatch, watchSupply } from './supply.ts';
import type { SurfaceWatch } from './surface.ts';
import { createSurfaceWatch, holdSurface, watchSurface } from './surface.ts';
import type { ThermistorWatch } from './thermistors.ts';
import { createThermistorWatch, watchThermistors } from './thermistors.ts';

export type { GuardContext } from './clock.ts';
export { createGuardContext } from './clock.ts';

export interface Guard {
  ledger: Ledger;
  clock: Clock;
  inputs: Inputs;
  link: LinkWatch;
  supply: SupplyWatch;
  thermistors: ThermistorWatch;
  lumbarSurface: SurfaceWatch;
  sacralSurface: SurfaceWatch;
  pads: PadWatch;
  lumbarFollow: FollowWatch;
  sacralFollow: FollowWatch;
  carriage: CarriageWatch;
  kneader: KneaderWatch;
  bridges: BridgeWatch;
  overspeed: OverspeedWatch;
  spot: SpotWatch;
  /** What the last tick allowed: the orders that the sensors of this tick answer to. */
  given: Power;
  /** How long each motor has been without power, for coasting before a reversal. */
  carriageRestMs: number;
  kneaderRestMs: number;
  carriageSign: number;
  kneaderSign: number;
  /** Time since the slow models ran last. */
  slowMs: number;
}

export function createGuard(): Guard {
  return {
    ledger: createLedger(),
    clock: createClock(),
    inputs: createInputs(),
    link: createLinkWatch(),
    supply: createSupplyWatch(),
    thermistors: createThermistorWatch(),
    lumbarSurface: createSurfaceWatch(),
    sacralSurface: createSurfaceWatch(),
    pads: createPadWatch(),
    lumbarFollow: createFollowWatch(),
    sacralFollow: createFollowWatch(),
    carriage: createCarriageWatch(),
    kneader: createKneaderWatch(),
    bridges: createBridgeWatch(),
    overspeed: createOverspeedWatch(),
    spot: createSpotWatch(),
    given: createPower(),
    carriageRestMs: 0,
    kneaderRestMs: 0,
    carriageSign: 0,
    kneaderSign: 0,
    slowMs: 0,
  };
}

/**
 * Power off and on: forgets every fault. What is still wrong latches again at its bound. A thermistor that has failed stays
 * distrusted: it may show a warm pad as cold.
 */
export function clearFaults(guard: Guard): void {
  clearLedger(guard.ledger);
  const { inputs, carriage } = guard;
  inputs.stopped = false;
  inputs.leftSeat = false;
  // A key that gives the chair something to do arms the controller anew; only what trips it again after that counts.
  guard.link.trippedMs = 0;
  guard.link.tripKnown = true;
  forgetDrift(guard.lumbarFollow.drift);
  forgetDrift(guard.sacralFollow.drift);
  carriage.strayEdges = 0;
  carriage.runMs = 0;
  carriage.runMm = 0;
}

/** The controller's count of edges has begun anew: until a limit is met, nothing can contradict the place. */
export function forgetCountedPlace(guard: Guard): void {
  guard.carriage.placeKnown = false;
}

/** Faults that are latched or shown, one bit a fault (`1 << faultIndex(code)`). */
export function activeFaults(guard: Guard): number {
  return guard.ledger.faults | guard.ledger.shown;
}

/** Latches or shows a fault found elsewhere: a damaged program, a store that cannot be used. */
export function reportFault(guard: Guard, code: FaultCode, value: number): void {
  raise(guard.ledger, faultIndex(code), value, 0, guard.clock.nowMs);
}

const { carriage: rail, kneader: arms } = referenceChair;
const limitSwitch = ruleOf('limit switch');
const reversal = ruleOf('reversal');
const sameSpot = ruleOf('same spot');
const probe = ruleOf('probe');
const padsUnknown = ruleOf('pads unknown');
const thermistorFailed = ruleOf('thermistor failed');
const doesNotFollow = faultIndex('E27');
const orderUnfit = ruleOf('order unfit');
/** The slow models need no tick of 20 ms: pads and skin move in minutes. */
const slowStepMs = 100;

/**
 * One tick. Writes what may be done of `wanted` into `allowed` (which may be the same object); every field is
 * at most what was wanted. `sensors` answer to what the last tick allowed.
 */
export function guardTick(
  guard: Guard,
  wanted: Power,
  sensors: Sensors,
  context: GuardContext,
  allowed: Power,
): void {
  const { ledger, clock, given } = guard;
  openLedger(ledger);
  const carriageDuty = fitDuty(wanted.carriageDuty);
  const kneaderDuty = fitDuty(wanted.kneaderDuty);
  const lumbarOn = wanted.lumbarOn === true;
  const sacralOn = wanted.sacralOn === true;
  const padRelay = wanted.padRelay === true;
  const motorRelay = wanted.motorRelay === true;

  const motorsGiven = given.carriageDuty !== 0 || given.kneaderDuty !== 0;
  const lastMs = clock.nowMs;
  watchClock(clock, context, ledger, motorsGiven, given.padRelay);
  // What the chair did while no tick ran, nobody has seen.
  const skipped = clock.nowMs - lastMs !== clock.dtMs;
  watchInputs(
    guard.inputs,
    sensors,
    clock,
    ledger,
    carriageDuty !== 0 || kneaderDuty !== 0,
    lumbarOn || sacralOn,
    context.selfTest === true,
  );
  const steady = watchLink(guard.link, sensors.link, clock, ledger);
  watchSupply(guard.supply, sensors, clock, ledger);
  watchThermistors(guard.thermistors, sensors, clock, ledger);
  // Old values answer to old orders: holding one against the other would blame the wrong part. A link that
  // stays like that is a fault of its own.
  if (steady && !skipped) {
    watchLoads(guard, sensors);
  } else {
    breakFollow(guard.lumbarFollow);
    breakFollow(guard.sacralFollow);
    breakKneader(guard.kneader);
    breakOverspeed(guard.overspeed);
  }

  guard.slowMs += clock.dtMs;
  if (guard.slowMs >= slowStepMs) {
    runSlowModels(guard, sensors, context.pressing === true, guard.slowMs);
    guard.slowMs = 0;
  }
  if (guard.spot.hereMs >= sessionLimits.spotMaxMs) {
    hold(ledger, part.kneader, sameSpot, guard.spot.hereMs / 1000);
  }
  const resting = restingPad(guard.pads, lumbarOn, sacralOn);
  if (resting !== 0) hold(ledger, resting === 1 ? part.lumbar : part.sacral, padsUnknown, 0);
  holdDistrusted(guard.lumbarFollow, part.lumbar, ledger);
  holdDistrusted(guard.sacralFollow, part.sacral, ledger);
  holdSurface(guard.lumbarSurface, 1, clock, ledger);
  holdSurface(guard.sacralSurface, 2, clock, ledger);
  holdMotion(guard, carriageDuty, kneaderDuty, sensors);
  if (Number.isNaN(wanted.carriageDuty) || Number.isNaN(wanted.kneaderDuty)) {
    hold(ledger, allParts, orderUnfit, 0);
  }

  holdFaults(ledger, clock.dtMs);

  const holds = ledger.holds;
  given.carriageDuty = holds.carriage === 0 ? carriageDuty : 0;
  given.kneaderDuty = holds.kneader === 0 ? kneaderDuty : 0;
  given.lumbarOn = holds.lumbar === 0 && lumbarOn;
  given.sacralOn = holds.sacral === 0 && sacralOn;
  given.padRelay = holds.padRelay === 0 && padRelay;
  given.motorRelay = holds.motorRelay === 0 && motorRelay;
  allowed.carriageDuty = given.carriageDuty;
  allowed.kneaderDuty = given.kneaderDuty;
  allowed.lumbarOn = given.lumbarOn;
  allowed.sacralOn = given.sacralOn;
  allowed.padRelay = given.padRelay;
  allowed.motorRelay = given.motorRelay;
  keepOrders(guard.link, given);
}

/** What the last orders did: currents, edges, cams, temperatures. */
function watchLoads(guard: Guard, sensors: Sensors): void {
  const { ledger, clock, given, link } = guard;
  watchPads(guard.pads, link, sensors, clock, ledger);
  watchPad(guard, guard.lumbarFollow, 1, given.lumbarOn && given.padRelay, sensors);
  watchPad(guard, guard.sacralFollow, 2, given.sacralOn && given.padRelay, sensors);
  watchCarriage(guard.carriage, sensors, given.carriageDuty, clock, ledger);
  watchKneader(guard.kneader, sensors, given.kneaderDuty, clock, ledger);
  watchBridges(guard.bridges, given, link, sensors, clock, ledger);
  watchOverspeed(guard.overspeed, sensors, given.carriageDuty, given.kneaderDuty, clock, ledger);
}

function watchPad(guard: Guard, follow: FollowWatch, pad: number, on: boolean, sensors: Sensors): void {
  const { clock, ledger } = guard;
  const { peakC } = pad === 1 ? guard.lumbarSurface : guard.sacralSurface;
  if (watchFollow(follow, pad, on, guard.pads.conductance, sensors, peakC, clock.dtMs)) {
    raise(ledger, doesNotFollow, follow.missK, pad, clock.nowMs);
  }
  // Never in the middle of a session: what a fault took does not come back by itself.
  if (follow.distrusted && !isInSession(clock) && isTrustedAgain(follow, pad, sensors)) {
    follow.distrusted = false;
  }
  if (isProbing(follow)) hold(ledger, pad === 1 ? part.lumbar : part.sacral, probe, follow.probeMs / 1000);
}

function holdDistrusted(follow: FollowWatch, padPart: number, ledger: Ledger): void {
  if (follow.distrusted) hold(ledger, padPart, thermistorFailed, follow.coolS);
}

/** -1..1; what is no number is 0. */
function fitDuty(duty: Duty): Duty {
  return Math.max(-1, Math.min(1, duty)) || 0;
}

/** Never into a closed limit, and never from one way to the other without coasting. */
function holdMotion(guard: Guard, carriageDuty: Duty, kneaderDuty: Duty, sensors: Sensors): void {
  const { ledger, given } = guard;
  const dtMs = guard.clock.dtMs;
  const ahead = carriageDuty > 0 ? sensors.limitTop : carriageDuty < 0 && sensors.limitBottom;
  if (ahead !== false) {
    hold(ledger, part.carriage, limitSwitch, guard.carriage.placeMm);
  }
  if (given.carriageDuty === 0) {
    guard.carriageRestMs += dtMs;
  } else {
    guard.carriageRestMs = 0;
    guard.carriageSign = Math.sign(given.carriageDuty);
  }
  if (carriageDuty * guard.carriageSign < 0 && guard.carriageRestMs < rail.reversalMs) {
    hold(ledger, part.carriage, reversal, guard.carriageRestMs);
  }
  if (given.kneaderDuty === 0) {
    guard.kneaderRestMs += dtMs;
  } else {
    guard.kneaderRestMs = 0;
    guard.kneaderSign = Math.sign(given.kneaderDuty);
  }
  if (kneaderDuty * guard.kneaderSign < 0 && guard.kneaderRestMs < arms.reversalMs) {
    hold(ledger, part.kneader, reversal, guard.kneaderRestMs);
  }
}

function runSlowModels(guard: Guard, sensors: Sensors, pressing: boolean, stepMs: number): void {
  const leaning = sensors.seat !== false;
  watchSurface(guard.lumbarSurface, sensors.lumbarC, sensors.ambientC, leaning, stepMs);
  watchSurface(guard.sacralSurface, sensors.sacralC, sensors.ambientC, leaning, stepMs);
  const { given, carriage } = guard;
  // Rolling is no work on one spot, and narrow arms at rest are none either unless the program means them to press.
  const working = given.kneaderDuty !== 0 || (pressing && sensors.camNarrow === true);
  watchSpot(guard.spot, carriage.placeMm, given.carriageDuty === 0 && working, stepMs);
}
