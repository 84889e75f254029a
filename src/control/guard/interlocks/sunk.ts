/**
 * By how much an element may be warmer than its sensor says, where the pad has no other sensor. A sensor that sinks (reads a
 * kelvin less each minute) still follows its power, and a back, a cover or a window does the same to a reading: nothing tells
 * them apart. So with power, or while its reading moves, the sensor is taken to sink, and the longer that lasts the less warm the
 * pad may be. Once the reading stands without power, the pad is judged anew by what it read when it stood before.
 */
import { isTemperature } from '../../../chair/thermistor.ts';
import { type Celsius, type Kelvin, type Milliseconds, minuteMs } from '../../../chair/units.ts';

export interface SunkWatch {
  /** The sensor may read too low by this. */
  sunkK: Kelvin;
  /** The pad is without power and its reading stands, so that its sensor does not sink. */
  stands: boolean;
  /** The highest reading at which it has stood; lowered as slowly as rooms cool by themselves. */
  coldC: Celsius;
  /** Without power: the band that the reading has kept to, and for how long. */
  leastC: Celsius;
  mostC: Celsius;
  keptMs: Milliseconds;
}

const anywhere = { leastC: Number.POSITIVE_INFINITY, mostC: Number.NEGATIVE_INFINITY, keptMs: 0 };

export const createSunkWatch = (): SunkWatch => ({
  sunkK: 0,
  stands: true,
  coldC: Number.NEGATIVE_INFINITY,
  ...anywhere,
});

/** The fastest that a sensor can sink unnoticed; a faster one contradicts the heat balance (diagnosis/balance.ts). */
const sinksKPerMs = 1 / minuteMs;
/** `coldC` falls at this share of that rate: 6 K an hour, for a room that cools. A sensor that has stopped sinking is forgotten as fast. */
const forgetsShare = 0.1;
/**
 * A reading stands if it keeps within 2 K for 15 min. A sinking one falls by 15 K meanwhile; a room or a cover could hide that
 * only by warming the pad as fast all that time.
 */
const standsK: Kelvin = 2;
const standsForMs: Milliseconds = 15 * minuteMs;
/** Taken as sunk where the pad was heated before this guard started, which may be any amount. */
const unknownK: Kelvin = 30;

/** The pad has had heat, and what it read before that is unknown. */
export function forgetCold(watch: SunkWatch): void {
  Object.assign(watch, { ...createSunkWatch(), stands: false, sunkK: unknownK });
}

/** No heat within the last hour, as shows once the wall clock is known: what happened before this guard started no longer counts. */
export function meetAnew(watch: SunkWatch): void {
  if (!watch.stands && watch.coldC === Number.NEGATIVE_INFINITY) Object.assign(watch, createSunkWatch());
}

/** Every 100 ms. `on`: the pad has had power since the last call. `roomC`: the coldest that the room can be. */
export function watchSunk(
  watch: SunkWatch,
  readingC: Celsius,
  roomC: Celsius,
  on: boolean,
  stepMs: Milliseconds,
): void {
  watch.coldC -= forgetsShare * sinksKPerMs * stepMs;
  if (on) {
    watch.stands = false;
    Object.assign(watch, anywhere);
  } else if (isTemperature(readingC)) keep(watch, readingC, stepMs);
  if (!watch.stands) watch.sunkK += sinksKPerMs * stepMs;
  else if (isTemperature(readingC)) {
    watch.coldC = Math.max(watch.coldC, readingC);
    watch.sunkK = Math.max((watch.coldC - readingC) / (1 - forgetsShare), roomC - readingC);
  }
}

function keep(watch: SunkWatch, readingC: Celsius, stepMs: Milliseconds): void {
  watch.keptMs += stepMs;
  watch.leastC = Math.min(watch.leastC, readingC);
  watch.mostC = Math.max(watch.mostC, readingC);
  if (watch.mostC - watch.leastC > standsK) {
    if (watch.stands) watch.sunkK += standsK;
    watch.stands = false;
    Object.assign(watch, anywhere);
  } else if (watch.keptMs >= standsForMs) {
    watch.stands = true;
    Object.assign(watch, anywhere);
  }
}
