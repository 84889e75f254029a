/** `lumbar emulate --unknown`: emulates a chair that nobody has measured, in real time on a pseudo-terminal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { askForPriority } from './priority.ts';
import { inRealTime, linkTo, stopSignals } from './real-time.ts';
import { CommandError, exitCodes } from './terminal/output.ts';

interface UnknownOptions {
  readonly chair: string;
  readonly link?: string;
  readonly unknown: number;
  readonly mistakes: number;
}

export async function emulateUnknown(options: UnknownOptions): Promise<void> {
  const { UnknownEmulation } = await import('../../sim/unknown/emulation.ts');
  const { readChairText } = await import('./board-chair.ts');
  const { truthOf } = await import('./setup-board.ts');
  const { Deeds } = await import('../../sim/unknown/deeds.ts');
  const { openPty } = await import('../../sim/boards/pty.ts');
  const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
  const truth = await truthOf({ ...options, text: await readChairText(options.chair) });
  const emulation = new UnknownEmulation(truth);
  const pty = await openPty().catch((error: Error) => {
    throw new CommandError(exitCodes.noConnection, error.message);
  });
  const port = emulation.open({ opened: () => {}, data: (bytes) => pty.write(bytes), closed: () => {} }, 0);
  pty.onData((bytes) => port.write(bytes));
  linkTo(pty, options.link);
  const isStopped = stopSignals();
  askForPriority();
  const folder = mkdtempSync(join(tmpdir(), 'lumbar-unknown-'));
  const path = join(folder, 'truth.json');
  writeFileSync(path, `${JSON.stringify(truth, null, 2)}\n`);
  say({ truth: path, ready: true, port: options.link ?? pty.path });
  const deeds = new Deeds(emulation.chair);
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (!deeds.does(line) && line.trim() !== '')
      say({ error: 'this is no step', hint: 'press, hold, release, supply, person or mend' });
  });
  try {
    await inRealTime(emulation, () => deeds.turn(), isStopped);
  } finally {
    pty.close();
    rmSync(folder, { recursive: true, force: true });
    if (options.link !== undefined) rmSync(options.link, { force: true });
  }
  process.exit(exitCodes.stopped);
}
