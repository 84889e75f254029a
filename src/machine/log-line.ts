import { isMap } from '../codec/plain-map.ts';

/** The record in a line of a kept log, or null if the line is no record. */
export function recordOfLine(line: string): Readonly<Partial<Record<string, unknown>>> | null {
  try {
    const record: unknown = JSON.parse(line);
    return isMap(record) ? record : null;
  } catch {
    return null;
  }
}
