/** Options of the commands that simulate an unknown chair, which nobody has measured. */
import { type Command, Option } from 'commander';
import { seedMost } from '../../sim/random.ts';
import { usageError, wholeNumber } from './terminal/output.ts';

export const unknownOption = (says: string): Option =>
  new Option('--unknown <seed>', says).argParser(wholeNumber('--unknown', 0, seedMost));

export const mistakesOption = (where: string): Option =>
  new Option('--mistakes <n>', `${where}: so many mistakes in its wiring`)
    .default(0)
    .argParser(wholeNumber('--mistakes', 0, 10));

/** Throws where --mistakes is given for a known chair. */
export const refuseMistakes = (command: Command): void =>
  refuseGiven(command, ['mistakes'], 'is for a chair that nobody has measured: give --unknown SEED, too.');

/** Throws with `reason` where one of these options is given, since it has nothing to act on. */
export function refuseGiven(command: Command, names: readonly string[], reason: string): void {
  const given = names.find((name) => command.getOptionValueSource(name) === 'cli');
  if (given !== undefined) throw usageError(`--${given} ${reason}`);
}
