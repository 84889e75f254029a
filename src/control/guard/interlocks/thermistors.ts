/** The chair's thermistors: which fault an impossible reading means, and which was the last one. */
import { at } from '../../../chair/assert.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { heatLimits } from '../../../chair/limits.ts';
import { padPart, padsMax, part } from '../../../chair/parts.ts';
import type { Sensors } from '../../../chair/sensors.ts';
import { thermistorRange } from '../../../chair/thermistor.ts';
import type { Celsius, Milliseconds } from '../../../chair/units.ts';

/** A reading, its part, and where it trips: a surface has rules of its own for that (rules.ts), and the room does not trip. */
interface Thermistor {
  readonly name: string;
  readonly pad?: number;
  readonly part: number;
  readonly readC: (sensors: Sensors) => Celsius;
  readonly tripC: Celsius;
}

const never = Number.POSITIVE_INFINITY;

export const thermistors: readonly Thermistor[] = [
  ...Array.from({ length: padsMax }, (_, pad): Thermistor[] => {
    const readings = (sensors: Sensors) => at(sensors.pads, pad, 'pad');
    const of = { pad, part: padPart(pad) };
    return [
      {
        ...of,
        name: `element of pad ${pad + 1}`,
        readC: (sensors) => readings(sensors).elementC,
        tripC: heatLimits.elementTripC,
      },
      {
        ...of,
        name: `surface of pad ${pad + 1}`,
        readC: (sensors) => readings(sensors).surfaceC,
        tripC: never,
      },
    ];
  }).flat(),
  { name: 'ambient', part: part.ambient, readC: (sensors) => sensors.ambientC, tripC: never },
];

/** The fault that an impossible reading means; null for a possible one. Written so that a reading that is not a number means open. */
export function readingFault({ readC, tripC }: Thermistor, sensors: Sensors): FaultCode | null {
  const celsius = readC(sensors);
  const { openBelowC, shortAboveC } = thermistorRange;
  if (celsius >= openBelowC && celsius <= shortAboveC && celsius < tripC) return null;
  return celsius > shortAboveC ? 'E22' : celsius >= tripC ? 'E23' : 'E21';
}

/** The last impossible reading, and what it meant. */
interface Doubt {
  code: FaultCode | null;
  part: number;
  celsius: Celsius;
  atMs: Milliseconds;
}

export const createDoubt = (): Doubt => ({ code: null, part: part.none, celsius: 0, atMs: 0 });

/** Called after the rules of a tick have been judged, for those of the next. */
export function noteDoubt(doubt: Doubt, sensors: Sensors, pads: number, nowMs: Milliseconds): void {
  for (const thermistor of thermistors) {
    if (thermistor.pad !== undefined && thermistor.pad >= pads) continue;
    const code = readingFault(thermistor, sensors);
    if (code === null) continue;
    Object.assign(doubt, { code, part: thermistor.part, celsius: thermistor.readC(sensors), atMs: nowMs });
  }
}
