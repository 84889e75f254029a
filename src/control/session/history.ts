/**
 * The session history: what each use of the chair was and how it ended. Bounded; times are chair time
 * beside the number of the boot, so it is good without a clock.
 */
import type { FaultCode } from '../../chair/faults.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';

/**
 * `completed`: the program ran to its end. `timer`: the timer, or the 30 minutes a session may last.
 * `stopped`, `power`: the key. `pause`: paused for too long. `seat`: nobody in the
 * chair, or nobody who answered it. A code: that fault.
 */
export type SessionEnd = 'completed' | 'timer' | 'stopped' | 'power' | 'pause' | 'seat' | FaultCode;

export interface SessionRecord {
  /** Counts sessions over the chair's life. */
  number: number;
  /** Counts starts of the controller; times are since that start. */
  boot: number;
  startMs: Milliseconds;
  /** The beginning of parking, or of standing still. */
  endMs: Milliseconds;
  program: string;
  /** Minutes of massage, pauses left out, to a tenth. */
  minutes: number;
  ended: SessionEnd;
}

/** What the tick carries around; the store keeps more. */
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
