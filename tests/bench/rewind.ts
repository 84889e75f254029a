/**
 * Everything that can be reached from a value, as it is now, to be put back in place: every object stays the one it is,
 * so that closures over it hold what they held. What a closure keeps in variables of its own is not seen.
 */

type Restore = () => void;

/** Puts all that `roots` reach back, each time it is called. */
export function rewindable(...roots: readonly object[]): Restore {
  const restores: Restore[] = [];
  const seen = new Set<object>();
  const open: unknown[] = [...roots];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const { restore, parts } = saved(value);
    if (restore !== null) restores.push(restore);
    for (const part of parts) if (typeof part === 'object') open.push(part);
  }
  return () => {
    for (const restore of restores) restore();
  };
}

function saved(value: object): { restore: Restore | null; parts: readonly unknown[] } {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    const held = bytes.slice();
    return { restore: () => bytes.set(held), parts: [] };
  }
  if (value instanceof Map) {
    const held = [...value];
    return { restore: () => refillMap(value, held), parts: held.flat() };
  }
  if (value instanceof Set) {
    const held = [...value];
    return { restore: () => refillSet(value, held), parts: held };
  }
  const map = value as Record<string, unknown>;
  const keys = dataKeys(map);
  const held = keys.map((key) => map[key]);
  if (Object.isFrozen(value)) return { restore: null, parts: held };
  return { restore: () => putBack(map, keys, held), parts: held };
}

function refillMap(map: Map<unknown, unknown>, held: readonly (readonly [unknown, unknown])[]): void {
  map.clear();
  for (const [key, value] of held) map.set(key, value);
}

function refillSet(set: Set<unknown>, held: readonly unknown[]): void {
  set.clear();
  for (const each of held) set.add(each);
}

function putBack(map: Record<string, unknown>, keys: readonly string[], held: readonly unknown[]): void {
  if (Array.isArray(map)) map.length = held.length;
  else if (Object.keys(map).length > keys.length) {
    for (const key of dataKeys(map)) if (!keys.includes(key)) Reflect.deleteProperty(map, key);
  }
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    if (map[key] !== held[index]) map[key] = held[index];
  }
}

/** Without getters: they show what stands elsewhere. */
const dataKeys = (map: object): string[] =>
  Object.keys(map).filter((key) => Object.getOwnPropertyDescriptor(map, key)?.get === undefined);
