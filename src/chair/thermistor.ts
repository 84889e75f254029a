/**
 * A chair's thermistors: in series with a pull-up of their own resistance at 25 C to the converter's reference, 10-bit
 * converter. Those of the reference chair are 10 k, B 3950, 1 % parts. Source: chair specification; checked against the
 * makers' table (40 C 5.31 k, 50 C 3.59 k, 60 C 2.47 k) in the tests.
 */
import type { Celsius } from './units.ts';

export const thermistor = {
  ohmAt25C: 10_000,
  beta: 3950,
  pullUpOhm: 10_000,
  counts: 1024,
  kelvinAt0C: 273.15,
} as const;

/** That of the reference chair, for which the limits of heat are made. */
export const usualThermistor = { ohmAt25C: thermistor.ohmAt25C, betaK: thermistor.beta } as const;

/**
 * Readings outside mean a broken sensor or lead: below it is open, above it is shorted. Nothing in a room of 5 C is colder than
 * the air at a pad may be (-5 C, see `surroundings`), and a part of 100 kohm in place of 10 reads less than that up to 44 C.
 */
export const thermistorRange = { openBelowC: -5, shortAboveC: 120 } as const;

/** Also false for NaN. */
export function isTemperature(readingC: Celsius): boolean {
  return readingC > thermistorRange.openBelowC && readingC < thermistorRange.shortAboveC;
}

export function ohmOfCelsius(temperatureC: Celsius, beta: number = thermistor.beta): number {
  const { ohmAt25C, kelvinAt0C } = thermistor;
  return ohmAt25C * Math.exp(beta * (1 / (temperatureC + kelvinAt0C) - 1 / (25 + kelvinAt0C)));
}

/** The temperature that a thermistor of this resistance is read as. */
function celsiusOfOhm(ohm: number, beta: number = thermistor.beta): Celsius {
  const { ohmAt25C, kelvinAt0C } = thermistor;
  return 1 / (Math.log(ohm / ohmAt25C) / beta + 1 / (25 + kelvinAt0C)) - kelvinAt0C;
}

/** A single fault of a thermistor that nothing tells from a healthy one: the wrong part, or more in its lead than it should have. */
const wrongBeta = 3435;
const longLeadOhm = 500;

/** What such a thermistor reads at `trueC`, at the lowest. */
export function readsAtLeastC(
  trueC: Celsius,
  { ohmAt25C, betaK }: { readonly ohmAt25C: number; readonly betaK: number },
): Celsius {
  const leadOhm = longLeadOhm * (thermistor.ohmAt25C / ohmAt25C);
  return Math.min(
    celsiusOfOhm(ohmOfCelsius(trueC, wrongBeta), betaK),
    celsiusOfOhm(ohmOfCelsius(trueC, betaK) + leadOhm, betaK),
  );
}

/** Voltage over the thermistor as a share of the reference, 0..1. */
export function ratioOfOhm(ohm: number): number {
  return ohm / (ohm + thermistor.pullUpOhm);
}

/** Converter counts to temperatures. Since the pull-up equals the resistance at 25 C, parts differ only in their B value. */
export interface Curve {
  /** The temperature of each whole count, 0..1023; 0 and 1023 give values far outside `thermistorRange`. */
  readonly celsius: Float64Array;
}

export function curveOf(beta: number): Curve {
  const celsius = Float64Array.from({ length: thermistor.counts }, (_, count) =>
    celsiusOfWholeCount(count, beta),
  );
  return { celsius };
}

/** Count n stands for ratios n/1024 .. (n+1)/1024; the middle is the best estimate. Both ends stay finite. */
export function celsiusOfWholeCount(count: number, beta: number): Celsius {
  const ratio = (count + 0.5) / thermistor.counts;
  return celsiusOfOhm((thermistor.pullUpOhm * ratio) / (1 - ratio), beta);
}

export function celsiusOfCount({ celsius }: Curve, count: number): Celsius {
  return celsius[count] ?? Number.NaN;
}

/** The same for a mean of counts, which lies between two whole counts. */
export function celsiusOfMeanCount(curve: Curve, count: number): Celsius {
  const below = Math.floor(count);
  const lower = celsiusOfCount(curve, below);
  return below === count ? lower : lower + (count - below) * (celsiusOfCount(curve, below + 1) - lower);
}
