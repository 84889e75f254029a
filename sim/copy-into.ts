/** Copies all values, nested objects included; objects are filled in place, not shared. */
export function copyInto(to: object, from: object): void {
  const target = to as Record<string, unknown>;
  const source = from as Readonly<Record<string, unknown>>;
  for (const key in source) {
    const value = source[key];
    const own = target[key];
    if (typeof value === 'object' && value !== null && typeof own === 'object' && own !== null) {
      copyInto(own, value);
    } else target[key] = value;
  }
}
