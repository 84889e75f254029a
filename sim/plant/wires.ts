/** Wires that were crossed when the chair was put together, on the way to the parts and from the sensors. */
import type { Power } from '../../src/chair/outputs.ts';
import type { Sensors } from '../../src/chair/sensors.ts';

export const wireWords = {
  /** The motor's two leads. */
  carriage: 'reversed',
  kneader: 'reversed',
  /** The two limit switches; the sensors for narrow and wide; the pads' elements; their thermistors; ... */
  ends: 'swapped',
  cams: 'swapped',
  pads: 'swapped',
  thermistors: 'swapped',
  /** ... the two motors; the sensors of their currents. */
  motors: 'swapped',
  currents: 'swapped',
} as const;
export type WireName = keyof typeof wireWords;
export const wireNames = Object.keys(wireWords) as readonly WireName[];

/** Which wires are crossed. */
export type Wires = Record<WireName, boolean>;

export function createWires(): Wires {
  return {
    carriage: false,
    kneader: false,
    ends: false,
    cams: false,
    pads: false,
    thermistors: false,
    motors: false,
    currents: false,
  };
}

export function anyCrossed(wires: Wires): boolean {
  return (
    wires.carriage ||
    wires.kneader ||
    wires.ends ||
    wires.cams ||
    wires.pads ||
    wires.thermistors ||
    wires.motors ||
    wires.currents
  );
}

/** Fills `power` with what the parts get of what the pins give. */
export function crossPower(wires: Wires, pins: Readonly<Power>, power: Power): void {
  const carriage = wires.motors ? pins.kneaderDuty : pins.carriageDuty;
  const kneader = wires.motors ? pins.carriageDuty : pins.kneaderDuty;
  power.carriageDuty = wires.carriage ? -carriage : carriage;
  power.kneaderDuty = wires.kneader ? -kneader : kneader;
  power.tapperDuty = pins.tapperDuty;
  const pads = power.padsOn.length;
  for (let pad = 0; pad < pads; pad++) {
    power.padsOn[pad] = pins.padsOn[wires.pads ? pads - 1 - pad : pad] === true;
  }
  power.padRelay = pins.padRelay;
  power.motorRelay = pins.motorRelay;
}

/** Changes what the sensors give into what the pins show; thermistors are crossed where they are read. */
export function crossSensors(wires: Wires, sensors: Sensors): void {
  const { limitTop, camNarrow, carriageA } = sensors;
  if (wires.ends) {
    sensors.limitTop = sensors.limitBottom;
    sensors.limitBottom = limitTop;
  }
  if (wires.cams) {
    sensors.camNarrow = sensors.camWide;
    sensors.camWide = camNarrow;
  }
  if (wires.currents) {
    sensors.carriageA = sensors.kneaderA;
    sensors.kneaderA = carriageA;
  }
}
