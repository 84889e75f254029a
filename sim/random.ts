/**
 * The simulator's only source of chance: sfc32 (Chris Doty-Humphrey, PractRand), a small fast generator.
 * Its state is four whole numbers in a plain object, so it is saved and restored with whatever owns it.
 * The same seed gives the same numbers on every machine. Not for secrets.
 */

export interface Random {
  a: number;
  b: number;
  c: number;
  counter: number;
}

/** The greatest seed that people can name, the same everywhere. */
export const seedMost = 2 ** 32 - 1;

/** Any finite number is a seed; different seeds give unrelated sequences. */
export function createRandom(seed: number): Random {
  // The generator needs a well-mixed state, so a splitmix32 walk spreads the few bits of a small seed.
  let walk = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.floor(seed / 2 ** 32)) | 0;
  const random: Random = { a: 0, b: 0, c: 0, counter: 1 };
  const mixed = () => {
    walk = (walk + 0x9e3779b9) | 0;
    let z = walk;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
  random.a = mixed();
  random.b = mixed();
  random.c = mixed();
  for (let round = 0; round < 12; round++) nextInt32(random);
  return random;
}

/** Whole, -2^31 .. 2^31-1, all equally likely. Signed, because V8 keeps such numbers unboxed. */
export function nextInt32(random: Random): number {
  const { b, c } = random;
  const result = (((random.a + b) | 0) + random.counter) | 0;
  random.counter = (random.counter + 1) | 0;
  random.a = b ^ (b >>> 9);
  random.b = (c + (c << 3)) | 0;
  random.c = (((c << 21) | (c >>> 11)) + result) | 0;
  return result;
}

/** 0 <= x < 1. */
export function nextShare(random: Random): number {
  return (nextInt32(random) >>> 0) / 2 ** 32;
}

/** low <= x < high. */
export function nextBetween(random: Random, low: number, high: number): number {
  return low + (high - low) * nextShare(random);
}

/** Whole, 0 <= n < count. */
export function nextBelow(random: Random, count: number): number {
  return Math.floor(nextShare(random) * count);
}

/** One of a list that has any, all equally likely. */
export const pick = <T>(random: Random, list: readonly T[]): T => list[nextBelow(random, list.length)]!;

/** True in this share of all draws. */
export const chance = (random: Random, share: number): boolean => nextShare(random) < share;
