/** A wire of a chair by its name; `timer key` is a key's. */
import { outputWires, type Wire, wiresOf } from '../src/board/link/wires.ts';
import type { InputLine, Wiring } from '../src/chair/wiring.ts';

/** Of a chair that tests ask for a wire again and again, by its name. */
const known = new WeakMap<Wiring, ReadonlyMap<string, Wire>>();

export function wireNamed(wiring: Wiring, name: string): Wire {
  const wires = known.get(wiring) ?? new Map(wiresOf(wiring).map((wire) => [wire.name, wire]));
  known.set(wiring, wires);
  const wire = wires.get(name);
  if (wire === undefined) throw new Error(`this chair has no wire ${name}`);
  return wire;
}

export function inputNamed(wiring: Wiring, name: string): InputLine {
  const { input } = wireNamed(wiring, name);
  if (input === null) throw new Error(`${name} is no input`);
  return input;
}

/** What can be switched on in this chair. */
export const outputNames = (wiring: Wiring): readonly string[] => outputWires(wiring).map(({ name }) => name);
