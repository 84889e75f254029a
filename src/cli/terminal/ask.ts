/** Asks the person at the terminal, on standard error. Ctrl-C and Ctrl-D give up, which ends the command. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandError, exitCodes, write } from './output.ts';

/** `gaveUp`: the message if there is no answer. */
export function ask(question: string, gaveUp: string): Promise<string> {
  return answered(process.stderr, question, gaveUp);
}

/** The same without echo. */
export async function askHidden(question: string, gaveUp: string): Promise<string> {
  try {
    return await answered(null, question, gaveUp);
  } finally {
    await write(process.stderr, '\n');
  }
}

async function answered(
  output: NodeJS.WriteStream | null,
  question: string,
  gaveUp: string,
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: output ?? nowhere,
    ...(output === null ? { terminal: true } : {}),
  });
  const givenUp = (): CommandError => new CommandError(exitCodes.stopped, gaveUp);
  try {
    // The interface above has already switched off the terminal's echo, so nothing typed after the question is shown.
    if (output === null) await write(process.stderr, question);
    return await new Promise<string>((resolve, reject) => {
      lines.once('close', () => reject(givenUp()));
      lines.question(output === null ? '' : question).then(resolve, () => reject(givenUp()));
    });
  } finally {
    lines.close();
  }
}
