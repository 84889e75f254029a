/**
 * The loop in real time: ticks at absolute deadlines, so that a late tick does not shift those after it. It records how
 * late ticks are; the guard decides what a late tick means for the chair.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { tickMs } from '../chair/limits.ts';

/** Lateness is counted in whole tenths of a millisecond, up to 250 ms; anything later counts as 250 ms. */
const binsPerMs = 10;
const binsMax = 250 * binsPerMs;

export interface Lateness {
  readonly bins: Uint32Array;
  ticks: number;
  worstMs: number;
  /** Deadlines that passed without a tick, because the tick before was so late. */
  missed: number;
}

export function createLateness(): Lateness {
  return { bins: new Uint32Array(binsMax + 1), ticks: 0, worstMs: 0, missed: 0 };
}

function noteLateness(lateness: Lateness, lateMs: number): void {
  const bin = Math.min(binsMax, Math.max(0, Math.floor(lateMs * binsPerMs)));
  lateness.bins[bin] = (lateness.bins[bin] ?? 0) + 1;
  lateness.ticks++;
  if (lateMs > lateness.worstMs) lateness.worstMs = lateMs;
}

/** The lateness below which this share of all ticks stayed, in ms. */
export function latenessAt(lateness: Lateness, share: number): number {
  let left = share * lateness.ticks;
  for (let bin = 0; bin <= binsMax; bin++) {
    left -= lateness.bins[bin] ?? 0;
    if (left <= 0) return (bin + 1) / binsPerMs;
  }
  return binsMax / binsPerMs;
}

/** Node's timers wake up late by at most this; the rest of the wait is spent in turns of the event loop. */
const timerSlackMs = 1.2;

/**
 * Calls `tick(dueMs, nowMs)` every 20 ms until it returns false; times are chair time from the start. Deadlines that
 * passed while the event loop was blocked are skipped: the next tick is the one due now.
 */
export async function runLoop(
  tick: (dueMs: number, nowMs: number) => boolean,
  lateness: Lateness = createLateness(),
): Promise<void> {
  const begunMs = performance.now();
  for (let dueMs = 0; ; dueMs += tickMs) {
    let nowMs = performance.now() - begunMs;
    if (dueMs - nowMs > timerSlackMs) {
      await sleep(dueMs - nowMs - timerSlackMs);
      nowMs = performance.now() - begunMs;
    }
    while (nowMs < dueMs) {
      await new Promise(setImmediate);
      nowMs = performance.now() - begunMs;
    }
    const behind = Math.floor((nowMs - dueMs) / tickMs);
    noteLateness(lateness, nowMs - dueMs);
    if (!tick(dueMs, nowMs)) return;
    if (behind > 0) {
      lateness.missed += behind;
      dueMs += behind * tickMs;
      // Serial bytes, service port and signals are served even when every tick is late.
      await new Promise(setImmediate);
    }
  }
}
