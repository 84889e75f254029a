/** Waits for files to be saved, until Ctrl-C. */
import { statSync } from 'node:fs';

/** Editors save in many ways; what counts is that the file is another one than before. */
const lookEachMs = 200;

/** Null while it cannot be seen, as for a moment while it is saved; reading it says why. */
function stampOf(file: string): string | null {
  try {
    const stat = statSync(file);
    return `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
  } catch {
    return null;
  }
}

/** Files are other ones than now from here on; what comes back tells of each change until the person has enough. */
export function watchFiles(files: readonly string[]): (onSave: () => Promise<void>) => Promise<void> {
  const stamps = new Map(files.map((file) => [file, stampOf(file)]));
  const changed = (): boolean =>
    files
      .map((file) => {
        const stamp = stampOf(file);
        if (stamp === null || stamp === stamps.get(file)) return false;
        stamps.set(file, stamp);
        return true;
      })
      .includes(true);
  return async (onSave) => {
    let over = false;
    let wake = () => {};
    const stop = () => {
      over = true;
      wake();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    while (!over) {
      if (changed()) await onSave();
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, lookEachMs);
      });
    }
  };
}
