/** The passphrase of a key: from LUMBAR_KEY_PASSPHRASE, else asked for on the terminal, without being shown. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandError, exitCodes, write } from './terminal/output.ts';

export async function askPassphrase(file: string, again: boolean): Promise<string | null> {
  const given = process.env['LUMBAR_KEY_PASSPHRASE'];
  if (given !== undefined) return again ? null : given;
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return null;
  // What is typed goes to an output that shows nothing; from here on the terminal does not show it either, so this comes
  // before the question.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    await write(process.stderr, `${again ? 'That was not it. ' : ''}Passphrase of ${file}: `);
    const givenUp = new Promise<never>((_, reject) => {
      lines.once('close', () => reject(new CommandError(exitCodes.stopped, 'no passphrase.')));
    });
    return await Promise.race([lines.question(''), givenUp]);
  } finally {
    lines.close();
    await write(process.stderr, '\n');
  }
}
