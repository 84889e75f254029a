/**
 * By how much an element may be warmer than its sensor says, where that sensor is all there is. One that sinks by a kelvin a
 * minute goes on following its power, and a back, a cover or a window does the same to a reading: nothing tells them apart. So
 * while the reading moves it is taken to sink, and the pad may be led the less warm the longer that lasts. Once it stands without
 * power the pad is met anew: by what it read when it stood before.
 */
import { isTemperature } from '../../../chair/thermistor.ts';
import { type Celsius, type Kelvin, type Milliseconds, minuteMs } from '../../../chair/units.ts';

export interface SunkWatch {
  /** It may read too low by this. */
  sunkK: Kelvin;
  /** It is without power and its reading stands, so that its sensor does not sink. */
  stands: boolean;
  /** The most that it has read when it stood; forgotten as slowly as rooms become cooler by themselves. */
  coldC: Celsius;
  /** Without power: what the reading has kept to, and for how long. */
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

/** The quickest that a sensor sinks unseen; what sinks faster is no reading that heat allows (diagnosis/balance.ts). */
const sinksKPerMs = 1 / minuteMs;
/** A room that cools by 6 K an hour is forgotten; a sensor that has stopped sinking is forgotten as fast. */
const forgetsShare = 0.1;
/**
 * A reading stands if it keeps within this for so long. One that sinks falls by 15 K meanwhile; a room or a cover could hide
 * that only by warming the pad as fast all the while.
 */
const standsK: Kelvin = 2;
const standsForMs: Milliseconds = 15 * minuteMs;
/** Heated before this guard knew it: by any amount. */
const unknownK: Kelvin = 30;

/** It has had heat, and nobody knows what it read before. */
export function forgetCold(watch: SunkWatch): void {
  Object.assign(watch, { ...createSunkWatch(), stands: false, sunkK: unknownK });
}

/** No heat within the hour, as the clock shows once it is known: what was before this guard is over. */
export function meetAnew(watch: SunkWatch): void {
  if (!watch.stands && watch.coldC === Number.NEGATIVE_INFINITY) Object.assign(watch, createSunkWatch());
}

/** Every 100 ms; `on`: it has had power since the last call. `roomC`: the coldest that the room can be. */
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
