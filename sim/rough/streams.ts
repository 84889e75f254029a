/** Random streams by name: adding a name does not change what the others draw. */
import { createRandom, nextShare, type Random } from '../random.ts';

/** FNV-1a over the name's UTF-16 units. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

export function streamOf(seed: number, name: string): Random {
  return createRandom((hashOf(name) ^ Math.imul(seed | 0, 0x85ebca6b)) >>> 0);
}

/** Standard deviation 1, mean 0, within +-6: the sum of twelve uniform draws. */
export function nextNormal(random: Random): number {
  let sum = -6;
  for (let draw = 0; draw < 12; draw++) sum += nextShare(random);
  return sum;
}

/** Log-uniform between `low` and `high`: each factor of two is equally likely. */
export function nextLog(random: Random, low: number, high: number): number {
  return low * (high / low) ** nextShare(random);
}
