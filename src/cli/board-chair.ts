/** Which chair a command works on: the one that --chair names, else this machine's file, else the reference chair (never for a real board). */
import { lstatSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AnyChair } from '../chair/any-chair.ts';
import type { Chair } from '../chair/chair.ts';
import { nearMiss } from '../codec/near-miss.ts';
import { NoHome, storeHome } from '../store/home.ts';
import { CommandError, exitCodes, usageError } from './terminal/output.ts';

/** This machine's chair file: it says what is wired to the board that the machine drives. */
export function homeChairFile(): string {
  return join(storeHome(), 'chair.yaml');
}

/** The path of this machine's chair file where anything exists there, readable or not; else null. */
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

/** Refuses a pipe as this machine's chair file, since reading it would wait for ever. A pipe named with --chair is read. */
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
  /** Its name in messages. */
  readonly source: string;
  /** True with --chair or a file of this machine: then the user is told what the chair does differently from the program. */
  readonly named: boolean;
}

/** The chair of a command that drives no real board: the one that --chair names, else this machine's, else lumbar-1. */
export function chosenChair(name: string | undefined): ChosenChair {
  if (name !== undefined) return { idOrFile: name, source: `--chair ${name}`, named: true };
  const file = chairFileOfHome();
  if (file !== null) refusePipe(file);
  if (file !== null) return { idOrFile: file, source: file, named: true };
  return { idOrFile: 'lumbar-1', source: 'lumbar-1', named: false };
}

/** The chair of a command that drives a real board; there is no default. `example`: a correct command up to its --chair, for the error. */
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
 * `source` is the file's name in messages. A file with problems ends the command, which lists all of them and exits with
 * `ifBad`: 2, or 1 where the command examines the chair file itself.
 */
export async function readAnyChairFile(
  idOrFile: string,
  source: string,
  ifBad: number = exitCodes.usage,
): Promise<AnyChair> {
  const { loadAnyChair } = await import('../board/shipped.ts');
  return await reading(() => loadAnyChair(idOrFile), source, ifBad);
}

/** As above, for a chair that is to be run: a chair that this version cannot drive also ends the command. */
export async function readChairFile(idOrFile: string, source: string): Promise<Chair> {
  const { loadChair } = await import('../board/shipped.ts');
  return await reading(() => loadChair(idOrFile), source);
}

/** The text of a chair file, checked to have no problems; with `driven` also that this version can drive the chair. */
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
    const isPath = /[\\/]|\.ya?ml$/i.test(source);
    const id = basename(named).replace(/\.ya?ml$/i, '');
    const shipped = isPath ? chairs.find((chair) => chair === id) : nearMiss(named, chairs);
    const near = chairFileIn('.', named) ?? shipped;
    const meant = near === null || near === undefined ? '' : `. Did you mean ${near}?`;
    const why: Record<string, string> = {
      ENOENT: isPath
        ? `there is no such file${meant}`
        : `there is none; chairs: ${chairs.join(', ')}, or the path of a file${meant}`,
      EISDIR: 'it is a folder, not a chair file',
      EACCES: 'it may not be read (no permission)',
      ENXIO: 'it is a socket, not a chair file',
      ELOOP: 'it is a link that leads back to itself',
    };
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw usageError(`${source}: ${why[code] ?? message}`);
  }
}
