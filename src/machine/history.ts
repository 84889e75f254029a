/** The session history for the control loop, from the log on the disk. */
import { historyMax, type SessionRecord } from '../control/session/history.ts';
import { recordOfLine } from './log-line.ts';

/** The newest records of a log of JSON lines; lines that are no session records are skipped. */
export function historyOf(log: string): { history: SessionRecord[]; sessionNumber: number } {
  const records = log.split('\n').flatMap((line) => {
    const record = recordOf(line);
    return record === null ? [] : [record];
  });
  const last = records.at(-1);
  return { history: records.slice(-historyMax), sessionNumber: last === undefined ? 0 : last.number };
}

function recordOf(line: string): SessionRecord | null {
  const record = recordOfLine(line);
  if (record === null) return null;
  const { number, boot, startMs, endMs, program, minutes, ended } = record as unknown as SessionRecord;
  const numbers = [number, boot, startMs, endMs, minutes];
  if (!numbers.every((value) => Number.isFinite(value)) || typeof program !== 'string') return null;
  return { number, boot, startMs, endMs, program, minutes, ended };
}
