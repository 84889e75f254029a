/** Looks again for inputs that could not be found at first because the carriage may have stood on them; it has moved since. */
import { partName, pressAll } from './inputs.ts';
import type { Measuring } from './rail.ts';
import type { Script } from './script.ts';
import { plugIn, supplyOff } from './supply.ts';

/** The supply is unplugged again, as for every search for inputs. */
export function* findLater({ io, chair, inputs, later, absent }: Measuring): Script<void> {
  const parts = [...later];
  later.clear();
  io.tell(`${parts.map(partName).join(', ')}: once more, now that the carriage has been moved`);
  yield* supplyOff(io, chair);
  yield* pressAll(io, chair, parts, { found: inputs, absent, later }, () => false);
  yield* plugIn(io, chair);
}
