/**
 * Are the sensors of a pad alive? Energy given without proof is added up: power must move the element's reading, and the
 * element must move the surface's. Beyond its budget the pad is held where that sensor is not needed: with the surface in
 * doubt the element stays as cool as a surface may be, with the element in doubt the power rests. That is the test pulse as
 * well: see test-pulse.ts.
 *
 * Nothing here depends on how the heater goes about it, nor on what lies on the pad.
 */
import type { FaultCode } from '../../../chair/faults.ts';
import { heatLimits } from '../../../chair/limits.ts';
import { isTemperature } from '../../../chair/thermistor.ts';
import type { Celsius, Joules, Kelvin, Milliseconds, Volts, Watts } from '../../../chair/units.ts';
import type { PadLimits } from '../limits.ts';
import { type Balance, breakBalance, createBalance, unbalancedK } from './balance.ts';
import { createFollower, type Follower, follow, hasFollowed, isDead } from './follower.ts';
import { createPlausibility, type Plausibility, tooCoolK } from './plausibility.ts';
import {
  beginTest,
  createTestPulse,
  isElementDead,
  isSurfaceDead,
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
  test: TestPulse;
  /** Power -> element within seconds: a reading that is not in it is dead. */
  quick: Follower;
  deadMs: Milliseconds;
  balance: Balance;
  unbalancedSteps: number;
  pair: Plausibility;
  /** The step under way: its length, its energy, and the sums of its readings. */
  stepMs: Milliseconds;
  joule: Joules;
  ticks: number;
  elementSumC: Celsius;
  surfaceSumC: Celsius;
  /** Of the last step. */
  elementC: Celsius;
  /** The power is taken away. */
  holds: boolean;
}

export function createSupervision(): Supervision {
  return {
    element: createFollower(),
    surface: createFollower(),
    elementUnprovenJ: 0,
    surfaceUnprovenJ: 0,
    test: createTestPulse(),
    quick: createFollower(),
    deadMs: 0,
    balance: createBalance(),
    unbalancedSteps: 0,
    pair: createPlausibility(),
    stepMs: 0,
    joule: 0,
    ticks: 0,
    elementSumC: 0,
    surfaceSumC: 0,
    elementC: 0,
    holds: false,
  };
}

/** Energy that may be given unproven: with the element in doubt, and with the surface. */
const elementBudgetJ = 1200;
const surfaceBudgetJ = 400;
/** The surface's account leaks, so that a pad held back is tried again after minutes. */
const forgetW = 3;
/** No surface is warmer than its element: energy that leaves the element this cool needs no proof, and there it is held. */
const harmlessC = heatLimits.elementAloneLimitC;
const heldC = harmlessC - 0.5;
/** Excitation from which the fits say something, K2 s. */
const elementFitK2S = 10;
const surfaceFitK2S = 0.5;
/** The quick fit forgets within half a minute; a dead element shows in it for some seconds. */
const quickTauS = 15;
const quickFitK2S = 4;
const deadMaxMs = 5000;
const unbalancedStepsMax = 3;
/** The power has rested for so long, and the element's sensor has not been proved. */
const doubtMaxMs = 120_000;

const stepLengthMs = 100;

/** What a pad shows in this tick, and what the last tick gave it. */
export interface PadTick {
  readonly elementC: Celsius;
  /** The element's again where nothing measures it. */
  readonly surfaceC: Celsius;
  readonly ambientC: Celsius;
  readonly powerW: Watts;
  readonly dtMs: Milliseconds;
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

/** A tick whose readings say nothing: they are missing, or answer to other orders. The energy counts all the same. */
export function superviseBlind(watch: Supervision, { powerW, dtMs }: PadTick): void {
  account(watch, (powerW * dtMs) / 1000);
  breakBalance(watch.balance);
}

/** One tick; what is wrong, or null. Sets `holds`. */
export function supervise(watch: Supervision, pad: PadLimits, tick: PadTick): Verdict | null {
  const { elementC, surfaceC, ambientC } = tick;
  if (!(isTemperature(elementC) && isTemperature(surfaceC) && isTemperature(ambientC))) {
    superviseBlind(watch, tick);
    return null;
  }
  const joule = (tick.powerW * tick.dtMs) / 1000;
  account(watch, joule);
  watch.joule += joule;
  watch.stepMs += tick.dtMs;
  watch.ticks++;
  watch.elementSumC += elementC;
  watch.surfaceSumC += surfaceC;
  if (watch.stepMs < stepLengthMs) return null;
  const verdict = endStep(watch, pad, ambientC);
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

function endStep(watch: Supervision, pad: PadLimits, ambientC: Celsius): Verdict | null {
  const stepS = watch.stepMs / 1000;
  const elementC = watch.elementSumC / watch.ticks;
  const surfaceC = watch.surfaceSumC / watch.ticks;
  watch.elementC = elementC;
  follow(watch.element, pad.elementAnswer, watch.joule / stepS, elementC, stepS);
  if (hasFollowed(watch.element, elementFitK2S)) watch.elementUnprovenJ = 0;
  const { joule } = watch;
  let missK = unbalancedK(watch.balance, pad, { elementC, surfaceC, ambientC, joule, stepS });
  // One spoilt step is noise.
  watch.unbalancedSteps = missK === 0 ? 0 : watch.unbalancedSteps + 1;
  if (watch.unbalancedSteps < unbalancedStepsMax) missK = 0;
  if (missK === 0) missK = deadK(watch, pad, elementC, stepS);
  if (pad.measuresSurface) {
    follow(watch.surface, pad.surfaceAnswer, elementC, surfaceC, stepS);
    if (hasFollowed(watch.surface, surfaceFitK2S)) watch.surfaceUnprovenJ = 0;
    if (missK === 0) missK = tooCoolK(watch.pair, pad, elementC, surfaceC, ambientC, stepS);
  } else {
    // Nothing of the surface is relied on: its interlock takes the element for it.
    watch.surfaceUnprovenJ = 0;
  }
  watch.surfaceUnprovenJ = Math.max(0, watch.surfaceUnprovenJ - forgetW * stepS);
  const verdict =
    missK === 0 ? test(watch, pad, elementC, surfaceC, stepS) : ({ code: 'E27', value: missK } as const);
  const { elementUnprovenJ, surfaceUnprovenJ } = watch;
  watch.holds =
    watch.test.runs &&
    (elementUnprovenJ > elementBudgetJ || (surfaceUnprovenJ > surfaceBudgetJ && elementC > heldC));
  return verdict;
}

/** How far an element that is dead should have moved, 0 where it has or nothing asked it to. */
function deadK(watch: Supervision, pad: PadLimits, elementC: Celsius, stepS: number): Kelvin {
  follow(watch.quick, pad.elementAnswer, watch.joule / stepS, elementC, stepS, quickTauS);
  watch.deadMs = isDead(watch.quick, quickFitK2S) ? watch.deadMs + stepS * 1000 : 0;
  return watch.deadMs >= deadMaxMs ? watch.quick.predictedK : 0;
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
  stepTest(pulse, pad.surfaceAnswer, elementC, surfaceC, stepS);
  if (pad.measuresSurface && surfaceAnswered(pulse)) {
    // The surface followed the element, so that both are alive.
    watch.elementUnprovenJ = 0;
    watch.surfaceUnprovenJ = 0;
  }
  if (watch.elementUnprovenJ === 0 && watch.surfaceUnprovenJ === 0) {
    pulse.runs = false;
    return null;
  }
  if (pad.measuresSurface && isSurfaceDead(pulse))
    return endTest(watch, 'E27', surfaceC - pulse.fromSurfaceC);
  if (elementInDoubt && isElementDead(pulse)) return endTest(watch, 'E27', elementC - pulse.fromElementC);
  if (elementInDoubt && pulse.ms >= doubtMaxMs) return endTest(watch, 'E28', watch.elementUnprovenJ);
  return null;
}

/** What is wrong is told; the accounts stay, so that nothing is given before a proof. */
function endTest({ test: pulse }: Supervision, code: FaultCode, value: number): Verdict {
  pulse.runs = false;
  return { code, value };
}
