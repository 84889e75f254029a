/** What could not be found at first, for the carriage stood on it: once more now that it has been moved off. */
import { partName, pressAll } from './inputs.ts';
import type { Measuring } from './rail.ts';
import type { Script } from './script.ts';
import { plugIn, supplyOff } from './supply.ts';

/** With the supply unplugged once more, as every input is looked for. */
export function* findLater({ io, chair, inputs, later, absent }: Measuring): Script<void> {
  const parts = [...later];
  later.clear();
  io.tell(`${parts.map(partName).join(', ')}: once more, now that the carriage has been moved`);
  yield* supplyOff(io, chair);
  yield* pressAll(io, chair, parts, { found: inputs, absent, later }, () => false);
  yield* plugIn(io, chair);
}
