/** Reports about the motors' relay on a chair where only the voltage behind it shows whether it is closed. */
import type { Chair } from '../../src/chair/chair.ts';
import type { Bound } from '../../src/chair/hazards/row.ts';
import { tickMs } from '../../src/chair/limits.ts';
import type { Look, Row } from './report-row.ts';

/** Contacts count as closed above this share of the nominal voltage. */
const closedShare = 1 / 3;
/** Voltage that is missing is told within this; and time of relays and links, with two ticks. */
const missingMs = 300;
const answersMs = 300 + 2 * tickMs;

/** `row`: the codes that fit, among them those of motors that do not move; `bound`: that of the safety case. */
export function dividerRow(fault: string, row: Row, { supply }: Chair, bound: Bound | null): Row {
  const closedV = closedShare * supply.nominalV;
  const live = ({ plant: { motorsV } }: Look): boolean => motorsV > closedV;
  const fed = ({ plant }: Look): boolean =>
    plant.supplyV >= supply.stopLowV && !(plant.emergencyStop && plant.figures.stopCuts !== null);
  if (fault === 'motor-relay welded') {
    const withinMs = 1000 * (bound?.value ?? 0) + answersMs;
    return { codes: row.codes, matters: (look) => !look.pins.motorRelay && live(look), withinMs };
  }
  // Open contacts, or a divider whose wire is broken.
  return {
    codes: row.codes,
    matters: (look) => look.pins.motorRelay && fed(look),
    withinMs: missingMs + answersMs,
  };
}
