/** How long the tapper has run and rested. What it draws is judged by the rules. */
import type { Duty, Milliseconds } from '../../../chair/units.ts';
import { createRunWatch, type RunWatch, watchRun } from './run-time.ts';

export interface TapperWatch {
  runs: RunWatch;
  /** Since it ran last. */
  restMs: Milliseconds;
}

/** The rests of a rhythm are shorter: until then it works the spot that it stands on. */
export const tapperRestsMs: Milliseconds = 1000;

export function createTapperWatch(): TapperWatch {
  return { runs: createRunWatch(), restMs: tapperRestsMs };
}

export function watchTapper(watch: TapperWatch, duty: Duty, dtMs: Milliseconds): void {
  watchRun(watch.runs, duty !== 0, dtMs);
  watch.restMs = duty !== 0 ? 0 : Math.min(tapperRestsMs, watch.restMs + dtMs);
}
