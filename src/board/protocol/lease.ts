/** How long outputs stay on after the last valid guard frame. */
import { linkLostMs } from '../../chair/limits.ts';

export const leaseMs = {
  /** Requested by the host (limit: with the host killed, hung or unplugged the chair is safe within 300 ms). */
  asked: linkLostMs,
  /** Range that the chip accepts (limit: as above; and at the 20 ms tick one lost frame must not trip the guard). */
  shortest: 50,
  longest: linkLostMs,
} as const;

/** Maximum interval between frames (limit: the lease must outlast one lost frame). */
export const frameEveryMs = 100;
