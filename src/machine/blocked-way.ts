/**
 * In which direction the carriage was blocked in the boot before this one, from the fault log. The carriage then backs off before it
 * meets an end whose switch does not close again, even if the mains was off meanwhile.
 */
import { blockingFaults } from '../control/tick.ts';
import { recordOfLine } from './log-line.ts';

export const wayText = (direction: number): 'up' | 'down' => (direction > 0 ? 'up' : 'down');

/** 1 up, -1 down; 0 where nothing blocked the carriage in boot `boot` - 1. Lines that are no fault records are skipped. */
export function blockedWayOf(log: string, boot: number): number {
  for (const line of log.split('\n').reverse()) {
    const record = recordOfLine(line);
    if (record === null || record['boot'] !== boot - 1) continue;
    if (!blockingFaults.some((code) => code === record['code'])) continue;
    return record['way'] === 'up' ? 1 : record['way'] === 'down' ? -1 : 0;
  }
  return 0;
}
