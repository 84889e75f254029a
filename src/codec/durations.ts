/** Durations as a person writes them in a file, in ms. */

const unitMs = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 } as const;
const duration = /^\s*(?:\d+(?:\.\d+)?\s*(?:ms|s|min|h)\s*)+$/;

/** Reads `150 ms`, `9 min`, `1 min 30 s`; null if the text is no duration. */
export function parseDuration(text: string): number | null {
  if (!duration.test(text)) return null;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|min|h)/g)) {
    totalMs += Number(count) * unitMs[unit as keyof typeof unitMs];
  }
  return totalMs;
}

/** The shortest text of a duration in whole seconds; it parses back to the same. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const rest = seconds % 60;
  if (seconds < 60) return `${seconds} s`;
  return rest === 0 ? `${seconds / 60} min` : `${(seconds - rest) / 60} min ${rest} s`;
}
