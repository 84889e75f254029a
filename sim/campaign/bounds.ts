/**
 * What the faults injected so far mean for the invariants: which bounds stretch (a hung host has 300 ms), and
 * which faults together leave no switch that could still open. Derived from the injected faults alone.
 */
import type { Chair } from '../../src/chair/chair.ts';
import { type FaultSet, faultSetOf } from '../../src/chair/fault-set.ts';
import { linkLostMs, tickMs } from '../../src/chair/limits.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import { isHostFaultName, readHostFault } from '../chair/host-faults.ts';
import type { Coming } from '../plant/fault-values.ts';
import { readFaultValue } from '../plant/faults.ts';
import type { RoughKind } from '../rough/kinds.ts';
import type { FaultOrder, Scenario } from '../scenario/scenario.ts';
import { faultKindsOf, kindOf } from './coverage.ts';
import { createForgotten, type Forgotten, noteForgetting } from './forgotten.ts';

/** Faults on the host's side that count as faults; a healthy chair tolerates the others. */
const faultsOfHost: ReadonlySet<string> = new Set(['upstream', 'values', 'assertion', 'chair-file']);

/** Whether the order breaks something. Taking a fault away, seating a person and faults of the host's disk do not count. */
export function isFault({ name, value }: FaultOrder): boolean {
  return (!isHostFaultName(name) || faultsOfHost.has(name)) && name !== 'person' && value !== 'none';
}

/**
 * The fault of a run with exactly one, whose report can be judged; else null. Late hosts and lines, a rough world, and the
 * mains that are switched off and on besides are not counted as faults.
 */
export function onlyFault(scenario: Scenario, chair: Chair): FaultOrder | null {
  const orders = scenario.steps.flatMap((step) => (step.kind === 'fault' ? step.faults : []));
  const late = isLate(scenario);
  const broken = orders.filter((order) => isFault(order) && !(late && /^(host|line)\./.test(order.name)));
  const beside = broken.filter((order) => !isMainsCut(order));
  const [only] = late || beside.length > 0 ? beside : broken;
  if (only === undefined || beside.length > 1 || (only.name === 'power' && broken.length > 1)) return null;
  return faultKindsOf(chair).includes(kindOf(only, chair)) ? only : null;
}

const isMainsCut = ({ name, value }: FaultOrder): boolean => name === 'power' && value === 'cut';

/**
 * Whether it is judged when that fault is reported, and not only as what: it stays, and the chair is not switched off meanwhile. In a
 * late world the bounds are long enough for that.
 */
export function isTimed(scenario: Scenario, only: FaultOrder): boolean {
  const cut = scenario.steps.some((step) => step.kind === 'fault' && step.faults.some(isMainsCut));
  return comingOf(only) === null && (isLate(scenario) || !cut || isMainsCut(only));
}

/** Whether the scenario's roughness may make a report late and add codes of its own. */
export function isLate({ rough, steps }: Scenario): boolean {
  return (
    blindMsOf(rough) > 0 ||
    steps.some((step) => step.kind === 'fault' && step.faults.some(({ name }) => /^(host|line)\./.test(name)))
  );
}

/** How the fault comes and goes; null if it stays. */
function comingOf({ name, value }: FaultOrder): Coming | null {
  const read = isHostFaultName(name) ? readHostFault(name, value) : readFaultValue(name, value);
  return typeof read === 'string' ? null : read.coming;
}

/** How long the fault is present at a time. */
function lastsMs(order: FaultOrder): Milliseconds {
  return comingOf(order)?.onMs || Number.POSITIVE_INFINITY;
}

/** What can still stop an output whose switch is stuck, by the chair's safety case. */
interface Equipment {
  /** The motor relay opens by itself behind a shorted bridge; false without a relay, or without a current that proves it. */
  readonly motorRelayProved: boolean;
  readonly motorRelayThere: boolean;
  readonly padRelayThere: boolean;
  /** By pad: a thermostat in series bounds its heat, whatever is stuck. */
  readonly padSelfLimits: Readonly<Record<string, boolean>>;
}

export interface Bounds extends Equipment {
  /** Link, host or chip is faulty: outputs may persist for the length of a lease. */
  leaseBroken: boolean;
  /** A motor's bridge or output is stuck: the relay takes over within 300 ms. */
  bridgeStuck: boolean;
  motorRelayStuck: boolean;
  limitOpen: boolean;
  /** How long at a time old values are repeated, at most until they are as old as a lost link's: keys in older ones are ignored. */
  repeatedMs: Milliseconds;
  /** The pads are connected in each other's place. */
  padsCrossed: boolean;
  /** The stages above the guard always order everything: only the guard stops what must stop. */
  hostile: boolean;
  padRelayStuck: boolean;
  /** By name. */
  readonly padStuck: Record<string, boolean>;
  /** Faults put in since the chair was last healthy. */
  faults: number;
  /** Names of the faults that are present. */
  readonly present: Set<string>;
  /** A fault has been present at some time: what it warmed may still be warm. */
  ever: boolean;
  /** Wires have been crossed. */
  crossed: boolean;
  /** The software has made a mistake, which is kept until a key press has shown it. */
  mistaken: boolean;
  readonly forgotten: Forgotten;
}

export function createBounds({ pads, wiring, safety }: Chair): Bounds {
  const met = (hazard: string, part: string) => safety.met[hazard]?.[part]?.by ?? null;
  return {
    motorRelayProved: met('motor-stuck', 'chair') === 'relay-and-current',
    motorRelayThere: wiring.switches['motor-relay'] !== null,
    padRelayThere: wiring.switches['pad-relay'] !== null,
    padSelfLimits: Object.fromEntries(
      pads.map(({ name }) => [name, met('heat-stuck', `heat.pads.${name}`) === 'thermostat']),
    ),
    ...unharmed(pads.map(({ name }) => name)),
    present: new Set(),
    ever: false,
    mistaken: false,
    forgotten: createForgotten(),
  };
}

/** No fault so far. */
const unharmed = (pads: readonly string[]) => ({
  leaseBroken: false,
  bridgeStuck: false,
  motorRelayStuck: false,
  limitOpen: false,
  hostile: false,
  padRelayStuck: false,
  padStuck: Object.fromEntries(pads.map((pad) => [pad, false])),
  faults: 0,
  crossed: false,
  padsCrossed: false,
  repeatedMs: 0,
});

/** How long the guard lets motors take to come to rest; hostile stages above it use all of it. */
const hostileMs = 700;
/** Outputs persist for at most this long without a host, counted from its last frame. */
const leaseBoundMs = 300;

/** Crossed wires that make one end of the rail look like the other. */
const crossing: readonly string[] = ['wires.carriage', 'wires.ends', 'wires.motors'];

function beginAnew(bounds: Bounds): void {
  const pads = Object.keys(bounds.padStuck);
  // The heat of a pad that nothing could switch off is still in it.
  if (pads.some((pad) => padUnstoppable(bounds, pad))) return;
  Object.assign(bounds, unharmed(pads));
}

const leaseFaults = ['link', 'host', 'chip', 'power', 'line', 'values'];
const bridgeFaults = ['pin.carriage', 'pin.kneader', 'pin.tapper'];

/** A stuck part counts for the whole run: it may have latched an output that outlives the fault. */
export function noteFault(bounds: Bounds, order: FaultOrder): void {
  const { name } = order;
  noteForgetting(bounds.forgotten, order);
  if (!isFault(order)) {
    bounds.present.delete(name);
    // When all faults are gone and the mains return, the chair counts as healthy again.
    if (name === 'power' && bounds.present.size === 0) beginAnew(bounds);
    return;
  }
  bounds.present.add(name);
  bounds.ever = true;
  if (name === 'assertion') bounds.mistaken = true;
  if (crossing.includes(name)) bounds.crossed = true;
  if (name === 'wires.pads') bounds.padsCrossed = true;
  if (name === 'values')
    bounds.repeatedMs = Math.max(bounds.repeatedMs, Math.min(lastsMs(order), linkLostMs + tickMs));
  // The word alone, without the times at which the fault is present.
  const value = /^[a-z-]*/.exec(order.value)?.[0] ?? '';
  bounds.faults++;
  if (name === 'upstream') bounds.hostile = true;
  if (leaseFaults.includes(name.split('.')[0] ?? '')) bounds.leaseBroken = true;
  if (value === 'runaway' || (name === 'tapper' && value === 'on') || bridgeFaults.includes(name))
    bounds.bridgeStuck = true;
  if (name === 'pin.motor-relay' || (name === 'motor-relay' && value === 'welded'))
    bounds.motorRelayStuck = true;
  if ((name === 'limit.top' || name === 'limit.bottom') && value === 'open') bounds.limitOpen = true;
  if (name === 'pin.relay' || (name === 'relay' && value === 'welded')) bounds.padRelayStuck = true;
  for (const pad of Object.keys(bounds.padStuck)) {
    if (name === `pin.${pad}` || (name === `fet.${pad}` && value === 'shorted')) bounds.padStuck[pad] = true;
  }
}

/** By how much these faults stretch the bounds on outputs. */
export function stretchMs(bounds: Bounds): number {
  return (
    (bounds.leaseBroken ? leaseBoundMs : 0) +
    (bounds.hostile ? hostileMs : 0) +
    (bounds.bridgeStuck || bounds.motorRelayStuck ? leaseBoundMs : 0)
  );
}

/** No switch is left that could stop a motor. */
export function motorsUnstoppable(bounds: Bounds): boolean {
  const { bridgeStuck, motorRelayStuck, motorRelayProved, motorRelayThere } = bounds;
  return bridgeStuck && (motorRelayStuck || !motorRelayThere || !motorRelayProved);
}

/** No switch is left that could stop this pad; a thermostat in series still may. */
export function padUnswitched({ padRelayStuck, padRelayThere, padStuck }: Bounds, pad: string): boolean {
  return (padRelayStuck || !padRelayThere) && padStuck[pad] === true;
}

/** Nothing but the thermal cut-off could stop this pad. */
export function padUnstoppable(bounds: Bounds, pad: string): boolean {
  return padUnswitched(bounds, pad) && bounds.padSelfLimits[pad] !== true;
}

/** By how much later a key may be seen and acted on: late lines, repeated values, orders that a broken link holds back. */
export const keyStretchMs = ({ leaseBroken, repeatedMs }: Bounds, blindMs: Milliseconds): Milliseconds =>
  blindMs + repeatedMs + (leaseBroken ? leaseBoundMs : 0);

/**
 * How late healthy lines and hosts may be (120 ms each way; a pause of 100 ms and the turn after it). A limit switch that closes
 * meanwhile is seen only then, and the carriage may have reached the stop behind it. In bursts 100 ms apart three waits add up: the
 * chip answers orders as they come, so a switch that closes just after a burst is in the values of the next; these values wait for
 * a burst, as does the order that answers them.
 */
const lateMs: Partial<Record<RoughKind, Milliseconds>> = {
  'line-lag': 240,
  'line-burst': 300,
  pauses: 140,
  'late-turns': 40,
};

/** How late the host's view and its orders may be in a world with these kinds of roughness. */
export function blindMsOf(rough: readonly RoughKind[]): Milliseconds {
  return rough.reduce((sum, kind) => sum + (lateMs[kind] ?? 0), 0);
}

/**
 * How long a healthy chair may press the carriage against the stop behind its limit switch. Added to it is the time by which
 * host and line are later than the carriage needs from switch to stop at full speed.
 */
const pressedMaxMs = 20;

export function pressedMs(
  rough: readonly RoughKind[],
  { stopBeyondMm, fullSpeedUpMmPerS, fullSpeedDownMmPerS }: Chair['carriage'],
): Milliseconds {
  // The last millimetre counts as the end.
  const wayMs = (1000 * (stopBeyondMm - 1)) / Math.max(fullSpeedUpMmPerS, fullSpeedDownMmPerS);
  const lateMs = blindMsOf(rough);
  // Plus one turn until values are taken, one until they are looked at, and one if the switch may still bounce then.
  const turns = rough.includes('bounce') ? 3 : 2;
  const blindMs = lateMs === 0 ? 0 : lateMs + turns * tickMs;
  // Pressing is counted in whole turns.
  return pressedMaxMs + tickMs * Math.ceil(Math.max(0, blindMs - wayMs) / tickMs);
}

/**
 * How long a chair may drive into an end that crossed wires show as the other one. After a restart it notices this only from
 * the way it has gone: as far as from the mechanical stop, which gives a little, to where the switch opens. Without counts this
 * way is known by time, at the least speed that is sure: a person leaves about half, which differs from run to run. With counts
 * it takes at least 40 mm, or the stop comes first, with the bound of an end whose switch does not close.
 */
const stopGivesMm = 10;
const crossedLeastMm = 40;
const surelyLeft = 0.4;
const crossedLeastMs = 1300;

/** Time until the carriage runs. */
const startsMs = 300;

type CrossedFigures = Pick<
  Chair['carriage'],
  'fullSpeedUpMmPerS' | 'fullSpeedDownMmPerS' | 'edgeMm' | 'stopBeyondMm' | 'rampMs' | 'homing'
>;

export function crossedMs(carriage: CrossedFigures, endMs: Milliseconds): Milliseconds {
  const { fullSpeedUpMmPerS, fullSpeedDownMmPerS, edgeMm, stopBeyondMm, rampMs, homing } = carriage;
  const fullMmPerS = Math.min(fullSpeedUpMmPerS, fullSpeedDownMmPerS);
  const wayMm = stopBeyondMm + stopGivesMm;
  if (edgeMm === null)
    return Math.max(crossedLeastMs, startsMs + rampMs + (1000 * wayMm) / (surelyLeft * fullMmPerS));
  // A carriage whose place is unknown goes more gently, and takes longer for the same way.
  const gentleMmPerS = fullMmPerS * homing.unknownDuty;
  const wayMs = 1000 + (1000 * Math.max(crossedLeastMm, wayMm)) / gentleMmPerS;
  const stoppedMs = startsMs + (1000 * stopBeyondMm) / gentleMmPerS + endMs;
  return Math.max(crossedLeastMs, wayMs, stoppedMs);
}

/** As `homing.within` of chairs of chance (`sim/chair-draw`); no chair that ships gives itself more. */
const searchPasses = 4;

/** Homing takes a minute; a slow carriage may search for its end as long as four of its passes take, and 21 s besides. */
export function homingMostMs(carriage: Chair['carriage']): Milliseconds {
  return Math.max(61_000, searchPasses * passMs(carriage) + 21_000);
}

/** The same for parking, which also goes back from the end. */
export function parkingMostMs(carriage: Chair['carriage']): Milliseconds {
  const passes = 1 + carriage.parkBackMm / carriage.railMm;
  return Math.max(61_000, searchPasses * passes * passMs(carriage) + 21_000);
}

function passMs({ railMm, fullSpeedUpMmPerS, fullSpeedDownMmPerS }: Chair['carriage']): Milliseconds {
  return (1000 * railMm) / Math.min(fullSpeedUpMmPerS, fullSpeedDownMmPerS);
}

/**
 * Turns within which a missing cam must be reported if values come late: these miss a cam of 16 degrees, the narrowest that is
 * drawn, in most turns. A plain allowance, not derived from a cam.
 */
export function hiddenTurns({ fullTurnsPerMin }: Chair['kneader']): number {
  const atFullMin = 1.5;
  return atFullMin * fullTurnsPerMin;
}

/** The fault that a software mistake leaves to be reported, after a restart too. */
const mistakeFaults = faultSetOf('E58');
export const stillMistaken = ({ mistaken }: Bounds): FaultSet => (mistaken ? mistakeFaults : 0);
