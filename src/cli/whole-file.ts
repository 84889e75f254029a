/** Files that a person named: written as a whole or not at all; and the errors for files that cannot be read or written. */
import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as whole from '../whole-file.ts';
import { CommandError, usageError } from './terminal/output.ts';

export function writeWhole(file: string, content: string | Uint8Array): void {
  try {
    whole.writeWhole(file, content);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** The error for a file that cannot be read, from the system's error code. */
export function cannotRead(file: string, error: unknown): CommandError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EISDIR') return usageError(`${file} is a folder, not a file.`);
  if (code === 'EACCES') return usageError(`${file} may not be read (no permission).`);
  if (code === 'ENOENT') return usageError(`There is no file ${file}.`);
  if (code === 'ENXIO') return usageError(`${file} is a socket, not a file.`);
  if (code === 'ELOOP') return usageError(`${file} is a link that leads back to itself.`);
  return usageError(`${file} cannot be read: ${message}`);
}

/** Checked before minutes of work are lost. The file keeps its content until there is something new. */
export function mustBeWritable(option: string, file: string): void {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw cannotWrite(`${option} ${file}`, error);
  }
}

/** Makes the folder, if there is none; before minutes of work are lost. */
export function mustBeFolder(option: string, folder: string): void {
  try {
    if (existsSync(folder)) {
      if (!statSync(folder).isDirectory()) throw new Error('it is a file, not a folder');
      return;
    }
    const above = dirname(resolve(folder));
    // Not all at once: where the system makes no folders, as in /proc, Node.js would try for ever.
    if (!existsSync(above)) mustBeFolder(option, above);
    mkdirSync(folder);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw cannotWrite(`${option} ${folder}`, error);
  }
}

/** `named`: the file as the person named it. */
export function cannotWrite(named: string, error: unknown): CommandError {
  return usageError(`${named} cannot be written: ${(error as Error).message}`);
}
