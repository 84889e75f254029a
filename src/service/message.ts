/**
 * The head of every SMP message, and the codes of the protocol itself. Sources: Zephyr Project, "SMP Protocol
 * Specification" and its management groups.
 */
import { encodeCbor } from '../codec/cbor.ts';

export const op = { read: 0, readResponse: 1, write: 2, writeResponse: 3 } as const;

export const groups = { os: 0, fs: 8, chair: 64 } as const;

export const osCommands = { echo: 0, datetime: 4, reset: 5, parameters: 6, info: 7 } as const;
export const fsCommands = { file: 0, status: 1, hash: 2, hashTypes: 3, close: 4 } as const;
export const chairCommands = {
  list: 0,
  activate: 1,
  rollback: 2,
  delete: 3,
  selftest: 4,
  status: 5,
  keys: 6,
  trust: 7,
  untrust: 8,
  downgrade: 9,
  settings: 10,
  package: 11,
  refusal: 12,
  identify: 13,
  lifetime: 14,
} as const;

const headBytes = 8;
/** SMP version 2 is number 1 on the wire. */
export const versionMax = 1;

export interface Message {
  readonly op: number;
  readonly version: number;
  readonly group: number;
  readonly sequence: number;
  readonly command: number;
  readonly body: Uint8Array;
}

/** Null where the bytes are no message: too short, or not as long as the head says. */
export function decodeMessage(bytes: Uint8Array): Message | null {
  if (bytes.length < headBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  const length = view.getUint16(2);
  if (bytes.length !== headBytes + length) return null;
  return {
    op: first & 0x07,
    version: (first >> 3) & 0x03,
    group: view.getUint16(4),
    sequence: view.getUint8(6),
    command: view.getUint8(7),
    body: bytes.subarray(headBytes),
  };
}

export function encodeMessage(message: Omit<Message, 'body'>, body: object): Uint8Array {
  const data = encodeCbor(body);
  const bytes = new Uint8Array(headBytes + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (message.version << 3) | message.op);
  view.setUint16(2, data.length);
  view.setUint16(4, message.group);
  view.setUint8(6, message.sequence);
  view.setUint8(7, message.command);
  bytes.set(data, headBytes);
  return bytes;
}
