/**
 * A thermistor with its lead and its converter channel: true temperature -> resistance -> ten-bit count with
 * half a step of noise. `readCount` is what a microcontroller's converter would give in this tick.
 */
import { type Curve, curveOf, ohmOfCelsius, ratioOfOhm, thermistor } from '../../src/chair/thermistor.ts';
import type { Celsius } from '../../src/chair/units.ts';

/** What a thermistor is sold as: see `ThermistorLine`. */
type Rating = Readonly<{ ohmAt25C: number; betaK: number }>;

const usualRating: Rating = { ohmAt25C: thermistor.ohmAt25C, betaK: thermistor.beta };
const usualCurve = curveOf(thermistor.beta);

export interface Thermometer {
  /** What it is sold as, and what the chair makes of its counts. */
  readonly rating: Rating;
  readonly curve: Curve;
  /** True temperature of what it is fixed to; whoever senses puts it here first. */
  measuredC: Celsius;
  /** The last count given. */
  count: number;
  /** Resistance over rated resistance: parts are within 1 %. */
  readonly tolerance: number;
  /** What it is where it is not the usual part, and what it was made as; null where it is that one. */
  part: ThermistorPart | null;
  own: ThermistorPart | null;
  /** What noise and hum add at the converter, in its steps; and its input before and without it. */
  noiseSteps: number;
  steps: number;
  /** The air of the room, which a poor contact lets in. */
  roomC: Celsius;
  /** Faults. `frozen` holds the last count, noise and all. */
  open: boolean;
  short: boolean;
  frozen: boolean;
  drifting: boolean;
  /** What drifting has added to the reading so far. */
  driftK: number;
  /** Fallen off what it measures; then at `ownC`, on its way to `detachedRestC`. */
  detached: boolean;
  detachedRestC: Celsius;
  ownC: Celsius;
}

/** What makes it read wrong without being broken. */
interface ThermistorPart {
  beta: number;
  leadOhm: number;
  /** Share of the warmth above the room's that reaches it. */
  contact: number;
  /** Warmed by the current that measures it. */
  selfHeatK: number;
}

const ratedPart = ({ betaK }: Rating): ThermistorPart => ({
  beta: betaK,
  leadOhm: 0,
  contact: 1,
  selfHeatK: 0,
});

/** Another part in place of the one it was made with; nothing given puts that one back. */
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
    detached: false,
    detachedRestC: startC,
    ownC: startC,
  };
  meter.count = Math.floor(ratedSteps(meter, startC));
  return meter;
}

/** A bare thermistor hanging in air between cover and cushion settles this fast (chosen: a few seconds). */
export const detachedTauS = 4;
/** A drifting part ages towards more resistance, the dangerous way: it reads ever lower, to a bound (chosen). */
const driftKPerS = -1 / 60;
const driftMostK = -20;

const tableFromC = -60;
const tableToC = 200;
const tablePerK = 4;
/** Resistance over pull-up, every quarter kelvin; between them a straight line is off by 0.002 steps at most. */
const table = Float64Array.from(
  { length: (tableToC - tableFromC) * tablePerK + 1 },
  (_, index) => ohmOfCelsius(tableFromC + index / tablePerK) / thermistor.pullUpOhm,
);

/** The converter's input in steps of its scale, not yet cut to a whole one. */
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

/** What this thermometer shows where nothing makes it read wrong. */
export function ratedSteps({ rating, tolerance }: Thermometer, temperatureC: Celsius): number {
  return rating.betaK === usualRating.betaK
    ? stepsOfCelsius(temperatureC, tolerance)
    : stepsOfPart(ratedPart(rating), temperatureC, temperatureC, tolerance, rating);
}

/** The same of a part that is not the usual one. */
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
  const leadOhm = (part.leadOhm * thermistor.ohmAt25C) / ohmAt25C;
  const ohm = ohmOfCelsius(partC) * Math.exp((part.beta - beta) * perKelvin) * tolerance + leadOhm;
  return (counts * ohm) / (pullUpOhm + ohm);
}

/** An open lead is pulled up to the reference, a shorted one lies at zero. */
const openSteps = thermistor.counts * ratioOfOhm(1e12);
const shortSteps = thermistor.counts * ratioOfOhm(0);

/** Reads `measuredC`; the low ten bits of `chance` are the noise, within half a step either way. */
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
  // Whole by cutting off, which also takes half a step below zero to zero.
  const count = (meter.steps + meter.noiseSteps + ((chance & 1023) - 511.5) / 1024) | 0;
  meter.count = count >= thermistor.counts ? thermistor.counts - 1 : count < 0 ? 0 : count;
  return meter.count;
}

/** Moves what faults have made to move. Call once a step where `detached` or `drifting`. */
export function stepThermometer(meter: Thermometer, detachedDecay: number, seconds: number): void {
  if (meter.detached) meter.ownC = meter.detachedRestC + (meter.ownC - meter.detachedRestC) * detachedDecay;
  if (meter.drifting) {
    meter.driftK += driftKPerS * seconds;
    if (meter.driftK < driftMostK) meter.driftK = driftMostK;
  }
}
