/**
 * What a pad did in the last seconds: its reading, the energy put in and the heat it may have lost, as means
 * over blocks of one second. Means of the running sums keep the heat equation exact,
 *   change of mean reading = change of mean energy / C - integral of (reading - ambient) / (R C),
 * and turn half a count of converter noise into some hundredths of a kelvin.
 */
import { at } from '../../../chair/assert.ts';
import type { Celsius, Milliseconds, Watts } from '../../../chair/units.ts';

/** Blocks kept, and so the longest window, 16 s: one period of the heater's dither. */
export const blockCount = 17;
const blockMs = 1000;

export interface ThermalHistory {
  /** Joule put in since the start. */
  energyJ: number;
  /** Sums of the block under way. */
  ticks: number;
  blockMs: Milliseconds;
  sumC: number;
  sumJ: number;
  /** Reading above ambient in the block before. */
  excessK: number;
  /** Rings of block means; `newest` is the place of the last one, `filled` how many there are. */
  readingC: number[];
  meanJ: number[];
  /** Kelvin-seconds of reading above ambient, from the middle of one block to the middle of the next, added up. */
  excessKs: number[];
  newest: number;
  filled: number;
}

export function createThermalHistory(): ThermalHistory {
  const ring = () => Array.from({ length: blockCount }, () => 0);
  return {
    energyJ: 0,
    ticks: 0,
    blockMs: 0,
    sumC: 0,
    sumJ: 0,
    excessK: 0,
    readingC: ring(),
    meanJ: ring(),
    excessKs: ring(),
    newest: 0,
    filled: 0,
  };
}

/** Forgets: a reading was missing, and what came before does not lead to what comes after. */
export function forgetHistory(history: ThermalHistory): void {
  history.filled = 0;
  history.energyJ = 0;
  startBlock(history);
}

function startBlock(history: ThermalHistory): void {
  history.ticks = 0;
  history.blockMs = 0;
  history.sumC = 0;
  history.sumJ = 0;
}

/**
 * One tick: `power` was given since the last one. True when a block has ended. Both temperatures must be
 * numbers; of the ambient one, which hardly changes, the last of a block will do.
 */
export function recordTick(
  history: ThermalHistory,
  power: Watts,
  readingC: Celsius,
  ambientC: Celsius,
  dtMs: Milliseconds,
): boolean {
  history.energyJ += (power * dtMs) / 1000;
  history.sumC += readingC;
  history.sumJ += history.energyJ;
  history.ticks++;
  history.blockMs += dtMs;
  if (history.blockMs < blockMs) return false;
  endBlock(history, ambientC);
  return true;
}

function endBlock(history: ThermalHistory, ambientC: Celsius): void {
  const { newest, ticks } = history;
  const place = newest + 1 === blockCount ? 0 : newest + 1;
  const readingC = history.sumC / ticks;
  const excessK = readingC - ambientC;
  const spanS = history.blockMs / 1000;
  history.readingC[place] = readingC;
  history.meanJ[place] = history.sumJ / ticks;
  history.excessKs[place] = at(history.excessKs, newest, 'block') + ((excessK + history.excessK) / 2) * spanS;
  history.excessK = excessK;
  history.newest = place;
  if (history.filled < blockCount) history.filled++;
  startBlock(history);
}

/** The place in the rings of the block `back` blocks before the newest. */
export function placeOf(history: ThermalHistory, back: number): number {
  const place = history.newest - back;
  return place < 0 ? place + blockCount : place;
}

export interface Block {
  readonly readingC: Celsius;
  readonly meanJ: number;
  readonly excessKs: number;
}

/** The block `back` blocks before the newest. */
export function blockOf(history: ThermalHistory, back: number): Block {
  const place = placeOf(history, back);
  return {
    readingC: at(history.readingC, place, 'block'),
    meanJ: at(history.meanJ, place, 'block'),
    excessKs: at(history.excessKs, place, 'block'),
  };
}
