/**
 * The list of pins the guard firmware is given once, made from the board file and the chair's specification:
 * what each pin is for, and between which converter counts a thermistor must stay.
 */
import { heatLimits } from '../../chair/limits.ts';
import { ohmOfCelsius, ratioOfOhm, thermistor, thermistorRange } from '../../chair/thermistor.ts';
import type { Celsius } from '../../chair/units.ts';
import { crc16 } from '../../codec/crc.ts';
import { type BoardMap, wiresOf } from '../map/map.ts';
import { encode, encodeFields } from '../protocol/codec.ts';
import { leaseMs } from '../protocol/lease.ts';
import { messages, type Values } from '../protocol/messages.ts';

type PinEntry = Values<typeof messages.pin>;

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
const fullScale = thermistor.counts - 1;

const bounds: Readonly<Record<string, readonly [low: number, high: number]>> = {
  // The element itself is limited on the chip; the surface is the host's to estimate.
  'lumbar-thermistor': [hot, cold],
  'sacral-thermistor': [hot, cold],
  'ambient-thermistor': [short, cold],
};

export function limitsOf(map: BoardMap): Limits {
  const entries = wiresOf(map).map((wire): PinEntry => {
    const [low, high] = bounds[wire.name] ?? [0, fullScale];
    const flags = wire.input === null ? 0 : (wire.input.activeHigh ? 1 : 0) | (wire.input.pullUp ? 2 : 0);
    return { role: wire.role, pin: wire.pin.number, flags, low, high };
  });
  let digest = 0;
  const bytes = new Uint8Array(16);
  for (const entry of entries) {
    const length = encodeFields(messages.pin, entry, bytes);
    digest = crc16(bytes, 0, length, digest);
  }
  return {
    messages: [
      ...entries.map((entry) => encode('pin', entry)),
      encode('lock', { pins: entries.length, digest, leaseMs: leaseMs.asked }),
    ],
    digest,
  };
}
