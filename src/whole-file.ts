/** Files that a person named are written whole, or stay as they were. */
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/**
 * Written beside it, then put in its place; what is no file (a pipe, /dev/stdout) is written to as it is.
 * @throws where the system does
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined || there.isFile())
    replace(there === undefined ? file : realpathSync(file), content);
  else writeFileSync(file, content);
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
