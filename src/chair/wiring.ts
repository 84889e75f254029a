/** Which pin of the chip is what, and what a volt at it stands for: the part of a chair that its electrician knows. */
import { at } from './assert.ts';
import type { Chip, ChipPin } from './chips/chip.ts';
import type { KeyName } from './names.ts';

export const outputNames = [
  'carriage-pwm',
  'carriage-up',
  'kneader-pwm',
  'kneader-in',
  'lumbar',
  'sacral',
  'pad-relay',
  'motor-relay',
  'lamp',
  'lock-lamp',
  'beeper',
] as const;
export type OutputName = (typeof outputNames)[number];

export const inputNames = [
  'carriage-edge',
  'cam-narrow',
  'cam-medium',
  'cam-wide',
  'limit-top',
  'limit-bottom',
  'seat',
  'emergency-stop',
] as const;
export type InputName = (typeof inputNames)[number];

/** Analog inputs that say so many amperes or volts for each volt at the pin. */
export const scaledNames = ['carriage-current', 'kneader-current', 'pads-current', 'supply'] as const;
export const thermistorNames = ['lumbar-thermistor', 'sacral-thermistor', 'ambient-thermistor'] as const;
export type ScaledName = (typeof scaledNames)[number];
export type ThermistorName = (typeof thermistorNames)[number];
export type AnalogName = ScaledName | ThermistorName;

/** What the wires of each of the chair's pads are called, in the order of its pads. */
export const padWires = [
  { output: 'lumbar', thermistor: 'lumbar-thermistor' },
  { output: 'sacral', thermistor: 'sacral-thermistor' },
] as const satisfies readonly { output: OutputName; thermistor: ThermistorName }[];

export function outputOf(pad: number): OutputName {
  return at(padWires, pad, 'pad').output;
}

export function thermistorOf(pad: number): ThermistorName {
  return at(padWires, pad, 'pad').thermistor;
}

/** On at high, always: a chip in reset lets go of its pins, and a pull-down then keeps each of these off. */
export interface OutputPin {
  readonly pin: ChipPin;
  /** What is connected, for the person who wires it; empty where the file does not say. */
  readonly part: string;
}

export interface InputPin {
  readonly pin: ChipPin;
  /** The level that means closed, seen or pressed. */
  readonly activeHigh: boolean;
  /** The chip's own; one of the circuit is no business of the chip. */
  readonly pullUp: boolean;
  readonly part: string;
}

export interface AnalogPin {
  readonly pin: ChipPin;
  /** Amperes or volts for each volt at the pin; 1 where it is a thermistor. */
  readonly perVolt: number;
  readonly part: string;
}

export interface Wiring {
  readonly chip: Chip;
  readonly outputs: Readonly<Record<OutputName, OutputPin>>;
  readonly inputs: Readonly<Record<InputName, InputPin>>;
  readonly keys: Readonly<Record<KeyName, InputPin>>;
  readonly analog: Readonly<Record<AnalogName, AnalogPin>>;
  readonly display: { readonly address: number; readonly part: string };
}
