/**
 * The session history: each use of the chair and how it ended. Bounded. Times are chair time within a
 * numbered boot, so no wall clock is needed.
 */
import type { FaultCode } from '../../chair/faults.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';

/**
 * `completed`: the program ran to its end. `timer`: the timer, or the longest session. `stopped`, `power`: the
 * key. `pause`: paused for too long. `seat`: the seat was empty, or nobody answered the chair's question.
 * A code: that fault.
 */
export type SessionEnd = 'completed' | 'timer' | 'stopped' | 'power' | 'pause' | 'seat' | FaultCode;

export interface SessionRecord {
  /** Counts sessions over the chair's life. */
  number: number;
  /** Counts starts of the controller; times are since that start. */
  boot: number;
  startMs: Milliseconds;
  /** When parking began, or standing still. */
  endMs: Milliseconds;
  program: string;
  /** Minutes of massage, pauses left out, to a tenth. */
  minutes: number;
  ended: SessionEnd;
}

/** Records held in the control state; the store keeps more. */
export const historyMax = 32;

/** More than this many sessions ... (limit: makers' manuals advise it) */
const restAfterSessions = 2;
/** ... within this time of the chair being on need a second press of start. */
const restWithinMs = 3 * 60 * minuteMs;

export function addRecord(history: SessionRecord[], record: SessionRecord): void {
  if (history.length >= historyMax) history.shift();
  history.push(record);
}

/** Would a session begun now be one too many? */
export function restAdvised(history: readonly SessionRecord[], boot: number, nowMs: Milliseconds): boolean {
  let recent = 0;
  for (const record of history) {
    if (record.boot === boot && nowMs - record.startMs < restWithinMs) recent++;
  }
  return recent >= restAfterSessions;
}
