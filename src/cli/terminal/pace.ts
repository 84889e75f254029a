/** Runs at a multiple of real time, or as fast as possible, without starving signals and keys. */
import { setTimeout as sleep } from 'node:timers/promises';
import { tickMs } from '../../chair/limits.ts';
import type { RunBoard } from '../../run/board.ts';
import { type Run, stepRun } from '../../run/run.ts';

/** Ticks between two turns of the event loop when running as fast as possible: some 10 ms of work. */
const ticksPerLook = 10_000;
const sleepMostMs = 50;

/** Steps the run to its end; `show` is called from time to time, and at each step of the program. */
export async function runPaced(run: Run<RunBoard>, speed: number, show: () => void): Promise<void> {
  const begunMs = performance.now();
  const begunChairMs = run.controller.nowMs;
  const free = speed === Number.POSITIVE_INFINITY;
  for (;;) {
    // Deadlines are absolute, so that late wake-ups are caught up and do not accumulate.
    const dueChairMs = free
      ? run.controller.nowMs + ticksPerLook * tickMs
      : begunChairMs + (performance.now() - begunMs) * speed;
    if (!stepUntil(run, dueChairMs, show)) return;
    show();
    // At least one turn of the event loop, so that Ctrl-C is handled.
    if (free) await new Promise(setImmediate);
    else await sleep(Math.max(1, Math.min(tickMs / speed, sleepMostMs)));
  }
}

function stepUntil(run: Run<RunBoard>, dueChairMs: number, show: () => void): boolean {
  const { sequencer } = run.controller.control;
  let { step } = sequencer;
  while (run.controller.nowMs < dueChairMs) {
    if (!stepRun(run)) return false;
    if (sequencer.step !== step) {
      step = sequencer.step;
      show();
    }
  }
  return true;
}
