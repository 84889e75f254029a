/** Durations as a person writes them: `90 s`, `2 min`, `1 min 30 s`. Whole numbers with units, nothing else. */
import type { Milliseconds } from '../../chair/units.ts';

/** Also the pattern of the JSON Schema. Six digits are more than any program may last. */
export const durationPattern = /^(?:(\d{1,6}) +min(?: +(\d{1,6}) +s)?|(\d{1,6}) +s)$/;

/** The duration in ms, or null where the text is none. Says nothing of limits. */
export function parseDuration(text: string): Milliseconds | null {
  const match = durationPattern.exec(text);
  if (match === null) return null;
  const [, minutes, secondsAfterMinutes, seconds] = match;
  return (Number(minutes ?? 0) * 60 + Number(secondsAfterMinutes ?? seconds ?? 0)) * 1000;
}

/** The shortest way of writing a duration of whole seconds; parses back to the same. */
export function formatDuration(durationMs: Milliseconds): string {
  const seconds = Math.round(durationMs / 1000);
  const rest = seconds % 60;
  if (seconds < 60) return `${seconds} s`;
  return rest === 0 ? `${seconds / 60} min` : `${(seconds - rest) / 60} min ${rest} s`;
}
