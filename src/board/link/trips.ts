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

/** Which pad's, in the order of the chair's pads, or the room's. */
type Reading = number | 'ambient';

export type ReadingOfPin = ReadonlyMap<number, Reading>;

export function readingsOf(wiring: Wiring): ReadingOfPin {
  const numberOf = (name: ThermistorName) => wiring.analog[name].pin.number;
  return new Map<number, Reading>([
    [numberOf('ambient-thermistor'), 'ambient'],
    ...padWires.map(({ thermistor }, pad) => [numberOf(thermistor), pad] as const),
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
  if (reading === 'ambient') {
    if (inRange(sensors.ambientC)) sensors.ambientC = Number.NaN;
    return;
  }
  const pad = reading === undefined ? undefined : sensors.pads[reading];
  if (pad !== undefined && inRange(pad.elementC))
    pad.elementC = Math.max(pad.elementC, heatLimits.elementTripC);
}

function inRange(reading: Celsius): boolean {
  return reading >= thermistorRange.openBelowC && reading <= thermistorRange.shortAboveC;
}
