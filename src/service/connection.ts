/** One technician's line as the chair knows it: a plain value. */
import type { Milliseconds } from '../chair/units.ts';
import type { Snapshot } from './chunks.ts';
import { createFrameReader, type FrameReader } from './frame.ts';
import type { Refusal } from './refusals.ts';

/** The longest message that the chair takes (bytes), and how many may wait; both are reported to clients. */
export const messageBytesMax = 2048;
export const messagesWaitingMax = 4;

export interface Answered {
  readonly request: Uint8Array;
  readonly response: Uint8Array;
  readonly atMs: Milliseconds;
}

export interface ConnectionState {
  /** Never 0, and never given to a second connection. */
  readonly number: number;
  readonly reader: FrameReader;
  /** Whole messages that wait for their turn, oldest first. */
  readonly waiting: Uint8Array[];
  /** The order whose answer waits until the order is kept, or null. */
  pending: Uint8Array | null;
  /** The last writes and their answers, oldest first: the same bytes again mean that the answer was lost, not a second order. */
  readonly answered: Answered[];
  snapshot: Snapshot;
  /** Settings being restored. */
  incoming: { bytes: Uint8Array; have: number };
  refusal: Refusal | null;
  /** What the technician must sign to show whose work this is; empty until it is asked for. */
  challenge: Uint8Array;
  /** The key (id, hex) whose owner is at the other end, as shown by a signature; or empty. */
  keyId: string;
}

export function createConnection(number: number): ConnectionState {
  return {
    number,
    reader: createFrameReader(messageBytesMax),
    waiting: [],
    pending: null,
    answered: [],
    snapshot: { name: '', bytes: new Uint8Array(0) },
    incoming: noneIncoming(),
    refusal: null,
    challenge: new Uint8Array(0),
    keyId: '',
  };
}

export function noneIncoming(): ConnectionState['incoming'] {
  return { bytes: new Uint8Array(0), have: 0 };
}
