/**
 * Are the sensors of a pad alive? Power must move the element's reading, and the element must move the surface's; energy given
 * without such proof is added up. Beyond its budget the pad is held where that sensor is not needed: with the surface in doubt
 * the element is kept as cool as a surface may be, with the element in doubt the power rests. That is the test pulse as well:
 * see test-pulse.ts.
 *
 * Nothing here depends on how the heater doses its power, nor on what lies on the pad.
 */
import type { FaultCode } from '../../../chair/faults.ts';
import { heatLimits, linkLostMs } from '../../../chair/limits.ts';
import { isTemperature } from '../../../chair/thermistor.ts';
import {
  type Celsius,
  type Joules,
  type Milliseconds,
  minuteMs,
  type Volts,
  type Watts,
} from '../../../chair/units.ts';
import type { PadLimits } from '../limits.ts';
import type { Room } from '../surroundings.ts';
import { type Balance, breakBalance, createBalance, unbalancedK } from './balance.ts';
import { createFollower, type Follower, follow } from './follower.ts';
import { breakLeap, createLeap, type Leap, leaptK } from './leap.ts';
import { createPlausibility, type Plausibility, tooCoolK } from './plausibility.ts';
import {
  beginRest,
  beginTest,
  createTestPulse,
  isElementDead,
  isSurfaceDead,
  mayAnswer,
  stepTest,
  surfaceAnswered,
  type TestPulse,
} from './test-pulse.ts';

export interface Supervision {
  /** Power -> element, element -> surface. */
  element: Follower;
  surface: Follower;
  /** Energy given since each sensor was proved. */
  elementUnprovenJ: Joules;
  surfaceUnprovenJ: Joules;
  /** Rests of the power in a row that have not proved the element's sensor. */
  rests: number;
  test: TestPulse;
  balance: Balance;
  elementLeap: Leap;
  surfaceLeap: Leap;
  pair: Plausibility;
  /** The step under way: its length, its energy and the sums of its readings. `waitedMs`: how long no new reading has come. */
  stepMs: Milliseconds;
  waitedMs: Milliseconds;
  /** How long it was not seen. */
  blindMs: Milliseconds;
  joule: Joules;
  ticks: number;
  elementSumC: Celsius;
  surfaceSumC: Celsius;
  /** Mean of the last step. */
  elementC: Celsius;
  /** How many times the surface's account has leaked away without proof. */
  surfaceDoubts: number;
  /** The pad's power is held back. */
  holds: boolean;
}

export function createSupervision(): Supervision {
  return {
    element: createFollower(),
    surface: createFollower(),
    elementUnprovenJ: 0,
    surfaceUnprovenJ: 0,
    rests: 0,
    test: createTestPulse(),
    balance: createBalance(),
    elementLeap: createLeap(),
    surfaceLeap: createLeap(),
    pair: createPlausibility(),
    stepMs: 0,
    waitedMs: 0,
    blindMs: 0,
    joule: 0,
    ticks: 0,
    elementSumC: 0,
    surfaceSumC: 0,
    elementC: 0,
    surfaceDoubts: 0,
    holds: false,
  };
}

/** Energy that may be given without proof of the element's sensor, and of the surface's. */
const elementBudgetJ = 1150;
const surfaceBudgetJ = 600;
/**
 * Rates at which the accounts leak. So little power warms an element by only some kelvin in a session, and moves its reading too
 * little to tell; and a surface that was held back is tried again after minutes.
 */
const elementForgetW = 1;
const surfaceForgetW = 5;
/** No surface is warmer than its element, so energy that leaves the element this cool needs no proof, and it is held just below. */
const harmlessC = heatLimits.elementAloneLimitC;
const heldC = harmlessC - 0.5;
/** Least excitation for a fit to say something, K2 s. */
const elementFitK2S = 2;
const surfaceFitK2S = 0.04;
/**
 * Longest rest of the power without a proof: an element as warm as all around it cannot cool. It is then given a little more
 * energy, to have something to cool from, and rests again, a few times.
 */
const restMaxMs = 90_000;
const moreJ = 300;
/** An account that leaks to just below its budget lets so little power through that the element rests all the same. */
const restSlackJ = 20;
const restsMost = 3;
/** Longest last rest, where a surface may answer yet: an element of little power cools slowly. */
const lastRestMaxMs = 8 * minuteMs;
/** How many times in a row a surface may be held back until its account has leaked away, without proof in between, before E28. */
const doubtsMost = 2;

const stepLengthMs = 100;
/** After so long unseen a surface may be as cool as the air; a lead that opens now and then is seen more often. */
const forgottenMs = 1000;

/** What a pad shows in this tick, and what the last tick gave it. */
export interface PadTick {
  readonly elementC: Celsius;
  /** The element's reading where nothing measures the surface. */
  readonly surfaceC: Celsius;
  readonly room: Room;
  readonly powerW: Watts;
  readonly dtMs: Milliseconds;
  /** The readings are new. */
  readonly fresh: boolean;
}

interface Verdict {
  readonly code: FaultCode;
  readonly value: number;
}

/** Power that a conductance takes from the supply; where the reading of the supply is not plausible, from the highest there can be. */
export function padPower(supplyV: Volts, siemens: number, highestV: Volts): Watts {
  const volts = supplyV >= 0 && supplyV <= highestV ? supplyV : highestV;
  return volts * volts * siemens;
}

/** A tick whose readings are not valid, or before which it is unknown what the pad got: the models start anew, the energy still counts. */
export function superviseBlind(
  watch: Supervision,
  { power }: PadLimits,
  { powerW, dtMs }: PadTick,
  unseenMs = dtMs,
): void {
  account(watch, (power.most * powerW * dtMs) / 1000);
  watch.blindMs += unseenMs;
  breakBalance(watch.balance);
  breakLeap(watch.elementLeap);
  breakLeap(watch.surfaceLeap);
}

/**
 * One tick; gives what is wrong, or null, and sets `holds`. Temperatures change over seconds, so readings that are slightly late
 * are as good. A tick without new readings is not judged; its energy is added to the step of the next ones.
 */
export function supervise(watch: Supervision, pad: PadLimits, tick: PadTick): Verdict | null {
  const { elementC, surfaceC, room, fresh } = tick;
  watch.waitedMs = fresh ? 0 : watch.waitedMs + tick.dtMs;
  const isReading = isTemperature(elementC) && isTemperature(surfaceC) && isTemperature(room.coldestC);
  // After so long without a value the controller has switched the pad off by itself.
  if (!isReading || watch.waitedMs > linkLostMs) {
    superviseBlind(watch, pad, tick);
    return null;
  }
  const joule = (tick.powerW * tick.dtMs) / 1000;
  account(watch, pad.power.most * joule);
  watch.joule += joule;
  watch.stepMs += tick.dtMs;
  if (!fresh) return null;
  if (watch.blindMs > 0) seeAgain(watch, elementC, surfaceC);
  watch.ticks++;
  watch.elementSumC += elementC;
  watch.surfaceSumC += surfaceC;
  if (watch.stepMs < stepLengthMs) return null;
  const verdict = endStep(watch, pad, room);
  watch.joule = 0;
  watch.stepMs = 0;
  watch.ticks = 0;
  watch.elementSumC = 0;
  watch.surfaceSumC = 0;
  return verdict;
}

/** A pad that has cooled unseen has not leapt, nor is its surface too cool: what was read before does not count with what is read now. */
function seeAgain(watch: Supervision, elementC: Celsius, surfaceC: Celsius): void {
  if (watch.blindMs >= forgottenMs) watch.pair = createPlausibility();
  watch.blindMs = 0;
  watch.elementSumC = watch.ticks * elementC;
  watch.surfaceSumC = watch.ticks * surfaceC;
}

function account(watch: Supervision, joule: Joules): void {
  watch.elementUnprovenJ += joule;
  if (watch.elementC > harmlessC) watch.surfaceUnprovenJ += joule;
}

function endStep(watch: Supervision, pad: PadLimits, room: Room): Verdict | null {
  const stepS = watch.stepMs / 1000;
  const elementC = watch.elementSumC / watch.ticks;
  const surfaceC = watch.surfaceSumC / watch.ticks;
  watch.elementC = elementC;
  const powerW = watch.joule / stepS;
  if (follow(watch.element, pad.elementAnswer, powerW, elementC, stepS, elementFitK2S)) proveElement(watch);
  const { joule } = watch;
  let missK =
    unbalancedK(watch.balance, pad, { elementC, surfaceC, room, joule, stepS }) ||
    leaptK(watch.elementLeap, elementC, stepS);
  if (pad.measuresSurface) {
    if (follow(watch.surface, pad.surfaceAnswer, elementC, surfaceC, stepS, surfaceFitK2S))
      proveSurface(watch);
    missK ||=
      leaptK(watch.surfaceLeap, surfaceC, stepS) ||
      tooCoolK(watch.pair, pad, elementC, surfaceC, room.coldestC, stepS);
  } else {
    // No reading of the surface is relied on: its interlock takes the element's reading for it.
    watch.surfaceUnprovenJ = 0;
  }
  // An element that rests has no power at all, or it would seem to stand still where a cover lets it cool no faster than that.
  if (!(watch.test.runs && watch.elementUnprovenJ > elementBudgetJ))
    watch.elementUnprovenJ = Math.max(0, watch.elementUnprovenJ - elementForgetW * stepS);
  watch.surfaceUnprovenJ = Math.max(0, watch.surfaceUnprovenJ - surfaceForgetW * stepS);
  const verdict =
    missK === 0 ? test(watch, pad, elementC, surfaceC, stepS) : ({ code: 'E27', value: missK } as const);
  const { elementUnprovenJ, surfaceUnprovenJ } = watch;
  watch.holds =
    watch.test.runs &&
    (elementUnprovenJ > elementBudgetJ || (surfaceUnprovenJ > surfaceBudgetJ && elementC > heldC));
  return verdict;
}

/** Runs the test while a budget is exceeded, and ends it with a proof or a verdict. */
function test(
  watch: Supervision,
  pad: PadLimits,
  elementC: Celsius,
  surfaceC: Celsius,
  stepS: number,
): Verdict | null {
  const { test: pulse } = watch;
  const elementInDoubt = watch.elementUnprovenJ > elementBudgetJ;
  const surfaceInDoubt = watch.surfaceUnprovenJ > surfaceBudgetJ;
  if (!pulse.runs) {
    if (elementInDoubt || surfaceInDoubt) beginTest(pulse, elementC, surfaceC);
    return null;
  }
  if (surfaceInDoubt) pulse.surfaceDoubted = true;
  // Before the element is in doubt itself it may have power, and only its surface is tested: its rest begins later.
  if (watch.elementUnprovenJ <= elementBudgetJ - restSlackJ) beginRest(pulse);
  stepTest(pulse, pad.surfaceAnswer, elementC, surfaceC, stepS);
  if (pad.measuresSurface && surfaceAnswered(pulse)) {
    // The surface followed the element, so that both are alive.
    proveElement(watch);
    proveSurface(watch);
  }
  if (watch.elementUnprovenJ === 0 && watch.surfaceUnprovenJ === 0) return endDoubt(watch);
  if (pad.measuresSurface && isSurfaceDead(pulse))
    return endTest(watch, 'E27', surfaceC - pulse.fromSurfaceC);
  if (elementInDoubt && isElementDead(pulse)) return endTest(watch, 'E27', elementC - pulse.fromElementC);
  const goesOn = watch.rests === restsMost - 1 && pad.measuresSurface && mayAnswer(pulse);
  if (elementInDoubt && pulse.restMs >= (goesOn ? lastRestMaxMs : restMaxMs)) return endRest(watch);
  return null;
}

function proveElement(watch: Supervision): void {
  watch.elementUnprovenJ = 0;
  watch.rests = 0;
}

function proveSurface(watch: Supervision): void {
  watch.surfaceUnprovenJ = 0;
  watch.surfaceDoubts = 0;
  watch.test.surfaceDoubted = false;
}

/** No energy is unproven any more: by a proof, or because it has leaked away. */
function endDoubt(watch: Supervision): Verdict | null {
  watch.test.runs = false;
  if (!watch.test.surfaceDoubted) return null;
  watch.surfaceDoubts++;
  return watch.surfaceDoubts >= doubtsMost ? { code: 'E28', value: surfaceBudgetJ * doubtsMost } : null;
}

function endRest(watch: Supervision): Verdict | null {
  watch.rests++;
  if (watch.rests >= restsMost)
    return endTest(watch, 'E28', watch.elementUnprovenJ + moreJ * (restsMost - 1));
  watch.elementUnprovenJ = elementBudgetJ - moreJ;
  watch.test.runs = false;
  return null;
}

/** Ends the test with a fault; the accounts stay, so that no power is given before a proof. */
function endTest({ test: pulse }: Supervision, code: FaultCode, value: number): Verdict {
  pulse.runs = false;
  return { code, value };
}
