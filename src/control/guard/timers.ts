/** The two accounts of time that rules and models keep: how long something has held, and how long it was on of late. */
import { at } from '../../chair/assert.ts';
import type { Milliseconds } from '../../chair/units.ts';

/**
 * How long a condition has held, after `dtMs` more. While it does not hold, the time runs back `leaks` times as fast, so that a
 * condition that comes and goes adds up; without `leaks` the time restarts from 0.
 */
export function heldFor(
  holds: boolean,
  beforeMs: Milliseconds,
  dtMs: Milliseconds,
  leaks?: number,
): Milliseconds {
  if (holds) return beforeMs + dtMs;
  return leaks === undefined ? 0 : Math.max(0, beforeMs - dtMs * leaks);
}

/** How long something was on lately, in slices of time; the oldest slice counts in full until all of it is past. */
export interface RollingTotal {
  readonly sliceMs: Milliseconds;
  /** Newest first; the first is under way, and has lasted `intoMs`. */
  slicesMs: Milliseconds[];
  intoMs: Milliseconds;
  totalMs: Milliseconds;
}

export function createRollingTotal(slices: number, sliceMs: Milliseconds): RollingTotal {
  return { sliceMs, slicesMs: Array.from({ length: slices }, () => 0), intoMs: 0, totalMs: 0 };
}

export function addToTotal(total: RollingTotal, forMs: Milliseconds): void {
  total.slicesMs[0] = at(total.slicesMs, 0, 'slice') + forMs;
  total.totalMs += forMs;
}

export function passTime(total: RollingTotal, on: boolean, dtMs: Milliseconds): void {
  const { slicesMs, sliceMs } = total;
  if (on) addToTotal(total, dtMs);
  total.intoMs += dtMs;
  const past = Math.min(slicesMs.length, Math.floor(total.intoMs / sliceMs));
  for (let slice = 0; slice < past; slice++) {
    total.totalMs -= at(slicesMs, slicesMs.length - 1, 'slice');
    slicesMs.pop();
    slicesMs.unshift(0);
  }
  total.intoMs %= sliceMs;
}
