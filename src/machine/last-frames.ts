/** The last messages on the line to the controller; they go into the fault log with a fault of the link. */
import type { FaultCode } from '../chair/faults.ts';
import type { LogRecord } from '../store/keep.ts';
import { lineBytesMax } from '../store/log.ts';

/** E51 lost, E52 noisy, E53 late, E54 readback, E55 reset. */
const linkFaults: ReadonlySet<FaultCode> = new Set(['E51', 'E52', 'E53', 'E54', 'E55']);
/** The rest of the line is needed for the record's other fields and its checksum. */
const textBytesMax = lineBytesMax - 124;
const separator = ' | ';

/** Records of one line each, oldest messages first; none for a fault that is not of the link. */
export function frameRecords(
  { code, atMs }: { readonly code: FaultCode; readonly atMs: number },
  boot: number,
  frames: readonly string[],
): LogRecord[] {
  if (!linkFaults.has(code)) return [];
  const texts: string[] = [];
  for (const frame of frames) {
    const last = texts.at(-1);
    if (last === undefined || last.length + separator.length + frame.length > textBytesMax) texts.push(frame);
    else texts[texts.length - 1] = `${last}${separator}${frame}`;
  }
  return texts.map((text) => ({ boot, atMs, code, frames: text }));
}
