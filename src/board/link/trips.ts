/**
 * Enters the chip's trips into the snapshot, even where the cause was too short for a tick to see: a stop that was
 * pressed counts as pressed, and an element that was too hot for the chip as too hot.
 */

import { heatLimits } from '../../chair/limits.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { thermistorRange } from '../../chair/thermistor.ts';
import { type TripName, tripReasons } from '../../chair/trips.ts';
import type { Celsius } from '../../chair/units.ts';
import { type ThermistorWire, thermistorsOf, type Wiring } from '../../chair/wiring.ts';
import type { Status } from '../protocol/heard.ts';
import { stopKeyBit } from './inputs.ts';
import { slotsOf } from './wires.ts';

interface Reading {
  readonly wire: ThermistorWire;
  /** Its bit in a status's `badLow` and `badHigh`. */
  readonly bit: number;
}

export type ReadingOfPin = ReadonlyMap<number, Reading>;

export function readingsOf(wiring: Wiring): ReadingOfPin {
  const slots = slotsOf(wiring);
  return new Map(
    thermistorsOf(wiring).map((wire) => [
      wire.line.pin.number,
      { wire, bit: 1 << (slots.get(wire.name) ?? 0) },
    ]),
  );
}

/** `first`: no tick has seen this trip yet. */
export function explainTrip(
  status: Status,
  first: boolean,
  readingOfPin: ReadingOfPin,
  sensors: Sensors,
): void {
  const reason: TripName | undefined = tripReasons[status.trip]?.name;
  // From the second look on everything is shown as it is: the host is heard again, the key may be up, the reading
  // within its limits.
  if (!first) return;
  if (reason === 'lease') sensors.link.connected = false;
  if (reason === 'stop-key') sensors.keys |= stopKeyBit;
  if (reason === 'emergency-stop') sensors.emergencyStop = true;
  if (reason !== 'thermistor') return;
  const reading = readingOfPin.get(status.tripDetail);
  if (reading === undefined) return;
  const { of, place } = reading.wire;
  if (of === 'ambient') {
    if (inRange(sensors.ambientC)) sensors.ambientC = Number.NaN;
    return;
  }
  const pad = sensors.pads[of];
  const field = place === 'element' ? 'elementC' : 'surfaceC';
  if (pad === undefined || !inRange(pad[field])) return;
  // The thermistor reads within its limits again: the last bad sample tells whether it was open or too hot.
  const open = (status.badHigh & reading.bit) !== 0;
  const tripC = place === 'element' ? heatLimits.elementTripC : heatLimits.surfaceTripC;
  pad[field] = open ? Number.NaN : Math.max(pad[field], tripC);
}

function inRange(reading: Celsius): boolean {
  return reading >= thermistorRange.openBelowC && reading <= thermistorRange.shortAboveC;
}
