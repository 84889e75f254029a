/** Pads and motors by number and name: the one place where the guard reads the fields of sensors and orders. */
import type { Power } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Amperes, Celsius, Duty } from '../../chair/units.ts';

export const motorNames = ['carriage', 'kneader'] as const;
export type MotorName = (typeof motorNames)[number];

export function motorDuty(power: Readonly<Power>, motor: MotorName): Duty {
  return motor === 'carriage' ? power.carriageDuty : power.kneaderDuty;
}

export function motorAmperes(sensors: Sensors, motor: MotorName): Amperes {
  return motor === 'carriage' ? sensors.carriageA : sensors.kneaderA;
}

/** The element's temperature. */
export function padReading(sensors: Sensors, pad: number): Celsius {
  return pad === 0 ? sensors.lumbarC : sensors.sacralC;
}

export function isPadOn(power: Readonly<Power>, pad: number): boolean {
  return pad === 0 ? power.lumbarOn : power.sacralOn;
}

/** By what a temperature can be at all. */
export function isTemperature(celsius: Celsius): boolean {
  return celsius > -50 && celsius < 150;
}
