/** Files that a person named: written whole, or as they were; and what is said of those that are not to be had. */
import { closeSync, openSync } from 'node:fs';
import * as whole from '../whole-file.ts';
import { type CommandError, usageError } from './terminal/output.ts';

export function writeWhole(file: string, content: string | Uint8Array): void {
  try {
    whole.writeWhole(file, content);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** Why a file cannot be read, by what the system says. */
export function cannotRead(file: string, error: unknown): CommandError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EISDIR') return usageError(`${file} is a folder, not a file.`);
  if (code === 'EACCES') return usageError(`${file} may not be read (no permission).`);
  if (code === 'ENOENT') return usageError(`There is no file ${file}.`);
  return usageError(`${file} cannot be read: ${message}`);
}

/** Said before minutes of work are lost for it. What is in the file stays until there is something new. */
export function mustBeWritable(option: string, file: string): void {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw cannotWrite(`${option} ${file}`, error);
  }
}

/** `named`: the file, as it was given. */
export function cannotWrite(named: string, error: unknown): CommandError {
  return usageError(`${named} cannot be written: ${(error as Error).message}`);
}
