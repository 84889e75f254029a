/** The parts that setup measures, by the names that `--only` takes; and what the file of a known chair stands for. */
import type { AnyChair } from '../chair/any-chair.ts';
import { inputLines } from '../chair/lines.ts';
import { allMotorNames } from '../chair/names.ts';
import type { Facts } from './setup.ts';

/** In the order in which they are measured; `person`: the travel and the currents with somebody in the chair. */
export const partsOf = (chair: AnyChair): readonly string[] => [
  'inputs',
  ...allMotorNames.filter((motor) => chair[motor] !== null),
  ...(chair.heat?.pads ?? []).map(({ name }) => name),
  'person',
];

/** Sensors that show only as a motor turns: found anew with it. */
const foundBy = { carriage: 'carriage.counts', kneader: 'kneader.cams.', tapper: '-' } as const;

/** What need not be looked for, where only these parts are measured again: inputs are where the file has them. */
export function knownFacts(chair: AnyChair, only: ReadonlySet<string>): Facts {
  if (only.has('inputs')) return {};
  const anew = allMotorNames.filter((motor) => only.has(motor)).map((motor) => foundBy[motor]);
  const found = inputLines(chair).filter(({ path }) => !anew.some((prefix) => path.startsWith(prefix)));
  return {
    inputs: {
      found: Object.fromEntries(
        found.map(({ path, line: { pin, activeHigh, pull } }) => [
          path,
          { pin: pin.number, activeHigh, pull },
        ]),
      ),
      absent: [],
    },
  };
}
