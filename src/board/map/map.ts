/**
 * The pin map of a chair on one kind of board: which pin of the chip is what, and what a volt at it stands for.
 * Read from a board file (boards/*.yaml); a board file is all that a new board needs.
 */
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

export * from '../../chair/wiring.ts';

export interface BoardMap extends Wiring {
  readonly id: string;
  readonly name: string;
}

/** Every wire of the chair with the role the guard firmware is told for it, in the order it is told. */
export interface Wire {
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
