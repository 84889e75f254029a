/**
 * A thermistor with its lead and its converter channel: true temperature -> resistance -> ten-bit count with
 * half a step of noise. `readCount` is what a microcontroller's converter would give in this tick.
 */
import { type Curve, curveOf, ohmOfCelsius, ratioOfOhm, thermistor } from '../../src/chair/thermistor.ts';
import type { Celsius } from '../../src/chair/units.ts';

/** A thermistor's rated values: see `ThermistorLine`. */
type Rating = Readonly<{ ohmAt25C: number; betaK: number }>;

const usualRating: Rating = { ohmAt25C: thermistor.ohmAt25C, betaK: thermistor.beta };
const usualCurve = curveOf(thermistor.beta);

export interface Thermometer {
  /** Its rated values, and the curve by which the chair reads its counts. */
  readonly rating: Rating;
  readonly curve: Curve;
  /** True temperature of what it is fixed to; the caller sets it before each reading. */
  measuredC: Celsius;
  /** The last count given. */
  count: number;
  /** Resistance over rated resistance: parts are within 1 %. */
  readonly tolerance: number;
  /** The part that is fitted, and the part that was fitted at first; null for the usual part. */
  part: ThermistorPart | null;
  own: ThermistorPart | null;
  /** Noise and hum at the converter's input, in its steps; and the input at the last reading, without them. */
  noiseSteps: number;
  steps: number;
  /** Temperature of the room, towards which a poor contact pulls the reading. */
  roomC: Celsius;
  /** Faults. `frozen` holds the last count, noise included. */
  open: boolean;
  short: boolean;
  frozen: boolean;
  drifting: boolean;
  /** How far the drift has moved the reading so far, and how fast it moves it. */
  driftK: number;
  driftKPerMin: number;
  /** Fallen off what it measures: its own temperature is then `ownC`, which goes to `detachedRestC`. */
  detached: boolean;
  detachedRestC: Celsius;
  ownC: Celsius;
}

/** What makes a thermistor read wrong without being broken. */
interface ThermistorPart {
  ohmAt25C: number;
  beta: number;
  leadOhm: number;
  /** Share of the temperature above the room's that reaches it. */
  contact: number;
  /** Warmed by the current that measures it. */
  selfHeatK: number;
}

const ratedPart = ({ ohmAt25C, betaK }: Rating): ThermistorPart => ({
  ohmAt25C,
  beta: betaK,
  leadOhm: 0,
  contact: 1,
  selfHeatK: 0,
});

/** Fits another part; an empty `part` puts the original one back. */
export function makePart(meter: Thermometer, part: Partial<ThermistorPart>): void {
  const { own } = meter;
  meter.part = Object.keys(part).length === 0 ? own : { ...(own ?? ratedPart(meter.rating)), ...part };
}

export function createThermometer(
  startC: Celsius,
  tolerance: number,
  rating: Rating = usualRating,
): Thermometer {
  const own = rating.betaK === usualRating.betaK ? null : ratedPart(rating);
  const meter: Thermometer = {
    rating,
    curve: rating.betaK === usualRating.betaK ? usualCurve : curveOf(rating.betaK),
    measuredC: startC,
    count: 0,
    tolerance,
    part: own,
    own,
    noiseSteps: 0,
    steps: 0,
    roomC: startC,
    open: false,
    short: false,
    frozen: false,
    drifting: false,
    driftK: 0,
    driftKPerMin: driftsKPerMin,
    detached: false,
    detachedRestC: startC,
    ownC: startC,
  };
  meter.count = Math.floor(ratedSteps(meter, startC));
  return meter;
}

/** Time constant of a bare thermistor hanging in air between cover and cushion (chosen: a few seconds). */
export const detachedTauS = 4;
/** A drifting part ages towards more resistance, the dangerous way: it reads ever lower, to a bound (chosen). */
export const driftsKPerMin = -1;
const driftMostK = -20;

const tableFromC = -60;
const tableToC = 200;
const tablePerK = 4;
/** Resistance over pull-up at every quarter kelvin; linear interpolation is off by 0.002 steps at most. */
const table = Float64Array.from(
  { length: (tableToC - tableFromC) * tablePerK + 1 },
  (_, index) => ohmOfCelsius(tableFromC + index / tablePerK) / thermistor.pullUpOhm,
);

/** The converter's input in steps of its scale, not yet truncated to a whole step. */
export function stepsOfCelsius(temperatureC: Celsius, tolerance: number): number {
  const inside =
    temperatureC < tableFromC
      ? tableFromC
      : temperatureC >= tableToC
        ? tableToC - 1 / tablePerK
        : temperatureC;
  const place = (inside - tableFromC) * tablePerK;
  const index = Math.trunc(place);
  const low = table[index] as number;
  const overPullUp = (low + ((table[index + 1] as number) - low) * (place - index)) * tolerance;
  return (thermistor.counts * overPullUp) / (1 + overPullUp);
}

/** The converter's input, in steps, of this thermometer with its rated part. */
export function ratedSteps({ rating, tolerance }: Thermometer, temperatureC: Celsius): number {
  return rating.betaK === usualRating.betaK
    ? stepsOfCelsius(temperatureC, tolerance)
    : stepsOfPart(ratedPart(rating), temperatureC, temperatureC, tolerance, rating);
}

/** The converter's input, in steps, of a part that is not the usual one. */
function stepsOfPart(
  part: ThermistorPart,
  temperatureC: Celsius,
  roomC: Celsius,
  tolerance: number,
  { ohmAt25C }: Rating,
): number {
  const { beta, kelvinAt0C, pullUpOhm, counts } = thermistor;
  const partC = roomC + part.contact * (temperatureC - roomC) + part.selfHeatK;
  const perKelvin = 1 / (partC + kelvinAt0C) - 1 / (25 + kelvinAt0C);
  // As if the rated part had the usual resistance: the pull-up is the same share of either.
  const leadOhm = (part.leadOhm * thermistor.ohmAt25C) / ohmAt25C;
  const share = (part.ohmAt25C / ohmAt25C) * tolerance;
  const ohm = ohmOfCelsius(partC) * Math.exp((part.beta - beta) * perKelvin) * share + leadOhm;
  return (counts * ohm) / (pullUpOhm + ohm);
}

/** An open lead is pulled up to the reference, a shorted one reads zero. */
const openSteps = thermistor.counts * ratioOfOhm(1e12);
const shortSteps = thermistor.counts * ratioOfOhm(0);

/** Reads `measuredC`; the low ten bits of `chance` are the noise, at most half a step either way. */
export function readCount(meter: Thermometer, chance: number): number {
  if (meter.frozen) return meter.count;
  const readC = (meter.detached ? meter.ownC : meter.measuredC) + meter.driftK;
  meter.steps = meter.open
    ? openSteps
    : meter.short
      ? shortSteps
      : meter.part === null
        ? stepsOfCelsius(readC, meter.tolerance)
        : stepsOfPart(meter.part, readC, meter.roomC, meter.tolerance, meter.rating);
  // Truncation to a whole step also takes half a step below zero to zero.
  const count = (meter.steps + meter.noiseSteps + ((chance & 1023) - 511.5) / 1024) | 0;
  meter.count = count >= thermistor.counts ? thermistor.counts - 1 : count < 0 ? 0 : count;
  return meter.count;
}

/** Moves a detached or drifting thermistor on by one step. */
export function stepThermometer(meter: Thermometer, detachedDecay: number, seconds: number): void {
  if (meter.detached) meter.ownC = meter.detachedRestC + (meter.ownC - meter.detachedRestC) * detachedDecay;
  if (meter.drifting) {
    meter.driftK += (meter.driftKPerMin / 60) * seconds;
    if (meter.driftK < driftMostK) meter.driftK = driftMostK;
  }
}
