/** How the pads of a scenario's chair differ from the rated ones. */
import { quoted } from '../../src/codec/quoted.ts';
import { nominalPad, type PadFactors } from '../plant/pad.ts';
import { mapAt, type Reading, report, unknownKeys } from './reading.ts';
import { type Scenario, scenarioDefaults } from './scenario.ts';

/** Factors on the ratings, `{ lumbar: { power: 1.3 }, sacral: { surfaceToAir: 0.7 } }`; 1 if left out. */
export function readPads(reading: Reading, value: unknown): Scenario['pads'] {
  const map = mapAt(reading, value, ['pads'], 'pads');
  if (map === null) return scenarioDefaults.pads;
  const names = reading.chair.pads.map(({ name }) => name);
  unknownKeys(reading, map, ['pads'], names);
  const read = (pad: string): PadFactors => {
    const given = map[pad];
    if (given === undefined) return nominalPad;
    const factors = mapAt(reading, given, ['pads', pad], 'a pad');
    if (factors === null) return nominalPad;
    const known = Object.keys(nominalPad) as (keyof PadFactors)[];
    unknownKeys(reading, factors, ['pads', pad], known);
    const entries = known.map((name): [string, number] => {
      const factor = factors[name] ?? 1;
      if (typeof factor === 'number' && factor >= 0.5 && factor <= 1.5) return [name, factor];
      const wrong = `${name}: ${quoted(factor)} is no factor of a pad`;
      report(reading, ['pads', pad, name], 'value', 'S12', wrong, 'a number, 0.5 to 1.5');
      return [name, 1];
    });
    return Object.fromEntries(entries) as unknown as PadFactors;
  };
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(map, name)).map((name) => [name, read(name)]),
  );
}
