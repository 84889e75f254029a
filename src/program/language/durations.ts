/** Durations of a program: `90 s`, `2 min`, `1 min 30 s`. Whole numbers with units, nothing else. */
import type { Milliseconds } from '../../chair/units.ts';
import { parseDuration } from '../../codec/durations.ts';

/** Also the pattern of the JSON Schema. Six digits are more than any program may last. */
export const durationPattern = /^(?:(\d{1,6}) +min(?: +(\d{1,6}) +s)?|(\d{1,6}) +s)$/;

/** The duration in ms, or null where the text is none. Does not check limits. */
export function programDuration(text: string): Milliseconds | null {
  return durationPattern.test(text) ? parseDuration(text) : null;
}
