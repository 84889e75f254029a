/** The chairs and firmware images that ship with the package, and chair files by their path. Touches the disk. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyChair } from '../chair/any-chair.ts';
import type { Chair } from '../chair/chair.ts';
import type { Chip } from '../chair/chips/chip.ts';
import type { ChairProblem } from '../chair/file/problems.ts';
import { readChair } from '../chair/file/read.ts';
import { supportedChair, unsupportedText } from '../chair/supported.ts';
import { packageFolder } from '../package-folder.ts';
import { parseHex } from './firmware/hex.ts';
import { startOfFile } from './start-of-file.ts';

/** The chair that is simulated where nobody names another. */
export const simulatedChair = 'lumbar-1';

function boardsFolder(): string {
  return join(packageFolder(), 'boards');
}

/** The ids of the chairs that ship. */
export function shippedChairs(): string[] {
  return readdirSync(boardsFolder())
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length));
}

/** The file that describes a chair, given its id or the path of the file. */
export function chairFile(idOrFile: string): string {
  const isFile = /[\\/]|\.ya?ml$/i.test(idOrFile);
  return isFile ? idOrFile : join(boardsFolder(), `${idOrFile}.yaml`);
}

/** The file of that name in a folder, where its ending was left out; undefined where there is none. */
export function chairFileIn(folder: string, name: string): string | undefined {
  return ['.yaml', '.yml'].map((end) => `${name}${end}`).find((file) => existsSync(join(folder, file)));
}

/** A chair file with problems; the message has a line for each. */
export class ChairFileError extends Error {
  readonly problems: readonly ChairProblem[];
  /** What the file held, to show the lines. */
  readonly text: string;

  constructor(problems: readonly ChairProblem[], text: string) {
    const lines = problems.map(({ file, line, column, code, message, hint }) => {
      return `${file}:${line}:${column} ${code} ${message}; ${hint}`;
    });
    super(lines.join('\n'));
    this.problems = problems;
    this.text = text;
  }
}

/** A chair with a valid file that this version cannot drive. */
export class UnsupportedChairError extends Error {}

interface ChairText {
  readonly file: string;
  readonly text: string;
}

/** A chair file's text, read once, because a pipe gives it only once. A device is no file, whatever it gives. */
export function chairText(idOrFile: string): ChairText {
  const file = chairFile(idOrFile);
  if (statSync(file).isCharacterDevice()) throw new Error('it is a device, not a chair file');
  return { file, text: startOfFile(file) };
}

export function anyChairOf({ file, text }: ChairText): AnyChair {
  const { chair, problems } = readChair(text, file);
  if (chair === null) throw new ChairFileError(problems, text);
  return chair;
}

export function drivenChair(any: AnyChair): Chair {
  const supported = supportedChair(any);
  if (supported.chair === null) {
    throw new UnsupportedChairError(unsupportedText(any.model, supported.unsupported));
  }
  return supported.chair;
}

/** Any chair by its id or the path of its file, frozen. Throws a ChairFileError, or what reading the file throws. */
export function loadAnyChair(idOrFile: string = simulatedChair): AnyChair {
  return anyChairOf(chairText(idOrFile));
}

/** The same for a chair that the machine drives; also throws an UnsupportedChairError. */
export function loadChair(idOrFile: string = simulatedChair): Chair {
  return drivenChair(loadAnyChair(idOrFile));
}

export function firmwareFile(chip: Chip): string {
  return join(boardsFolder(), 'guard', 'image', `${chip.name}.hex`);
}

/** The guard firmware's image for this chip, as bytes from address 0. */
export function loadFirmware(chip: Chip): Uint8Array {
  return parseHex(readFileSync(firmwareFile(chip), 'utf8'));
}
