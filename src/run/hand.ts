/** A hand on the remote: which keys it holds down, and until when in chair time. */
import { type KeyName, keyBit, keyNames } from '../chair/names.ts';

export interface Hand {
  readonly untilMs: Record<KeyName, number>;
}

export function createHand(): Hand {
  return { untilMs: Object.fromEntries(keyNames.map((key) => [key, -1])) as Record<KeyName, number> };
}

export function holdKey(hand: Hand, key: KeyName, untilMs: number): void {
  hand.untilMs[key] = untilMs;
}

/** The keys that are down at a moment, one bit a key. */
export function heldBits(hand: Hand, nowMs: number): number {
  let bits = 0;
  for (const key of keyNames) if (hand.untilMs[key] > nowMs) bits |= keyBit(key);
  return bits;
}
