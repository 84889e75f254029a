/** An emulated board in real time on a pseudo-terminal, until somebody stops it. */
import { lstatSync, rmSync, symlinkSync } from 'node:fs';
import type { Pty } from '../../sim/boards/pty.ts';
import { usageError } from './terminal/output.ts';

/** A delay beyond this is skipped: a computer that slept must not catch up an hour in a second. */
const lagMaxMs = 250;

/** Whether Ctrl-C or SIGTERM has come since this was called. */
export function stopSignals(): () => boolean {
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopped = true;
    });
  }
  return () => stopped;
}

/** Steps the emulation in real time. `beforeStep` is called before each millisecond of board time. */
export async function inRealTime(
  emulation: { readonly ms: number; step(): void },
  beforeStep: () => void,
  isOver: () => boolean,
): Promise<void> {
  let startMs = performance.now();
  while (!isOver()) {
    const behindMs = performance.now() - startMs - emulation.ms;
    if (behindMs > lagMaxMs) startMs += behindMs - lagMaxMs;
    while (emulation.ms < performance.now() - startMs) {
      beforeStep();
      emulation.step();
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Makes `link` a link to the pseudo-terminal. Replaces an older link; anything else at that path closes the terminal and is an error. */
export function linkTo(pty: Pty, link: string | undefined): void {
  if (link === undefined) return;
  try {
    if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(link);
    symlinkSync(pty.path, link);
  } catch (error) {
    pty.close();
    throw usageError(`--link ${link} cannot be made: ${(error as Error).message}`);
  }
}
