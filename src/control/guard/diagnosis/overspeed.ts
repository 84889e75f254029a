/**
 * A motor that is faster than its order can make it: its bridge is shorted and drives it at full. While the motor is meant to
 * run, its current shows that only for the two ticks in which it catches up, and a closed loop above would only order ever
 * less. So the speed that edges and cam sensors prove is compared with the fastest that recent orders allow, with nobody in the
 * chair; after such a step of current, less proof is enough.
 */
import { motorNames } from '../../../chair/names.ts';
import { part } from '../../../chair/parts.ts';
import { camBits, isMany, motorAmperes } from '../../../chair/sensors.ts';
import type { Duty, Milliseconds } from '../../../chair/units.ts';
import { surelyMoves } from '../interlocks/carriage.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { CarriageLimits, KneaderLimits, MotorLimits } from '../limits.ts';
import { type FaultRegister, raise } from '../register.ts';
import { overCurrent } from './bridges.ts';
import {
  beginCurrent,
  type CurrentStep,
  createCurrentStep,
  hasStepped,
  watchCurrent,
} from './current-step.ts';

export interface OverspeedWatch {
  /** The values before were seen, so that what differs now has just changed. */
  seen: boolean;
  /** Time as the values tell it, with the longest time that may lie between one set and the next. */
  nowMs: Milliseconds;
  carriage: CarriageSpeed;
  kneader: KneaderSpeed;
}

/** What the speed of either motor is compared with; speeds in mm/s or turns/min. */
interface MotorSpeed {
  direction: number;
  /** The highest speed that its recent orders allow, and the peak of that since the last edge. */
  fastest: number;
  peak: number;
  /** Its order is enough to move it. With less it may stand, and edges may come from a magnet that trembles on its sensor's rim. */
  moves: boolean;
  current: CurrentStep;
  /** Its current has stepped up of late, so that less proof is enough. */
  stepped: boolean;
}

interface CarriageSpeed extends MotorSpeed {
  edges: number;
  /**
   * The last edges that came without a break, newest first: the earliest time of each, the peak on the way to it, and whether it
   * was one of several at once, as an edge that bounces is.
   */
  passed: { atMs: Milliseconds; peak: number; bunched: boolean }[];
  /** Edges in a row that came too soon, over the usual stretch and over the shorter one. */
  soon: number;
  soonAfterStep: number;
}

interface KneaderSpeed extends MotorSpeed {
  cams: number;
  /** The peak between the two edges before. */
  peakBefore: number;
  /** Earliest times of the cam's last edge and of the one before; NaN where none has come since the arms were reversed. */
  edgeAtMs: Milliseconds;
  beforeAtMs: Milliseconds;
  /** Edges in a row that came too soon. */
  soon: number;
  /** The sensor that was left last. */
  left: number;
}

/** Edges over which the carriage's speed is proved: 8 mm, and after a step of current 6 mm. */
const spacings = 4;
const steppedSpacings = 3;
/** Edges too soon in a row that prove it after a step of current; an edge that bounces makes up to four seem so. */
const soonAfterStepMost = { single: 1, bunched: 5 };
/** As many where edges came in bunches: three edges of ten that bounce make so many seem too soon, once in 10^5. */
const bunchedSoonMost = 12;
const bunch = 2;

const createMotorSpeed = (): MotorSpeed => ({
  direction: 0,
  fastest: 0,
  peak: 0,
  moves: false,
  current: createCurrentStep(),
  stepped: false,
});

export function createOverspeedWatch(): OverspeedWatch {
  return {
    seen: false,
    nowMs: 0,
    carriage: {
      ...createMotorSpeed(),
      edges: 0,
      passed: [],
      soon: 0,
      soonAfterStep: 0,
    },
    kneader: {
      ...createMotorSpeed(),
      cams: 0,
      peakBefore: 0,
      edgeAtMs: Number.NaN,
      beforeAtMs: Number.NaN,
      soon: 0,
      left: 0,
    },
  };
}

function forgetEdges(watch: KneaderSpeed): void {
  watch.edgeAtMs = Number.NaN;
  watch.beforeAtMs = Number.NaN;
  watch.soon = 0;
}

/** A tenth faster than rated, and a little, is no runaway where the speed alone is the proof. */
const beyond = 1.1;
const carriageSlackMmPerS = 3;
const kneaderSlackTurnsPerMin = 3;
/** A shorted bridge makes a motor hardly faster that already has more than this share of full speed. */
const shortAdds = 0.99;
/** A motor coasts to rest from full speed in about 0.3 s. More is allowed, so that a motor on a ramp down is not taken for too fast. */
const restS = 0.5;
/** A sensor that fails in mid-turn makes one edge come too soon, which shortens two stretches. */
const soonMax = 3;
const msPerMin = 60_000;
/** No motor exceeds this share of full speed: shorted bridge, highest supply, and a tenth better than rated. */
const noneIsFaster = 1.5;
/** After a step of current less slack is enough: cam stretches are taken 5 or 10 % too short, times between the rail's edges a tick too long. */
const steppedSlackMmPerS = 1.5;
const steppedSlackTurnsPerMin = 1;
export function watchOverspeed(watch: OverspeedWatch, seen: Seen, register: FaultRegister): void {
  const { sensors, limits, counts } = seen;
  const { evidence } = counts;
  const { atMostMs, forMs, drives } = evidence;
  watch.nowMs += atMostMs;
  const { nominalV } = limits.supply;
  const volts = sensors.supplyV > nominalV ? sensors.supplyV / nominalV : 1;
  const cams = camBits(sensors);
  if (!watch.seen) {
    watch.carriage.edges = sensors.carriageEdges;
    watch.kneader.cams = cams;
  }
  for (const motor of motorNames) {
    const drive = drives[motor].most * volts;
    const amperes = motorAmperes(sensors, motor);
    if (!watch.seen) beginCurrent(watch[motor].current, amperes, drive);
    watchCurrent(
      watch[motor].current,
      amperes,
      limits.noCurrent[motor].stepA,
      limits[motor].stallA,
      drive,
      forMs,
    );
    const full = motor === 'carriage' ? limits.carriage.fullMmPerS : limits.kneader.fullTurnsPerMin;
    followOrder(watch[motor], drive, limits[motor], full, forMs);
  }
  watch.seen = true;
  const tooFast = {
    carriage: watchEdges(
      watch.carriage,
      sensors.carriageEdges,
      drives.carriage.duty,
      limits.carriage,
      watch.nowMs,
      atMostMs,
    ),
    kneader: watchCams(watch.kneader, cams, drives.kneader.duty, limits.kneader, watch.nowMs, atMostMs),
  };
  for (const motor of motorNames) {
    if (tooFast[motor]) {
      raise(register, overCurrent[motor], motorAmperes(sensors, motor), part[motor]);
    }
  }
}

/** The speed that a drive gives a motor without load, or what is left of its former speed; `full` is its full speed at the nominal supply. */
function followOrder(
  watch: MotorSpeed,
  drive: Duty,
  { frictionDuty, breakawayDuty }: MotorLimits,
  full: number,
  dtMs: Milliseconds,
): void {
  watch.moves = drive >= breakawayDuty * surelyMoves;
  const driven = (full * (Math.abs(drive) - frictionDuty)) / (1 - frictionDuty);
  const left = watch.fastest - (full / restS) * (dtMs / 1000);
  watch.fastest = Math.max(0, driven, left);
  watch.peak = Math.max(watch.peak, watch.fastest);
  watch.stepped = hasStepped(watch.current) && watch.fastest < shortAdds * full;
}

/** True at the first order in the other direction: a reversed motor meets the edge that it has just passed once more. */
function noteDirection(watch: MotorSpeed, duty: Duty): boolean {
  const direction = Math.sign(duty);
  if (direction === 0 || direction === watch.direction) return false;
  watch.direction = direction;
  return true;
}

/** True where the edges of the rail prove that it is too fast. */
function watchEdges(
  watch: CarriageSpeed,
  edges: number,
  duty: Duty,
  limits: CarriageLimits,
  nowMs: Milliseconds,
  sinceMs: Milliseconds,
): boolean {
  if (noteDirection(watch, duty)) watch.passed = [];
  const more = edges - watch.edges;
  if (more === 0) return false;
  watch.edges = edges;
  // More edges at once than any speed brings, or a counter that restarted, prove nothing of the speed.
  if (
    !(more > 0 && more * limits.edgeMm <= (limits.fullMmPerS * beyond * (sinceMs + sinceMs)) / 1000) ||
    duty === 0 ||
    !watch.moves
  ) {
    watch.passed = [];
    return false;
  }
  let soon = false;
  for (let edge = 0; edge < more; edge++) soon = noteEdge(watch, limits, nowMs, sinceMs, more >= bunch);
  return soon;
}

function noteEdge(
  watch: CarriageSpeed,
  limits: CarriageLimits,
  nowMs: Milliseconds,
  sinceMs: Milliseconds,
  bunched: boolean,
): boolean {
  watch.soon = edgesAreSoon(watch, spacings, limits, nowMs) ? watch.soon + 1 : 0;
  const soonAfterStep = watch.stepped && edgesAreSoon(watch, steppedSpacings, limits, nowMs);
  watch.soonAfterStep = soonAfterStep ? watch.soonAfterStep + 1 : 0;
  const bounces = bunched || watch.passed.some((edge) => edge.bunched);
  const soon =
    watch.soon >= (bounces ? bunchedSoonMost : limits.edgesSoonMost) ||
    watch.soonAfterStep >= (bounces ? soonAfterStepMost.bunched : soonAfterStepMost.single);
  // At the earliest, the edge came just after the values before.
  watch.passed.unshift({ atMs: nowMs - sinceMs, peak: watch.peak, bunched });
  if (watch.passed.length > spacings) watch.passed.pop();
  watch.peak = watch.fastest;
  return soon;
}

/** The last edges, `many` stretches up to the one that comes just now, came sooner than any recent order allows. */
function edgesAreSoon(
  watch: CarriageSpeed,
  many: number,
  { edgeMm }: CarriageLimits,
  nowMs: Milliseconds,
): boolean {
  const first = watch.passed[many - 1];
  if (first === undefined) return false;
  const fastest = watch.passed
    .slice(0, many - 1)
    .reduce((most, { peak }) => Math.max(most, peak), watch.peak);
  const mmPerS = (many * edgeMm * 1000) / (nowMs - first.atMs);
  const most = watch.stepped ? fastest + steppedSlackMmPerS : fastest * beyond + carriageSlackMmPerS;
  return mmPerS > most;
}

/** True where the edges of the cam's sensors prove that it is too fast. */
function watchCams(
  watch: KneaderSpeed,
  cams: number,
  duty: Duty,
  limits: KneaderLimits,
  nowMs: Milliseconds,
  sinceMs: Milliseconds,
): boolean {
  if (noteDirection(watch, duty)) forgetEdges(watch);
  const changed = cams ^ watch.cams;
  if (changed === 0) return false;
  const twoShow = isMany(cams) || isMany(watch.cams);
  watch.cams = cams;
  const comes = (changed & cams) !== 0;
  const turns = comes ? limits.betweenTurns : limits.pastTurns;
  const sooner = (turns * msPerMin) / (nowMs - watch.edgeAtMs) > noneIsFaster * limits.fullTurnsPerMin;
  // The arms have not turned if a sensor comes back before another one did (its contact is loose), nor if two show at once or one
  // is passed sooner than any motor turns the arms (a broken wire picks up anything).
  if (duty === 0 || isMany(changed) || (comes && changed === watch.left) || twoShow || sooner) {
    forgetEdges(watch);
    return false;
  }
  if (!comes) watch.left = changed;
  const { edgeAtMs, beforeAtMs, peak, peakBefore } = watch;
  watch.edgeAtMs = nowMs - sinceMs;
  watch.beforeAtMs = edgeAtMs;
  watch.peakBefore = peak;
  watch.peak = watch.fastest;
  const { stepped } = watch;
  const soon =
    isFaster(turns, nowMs - edgeAtMs, peak, stepped) ||
    isFaster(limits.bothTurns, nowMs - beforeAtMs, Math.max(peak, peakBefore), stepped);
  watch.soon = soon ? watch.soon + 1 : 0;
  return watch.soon >= (stepped ? 1 : soonMax);
}

/** Also false if `sinceMs` is NaN, for want of an edge before. */
function isFaster(turns: number, sinceMs: Milliseconds, fastest: number, stepped: boolean): boolean {
  const most = stepped ? fastest + steppedSlackTurnsPerMin : fastest * beyond + kneaderSlackTurnsPerMin;
  return (turns * msPerMin) / sinceMs > most;
}
