/** A run with a person at the terminal: progress, Ctrl-C that parks, and the keyboard as the remote. */
import type { RunBoard } from '../run/board.ts';
import { type Run, requestStop } from '../run/run.ts';
import { exitCodes } from './terminal/output.ts';
import { createProgress } from './terminal/progress.ts';

export interface Interaction {
  readonly keys: boolean;
  /** Steps the run to its end and calls `show` from time to time. */
  drive(show: () => void): Promise<void>;
  /** Cleanup before the process exits at once (second Ctrl-C). */
  leave?(): Promise<void>;
}

/** Runs to the end; true when Ctrl-C ended it. */
export async function runInteractively(
  running: Run<RunBoard>,
  { keys, drive, leave }: Interaction,
): Promise<boolean> {
  const progress = createProgress(process.stderr, running.plan, keys);
  let stopped = false;
  const onInterrupt = (): void => {
    if (stopped) {
      void (leave?.() ?? Promise.resolve()).finally(() => process.exit(exitCodes.stopped));
      return;
    }
    stopped = true;
    requestStop(running);
    progress.say('Stopping: the chair parks (Ctrl-C again leaves at once).');
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const releaseKeyboard = keys ? await captureKeyboard(running, onInterrupt, progress.say) : () => {};
  try {
    await drive(() => progress.show(running));
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
    releaseKeyboard();
    progress.end();
  }
  return stopped;
}

/** The terminal's keyboard becomes the remote; the returned function releases it. */
async function captureKeyboard(
  running: Run<RunBoard>,
  quit: () => void,
  say: (text: string) => void,
): Promise<() => void> {
  const { keyHelp, splitKeystrokes, typeKeystroke } = await import('./terminal/keyboard.ts');
  const { stdin } = process;
  const onData = (data: Buffer): void => {
    for (const sent of splitKeystrokes(data.toString())) {
      if (sent === '\x03' || sent === 'q') quit();
      else if (running.heldKeys !== null) typeKeystroke(running.heldKeys, sent, running.controller.nowMs);
    }
  };
  say(keyHelp);
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    stdin.off('data', onData);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
  };
}
