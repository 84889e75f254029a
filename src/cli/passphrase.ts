/** The passphrase of a key: from LUMBAR_KEY_PASSPHRASE, else asked for on the terminal without echo. */
import { askHidden } from './terminal/ask.ts';

export async function askPassphrase(file: string, again: boolean): Promise<string | null> {
  const given = process.env['LUMBAR_KEY_PASSPHRASE'];
  if (given !== undefined) return again ? null : given;
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return null;
  return askHidden(`${again ? 'That was not it. ' : ''}Passphrase of ${file}: `, 'no passphrase.');
}
