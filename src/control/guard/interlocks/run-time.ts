/** How long a motor has run of late: where nothing but a thermal switch notices that it is stalled. */
import { at } from '../../../chair/assert.ts';
import type { Milliseconds } from '../../../chair/units.ts';

/** So much of the last so long; the part that has just begun comes on top. */
export const runMaxMs: Milliseconds = 120_000;
const partMs: Milliseconds = 10_000;
const parts = 19;

export interface RunWatch {
  /** In each part of the time, the newest at `part`. */
  ranMs: Milliseconds[];
  part: number;
  partMs: Milliseconds;
  sumMs: Milliseconds;
}

export function createRunWatch(): RunWatch {
  return { ranMs: Array.from({ length: parts }, () => 0), part: 0, partMs: 0, sumMs: 0 };
}

export function watchRun(watch: RunWatch, runs: boolean, dtMs: Milliseconds): void {
  watch.partMs += dtMs;
  if (watch.partMs >= partMs) {
    watch.partMs = 0;
    watch.part = (watch.part + 1) % parts;
    watch.sumMs -= at(watch.ranMs, watch.part, 'part');
    watch.ranMs[watch.part] = 0;
  }
  if (!runs) return;
  watch.ranMs[watch.part] = at(watch.ranMs, watch.part, 'part') + dtMs;
  watch.sumMs += dtMs;
}
