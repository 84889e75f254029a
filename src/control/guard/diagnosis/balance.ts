/**
 * Does a reading change as the heat balance allows? The element's change over seconds is compared with the energy given and the
 * heat it may have lost, for every pad within tolerance and whatever lies on it; the surface's with what can flow into and out
 * of it. And an element's sensor is dead if it stands still while its power goes up and down. All in blocks of a second or a
 * little more: means of running sums keep the heat equation exact, and turn a count of converter noise into some hundredths of a
 * kelvin.
 */
import { at } from '../../../chair/assert.ts';
import type { Celsius, Joules, Kelvin } from '../../../chair/units.ts';
import type { PadLimits } from '../limits.ts';
import { type Room, surroundings } from '../surroundings.ts';

interface Block {
  readonly elementC: Celsius;
  readonly surfaceC: Celsius;
  /** Sums until then: time, energy given, and kelvin by which the element has cooled at least and at most. */
  readonly seconds: number;
  readonly joule: Joules;
  readonly leastLostK: Kelvin;
  readonly mostLostK: Kelvin;
}

export interface Balance {
  /** The running sums; their sum over the block under way, its steps and its length. */
  now: Block;
  sum: Block;
  steps: number;
  stepsS: number;
  /** Newest last. */
  blocks: Block[];
  /** Blocks in a row with a verdict against a reading. */
  against: number;
}

const zero: Block = { elementC: 0, surfaceC: 0, seconds: 0, joule: 0, leastLostK: 0, mostLostK: 0 };

export function createBalance(): Balance {
  return { now: { ...zero }, sum: { ...zero }, steps: 0, stepsS: 0, blocks: [], against: 0 };
}

/** Readings are missing: those before are not compared with those after. */
export function breakBalance(balance: Balance): void {
  balance.blocks.length = 0;
  balance.sum = { ...zero };
  balance.steps = 0;
  balance.stepsS = 0;
  balance.against = 0;
}

const { airCoolerK, airWarmerK } = surroundings;

/** Ten steps of 100 ms; fewer where values come seldom. */
const blockS = 0.95;
/** Windows, in blocks. A leap shows in the shortest; a reading that stands still, in the longest or in `turnsWithin` blocks. */
const windows = [2, 8, 16] as const;
const longest = 16;
/** Blocks within which the power of a pad that is held surely goes up and down: see the heater's dither. */
const turnsWithin = 32;
/** Slack for noise in a change, and for how fast unforeseen influences move an element. */
const noiseK = 0.4;
const disturbedKPerS = 0.01;
/** Blocks in a row that make a fault: a window that has just gained one spoilt second is not enough. */
const againstMax = 2;

/** A step of 100 ms: means of its readings, and the energy given in it. */
interface BalanceStep {
  readonly elementC: Celsius;
  readonly surfaceC: Celsius;
  readonly room: Room;
  readonly joule: Joules;
  readonly stepS: number;
}

/** One step: by how many kelvin a reading is impossible, 0 where it is possible. */
export function unbalancedK(balance: Balance, pad: PadLimits, step: BalanceStep): Kelvin {
  const { elementC, surfaceC, room, joule, stepS } = step;
  const { least, most } = pad.flows;
  // A surface that nothing measures may be as cold as the coldest air, and as warm as a body.
  const toColdestK = pad.measuresSurface ? elementC - surfaceC : elementC - room.coldestC + airCoolerK;
  const toWarmestK = pad.measuresSurface ? elementC - surfaceC : Math.min(0, elementC - bodyC);
  const mostK =
    most.surface * Math.max(0, toColdestK) + most.air * Math.max(0, elementC - room.coldestC + airCoolerK);
  const leastK =
    leastOf(toWarmestK, least.surface, most.surface) +
    leastOf(elementC - room.warmestC - airWarmerK, least.air, most.air);
  const { now } = balance;
  balance.now = {
    elementC,
    surfaceC,
    seconds: now.seconds + stepS,
    joule: now.joule + joule,
    leastLostK: now.leastLostK + Math.min(leastK, mostK) * stepS,
    mostLostK: now.mostLostK + mostK * stepS,
  };
  balance.sum = combine(balance.sum, balance.now, (sum, value) => sum + value);
  balance.steps++;
  balance.stepsS += stepS;
  if (balance.stepsS < blockS) return 0;
  const { steps } = balance;
  balance.blocks.push(combine(balance.sum, zero, (sum) => sum / steps));
  balance.sum = { ...zero };
  balance.steps = 0;
  balance.stepsS = 0;
  if (balance.blocks.length > turnsWithin + 1) balance.blocks.shift();
  const missK = judge(balance.blocks, pad);
  balance.against = missK === 0 ? 0 : balance.against + 1;
  return balance.against >= againstMax ? missK : 0;
}

/** The least loss across this difference. If the other side is warmer, heat comes in, and the more the better it conducts. */
function leastOf(differenceK: Kelvin, leastPerK: number, mostPerK: number): number {
  return (differenceK < 0 ? mostPerK : leastPerK) * differenceK;
}

function combine(one: Block, other: Block, of: (one: number, other: number) => number): Block {
  return {
    elementC: of(one.elementC, other.elementC),
    surfaceC: of(one.surfaceC, other.surfaceC),
    seconds: of(one.seconds, other.seconds),
    joule: of(one.joule, other.joule),
    leastLostK: of(one.leastLostK, other.leastLostK),
    mostLostK: of(one.mostLostK, other.mostLostK),
  };
}

function judge(blocks: readonly Block[], pad: PadLimits): Kelvin {
  for (const window of windows) {
    if (blocks.length <= window) break;
    const to = at(blocks, blocks.length - 1, 'block');
    const from = at(blocks, blocks.length - 1 - window, 'block');
    const missK = elementMissK(from, to, pad) || (pad.measuresSurface ? surfaceMissK(from, to, pad) : 0);
    if (missK !== 0) return missK;
  }
  return deadK(blocks.slice(-1 - longest), pad, dead) || deadK(blocks, pad, deadLong);
}

function elementMissK(from: Block, to: Block, { flows }: PadLimits): Kelvin {
  const givenJ = to.joule - from.joule;
  const leastK = givenJ * flows.leastPerJ - (to.mostLostK - from.mostLostK);
  const mostK = givenJ * flows.mostPerJ - (to.leastLostK - from.leastLostK);
  return beyond(to.elementC - from.elementC, leastK, mostK, to.seconds - from.seconds);
}

/** Bounds of what may touch the surface: a warm body (37 C) and a cold cloth (0 C). */
const bodyC = 37;
const coldestC = 0;

function surfaceMissK(from: Block, to: Block, { flows }: PadLimits): Kelvin {
  const seconds = to.seconds - from.seconds;
  const coolestC = Math.min(from.surfaceC, to.surfaceC);
  const warmerK = Math.max(0, Math.max(from.elementC, to.elementC, bodyC) - coolestC);
  const coolerK = Math.max(0, Math.max(from.surfaceC, to.surfaceC) - coldestC);
  const perK = seconds * flows.surfacePerK;
  return beyond(to.surfaceC - from.surfaceC, -perK * coolerK, perK * warmerK, seconds);
}

/** How far a change is outside the two bounds; 0 if it is within them and the slack for noise and unforeseen influences. */
function beyond(changeK: Kelvin, leastK: Kelvin, mostK: Kelvin, seconds: number): Kelvin {
  const slackK = noiseK + disturbedKPerS * seconds;
  if (changeK < leastK - slackK) return changeK - leastK;
  return changeK > mostK + slackK ? changeK - mostK : 0;
}

/**
 * Compares the curvature of the reading with that of the energy, both as sums of squares about a straight line, the energy in kelvin
 * of a nominal element: over this time losses are straight, and the effect of power is not. Over the longest window a living
 * reading bends by half as much, a quarter of the squares; by 0.063 of them where a heavy element settles as its power goes up
 * (measured). Over twice as long a few watts tell as well; but losses
 * bend too, and a heater that makes up for what somebody who leans back takes holds its reading straight. So only power that goes
 * up and down again counts (what is left of its curvature about a parabola), and only a reading that bends by its noise alone is
 * dead (measured: a living one by at least 0.055 of the energy, a dead one by 0.003 K2).
 */
const dead = { energyLeastK2: 0.7, share: 0.04, residue: squaresAboutLine } as const;
const deadLong = { energyLeastK2: 0.4, share: 0.02, residue: squaresAboutParabola } as const;

function deadK(
  blocks: readonly Block[],
  pad: PadLimits,
  { energyLeastK2, share, residue }: typeof dead | typeof deadLong,
): Kelvin {
  if (blocks.length <= longest) return 0;
  const energy = residue(blocks.map(({ joule }) => joule * pad.power.least * pad.elementAnswer.perCause));
  const reading = squaresAboutLine(blocks.map(({ elementC }) => elementC));
  return energy >= energyLeastK2 && reading < share * energy ? Math.sqrt(energy / blocks.length) : 0;
}

/** Indices of the values, counted from their middle. */
const placesOf = (values: readonly number[]): number[] =>
  values.map((_, index) => index - (values.length - 1) / 2);

/** The values without their component along `like`. */
function without(values: readonly number[], like: readonly number[]): number[] {
  const squares = like.reduce((sum, each) => sum + each * each, 0);
  const share = values.reduce((sum, value, index) => sum + value * at(like, index, 'value'), 0) / squares;
  return values.map((value, index) => value - share * at(like, index, 'value'));
}

const sumOfSquares = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value * value, 0);

/** Deviations of the values from their mean, and from the straight line through them. */
const aboutMean = (values: readonly number[]): number[] =>
  without(
    values,
    values.map(() => 1),
  );
const aboutLine = (values: readonly number[]): number[] => without(aboutMean(values), placesOf(values));

function squaresAboutLine(values: readonly number[]): number {
  return sumOfSquares(aboutLine(values));
}

function squaresAboutParabola(values: readonly number[]): number {
  return sumOfSquares(without(aboutLine(values), aboutMean(placesOf(values).map((place) => place * place))));
}
