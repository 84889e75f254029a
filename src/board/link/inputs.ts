/** Turns what the guard's status says into the snapshot a tick reads. */

import { at } from '../../chair/assert.ts';
import { type Chip, portIndex } from '../../chair/chips/chip.ts';
import { keyBit, keyNames } from '../../chair/names.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { celsiusOfMeanCount } from '../../chair/thermistor.ts';
import type { Celsius } from '../../chair/units.ts';
import {
  type AnalogName,
  type InputName,
  type InputPin,
  padWires,
  type ScaledName,
  type ThermistorName,
  type Wiring,
} from '../../chair/wiring.ts';
import { levelFlags, type messages, type Values } from '../protocol/messages.ts';
import { slotOf } from './wires.ts';

export type Status = Values<typeof messages.status>;

/** In the order of the chip's ports, three to a field. */
const portFields = ['portsAC', 'portsDF', 'portsGJ', 'portsKL'] as const satisfies ReadonlyArray<
  keyof Status
>;
const portsEach = 3;

type AnalogField = `analog${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

/** Averages come in tenths of a count. */
const tenths = 10;

const analogField = (name: AnalogName) => `analog${slotOf(name)}` as AnalogField;
const fields: Readonly<Record<AnalogName, AnalogField>> = {
  'carriage-current': analogField('carriage-current'),
  'kneader-current': analogField('kneader-current'),
  'pads-current': analogField('pads-current'),
  supply: analogField('supply'),
  'lumbar-thermistor': analogField('lumbar-thermistor'),
  'sacral-thermistor': analogField('sacral-thermistor'),
  'lumbar-surface': analogField('lumbar-surface'),
  'sacral-surface': analogField('sacral-surface'),
  'ambient-thermistor': analogField('ambient-thermistor'),
};

function countOf(status: Status, name: AnalogName): number {
  return status[fields[name]] / tenths;
}

function celsiusOf(status: Status, name: ThermistorName): Celsius {
  return celsiusOfMeanCount(countOf(status, name));
}

/** Where an input is found in a status: which port, which bit, and what its level means. */
interface InputPlace {
  readonly port: number;
  readonly mask: number;
  readonly activeLevel: number;
}

function placeOf(chip: Chip, input: InputPin): InputPlace {
  const mask = 1 << input.pin.bit;
  return { port: portIndex(chip, input.pin), mask, activeLevel: input.activeHigh ? mask : 0 };
}

/** All that filling a snapshot needs, worked out once from the chair's wiring. */
interface InputPlaces {
  readonly inputs: Readonly<Record<InputName, InputPlace>>;
  /** In the order of the keys' bits. */
  readonly keys: readonly InputPlace[];
  /** Amperes or volts for each count. */
  readonly perCount: Readonly<Record<ScaledName, number>>;
  /** The input registers of the latest status. */
  readonly ports: Uint8Array;
}

export function placesOf(wiring: Wiring): InputPlaces {
  const { chip, inputs, keys, analog } = wiring;
  const perCount = (name: ScaledName) =>
    (analog[name].perVolt * chip.converter.referenceV) / chip.converter.counts;
  return {
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [name, placeOf(chip, input)]),
    ) as Record<InputName, InputPlace>,
    keys: keyNames.map((name) => placeOf(chip, keys[name])),
    perCount: {
      'carriage-current': perCount('carriage-current'),
      'kneader-current': perCount('kneader-current'),
      'pads-current': perCount('pads-current'),
      supply: perCount('supply'),
    },
    ports: new Uint8Array(chip.ports.length),
  };
}

function isActive(ports: Uint8Array, place: InputPlace): boolean {
  return ((ports[place.port] as number) & place.mask) === place.activeLevel;
}

/** Everything but `carriageEdges` and `link`, which need what came before. */
export function fillInputs(places: InputPlaces, status: Status, sensors: Sensors): void {
  const { ports, inputs, keys, perCount } = places;
  for (let index = 0; index < ports.length; index++) {
    const field = portFields[Math.trunc(index / portsEach)] as (typeof portFields)[number];
    ports[index] = status[field] >> (8 * (index % portsEach));
  }
  sensors.limitTop = isActive(ports, inputs['limit-top']);
  sensors.limitBottom = isActive(ports, inputs['limit-bottom']);
  sensors.camNarrow = isActive(ports, inputs['cam-narrow']);
  sensors.camMedium = isActive(ports, inputs['cam-medium']);
  sensors.camWide = isActive(ports, inputs['cam-wide']);
  sensors.seat = isActive(ports, inputs.seat);
  sensors.emergencyStop = isActive(ports, inputs['emergency-stop']);
  let bits = 0;
  for (let index = 0; index < keys.length; index++) {
    if (isActive(ports, keys[index] as InputPlace)) bits |= 1 << index;
  }
  sensors.keys = bits;
  sensors.carriageA = countOf(status, 'carriage-current') * perCount['carriage-current'];
  sensors.kneaderA = countOf(status, 'kneader-current') * perCount['kneader-current'];
  sensors.padsA = countOf(status, 'pads-current') * perCount['pads-current'];
  // A conversion stands for the middle of its step.
  sensors.supplyV = (countOf(status, 'supply') + 0.5) * perCount.supply;
  sensors.ambientC = celsiusOf(status, 'ambient-thermistor');
  for (let pad = 0; pad < sensors.pads.length; pad++) {
    const sensed = at(sensors.pads, pad, 'pad');
    const wires = at(padWires, pad, 'pad');
    sensed.elementC = celsiusOf(status, wires.thermistor);
    sensed.surfaceC = celsiusOf(status, wires.surface);
  }
}

const level = (name: (typeof levelFlags)[number]) => 1 << levelFlags.indexOf(name);
export const levelBits = {
  carriageUp: level('forwards0'),
  kneaderIn: level('forwards1'),
  padRelay: level('padRelay'),
  motorRelay: level('motorRelay'),
  lamp: level('sign0'),
  lockLamp: level('sign1'),
  beeper: level('sign2'),
} as const;
/** In the order of the chair's pads. */
export const padBits: readonly number[] = padWires.map((_, pad) => level(`pad${pad as 0 | 1}`));

/** Full scale of an eight-bit duty. */
export const dutySteps = 255;

export function fillReadback(status: Status, sensors: Sensors): void {
  const { readback } = sensors.link;
  const { levels } = status;
  const carriage = status.duty0 / dutySteps;
  const kneader = status.duty1 / dutySteps;
  readback.valid = true;
  readback.carriageDuty = (levels & levelBits.carriageUp) !== 0 ? carriage : -carriage;
  readback.kneaderDuty = (levels & levelBits.kneaderIn) !== 0 ? kneader : -kneader;
  for (let pad = 0; pad < readback.padsOn.length; pad++) {
    readback.padsOn[pad] = (levels & at(padBits, pad, 'pad')) !== 0;
  }
  readback.padRelay = (levels & levelBits.padRelay) !== 0;
  readback.motorRelay = (levels & levelBits.motorRelay) !== 0;
}

/** The bit a key has in `Sensors.keys`. */
export const stopKeyBit = keyBit('stop');
