/** `--rough [kinds]`: which kinds of roughness a simulated world has. */
import { Option } from 'commander';
import { isRoughKind, type RoughKind, roughKindNames } from '../../sim/rough/kinds.ts';
import { usageError } from './terminal/output.ts';

/** The kinds that the option names, with commas between; a usage error if `known` lacks one of them. */
export function kindsNamed(given: string, known: readonly string[]): readonly string[] {
  const named = given.split(',').map((kind) => kind.trim());
  const unknown = named.find((kind) => !known.includes(kind));
  if (unknown === undefined) return [...new Set(named)];
  const said = unknown === '' ? 'names with a comma between two' : `there is no kind "${unknown}"`;
  throw usageError(
    `--rough "${given}": ${said}. A program stands before it: PROGRAM --rough.\nKinds: ${known.join(', ')}`,
  );
}

export function roughOption(): Option {
  return new Option(
    '--rough [kinds]',
    'a world as rough as the real one, drawn from the seed: noise, hum, bounce, a late host, a slow line ...; or only these kinds, with commas between (docs/scenarios.md)',
  ).argParser((given): readonly RoughKind[] => kindsNamed(given, roughKindNames).filter(isRoughKind));
}

/** All kinds where the option names none. */
export function roughOf(given: readonly RoughKind[] | true | undefined): readonly RoughKind[] {
  return given === true ? roughKindNames : (given ?? []);
}
