/** Watches files for being saved, until Ctrl-C. */
import { statSync } from 'node:fs';

/** Polling interval. Editors save in many ways, so the file's inode, time and size are compared. */
const lookEachMs = 200;

/** Null while the file does not exist, as for a moment during saving; a later read reports the reason. */
function stampOf(file: string): string | null {
  try {
    const stat = statSync(file);
    return `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
  } catch {
    return null;
  }
}

/** Watches for changes from now on. The returned function calls `onSave` for each change until Ctrl-C. */
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
