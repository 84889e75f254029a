/**
 * Does a reading do what heat allows? The element's change over seconds is held against the energy given and the heat it may
 * have lost, for every pad within tolerance and whatever lies on it; the surface's against what can flow into and out of it.
 * And an element that stands still while its power turns is dead. All in blocks of a second or little more: means of running
 * sums keep the heat equation exact, and turn a count of converter noise into some hundredths of a kelvin.
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
  /** The running sums, and those of the block under way, with how long it takes. */
  now: Block;
  sum: Block;
  steps: number;
  stepsS: number;
  /** Newest last. */
  blocks: Block[];
  /** Verdicts in a row. */
  against: number;
}

const zero: Block = { elementC: 0, surfaceC: 0, seconds: 0, joule: 0, leastLostK: 0, mostLostK: 0 };

export function createBalance(): Balance {
  return { now: { ...zero }, sum: { ...zero }, steps: 0, stepsS: 0, blocks: [], against: 0 };
}

/** Readings are missing: what came before does not lead to what comes after. */
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
/** A leap shows at once; a reading that stands still, in the longest window or in `turnsWithin` blocks. */
const windows = [2, 8, 16] as const;
const longest = 16;
/** Blocks in which the power of a pad that is held surely turns, up and down: see the heater's dither. */
const turnsWithin = 32;
/** What noise makes of a change, and how fast things nobody thought of move an element. */
const noiseK = 0.4;
const disturbedKPerS = 0.01;
/** A window that has just gained a spoilt second is not enough. */
const againstMax = 2;

/** A step of 100 ms: means of its readings, and the energy given in it. */
interface BalanceStep {
  readonly elementC: Celsius;
  readonly surfaceC: Celsius;
  readonly room: Room;
  readonly joule: Joules;
  readonly stepS: number;
}

/** One step: by how many kelvin a reading cannot be, 0 where it can. */
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

/** What is lost at least across this difference: of one that is warmer on the other side, what comes in is the more the better it conducts. */
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

/** Who sits down warms a surface, a cold cloth cools it. */
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

/** How far outside the two, the noise and what nobody thought of, a change is; 0 inside. */
function beyond(changeK: Kelvin, leastK: Kelvin, mostK: Kelvin, seconds: number): Kelvin {
  const slackK = noiseK + disturbedKPerS * seconds;
  if (changeK < leastK - slackK) return changeK - leastK;
  return changeK > mostK + slackK ? changeK - mostK : 0;
}

/**
 * The bend of the reading against the bend of the energy, both as sums of squares without their straight line, the energy in kelvin
 * of a nominal element: losses are straight over so long, what the power does is not. Over the longest window a living reading
 * bends by half as much at least, which is a quarter of the squares. Over twice as long a few watts tell as well; but losses bend, too,
 * and a heater that makes up for what somebody who leans back takes holds its reading straight: only power that turns up and down
 * again counts, what is left of its bend about a parabola, and only what bends by its noise alone is dead (measured: a living one by
 * 0.055 of the energy at least, a dead one by 0.003 K2).
 */
const dead = { energyLeastK2: 0.7, share: 0.08, residue: squaresAboutLine } as const;
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

/** Places of so many values, about their middle. */
const placesOf = (values: readonly number[]): number[] =>
  values.map((_, index) => index - (values.length - 1) / 2);

/** Without what is like these. */
function without(values: readonly number[], like: readonly number[]): number[] {
  const squares = like.reduce((sum, each) => sum + each * each, 0);
  const share = values.reduce((sum, value, index) => sum + value * at(like, index, 'value'), 0) / squares;
  return values.map((value, index) => value - share * at(like, index, 'value'));
}

const sumOfSquares = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value * value, 0);

/** What is left of these about their mean, and about the straight line through them. */
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
