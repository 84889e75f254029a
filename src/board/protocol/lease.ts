/** How long outputs outlive the last valid guard frame. */
import { linkLostMs } from '../../chair/limits.ts';

export const leaseMs = {
  /** What the host asks for (limit: host killed, hung or unplugged is safe within 300 ms). */
  asked: linkLostMs,
  /** Bounds of what the chip accepts (limit: the same; and one lost frame of the tick's 20 ms must not trip it). */
  shortest: 50,
  longest: linkLostMs,
} as const;

/** Longest time between two frames (limit: the lease outlasts one lost frame). */
export const frameEveryMs = 100;
