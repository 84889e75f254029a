/** Files and documents read in pieces. The content stays the same while one client reads it. */

/** Bytes of data in an answer: few enough that a noisy line loses little, enough to be quick. */
const chunkBytes = 512;

/** What one connection is reading, as it was when the client asked for the beginning. */
export interface Snapshot {
  name: string;
  bytes: Uint8Array;
}

interface Piece {
  readonly off: number;
  readonly data: Uint8Array;
  readonly len: number;
}

/** Null if the offset lies beyond the end; at the end the piece is empty. */
export function pieceOf(bytes: Uint8Array, off: number): Piece | null {
  if (off > bytes.length) return null;
  return { off, data: bytes.subarray(off, off + chunkBytes), len: bytes.length };
}
