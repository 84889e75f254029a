/** Every wire of the chair with the role the guard firmware is told for it, in the order it is told. */
import type { ChipPin } from '../../chair/chips/chip.ts';
import { keyNames } from '../../chair/names.ts';
import {
  type AnalogName,
  type InputName,
  type InputPin,
  inputNames,
  type OutputName,
  outputNames,
  scaledNames,
  thermistorNames,
  type Wiring,
} from '../../chair/wiring.ts';
import { type KindName, motorCount, motorNumber } from '../protocol/roles.ts';

interface Role {
  readonly kind: KindName;
  readonly index: number;
}

interface Wire extends Role {
  readonly name: string;
  readonly pin: ChipPin;
  readonly input: InputPin | null;
}

const { carriage, kneader } = motorNumber;
const role = (kind: KindName, index = 0): Role => ({ kind, index });
const element = (pad: number) => role('thermistor', 2 * pad);
const surface = (pad: number) => role('thermistor', 2 * pad + 1);

const outputRoles: Readonly<Record<OutputName, Role>> = {
  'carriage-pwm': role('motor-pwm', carriage),
  'carriage-up': role('motor-direction', carriage),
  'kneader-pwm': role('motor-pwm', kneader),
  'kneader-in': role('motor-direction', kneader),
  lumbar: role('pad', 0),
  sacral: role('pad', 1),
  'pad-relay': role('pad-relay'),
  'motor-relay': role('motor-relay'),
  lamp: role('sign', 0),
  'lock-lamp': role('sign', 1),
  beeper: role('sign', 2),
};

/** Those that are more to the chip than any other switch. */
const inputRoles: Readonly<Partial<Record<InputName, Role>>> = {
  'emergency-stop': role('stop', 0),
  'carriage-edge': role('edge'),
  'limit-bottom': role('end', 0),
  'limit-top': role('end', 1),
};

const analogRoles: Readonly<Record<AnalogName, Role>> = {
  'carriage-current': role('current', carriage),
  'kneader-current': role('current', kneader),
  'pads-current': role('current', motorCount),
  supply: role('supply'),
  'lumbar-thermistor': element(0),
  'sacral-thermistor': element(1),
  'lumbar-surface': surface(0),
  'sacral-surface': surface(1),
  'ambient-thermistor': role('ambient'),
};

const analogNames: readonly AnalogName[] = [...scaledNames, ...thermistorNames];

/** Where the status has the value of each analog input: the order in which the chip is told of them. */
export function slotOf(name: AnalogName): number {
  return analogNames.indexOf(name);
}

export function wiresOf(wiring: Wiring): Wire[] {
  const { outputs, inputs, keys, analog } = wiring;
  const other = role('input');
  return [
    ...outputNames.map((name) => ({ name, ...outputRoles[name], pin: outputs[name].pin, input: null })),
    ...inputNames.map((name) => ({
      name,
      ...(inputRoles[name] ?? other),
      pin: inputs[name].pin,
      input: inputs[name],
    })),
    ...keyNames.map((name) => ({
      name: `${name} key`,
      ...(name === 'stop' ? role('stop', 1) : other),
      pin: keys[name].pin,
      input: keys[name],
    })),
    ...analogNames.map((name) => ({ name, ...analogRoles[name], pin: analog[name].pin, input: null })),
  ];
}
