/**
 * A plain copy of a value from outside (a package's payload, a message): maps without prototype, lists, texts, numbers,
 * booleans and null, within the limits of depth and size. Undefined for anything else.
 */
import { yamlLimits } from '../../codec/yaml-tree.ts';

export function plainCopy(value: unknown): unknown {
  try {
    return copy(value, 0, { left: yamlLimits.parts });
  } catch {
    // A getter, a proxy, a value that is too deep or of no plain kind.
    return undefined;
  }
}

function copy(value: unknown, depth: number, budget: { left: number }): unknown {
  if (depth > yamlLimits.depth || --budget.left < 0) throw new RangeError('too much');
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
  if (Array.isArray(value)) return Array.from(value, (item) => copy(item, depth + 1, budget));
  if (typeof value !== 'object') throw new TypeError('not plain');
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw new TypeError('not plain');
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    // A key whose value is undefined is left out.
    if (item !== undefined) result[key] = copy(item, depth + 1, budget);
  }
  return result;
}
