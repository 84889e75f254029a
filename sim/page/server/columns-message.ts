/** Columns of the recording as a binary message, from which the charts are drawn. */
import { columnHeadInts, columnsMax, type Query } from '../protocol.ts';
import { channelCount, columnsOf, type Recording } from './recording.ts';

type ColumnsQuery = Extract<Query, { q: 'columns' }> & { readonly id: number };

/** A query for another workspace, or an invalid one, is answered without columns. */
export function columnsMessage(
  recording: Recording,
  workspaceNumber: number,
  { id, workspace, ticks, first, count }: ColumnsQuery,
): Uint8Array {
  const sane =
    workspace === workspaceNumber &&
    Number.isInteger(ticks) &&
    ticks >= 1 &&
    Number.isSafeInteger(first) &&
    Number.isInteger(count) &&
    count >= 1 &&
    count <= columnsMax;
  const columns = sane ? columnsOf(recording, ticks, first, count) : new Float32Array(0);
  const head = Int32Array.of(id, workspace, ticks, first, sane ? count : 0, channelCount);
  const bytes = new Uint8Array(columnHeadInts * 4 + columns.byteLength);
  bytes.set(new Uint8Array(head.buffer), 0);
  bytes.set(new Uint8Array(columns.buffer), columnHeadInts * 4);
  return bytes;
}
