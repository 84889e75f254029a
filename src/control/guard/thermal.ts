/**
 * What a pad did in the last seconds: its reading, the energy put in and the heat it may have lost, as means
 * over blocks of one second. Means of the running sums keep the heat equation exact,
 *   change of mean reading = change of mean energy / C - change of mean (reading - ambient) integral / (R C),
 * and turn half a count of converter noise into some hundredths of a kelvin.
 */
import type { Celsius, Watts } from '../../chair/units.ts';

/** Blocks kept, and so the longest window, 16 s: one period of the heater's dither. */
export const blockCount = 17;
const blockMs = 1000;

export interface ThermalHistory {
  /** Since heat has been supervised: joule put in, and kelvin-seconds of reading above ambient. */
  energyJ: number;
  excessKs: number;
  /** Sums of the block under way. */
  ticks: number;
  blockMs: number;
  sumC: number;
  sumJ: number;
  sumKs: number;
  /** Rings of block means; `newest` is the place of the last one, `filled` how many there are. */
  readingC: number[];
  meanJ: number[];
  meanKs: number[];
  newest: number;
  filled: number;
}

export function createThermalHistory(): ThermalHistory {
  const ring = () => Array.from({ length: blockCount }, () => 0);
  return {
    energyJ: 0,
    excessKs: 0,
    ticks: 0,
    blockMs: 0,
    sumC: 0,
    sumJ: 0,
    sumKs: 0,
    readingC: ring(),
    meanJ: ring(),
    meanKs: ring(),
    newest: 0,
    filled: 0,
  };
}

/** Forgets: a reading was missing, and what came before does not lead to what comes after. */
export function forgetHistory(history: ThermalHistory): void {
  history.filled = 0;
  startBlock(history);
}

function startBlock(history: ThermalHistory): void {
  history.ticks = 0;
  history.blockMs = 0;
  history.sumC = 0;
  history.sumJ = 0;
  history.sumKs = 0;
}

/**
 * One tick: `power` was given since the last one. True when a block has ended. Both arguments of temperature
 * must be numbers.
 */
export function recordTick(
  history: ThermalHistory,
  power: Watts,
  readingC: Celsius,
  ambientC: Celsius,
  dtMs: number,
): boolean {
  history.energyJ += (power * dtMs) / 1000;
  history.excessKs += ((readingC - ambientC) * dtMs) / 1000;
  history.ticks++;
  history.blockMs += dtMs;
  history.sumC += readingC;
  history.sumJ += history.energyJ;
  history.sumKs += history.excessKs;
  if (history.blockMs < blockMs) return false;
  const place = history.newest + 1 === blockCount ? 0 : history.newest + 1;
  history.readingC[place] = history.sumC / history.ticks;
  history.meanJ[place] = history.sumJ / history.ticks;
  history.meanKs[place] = history.sumKs / history.ticks;
  history.newest = place;
  if (history.filled < blockCount) history.filled++;
  startBlock(history);
  return true;
}

/** The place in the rings of the block `back` blocks before the newest. */
export function placeOf(history: ThermalHistory, back: number): number {
  const place = history.newest - back;
  return place < 0 ? place + blockCount : place;
}
