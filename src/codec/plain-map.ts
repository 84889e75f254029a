/** Plain values, as the readers of files give them: what is a map of them, and how one is written in a line. */

export type PlainMap = Readonly<Record<string, unknown>>;

/** A list is none. */
export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is no map has no keys. */
export function mapOf(value: unknown): PlainMap {
  return isMap(value) ? value : {};
}

/** A value in one line, as it may stand in a file. */
export function flowText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const pairs = Object.entries(value).map(([key, inner]) => `${key}: ${flowText(inner)}`);
  return `{ ${pairs.join(', ')} }`;
}
