/** Waits for files to be saved, until Ctrl-C. */
import { unwatchFile, watchFile } from 'node:fs';

/** Editors save in many ways; what counts is that the file is another one than before. */
const lookEachMs = 200;

export async function watchFiles(files: readonly string[], onSave: () => Promise<void>): Promise<void> {
  let running = Promise.resolve();
  for (const file of files) {
    watchFile(file, { interval: lookEachMs }, (now, before) => {
      // Gone for a moment while it is saved.
      if (now.mtimeMs === 0 || (now.mtimeMs === before.mtimeMs && now.size === before.size)) return;
      running = running.then(onSave).catch((error: Error) => {
        process.stderr.write(`lumbar: ${error.message}\n`);
      });
    });
  }
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  for (const file of files) unwatchFile(file);
  await running;
}
