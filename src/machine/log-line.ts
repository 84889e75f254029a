import { isMap } from '../codec/plain-map.ts';

/** A line of a log that survived: the record that it is, or null where it is none. */
export function recordOfLine(line: string): Readonly<Partial<Record<string, unknown>>> | null {
  try {
    const record: unknown = JSON.parse(line);
    return isMap(record) ? record : null;
  } catch {
    return null;
  }
}
