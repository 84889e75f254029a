/** The parts that setup measures, by the names that `--only` takes; and the facts taken from the file of a measured chair. */
import type { AnyChair } from '../chair/any-chair.ts';
import { inputLines } from '../chair/lines.ts';
import { allMotorNames } from '../chair/names.ts';
import type { Facts } from './setup.ts';

/** The parts in the order of measuring; `person`: the travel and the currents with somebody in the chair. */
export const partsOf = (chair: AnyChair): readonly string[] => [
  'inputs',
  ...allMotorNames.filter((motor) => chair[motor] !== null),
  ...(chair.heat?.pads ?? []).map(({ name }) => name),
  'person',
];

/** Paths of sensors that change only as a motor turns; they are found again when the motor is measured. */
const foundBy = { carriage: 'carriage.counts', kneader: 'kneader.cams.', tapper: '-' } as const;

/** The facts known from the file where only these parts are measured again: inputs are on the pins that it gives. */
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
