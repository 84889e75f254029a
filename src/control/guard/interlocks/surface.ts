/**
 * What the skin touches: measured where the chair has a sensor there, else taken to be as warm as the element, which is the
 * warmest that any cover can make it. Followed with its rate, since the element's warmth is still on its way when the power
 * goes off.
 */
import { elementAnyContactC, elementUnderCoverC, heatLimits } from '../../../chair/limits.ts';
import { celsiusOfOhm, isTemperature, ohmOfCelsius } from '../../../chair/thermistor.ts';
import type { Celsius, Kelvin, Milliseconds } from '../../../chair/units.ts';
import { track } from '../../tracker.ts';
import type { PadLimits } from '../limits.ts';

export type SurfaceWatch = ReturnType<typeof createSurfaceWatch>;

/** One that nothing measures has no limit: something else makes it safe, or it has no heat. */
export function createSurfaceWatch(measured = true) {
  return {
    started: false,
    /** Filtered, and how fast it moves. */
    surfaceC: 0 as Celsius,
    ratePerS: 0,
    /** Where it goes if the power goes off now. */
    peakC: 0 as Celsius,
    /** The power is held back from here on. */
    limitC: measured ? 0 : Number.MAX_VALUE,
    /** As it was last read, and the same limit of it. */
    elementC: 0 as Celsius,
    elementMostC: Number.MAX_VALUE as Celsius,
  };
}

/** Converter noise against lag. */
const filterS = 8;
/** A surface that rises goes on for so long under a blanket: with nothing but air on it the worst pad's goes on for 40 s. */
const coastS = 55;

/** A surface sensor whose contact is poorer by this reads low: a healthy one, and one that is the single fault. */
const poorContact = { healthy: 0.03, fault: 0.1 };
/** And one that is the wrong part, or has a lead of 500 ohm, where the surface truly is at its trip. */
const wrongPartBeta = 3435;
const longLeadOhm = 500;
const wrongPartC = Math.min(
  celsiusOfOhm(ohmOfCelsius(heatLimits.surfaceTripC, wrongPartBeta)),
  celsiusOfOhm(ohmOfCelsius(heatLimits.surfaceTripC) + longLeadOhm),
);
/** What the rate may be wrong by, and a blanket over a warm pad within tolerance adds, K (`bench -- heat-variants`). */
const marginK = 0.7;

/** The highest reading at which the skin is still within its limits, whichever single thing is wrong with the sensor. */
export function surfaceLimitC(ambientC: Celsius): Celsius {
  const { healthy, fault } = poorContact;
  return (
    Math.min(
      heatLimits.surfaceLongC * (1 - healthy) + ambientC * healthy,
      heatLimits.surfaceTripC * (1 - fault) + ambientC * fault,
      wrongPartC,
    ) - marginK
  );
}

/** An element that stands for its surface, and truly is warmer by what its sensor may have sunk: less what is left of a burst. */
const aloneMarginK = 1;
/** Held back, it cools by this before it has power again: so that it goes on showing that its sensor lives. */
const aloneCoolsK = 1.5;

export function elementAloneLimitC(sunkK: Kelvin): Celsius {
  return Math.min(heatLimits.elementAloneLimitC, heatLimits.surfaceTripC - aloneMarginK - sunkK);
}

/**
 * Every 100 ms: `stepMs` since the last call. A reading that is none changes nothing: it has its own rule. `sunkK`: see sunk.ts;
 * null of a reading at the surface itself.
 */
export function watchSurface(
  watch: SurfaceWatch,
  readingC: Celsius,
  ambientC: Celsius,
  sunkK: Kelvin | null,
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
    watch.limitC = surfaceLimitC(ambientC);
  } else {
    const coolsK = isWarm(watch) ? aloneCoolsK : 0;
    watch.peakC = watch.surfaceC;
    watch.limitC = elementAloneLimitC(sunkK) - coolsK;
  }
}

/**
 * The element beneath a sensor, at the same times. Where its contact may be any, poor contact reads as a cold back would make it, so
 * that the sensor is not asked; one that is fixed says how much the element may still give. The room is between the two.
 */
export function watchElement(
  watch: SurfaceWatch,
  elementC: Celsius,
  coldestC: Celsius,
  warmestC: Celsius,
  { anyContact, elementShare }: Pick<PadLimits, 'anyContact' | 'elementShare'>,
): void {
  if (!(isTemperature(elementC) && isTemperature(coldestC))) return;
  watch.elementC = elementC;
  watch.elementMostC = anyContact
    ? elementAnyContactC(coldestC)
    : elementUnderCoverC(watch.surfaceC, warmestC, elementShare);
}

/** It would become warmer than it may if it went on. */
export const isWarm = ({ peakC, surfaceC, limitC, elementC, elementMostC }: SurfaceWatch): boolean =>
  !(peakC < limitC && surfaceC < limitC && elementC < elementMostC);
