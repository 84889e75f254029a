/**
 * What the chip has judged enters the snapshot, even where its cause was too short for a tick to see: a stop
 * that has been pressed is a stop, and an element that was too hot on the chip is too hot.
 */

import { heatLimits } from '../../chair/limits.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { thermistorRange } from '../../chair/thermistor.ts';
import { type TripName, tripReasons } from '../../chair/trips.ts';
import type { Celsius } from '../../chair/units.ts';
import { padWires, type ThermistorName, type Wiring } from '../../chair/wiring.ts';
import { type Status, stopKeyBit } from './inputs.ts';
import { slotOf } from './wires.ts';

interface Reading {
  /** Which pad's, in the order of the chair's pads, or the room's. */
  readonly of: number | 'ambient';
  readonly place: 'element' | 'surface';
  /** Its bit in what a status says of samples out of limits. */
  readonly bit: number;
}

export type ReadingOfPin = ReadonlyMap<number, Reading>;

export function readingsOf(wiring: Wiring): ReadingOfPin {
  const of = (name: ThermistorName, whose: Reading['of'], place: Reading['place'] = 'element') =>
    [wiring.analog[name].pin.number, { of: whose, place, bit: 1 << slotOf(name) }] as const;
  return new Map<number, Reading>([
    of('ambient-thermistor', 'ambient'),
    ...padWires.map(({ thermistor }, pad) => of(thermistor, pad)),
    ...padWires.map(({ surface }, pad) => of(surface, pad, 'surface')),
  ]);
}

/** `first`: no tick has seen this trip yet. */
export function explainTrip(
  status: Status,
  first: boolean,
  readingOfPin: ReadingOfPin,
  sensors: Sensors,
): void {
  const reason: TripName | undefined = tripReasons[status.trip]?.name;
  // From the second look on everything is shown as it is: the host is heard again, a key may be up, a reading inside its limits.
  if (!first) return;
  if (reason === 'lease') sensors.link.connected = false;
  if (reason === 'stop-key') sensors.keys |= stopKeyBit;
  if (reason === 'emergency-stop') sensors.emergencyStop = true;
  if (reason !== 'thermistor') return;
  const reading = readingOfPin.get(status.tripDetail);
  if (reading === undefined) return;
  if (reading.of === 'ambient') {
    if (inRange(sensors.ambientC)) sensors.ambientC = Number.NaN;
    return;
  }
  const pad = sensors.pads[reading.of];
  const field = reading.place === 'element' ? 'elementC' : 'surfaceC';
  if (pad === undefined || !inRange(pad[field])) return;
  // It reads as it should again: the sample that was one too many says what it was.
  const open = (status.badHigh & reading.bit) !== 0;
  const tripC = reading.place === 'element' ? heatLimits.elementTripC : heatLimits.surfaceTripC;
  pad[field] = open ? Number.NaN : Math.max(pad[field], tripC);
}

function inRange(reading: Celsius): boolean {
  return reading >= thermistorRange.openBelowC && reading <= thermistorRange.shortAboveC;
}
