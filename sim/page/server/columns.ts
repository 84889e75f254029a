/** Columns of the recording as the binary message the charts are drawn from. */
import { columnHeadInts, columnsMax } from '../protocol.ts';
import type { Desk } from './desk.ts';
import { channelCount, columnsOf } from './recording.ts';

export interface ColumnsQuestion {
  readonly id: number;
  readonly bench: number;
  /** Ticks a column, a power of two. */
  readonly ticks: number;
  readonly first: number;
  readonly count: number;
}

/** A question about another workbench, or one that makes no sense, is answered with no columns. */
export function columnsMessage(desk: Desk, { id, bench, ticks, first, count }: ColumnsQuestion): Uint8Array {
  const sane =
    bench === desk.benchNumber &&
    Number.isInteger(ticks) &&
    ticks >= 1 &&
    Number.isSafeInteger(first) &&
    Number.isInteger(count) &&
    count >= 1 &&
    count <= columnsMax;
  const columns = sane ? columnsOf(desk.bench.recording, ticks, first, count) : new Float32Array(0);
  const head = Int32Array.of(id, bench, ticks, first, sane ? count : 0, channelCount);
  const bytes = new Uint8Array(columnHeadInts * 4 + columns.byteLength);
  bytes.set(new Uint8Array(head.buffer), 0);
  bytes.set(new Uint8Array(columns.buffer), columnHeadInts * 4);
  return bytes;
}
