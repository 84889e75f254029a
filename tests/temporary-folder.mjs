/** One folder for all that tests and the commands they start keep or put in the temporary folder: it goes when the run ends. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function setup() {
  // Each project asks; the first makes it.
  if (process.env.LUMBAR_TESTS_FOLDER !== undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'lumbar-tests-'));
  // As the one it lies in: tests that start a command as another user have places in it.
  chmodSync(folder, 0o1777);
  process.env.LUMBAR_TESTS_FOLDER = folder;
  process.env.TMPDIR = folder;
  // Whoever runs the tests may keep a chair file or a key of their own.
  process.env.LUMBAR_HOME = join(folder, 'home');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}
