/** How punctual the turns are, for display only; the guard decides what lateness means for the chair. */
import { tickMs } from '../chair/limits.ts';
import { type Milliseconds, minuteMs } from '../chair/units.ts';

export interface Punctuality {
  dueMs: Milliseconds;
  worstMs: Milliseconds;
  /** Deadlines that passed without a turn. */
  missed: number;
  /** The worst of the current minute, and of the minute before. */
  minuteMs: Milliseconds;
  minuteBeforeMs: Milliseconds;
  minuteBeganMs: Milliseconds;
}

export function createPunctuality(): Punctuality {
  return { dueMs: Number.NaN, worstMs: 0, missed: 0, minuteMs: 0, minuteBeforeMs: 0, minuteBeganMs: 0 };
}

export function notePunctuality(punctuality: Punctuality, dueMs: Milliseconds, nowMs: Milliseconds): void {
  const lateMs = Math.max(0, nowMs - dueMs);
  const missed = Math.round((dueMs - punctuality.dueMs) / tickMs) - 1;
  if (missed > 0) punctuality.missed += missed;
  punctuality.dueMs = dueMs;
  if (dueMs - punctuality.minuteBeganMs >= minuteMs) {
    punctuality.minuteBeforeMs = punctuality.minuteMs;
    punctuality.minuteMs = 0;
    punctuality.minuteBeganMs = dueMs;
  }
  punctuality.minuteMs = Math.max(punctuality.minuteMs, lateMs);
  punctuality.worstMs = Math.max(punctuality.worstMs, lateMs);
}

/** The worst of the last one to two minutes. */
export function latelyLateMs({ minuteMs: now, minuteBeforeMs }: Punctuality): Milliseconds {
  return Math.max(now, minuteBeforeMs);
}
