/** Lines between a technician and the chair, in memory: perfect, or losing, damaging, doubling and swapping frames. */
import { nextBelow, nextShare, type Random } from '../../sim/random.ts';
import { type CborObject, decodeCbor } from '../../src/codec/cbor.ts';
import { createFrameReader, encodeFrames, readFrames } from '../../src/service/frame.ts';
import { decodeMessage, encodeMessage } from '../../src/service/message.ts';
import type { Port } from '../../src/service/port.ts';
import type { Timer } from '../../src/service/timer.ts';
import type { Stand } from './stand.ts';

/** In memory everything is answered before the next turn of the loop: two turns later nothing will come. */
export const impatientTimer: Timer = (_ms, callback) => {
  let handle = setImmediate(() => {
    handle = setImmediate(callback);
  });
  return () => clearImmediate(handle);
};

export interface Noise {
  readonly random: Random;
  /** Share of the lines that something happens to. */
  readonly share: number;
}

export function connect(stand: Stand, noise: Noise | null = null): Port & { cut(): void } {
  let toClient: (bytes: Uint8Array) => void = () => {};
  let closed: (why: string) => void = () => {};
  const connection = stand.connect((bytes) => toClient(spoilt(bytes, noise)));
  return {
    write: (bytes) => stand.receive(connection, spoilt(bytes, noise)),
    onData(listener) {
      toClient = listener;
    },
    onClose(listener) {
      closed = listener;
    },
    close: async () => stand.disconnect(connection),
    cut() {
      stand.disconnect(connection);
      closed('pulled out');
    },
  };
}

function spoilt(bytes: Uint8Array, noise: Noise | null): Uint8Array {
  if (noise === null) return bytes;
  const { random, share } = noise;
  const lines =
    Buffer.from(bytes)
      .toString('latin1')
      .match(/[^\n]*\n/g) ?? [];
  const out: string[] = [];
  for (const line of lines) {
    if (nextShare(random) >= share) out.push(line);
    else {
      switch (nextBelow(random, 4)) {
        case 0: // lost
          break;
        case 1: // damaged
          out.push(damaged(line, random));
          break;
        case 2: // doubled
          out.push(line, line);
          break;
        default: // overtaken by the one before
          out.splice(Math.max(out.length - 1, 0), 0, line);
      }
    }
  }
  return Buffer.from(out.join(''), 'latin1');
}

function damaged(line: string, random: Random): string {
  const at = nextBelow(random, line.length);
  return (
    line.slice(0, at) +
    String.fromCharCode(line.charCodeAt(at) ^ (1 << nextBelow(random, 8))) +
    line.slice(at + 1)
  );
}

export interface Asked {
  readonly op?: number;
  readonly version?: number;
  readonly group: number;
  readonly command: number;
  readonly sequence?: number;
  readonly body?: object | Uint8Array;
}

export interface Answered {
  readonly op: number;
  readonly version: number;
  readonly group: number;
  readonly sequence: number;
  readonly command: number;
  readonly body: CborObject;
}

/** Speaks raw SMP to the chair: every answer to what is asked, in order. */
export function rawClient(stand: Pick<Stand, 'connect' | 'receive'>) {
  const answers: Answered[] = [];
  const reader = createFrameReader(65_535);
  const connection = stand.connect((bytes) =>
    readFrames(reader, bytes, (message) => {
      const decoded = decodeMessage(message);
      const body = decoded === null ? null : decodeCbor(decoded.body, { strict: true });
      if (decoded === null || body?.ok !== true)
        throw new Error('the chair sent something that is no answer');
      answers.push({ ...decoded, body: body.value as CborObject });
    }),
  );
  let sequence = 0;
  const say = (asked: Asked): CborObject | null => {
    const before = answers.length;
    const { op = 0, version = 1, group, command, body = {} } = asked;
    sequence = asked.sequence ?? (sequence + 1) & 0xff;
    const head = { op, version, group, sequence, command };
    stand.receive(connection, encodeFrames(messageOf(head, body)));
    return answers[before]?.body ?? null;
  };
  return {
    connection,
    answers,
    /** The answer, or null where there is none yet. */
    say,
    async ask(asked: Asked): Promise<CborObject> {
      const body = say(asked);
      if (body === null) throw new Error('no answer');
      return body;
    },
  };
}

type Head = Parameters<typeof encodeMessage>[0];

/** A message whose body is given as bytes, or as a value to encode. */
export function messageOf(head: Head, body: object | Uint8Array): Uint8Array {
  if (!(body instanceof Uint8Array)) return encodeMessage(head, body);
  const message = Buffer.concat([encodeMessage(head, {}).subarray(0, 8), body]);
  message.writeUInt16BE(body.length, 2);
  return message;
}
