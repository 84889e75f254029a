/** Files that a person named: whole, or as they were. */
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { usageError } from './terminal/output.ts';

/** Written beside it, then put in its place; what is no file (a pipe, /dev/stdout) is written to as it is. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (there === undefined || there.isFile())
      replace(there === undefined ? file : realpathSync(file), content);
    else writeFileSync(file, content);
  } catch (error) {
    throw usageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}

function replace(file: string, content: string | Uint8Array): void {
  const fresh = `${file}.new`;
  try {
    writeFileSync(fresh, content, { flush: true });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
