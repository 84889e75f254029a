/** How long outputs outlive the last valid guard frame. */
import { linkLostMs } from '../../chair/limits.ts';

export const leaseMs = {
  /** What the host asks for (limit: host killed, hung or unplugged is safe within 300 ms). */
  asked: linkLostMs,
  /** The chip takes no other (limit: the same; and two lost frames must not trip it). */
  shortest: 50,
  longest: linkLostMs,
} as const;

/** At most this long between two frames (limit: two may be lost before the lease ends). */
export const frameEveryMs = 100;
