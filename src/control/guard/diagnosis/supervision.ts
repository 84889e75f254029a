/**
 * Are the sensors of a pad alive? Energy given without proof is added up: power must move the element's reading, and the
 * element must move the surface's. Beyond its budget the pad is held where that sensor is not needed: with the surface in
 * doubt the element stays as cool as a surface may be, with the element in doubt the power rests. That is the test pulse as
 * well: see test-pulse.ts.
 *
 * Nothing here depends on how the heater goes about it, nor on what lies on the pad.
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
  /** The step under way: its length, its energy, and the sums of its readings; and how long there has been none. */
  stepMs: Milliseconds;
  waitedMs: Milliseconds;
  joule: Joules;
  ticks: number;
  elementSumC: Celsius;
  surfaceSumC: Celsius;
  /** Of the last step. */
  elementC: Celsius;
  /** Times that the surface's account has leaked away unproven. */
  surfaceDoubts: number;
  /** The power is taken away. */
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
    joule: 0,
    ticks: 0,
    elementSumC: 0,
    surfaceSumC: 0,
    elementC: 0,
    surfaceDoubts: 0,
    holds: false,
  };
}

/** Energy that may be given unproven: with the element in doubt, and with the surface. */
const elementBudgetJ = 1150;
const surfaceBudgetJ = 600;
/**
 * The accounts leak. So little power warms no element by more than some kelvin in a session, and moves its reading too little
 * to tell; and a surface that was held back is tried again after minutes.
 */
const elementForgetW = 1;
const surfaceForgetW = 5;
/** No surface is warmer than its element: energy that leaves the element this cool needs no proof, and there it is held. */
const harmlessC = heatLimits.elementAloneLimitC;
const heldC = harmlessC - 0.5;
/** Excitation from which the fits say something, K2 s. */
const elementFitK2S = 2;
const surfaceFitK2S = 0.04;
/**
 * The power has rested for so long and nothing is proved: an element as warm as all around it cannot cool. It is given a
 * little more, to have something to cool from, and rests again, a few times.
 */
const restMaxMs = 90_000;
const moreJ = 300;
/** An account that leaks below its budget lets so little power through that an element rests all the same. */
const restSlackJ = 20;
const restsMost = 3;
/** The last of them goes on for as long as this where a surface may answer yet: an element of little power cools slowly. */
const lastRestMaxMs = 8 * minuteMs;
/** So often a surface was held back until its account had leaked away, with no proof in between. */
const doubtsMost = 2;

const stepLengthMs = 100;

/** What a pad shows in this tick, and what the last tick gave it. */
export interface PadTick {
  readonly elementC: Celsius;
  /** The element's again where nothing measures it. */
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

/** What a conductance takes from the supply; the most there can be where the supply is not believable. */
export function padPower(supplyV: Volts, siemens: number, highestV: Volts): Watts {
  const volts = supplyV >= 0 && supplyV <= highestV ? supplyV : highestV;
  return volts * volts * siemens;
}

/** A tick that leads to no other: its readings are none, or nobody knows what the pad got before. The energy counts all the same. */
export function superviseBlind(watch: Supervision, { power }: PadLimits, { powerW, dtMs }: PadTick): void {
  account(watch, (power.most * powerW * dtMs) / 1000);
  breakBalance(watch.balance);
  breakLeap(watch.elementLeap);
  breakLeap(watch.surfaceLeap);
}

/**
 * One tick; what is wrong, or null. Sets `holds`. Temperatures move in seconds: readings that are a little late tell as much.
 * Those that are not new tell nothing, and the energy of their ticks belongs to the step of the next ones.
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
    // Nothing of the surface is relied on: its interlock takes the element for it.
    watch.surfaceUnprovenJ = 0;
  }
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

/** Runs the test while a budget is spent, and ends it with a proof or a verdict. */
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
  // Until then it has had power, for the sake of its surface.
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

/** Nothing is unproven any more: by a proof, or because it was long enough ago. */
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

/** What is wrong is told; the accounts stay, so that nothing is given before a proof. */
function endTest({ test: pulse }: Supervision, code: FaultCode, value: number): Verdict {
  pulse.runs = false;
  return { code, value };
}
