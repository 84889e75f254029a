/** Reads a file that a person named: as much of it as any good one has, since a file or a pipe may go on for ever. */
import { closeSync, openSync, readSync } from 'node:fs';

/** More than any program, scenario or chair file may have; the checker then says that the file is too large. */
const readMostBytes = 1024 * 1024;

/** @throws where the system does */
export function startOfFile(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(readMostBytes);
    let filled = 0;
    // A pipe delivers in pieces; a read of 0 bytes is its end.
    for (let got = -1; got !== 0 && filled < readMostBytes; filled += got) {
      got = readSync(descriptor, bytes, filled, readMostBytes - filled, null);
    }
    return bytes.toString('utf8', 0, filled);
  } finally {
    closeSync(descriptor);
  }
}
