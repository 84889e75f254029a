/**
 * What the faults put in so far mean for the invariants: which bounds stretch (a hung host has 300 ms), and
 * which faults together leave no switch that could still open. Derived from the injected faults alone.
 */
import type { Chair } from '../../src/chair/chair.ts';
import { type FaultSet, faultSetOf } from '../../src/chair/fault-set.ts';
import { linkLostMs, tickMs } from '../../src/chair/limits.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import { isHostFaultName, readHostFault } from '../chair/host-faults.ts';
import type { Coming } from '../plant/fault-values.ts';
import { isFaultName, readFaultValue } from '../plant/faults.ts';
import type { RoughKind } from '../rough/kinds.ts';
import type { FaultOrder, Scenario } from '../scenario/scenario.ts';
import { faultKinds, kindOf } from './coverage.ts';
import { createForgotten, type Forgotten, noteForgetting } from './forgotten.ts';

/** Those of the host's side that a healthy chair does not live with. */
const faultsOfHost: ReadonlySet<string> = new Set(['upstream', 'values', 'assertion', 'chair-file']);

/** The order breaks something of the chair; else it takes a fault away, is none, or is of the host's disk. */
export function isFault({ name, value }: FaultOrder): boolean {
  return (!isHostFaultName(name) || faultsOfHost.has(name)) && name !== 'person' && value !== 'none';
}

/**
 * The one fault that is put in, if it is just one and it stays: how it is reported is known. Late hosts and lines, and a
 * world that is rough, are no faults beside it, nor are the mains that are switched off and on in the end.
 */
export function onlyFault(scenario: Scenario): FaultOrder | null {
  const orders = scenario.steps.flatMap((step) => (step.kind === 'fault' ? step.faults : []));
  const isWorld = ({ name, value }: FaultOrder): boolean =>
    isLate(scenario) && (/^(host|line)\./.test(name) || (name === 'power' && value === 'cut'));
  const broken = orders.filter((order) => isFault(order) && !isWorld(order));
  return broken.length === 1 && faultKinds.includes(kindOf(broken[0]!)) && comingOf(broken[0]!) === null
    ? broken[0]!
    : null;
}

/** What is rough in it may make a report late, and adds codes of its own. */
export function isLate({ rough, steps }: Scenario): boolean {
  return (
    blindMsOf(rough) > 0 ||
    steps.some((step) => step.kind === 'fault' && step.faults.some(({ name }) => /^(host|line)\./.test(name)))
  );
}

/** How it comes and goes; null where it stays. */
function comingOf({ name, value }: FaultOrder): Coming | null {
  const read = isHostFaultName(name)
    ? readHostFault(name, value)
    : isFaultName(name)
      ? readFaultValue(name, value)
      : null;
  return read === null || typeof read === 'string' ? null : read.coming;
}

/** For so long at a time. */
function lastsMs(order: FaultOrder): Milliseconds {
  return comingOf(order)?.onMs || Number.POSITIVE_INFINITY;
}

/** What is left to end it where a switch is stuck, as the chair's safety case says. */
interface Equipment {
  /** Nothing opens by itself behind a shorted bridge, as the safety case says: there is no relay, or no current that proves it. */
  readonly motorRelayProved: boolean;
  readonly motorRelayThere: boolean;
  readonly padRelayThere: boolean;
  /** By name: a thermostat in series bounds it, whatever is stuck. */
  readonly padSelfLimits: Readonly<Record<string, boolean>>;
}

export interface Bounds extends Equipment {
  /** Link, host or chip are not as they should be: outputs may persist for the length of a lease. */
  leaseBroken: boolean;
  /** A motor's bridge or output is stuck: the relay takes over within 300 ms. */
  bridgeStuck: boolean;
  motorRelayStuck: boolean;
  limitOpen: boolean;
  /** Values are those of before, for so long at a time; keys in values that are older than a lost link's count for nothing. */
  repeatedMs: Milliseconds;
  /** Pads, or their thermistors, are connected in each other's place. */
  padsCrossed: boolean;
  /** Above the guard everything is wanted always: it alone ends what must end. */
  hostile: boolean;
  padRelayStuck: boolean;
  /** By name. */
  readonly padStuck: Record<string, boolean>;
  /** Faults put in since all was well. */
  faults: number;
  /** Those that are in, by name. */
  readonly present: Set<string>;
  /** Any has ever been in: what it has warmed may still be warm. */
  ever: boolean;
  /** Wires have been crossed. */
  crossed: boolean;
  /** The software has made a mistake, which is kept until a key has shown it. */
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

/** Nothing has befallen it. */
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

/** What the guard allows motors to come to rest in: the stages above it take none of it away. */
const hostileMs = 700;
/** Outputs persist for at most this long without a host, counted from its last frame. */
const leaseBoundMs = 300;

/** What makes an end of the rail look like the other one. */
const crossing: readonly string[] = ['wires.carriage', 'wires.ends', 'wires.motors'];

function beginAnew(bounds: Bounds): void {
  const pads = Object.keys(bounds.padStuck);
  // What a pad had that nothing could switch off is still in it.
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
    // Where all has healed and the mains come back, a healthy chair begins.
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
  // What it is, whenever it is there.
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

/** By how much the bounds on outputs stretch. */
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

/** No switch is left that could stop this pad; a thermostat in series may be. */
export function padUnswitched({ padRelayStuck, padRelayThere, padStuck }: Bounds, pad: string): boolean {
  return (padRelayStuck || !padRelayThere) && padStuck[pad] === true;
}

/** Nor anything else but the thermal cut-off. */
export function padUnstoppable(bounds: Bounds, pad: string): boolean {
  return padUnswitched(bounds, pad) && bounds.padSelfLimits[pad] !== true;
}

/** A key may be told and acted on so much later: late lines, and orders that a broken one holds back. */
export const keyStretchMs = ({ leaseBroken, repeatedMs }: Bounds, blindMs: Milliseconds): Milliseconds =>
  blindMs + repeatedMs + (leaseBroken ? leaseBoundMs : 0);

/**
 * Healthy lines and hosts are as late as this (there and back 120 ms each, a pause of 100 ms and the turn after it): a limit switch
 * that closes meanwhile is seen no sooner, and the way behind it to the stop may not be enough. The chip answers orders as they
 * come: where they come in bursts 100 ms apart, a switch that closes just after one is in the values of the next, which then wait for
 * theirs, as does the order that answers them.
 */
const lateMs: Partial<Record<RoughKind, Milliseconds>> = {
  'line-lag': 240,
  'line-burst': 300,
  pauses: 140,
  'late-turns': 40,
};

/** How late what the host sees and orders may be in a world that is rough in these. */
export function blindMsOf(rough: readonly RoughKind[]): Milliseconds {
  return rough.reduce((sum, kind) => sum + (lateMs[kind] ?? 0), 0);
}

/**
 * A healthy chair does not press the carriage against the stop behind its limit switch, but for what host and line are later
 * than the way between the two takes at full speed.
 */
const pressedMaxMs = 20;

export function pressedMs(
  rough: readonly RoughKind[],
  { stopBeyondMm, fullSpeedUpMmPerS, fullSpeedDownMmPerS }: Chair['carriage'],
): Milliseconds {
  // The last millimetre counts as the end.
  const wayMs = (1000 * (stopBeyondMm - 1)) / Math.max(fullSpeedUpMmPerS, fullSpeedDownMmPerS);
  const lateMs = blindMsOf(rough);
  // And a turn each until values are taken, and until they are looked at; and one where the switch still bounces then.
  const turns = rough.includes('bounce') ? 3 : 2;
  const blindMs = lateMs === 0 ? 0 : lateMs + turns * tickMs;
  return pressedMaxMs + Math.max(0, blindMs - wayMs);
}

/**
 * Started anew at an end that crossed wires show as the other one, it learns from the way that it goes: as far as from the
 * mechanical stop, which gives a little, to where the switch opens. Where nothing counts, that way by the time it takes at the
 * least: a person leaves half of its speed, and that differs from run to run. Where counts do, 40 mm at least, and the stop may
 * come first, and with it the bound of an end whose switch does not close.
 */
const stopGivesMm = 10;
const crossedLeastMm = 40;
const surelyLeft = 0.4;
const crossedLeastMs = 1300;

/** Until it runs. */
const startsMs = 300;

type CrossedFigures = Pick<
  Chair['carriage'],
  'fullSpeedUpMmPerS' | 'fullSpeedDownMmPerS' | 'edgeMm' | 'stopBeyondMm' | 'rampMs'
>;

export function crossedMs(carriage: CrossedFigures, endMs: Milliseconds): Milliseconds {
  const { fullSpeedUpMmPerS, fullSpeedDownMmPerS, edgeMm, stopBeyondMm, rampMs } = carriage;
  const fullMmPerS = Math.min(fullSpeedUpMmPerS, fullSpeedDownMmPerS);
  const wayMm = stopBeyondMm + stopGivesMm;
  if (edgeMm === null)
    return Math.max(crossedLeastMs, startsMs + rampMs + (1000 * wayMm) / (surelyLeft * fullMmPerS));
  const wayMs = 1000 + (1000 * Math.max(crossedLeastMm, wayMm)) / fullMmPerS;
  const stoppedMs = startsMs + (1000 * stopBeyondMm) / fullMmPerS + endMs;
  return Math.max(crossedLeastMs, wayMs, stoppedMs);
}

/**
 * Values that come late miss a cam of 16 degrees, the narrowest that is drawn, in most of its turns: one that is missing has so
 * many to be told in. A plain allowance, reckoned from no cam.
 */
export function hiddenTurns({ fullTurnsPerMin }: Chair['kneader']): number {
  const atFullMin = 1.5;
  return atFullMin * fullTurnsPerMin;
}

/** What a mistake leaves to be told, after a start too. */
const mistakeFaults = faultSetOf('E58');
export const stillMistaken = ({ mistaken }: Bounds): FaultSet => (mistaken ? mistakeFaults : 0);
