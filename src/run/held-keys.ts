/** Keys of the remote that are held down from outside (keyboard, test), each until a time on the chair's clock. */
import { type KeyName, keyBit, keyNames } from '../chair/names.ts';
import type { Milliseconds } from '../chair/units.ts';

export interface HeldKeys {
  readonly untilMs: Record<KeyName, number>;
}

export function createHeldKeys(): HeldKeys {
  return { untilMs: Object.fromEntries(keyNames.map((key) => [key, -1])) as Record<KeyName, number> };
}

export function holdKey(held: HeldKeys, key: KeyName, untilMs: Milliseconds): void {
  held.untilMs[key] = untilMs;
}

/** The keys that are down at a moment, one bit a key. */
export function heldBits(held: HeldKeys, nowMs: Milliseconds): number {
  let bits = 0;
  for (const key of keyNames) if (held.untilMs[key] > nowMs) bits |= keyBit(key);
  return bits;
}
