/** A run with a person at the terminal: progress, Ctrl-C that parks, and the keyboard as the remote. */
import type { RunBoard } from '../run/board.ts';
import { askStop, type Run } from '../run/run.ts';
import { exitCodes } from './terminal/output.ts';
import { createProgress } from './terminal/progress.ts';

export interface Attendance {
  readonly keys: boolean;
  /** Lets the run go on to its end, and calls `show` now and then. */
  goOn(show: () => void): Promise<void>;
  /** What must be done before the process leaves at once. */
  leave?(): Promise<void>;
}

/** Attends the run to its end; true when Ctrl-C ended it. */
export async function attend(running: Run<RunBoard>, { keys, goOn, leave }: Attendance): Promise<boolean> {
  const progress = createProgress(process.stderr, running.plan, keys);
  let stopped = false;
  const onInterrupt = (): void => {
    if (stopped) {
      void (leave?.() ?? Promise.resolve()).finally(() => process.exit(exitCodes.stopped));
      return;
    }
    stopped = true;
    askStop(running);
    progress.say('Stopping: the chair parks (Ctrl-C again leaves at once).');
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const letGo = keys ? await takeKeyboard(running, onInterrupt, progress.say) : () => {};
  try {
    await goOn(() => progress.show(running));
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
    letGo();
    progress.end();
  }
  return stopped;
}

/** The terminal's keyboard becomes the remote; the returned function gives it back. */
async function takeKeyboard(
  running: Run<RunBoard>,
  quit: () => void,
  say: (text: string) => void,
): Promise<() => void> {
  const { keyHelp, splitStrokes, strike } = await import('./terminal/keyboard.ts');
  const { stdin } = process;
  const onData = (data: Buffer): void => {
    for (const sent of splitStrokes(data.toString())) {
      if (sent === '\x03' || sent === 'q') quit();
      else if (running.hand !== null) strike(running.hand, sent, running.controller.nowMs);
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
