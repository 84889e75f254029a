/** Is the link good enough? Frames that come damaged, and values that come too seldom. On the plant alone it is perfect. */
import { part } from '../../../chair/parts.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import { type FaultRegister, raise } from '../register.ts';
import { heldFor } from '../timers.ts';

export interface LinkQuality {
  started: boolean;
  badFrames: number;
  /** Damaged frames of late, leaking away. */
  bad: number;
  /** For how long values have come too far apart. */
  slowMs: Milliseconds;
}

export function createLinkQuality(): LinkQuality {
  return { started: false, badFrames: 0, bad: 0, slowMs: 0 };
}

/** More damaged frames than this, beyond what leaks away, is a poor link. */
const badMost = 12;
/** How fast damaged frames leak away. On a healthy line one frame in 20 comes twice and is refused, which is 2.5 a second. */
const badLeakPerMs = 6 / 1000;
/**
 * On a healthy line values come in bursts 100 ms apart; the pauses of a healthy computer make that 130 on the mean of five
 * (calculated), and for a burst or two more than 140. On a slow line they are 160 apart, and stay so.
 */
const apartHealthyMs = 100;
const apartMostMs = 140;
const slowMaxMs: Milliseconds = 300;

export function watchLinkQuality(quality: LinkQuality, seen: Seen, register: FaultRegister): void {
  const { clock, evidence } = seen.counts;
  const { badFrames } = seen.sensors.link;
  if (quality.started && badFrames !== quality.badFrames) {
    const more = badFrames - quality.badFrames;
    // A counter that runs back or is no number counts as one.
    quality.bad += more > 0 ? more : 1;
  }
  quality.started = true;
  quality.badFrames = badFrames;
  quality.slowMs = heldFor(evidence.apartMs > apartMostMs, quality.slowMs, clock.dtMs);
  if (quality.bad > badMost) raise(register, 'E52', quality.bad, part.none);
  else if (quality.slowMs >= slowMaxMs) raise(register, 'E52', evidence.apartMs, part.none);
  quality.bad = Math.max(0, quality.bad - clock.dtMs * badLeakPerMs);
}

/** So many at a time are none of a healthy line. */
const badHealthyMost = 2;

/** Messages are damaged or late, so that what seems wrong with outputs may be the link's fault. */
export const isPoor = ({ bad }: LinkQuality, { counts: { evidence } }: Seen): boolean =>
  bad > badHealthyMost || evidence.apartMs > apartHealthyMs;
