/** Every wire of the chair with the role the guard firmware is told for it, in the order it is told. */
import type { ChipPin } from '../../chair/chips/chip.ts';
import { keyNames } from '../../chair/names.ts';
import {
  type InputPin,
  inputNames,
  outputNames,
  scaledNames,
  thermistorNames,
  type Wiring,
} from '../../chair/wiring.ts';
import { roleNumber } from '../protocol/roles.ts';

interface Wire {
  readonly name: string;
  readonly role: number;
  readonly pin: ChipPin;
  readonly input: InputPin | null;
}

export function wiresOf(wiring: Wiring): Wire[] {
  const wires: Wire[] = outputNames.map((name) => ({
    name,
    role: roleNumber[name],
    pin: wiring.outputs[name].pin,
    input: null,
  }));
  const inputRole = (name: string) =>
    name === 'emergency-stop' || name === 'carriage-edge' ? roleNumber[name] : roleNumber.input;
  for (const name of inputNames) {
    const input = wiring.inputs[name];
    wires.push({ name, role: inputRole(name), pin: input.pin, input });
  }
  for (const name of keyNames) {
    const input = wiring.keys[name];
    const role = name === 'stop' ? roleNumber['stop-key'] : roleNumber.input;
    wires.push({ name: `${name} key`, role, pin: input.pin, input });
  }
  for (const name of [...scaledNames, ...thermistorNames]) {
    wires.push({ name, role: roleNumber[name], pin: wiring.analog[name].pin, input: null });
  }
  return wires;
}
