/** A value as quoted in a message: short, on one line, without characters that move a cursor. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  return value === null || value === undefined ? 'nothing' : shortened(String(value));
}

function shortened(text: string): string {
  const visible = text
    .slice(0, 41)
    .replace(/\s/g, ' ')
    .replace(/[^\x20-\x7e\u00a1-\u024f\u0370-\u03ff]/g, '?');
  return text.length > 40 ? `${visible.slice(0, 39)}...` : visible;
}
