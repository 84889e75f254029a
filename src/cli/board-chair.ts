/** The chair that a command is about: what --chair names, else the file of this machine, else the reference chair, which no real board gets. */
import { lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyChair } from '../chair/any-chair.ts';
import type { Chair } from '../chair/chair.ts';
import { nearMiss } from '../codec/near-miss.ts';
import { NoHome, storeHome } from '../store/home.ts';
import { CommandError, exitCodes, usageError } from './terminal/output.ts';

/** The file in which a machine that drives a chair keeps what is wired to it. */
export function homeChairFile(): string {
  return join(storeHome(), 'chair.yaml');
}

/** The same where something is there, whatever it is; else null. */
function chairFileOfHome(): string | null {
  try {
    const file = homeChairFile();
    lstatSync(file);
    return file;
  } catch (error) {
    if (error instanceof NoHome || (error as NodeJS.ErrnoException).syscall !== undefined) return null;
    throw error;
  }
}

/** A pipe that somebody names is read; one that lies in the place of the file of this machine would be waited for, for ever. */
function refusePipe(file: string): void {
  if (isPipe(file)) throw usageError(`${file}: it is a pipe (FIFO), not a chair file`);
}

function isPipe(file: string): boolean {
  try {
    return statSync(file).isFIFO();
  } catch {
    return false;
  }
}

interface ChosenChair {
  readonly idOrFile: string;
  /** As messages call it. */
  readonly source: string;
  /** By --chair, or by the file of this machine: then what it does otherwise than written is told. */
  readonly named: boolean;
}

/** What a command is about that drives no real board: the chair that --chair names, that of this machine, or the simulator's. */
export function chosenChair(name: string | undefined): ChosenChair {
  if (name !== undefined) return { idOrFile: name, source: `--chair ${name}`, named: true };
  const file = chairFileOfHome();
  if (file !== null) refusePipe(file);
  if (file !== null) return { idOrFile: file, source: file, named: true };
  return { idOrFile: 'lumbar-1', source: 'lumbar-1', named: false };
}

/** `example`: the command as it would be right, up to its --chair. */
export async function boardChair(name: string | undefined, example: string): Promise<Chair> {
  if (name !== undefined) return readChairFile(name, `--chair ${name}`);
  const file = chairFileOfHome();
  if (file !== null) refusePipe(file);
  if (file !== null) return readChairFile(file, file);
  throw usageError(
    'A real board needs a chair file, which says what is wired to its pins, and none is named.\n' +
      `Name one: ${example} --chair lumbar-1, or put one at ${homeChairFile()}.`,
  );
}

/**
 * `source` is what messages call it. A file with problems ends the command with all of them, and with the exit code
 * `ifBad`: 2, or 1 where the chair is the thing that is looked at.
 */
export async function readAnyChairFile(
  idOrFile: string,
  source: string,
  ifBad: number = exitCodes.usage,
): Promise<AnyChair> {
  const { loadAnyChair } = await import('../board/shipped.ts');
  return await reading(() => loadAnyChair(idOrFile), source, ifBad);
}

/** The same of a chair that is to be run; one that this version cannot drive ends the command, too. */
export async function readChairFile(idOrFile: string, source: string): Promise<Chair> {
  const { loadChair } = await import('../board/shipped.ts');
  return await reading(() => loadChair(idOrFile), source);
}

/** The text of a chair file without problems; `driven`: and of a chair that this version drives. */
export async function readChairText(idOrFile: string, driven?: 'driven'): Promise<string> {
  const { anyChairOf, chairText, drivenChair } = await import('../board/shipped.ts');
  const check = () => {
    const read = chairText(idOrFile);
    const any = anyChairOf(read);
    if (driven !== undefined) drivenChair(any);
    return read.text;
  };
  return await reading(check, `--chair ${idOrFile}`);
}

async function reading<Read>(
  load: () => Read,
  source: string,
  ifBad: number = exitCodes.usage,
): Promise<Read> {
  const { ChairFileError, chairFileIn, shippedChairs, UnsupportedChairError } = await import(
    '../board/shipped.ts'
  );
  try {
    return load();
  } catch (error) {
    if (error instanceof UnsupportedChairError) throw usageError(error.message);
    if (error instanceof ChairFileError) {
      const { problemsText } = await import('../program/language/format-problems.ts');
      throw new CommandError(ifBad, problemsText(error.problems, error.text), error.problems);
    }
    const chairs = shippedChairs();
    const named = source.replace(/^--chair /, '');
    const near = chairFileIn('.', named) ?? nearMiss(named, chairs);
    const meant = near === null ? '' : `. Did you mean ${near}?`;
    const isPath = /[\\/]|\.ya?ml$/i.test(source);
    const why: Record<string, string> = {
      ENOENT: isPath
        ? 'there is no such file'
        : `there is none; chairs: ${chairs.join(', ')}, or the path of a file${meant}`,
      EISDIR: 'it is a folder, not a chair file',
      EACCES: 'it may not be read (no permission)',
    };
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw usageError(`${source}: ${why[code] ?? message}`);
  }
}
