/**
 * The surface that the skin touches: measured where the pad has a sensor there, else taken to be as warm as the element, which
 * is the warmest that any cover can make it. Its rate is followed too, since warmth of the element still reaches the surface
 * after the power goes off.
 */
import { elementAnyContactC, elementUnderCoverC, heatLimits, usualReadsC } from '../../../chair/limits.ts';
import { isTemperature } from '../../../chair/thermistor.ts';
import type { Celsius, Kelvin, Milliseconds } from '../../../chair/units.ts';
import { track } from '../../tracker.ts';
import type { PadLimits } from '../limits.ts';

export type SurfaceWatch = ReturnType<typeof createSurfaceWatch>;

/** A surface that nothing measures has no limit here: something else makes its pad safe, or the pad has no heat. */
export function createSurfaceWatch(measured = true) {
  return {
    started: false,
    /** Filtered, and its rate in K/s. */
    surfaceC: 0 as Celsius,
    ratePerS: 0,
    /** How warm the surface becomes if the power goes off now. */
    peakC: 0 as Celsius,
    /** Power is held back from this temperature up. */
    limitC: measured ? 0 : Number.MAX_VALUE,
    /** The element as last read, and the temperature of it from which power is held back. */
    elementC: 0 as Celsius,
    elementMostC: Number.MAX_VALUE as Celsius,
  };
}

/** Time constant of the filter: a compromise between converter noise and lag. */
const filterS = 8;
/** How long a rising surface under a blanket goes on at its rate after the power goes off; with air alone on it, the worst pad's for 40 s. */
const coastS = 55;

/** With poor contact a surface sensor reads low by this share of what is above the room: a healthy sensor, and one that is the single fault. */
const poorContact = { healthy: 0.03, fault: 0.1 };
/** For the error of the rate, and for what a blanket over a warm pad within tolerance adds, K (`bench -- heat-variants`). */
const marginK = 0.7;

/** The highest reading of the usual thermistor at which the skin is still within its limits, whichever single thing is wrong with it. */
export function surfaceLimitC(ambientC: Celsius): Celsius {
  const { healthy, fault } = poorContact;
  return (
    Math.min(
      heatLimits.surfaceLongC * (1 - healthy) + ambientC * healthy,
      heatLimits.surfaceTripC * (1 - fault) + ambientC * fault,
      usualReadsC,
    ) - marginK
  );
}

/** An element that stands for its surface stays below the trip by what its sensor may have sunk, and by this for the rest of a burst. */
const aloneMarginK = 1;
/** Once held back, the element cools by this before it gets power again, so that its sensor goes on showing that it is alive. */
const aloneCoolsK = 1.5;

export function elementAloneLimitC(sunkK: Kelvin): Celsius {
  return Math.min(heatLimits.elementAloneLimitC, heatLimits.surfaceTripC - aloneMarginK - sunkK);
}

/**
 * Every 100 ms, `stepMs` after the last call. A reading that is not a temperature changes nothing; it has its own rule.
 * `sunkK`: see sunk.ts; null for a sensor at the surface itself. `lowK`: by how much more than the usual one its thermistor may read low.
 */
export function watchSurface(
  watch: SurfaceWatch,
  readingC: Celsius,
  ambientC: Celsius,
  sunkK: Kelvin | null,
  lowK: Kelvin,
  stepMs: Milliseconds,
): void {
  if (!(isTemperature(readingC) && isTemperature(ambientC))) return;
  if (!watch.started) {
    watch.started = true;
    watch.surfaceC = readingC;
  }
  track(watch, readingC, stepMs / 1000, filterS);
  if (sunkK === null) {
    watch.peakC = watch.surfaceC + coastS * Math.max(0, watch.ratePerS);
    watch.limitC = surfaceLimitC(ambientC) - lowK;
  } else {
    const coolsK = isWarm(watch) ? aloneCoolsK : 0;
    watch.peakC = watch.surfaceC;
    watch.limitC = elementAloneLimitC(sunkK) - lowK - coolsK;
  }
}

/**
 * The element of a pad that has a surface sensor as well, at the same times. Where that sensor's contact may be any, poor contact
 * reads like a cold back, so the sensor is not used; a fixed one says how much the element may still give. The room is between
 * `coldestC` and `warmestC`.
 */
export function watchElement(
  watch: SurfaceWatch,
  elementC: Celsius,
  coldestC: Celsius,
  warmestC: Celsius,
  { anyContact, elementShare, readsLowK }: Pick<PadLimits, 'anyContact' | 'elementShare' | 'readsLowK'>,
): void {
  if (!(isTemperature(elementC) && isTemperature(coldestC))) return;
  watch.elementC = elementC;
  watch.elementMostC = anyContact
    ? elementAnyContactC(coldestC) - readsLowK.element
    : elementUnderCoverC(watch.surfaceC + readsLowK.surface, warmestC, elementShare);
}

/** The surface would become warmer than it may if heating went on. */
export const isWarm = ({ peakC, surfaceC, limitC, elementC, elementMostC }: SurfaceWatch): boolean =>
  !(peakC < limitC && surfaceC < limitC && elementC < elementMostC);
