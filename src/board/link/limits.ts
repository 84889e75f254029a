/**
 * The list of pins the guard firmware is given once, made from the chair's wiring:
 * what each pin is for, and between which converter counts a thermistor must stay.
 */
import { heatLimits } from '../../chair/limits.ts';
import { ohmOfCelsius, ratioOfOhm, thermistor, thermistorRange } from '../../chair/thermistor.ts';
import type { Celsius, Milliseconds } from '../../chair/units.ts';
import type { InputPin, Wiring } from '../../chair/wiring.ts';
import { crc16 } from '../../codec/crc.ts';
import { encode, encodeFields } from '../protocol/codec.ts';
import { leaseMs } from '../protocol/lease.ts';
import { messages, pinFlags, type Values } from '../protocol/messages.ts';
import { kindNumber } from '../protocol/roles.ts';
import { wiresOf } from './wires.ts';

export type PinEntry = Values<typeof messages.pin>;

interface Limits {
  /** The messages to send, in order: one for each pin, then the lock. */
  readonly messages: readonly Uint8Array[];
  readonly digest: number;
}

/** Counts in a thermistor's path: cold is high, an open lead full scale. */
function countOf(temperatureC: Celsius): number {
  return ratioOfOhm(ohmOfCelsius(temperatureC)) * thermistor.counts;
}

const cold = Math.ceil(countOf(thermistorRange.openBelowC));
const short = Math.floor(countOf(thermistorRange.shortAboveC));
const hot = Math.floor(countOf(heatLimits.elementTripC));
const hotSurface = Math.floor(countOf(heatLimits.surfaceChipTripC));
const fullScale = thermistor.counts - 1;

const bounds: Readonly<Record<string, readonly [low: number, high: number]>> = {
  'lumbar-thermistor': [hot, cold],
  'sacral-thermistor': [hot, cold],
  'lumbar-surface': [hotSurface, cold],
  'sacral-surface': [hotSurface, cold],
  'ambient-thermistor': [short, cold],
};

const flag = (name: (typeof pinFlags)[number]) => 1 << pinFlags.indexOf(name);

function flagsOf(input: InputPin | null): number {
  if (input === null) return 0;
  return (input.activeHigh ? 0 : flag('activeLow')) | (input.pullUp ? flag('pullUp') : 0);
}

export function limitsOf(wiring: Wiring): Limits {
  const entries = wiresOf(wiring).map(({ name, kind, index, pin, input }): PinEntry => {
    const [low, high] = bounds[name] ?? [0, fullScale];
    // A motor driver with a direction line turns at once: the rest before it is the host's.
    return {
      kind: kindNumber[kind],
      index,
      pin: pin.number,
      flags: flagsOf(input),
      low,
      high,
      deadTimeMs: 0,
      pwm: 0,
    };
  });
  return listOf(entries);
}

/** A list of pins as it is sent. */
export function listOf(entries: readonly PinEntry[], lease: Milliseconds = leaseMs.asked): Limits {
  let digest = 0;
  const bytes = new Uint8Array(32);
  for (const entry of entries) {
    const length = encodeFields(messages.pin, entry, bytes);
    digest = crc16(bytes, 0, length, digest);
  }
  return {
    messages: [
      ...entries.map((entry) => encode('pin', entry)),
      encode('lock', { pins: entries.length, digest, leaseMs: lease }),
    ],
    digest,
  };
}
