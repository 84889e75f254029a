/** Plain values, as the readers of files return them: which of them are maps, and how a value is written in one line. */

export type PlainMap = Readonly<Record<string, unknown>>;

/** A list is not a map. */
export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value, or an empty map if it is not a map. */
export function mapOf(value: unknown): PlainMap {
  return isMap(value) ? value : {};
}

/** A value in one line, as it may stand in a file. */
export function flowText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const pairs = Object.entries(value).map(([key, inner]) => `${key}: ${flowText(inner)}`);
  return `{ ${pairs.join(', ')} }`;
}
