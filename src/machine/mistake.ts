/**
 * A mistake in this software, caught by an assertion during a turn. The machine is not stepped again: the failure is kept
 * in the fault log, and the machine that is opened from that log next has E58 until it is switched off and on.
 */
import type { Milliseconds } from '../chair/units.ts';
import type { LogRecord } from '../store/keep.ts';
import { lineBytesMax } from '../store/log.ts';
import { planKeep, type Store } from '../store/store.ts';
import { wallClock } from './events.ts';
import { recordOfLine } from './log-line.ts';
import type { KeepOrder, WriteQueue } from './write-queue.ts';

/** The rest of the line is needed for the record's other fields and its checksum. */
const textMax = lineBytesMax - 160;

interface Failed {
  readonly store: Store;
  readonly queue: WriteQueue;
  readonly atMs: Milliseconds;
  readonly wallMs: number | null;
}

/** The record to be written at once, after what the queue has already given out; null where the store takes nothing. */
export function lastWords({ store, queue, atMs, wallMs }: Failed, mistake: unknown): KeepOrder | null {
  const what = mistake instanceof Error ? mistake.message : String(mistake);
  const mistakeText = what.replace(/[^ -~]/g, '?').slice(0, textMax);
  const record: LogRecord = {
    boot: store.boot,
    atMs,
    code: 'E58',
    mistake: mistakeText,
    ...wallClock(wallMs),
  };
  const plan = planKeep(store, { what: 'log', log: 'faults', record });
  return plan.ok ? { id: queue.nextId++, write: plan.write } : null;
}

/** Whether the boot before `boot` ended with a mistake. Lines that are no fault records are skipped. */
export function endedByMistake(log: string, boot: number): boolean {
  return log
    .split('\n')
    .map(recordOfLine)
    .some((record) => record?.['boot'] === boot - 1 && typeof record['mistake'] === 'string');
}
