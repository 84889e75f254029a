/**
 * The pin map of a chair on one kind of board: which pin of the chip is what, and what a volt at it stands for.
 * Read from a board file (boards/*.yaml); a board file is all that a new board needs.
 */
import { type KeyName, keyNames } from '../../chair/names.ts';
import type { Chip, ChipPin } from '../chips/chip.ts';
import { roleNumber } from '../protocol/roles.ts';

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

export interface OutputPin {
  readonly pin: ChipPin;
  readonly part: string;
}

export interface InputPin {
  readonly pin: ChipPin;
  /** The level that means closed, seen or pressed. */
  readonly activeHigh: boolean;
  readonly pullUp: boolean;
  readonly part: string;
}

export interface AnalogPin {
  readonly pin: ChipPin;
  /** Amperes or volts for each volt at the pin; 1 where it is a thermistor. */
  readonly perVolt: number;
  readonly part: string;
}

export interface BoardMap {
  readonly id: string;
  readonly name: string;
  readonly chip: Chip;
  readonly outputs: Readonly<Record<OutputName, OutputPin>>;
  readonly inputs: Readonly<Record<InputName, InputPin>>;
  readonly keys: Readonly<Record<KeyName, InputPin>>;
  readonly analog: Readonly<Record<AnalogName, AnalogPin>>;
  readonly display: { readonly address: number; readonly part: string };
}

/** Every wire of the chair with the role the guard firmware is told for it, in the order it is told. */
interface Wire {
  readonly name: string;
  readonly role: number;
  readonly pin: ChipPin;
  readonly input: InputPin | null;
}

export function wiresOf(map: BoardMap): Wire[] {
  const wires: Wire[] = outputNames.map((name) => ({
    name,
    role: roleNumber[name],
    pin: map.outputs[name].pin,
    input: null,
  }));
  const inputRole = (name: string) =>
    name === 'emergency-stop' || name === 'carriage-edge' ? roleNumber[name] : roleNumber.input;
  for (const name of inputNames) {
    const input = map.inputs[name];
    wires.push({ name, role: inputRole(name), pin: input.pin, input });
  }
  for (const name of keyNames) {
    const input = map.keys[name];
    const role = name === 'stop' ? roleNumber['stop-key'] : roleNumber.input;
    wires.push({ name: `${name} key`, role, pin: input.pin, input });
  }
  for (const name of [...scaledNames, ...thermistorNames]) {
    wires.push({ name, role: roleNumber[name], pin: map.analog[name].pin, input: null });
  }
  return wires;
}
