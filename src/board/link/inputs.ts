/** Fills the snapshot that a tick reads from the guard's status. */

import { at } from '../../chair/assert.ts';
import { portIndex } from '../../chair/chips/chip.ts';
import {
  type AnyMotorName,
  allMotorNames,
  keyBit,
  keyNames,
  type MotorName,
  motorNames,
} from '../../chair/names.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { type Curve, celsiusOfMeanCount, curveOf } from '../../chair/thermistor.ts';
import type { Celsius } from '../../chair/units.ts';
import {
  type AnalogName,
  type Drive,
  type InputLine,
  type InputName,
  inputNames,
  type ScaledName,
  scaledNames,
  type ThermistorLine,
  type ThermistorName,
  type Wiring,
} from '../../chair/wiring.ts';
import type { Status } from '../protocol/heard.ts';
import { levelFlags } from '../protocol/messages.ts';
import { slotsOf } from './wires.ts';

/** In the order of the chip's ports, three to a field. */
const portFields = ['portsAC', 'portsDF', 'portsGJ', 'portsKL'] as const satisfies ReadonlyArray<
  keyof Status
>;
const portsEach = 3;

type AnalogField = Extract<keyof Status, `analog${number}`>;

const analogField = (slot: number): AnalogField => `analog${slot}` as AnalogField;

/** The mean of this analog input, in counts of the converter. */
export function analogCount(status: Readonly<Status>, slot: number): number {
  return status[analogField(slot)] / tenths;
}

/** The input register of a port, by its index among the chip's ports. */
export function portLevels(status: Readonly<Status>, port: number): number {
  const field = at(portFields, Math.trunc(port / portsEach), 'port field');
  return (status[field] >> (8 * (port % portsEach))) & 0xff;
}

/** Averages come in tenths of a count. */
const tenths = 10;

/** Where an input is found in a status: which port, which bit, and what its level means. */
interface InputPlace {
  readonly port: number;
  readonly mask: number;
  readonly activeLevel: number;
}

/** Where a value is found in a status, and what one count is worth. */
interface AnalogPlace {
  readonly field: AnalogField;
  readonly perCount: number;
}

/** Where a thermistor is found in a status, and its curve. */
interface ThermistorPlace {
  readonly field: AnalogField;
  readonly curve: Curve;
}

interface PadPlaces {
  readonly element: ThermistorPlace | null;
  readonly surface: ThermistorPlace | null;
}

/** All that filling a snapshot needs, worked out once from the chair's wiring; null where there is no such part. */
interface InputPlaces {
  readonly inputs: Readonly<Record<InputName, InputPlace | null>>;
  /** In the order of the keys' bits. */
  readonly keys: readonly (InputPlace | null)[];
  readonly scaled: Readonly<Record<ScaledName, AnalogPlace | null>>;
  readonly pads: readonly PadPlaces[];
  readonly ambient: ThermistorPlace | null;
  /** The duty that is read back at full power, in 1/255. */
  readonly motors: Readonly<Record<AnyMotorName, number>>;
  /** The bit of `levels` that tells each motor's direction; null for a motor with only one. */
  readonly waysOf: Readonly<Record<MotorName, number | null>>;
  /** The input registers of the latest status. */
  readonly ports: Uint8Array;
}

export function placesOf(wiring: Wiring): InputPlaces {
  const { chip, inputs, keys, scaled } = wiring;
  const slots = slotsOf(wiring);
  const fieldOf = (name: AnalogName): AnalogField | null => {
    const slot = slots.get(name);
    return slot === undefined ? null : analogField(slot);
  };
  const inputPlace = (input: InputLine | null): InputPlace | null => {
    if (input === null) return null;
    const mask = 1 << input.pin.bit;
    return { port: portIndex(chip, input.pin), mask, activeLevel: input.activeHigh ? mask : 0 };
  };
  const analogPlace = (name: ScaledName): AnalogPlace | null => {
    const [field, line] = [fieldOf(name), scaled[name]];
    if (field === null || line === null) return null;
    return { field, perCount: (line.perVolt * chip.converter.referenceV) / chip.converter.counts };
  };
  const thermistorPlace = (name: ThermistorName, line: ThermistorLine | null): ThermistorPlace | null => {
    const field = fieldOf(name);
    return field === null || line === null ? null : { field, curve: curveOf(line.betaK) };
  };
  return {
    inputs: byName(inputNames, (name) => inputPlace(inputs[name])),
    keys: keyNames.map((name) => inputPlace(keys[name])),
    scaled: byName(scaledNames, analogPlace),
    pads: wiring.pads.map(({ name, element, surface }) => ({
      element: thermistorPlace(`${name}-thermistor`, element),
      surface: thermistorPlace(`${name}-surface`, surface),
    })),
    ambient: thermistorPlace('ambient-thermistor', wiring.ambient),
    motors: byName(allMotorNames, (name) => {
      const drive = wiring.motors[name];
      return drive === null ? dutySteps : mostSteps(drive);
    }),
    waysOf: byName(motorNames, (name) =>
      wiring.motors[name]?.lines.by === 'one-way' ? null : wayBits[name],
    ),
    ports: new Uint8Array(chip.ports.length),
  };
}

function byName<Name extends string, Value>(
  names: readonly Name[],
  of: (name: Name) => Value,
): Readonly<Record<Name, Value>> {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Value>;
}

/** An input that the chair lacks is never active. */
function isActive(ports: Uint8Array, place: InputPlace | null): boolean {
  return place !== null && ((ports[place.port] as number) & place.mask) === place.activeLevel;
}

function takePorts({ ports }: InputPlaces, status: Status): void {
  for (let index = 0; index < ports.length; index++) {
    ports[index] = portLevels(status, index);
  }
}

/** The keys that are down, by their bits. */
export function keysOf(places: InputPlaces, status: Status): number {
  takePorts(places, status);
  const { ports, keys } = places;
  let bits = 0;
  for (let index = 0; index < keys.length; index++) {
    if (isActive(ports, keys[index] ?? null)) bits |= 1 << index;
  }
  return bits;
}

/**
 * Fills in everything but keys, `carriageEdges` and `link`, which depend on earlier statuses. Fields of parts that the
 * chair lacks keep their values.
 */
export function fillInputs(places: InputPlaces, status: Status, sensors: Sensors): void {
  takePorts(places, status);
  const { ports, inputs } = places;
  sensors.limitTop = isActive(ports, inputs['limit-top']);
  sensors.limitBottom = isActive(ports, inputs['limit-bottom']);
  sensors.limitMiddle = isActive(ports, inputs['limit-middle']);
  sensors.camNarrow = isActive(ports, inputs['cam-narrow']);
  sensors.camMedium = isActive(ports, inputs['cam-medium']);
  sensors.camWide = isActive(ports, inputs['cam-wide']);
  sensors.seat = isActive(ports, inputs.seat);
  sensors.emergencyStop = isActive(ports, inputs['emergency-stop']);
  fillAnalog(places, status, sensors);
}

function fillAnalog({ scaled, ambient, pads }: InputPlaces, status: Status, sensors: Sensors): void {
  sensors.carriageA = measured(status, scaled['carriage-current'], sensors.carriageA);
  sensors.kneaderA = measured(status, scaled['kneader-current'], sensors.kneaderA);
  sensors.tapperA = measured(status, scaled['tapper-current'], sensors.tapperA);
  sensors.padsA = measured(status, scaled['pads-current'], sensors.padsA);
  // A count stands for the middle of its step.
  sensors.supplyV = measured(status, scaled.supply, sensors.supplyV, 0.5);
  sensors.motorsV = measured(status, scaled['motors-supply'], sensors.motorsV, 0.5);
  sensors.ambientC = celsiusAt(status, ambient, sensors.ambientC);
  for (let pad = 0; pad < sensors.pads.length; pad++) {
    const sensed = at(sensors.pads, pad, 'pad');
    const { element, surface } = at(pads, pad, 'pad');
    sensed.elementC = celsiusAt(status, element, sensed.elementC);
    sensed.surfaceC = celsiusAt(status, surface, sensed.surfaceC);
  }
}

function measured(status: Status, place: AnalogPlace | null, before: number, step = 0): number {
  return place === null ? before : (status[place.field] / tenths + step) * place.perCount;
}

function celsiusAt(status: Status, place: ThermistorPlace | null, beforeC: Celsius): Celsius {
  return place === null ? beforeC : celsiusOfMeanCount(place.curve, status[place.field] / tenths);
}

const level = (name: (typeof levelFlags)[number]) => 1 << levelFlags.indexOf(name);
export const levelBits = {
  carriageUp: level('forwards0'),
  kneaderIn: level('forwards1'),
  tapperForwards: level('forwards2'),
  padRelay: level('padRelay'),
  motorRelay: level('motorRelay'),
  lamp: level('sign0'),
  lockLamp: level('sign1'),
  beeper: level('sign2'),
} as const;
/** In the order of the chair's pads. */
export const padBits: readonly number[] = [level('pad0'), level('pad1'), level('pad2'), level('pad3')];

/** Full scale of an eight-bit duty. */
export const dutySteps = 255;

/** Duty at this drive's pin at full power, in 1/255. */
export function mostSteps({ pwm }: Drive): number {
  return pwm === null ? dutySteps : Math.round(pwm.duty.max * dutySteps);
}

const wayBits = { carriage: levelBits.carriageUp, kneader: levelBits.kneaderIn } as const;

export function fillReadback({ motors, waysOf }: InputPlaces, status: Status, sensors: Sensors): void {
  const { readback } = sensors.link;
  const { levels } = status;
  const signed = (duty: number, way: number | null): number =>
    way === null || (levels & way) !== 0 ? duty : -duty;
  readback.valid = true;
  readback.carriageDuty = signed(status.duty0 / motors.carriage, waysOf.carriage);
  readback.kneaderDuty = signed(status.duty1 / motors.kneader, waysOf.kneader);
  readback.tapperDuty = status.duty2 / motors.tapper;
  for (let pad = 0; pad < readback.padsOn.length; pad++) {
    readback.padsOn[pad] = (levels & at(padBits, pad, 'pad')) !== 0;
  }
  readback.padRelay = (levels & levelBits.padRelay) !== 0;
  readback.motorRelay = (levels & levelBits.motorRelay) !== 0;
}

/** The bit a key has in `Sensors.keys`. */
export const stopKeyBit = keyBit('stop');
