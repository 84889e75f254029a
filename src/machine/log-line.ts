/** A line of a log that survived: the record that it is, or null where it is none. */
export function recordOfLine(line: string): Readonly<Partial<Record<string, unknown>>> | null {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === 'object' ? (record as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}
