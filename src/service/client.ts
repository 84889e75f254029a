/**
 * The technician's end of SMP: one request at a time, sent again when no answer comes, because lines lose frames.
 * Sending again is safe: the chair answers a repeated order without carrying it out twice. Uploads continue at the
 * offset that the chair names, in chunks that shrink on a bad line and grow on a good one.
 */
import { type CborObject, cborObject, decodeCbor } from '../codec/cbor.ts';
import { createFrameReader, encodeFrames, readFrames } from './frame.ts';
import {
  chairCommands,
  decodeMessage,
  encodeMessage,
  fsCommands,
  groups,
  type Message,
  op,
  osCommands,
} from './message.ts';
import { NoConnection, type Port } from './port.ts';
import { protocolRefusalOf, type RefusalReason, refusalOf, refusals, refusalText } from './refusals.ts';
import { systemTimer, type Timer } from './timer.ts';

/** The chair has refused a request. */
export class Refused extends Error {
  readonly reason: RefusalReason | null;
  constructor(reason: RefusalReason | null, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface ClientOptions {
  readonly timer?: Timer;
  /** How often a request is sent before the chair counts as gone. */
  readonly attempts?: number;
}

export interface UploadOptions {
  /** Called with the number of bytes that the chair has. */
  readonly onProgress?: (have: number) => void;
  /** Continues an upload that broke off, at the offset that the chair names. */
  readonly resume?: boolean;
}

export interface Client {
  read(group: number, command: number, body?: object): Promise<CborObject>;
  write(group: number, command: number, body?: object): Promise<CborObject>;
  /** Uploads a file. */
  upload(name: string, bytes: Uint8Array, options?: UploadOptions): Promise<void>;
  /** Uploads the settings of a backup. */
  uploadSettings(bytes: Uint8Array): Promise<void>;
  /** Reads something that comes in pieces `{off, data, len}`, and joins them. */
  download(group: number, command: number, body: object): Promise<Uint8Array>;
  /** Why the chair last refused a request, with all details, and what to do about it. */
  lastRefusal(): Promise<string>;
  close(): Promise<void>;
}

const attemptsUsually = 6;
/** The chair's part of the time to an answer; the line's part follows from the bytes. */
const thinkMs = 400;
const msPerByte = 0.25; // 40 kbit/s, slower than any line here
const messageBytesMax = 65_535;
/** What a chunk's message needs besides the data and the name (bytes). */
const chunkOverhead = 64;
const chunkMin = 48;
/** Two lines of the console framing: this much fits before the chair has said more. */
const bufferUsually = 256;
/** Chunks without progress before an upload is given up. */
const standstillMax = 40;

/** A request as it is on the wire, and the head that its answer must match. */
interface Question {
  readonly head: Omit<Message, 'body'>;
  readonly frames: Uint8Array;
}

/** A response's `op` is that of its request plus 1. */
function answers(message: Message, { head }: Question): boolean {
  return (
    message.op === head.op + 1 &&
    message.group === head.group &&
    message.command === head.command &&
    message.sequence === head.sequence
  );
}

export function createClient(port: Port, options: ClientOptions = {}): Client {
  const timer = options.timer ?? systemTimer;
  const attempts = options.attempts ?? attemptsUsually;
  let sequence = Math.floor(performance.now()) & 0xff;
  let gone: string | null = null;
  let waiting: { asked: Question; answer: (body: CborObject | null, lost: string | null) => void } | null =
    null;
  let bufferBytes = 0;

  const reader = createFrameReader(messageBytesMax);
  port.onData((bytes) => readFrames(reader, bytes, take));
  port.onClose((why) => {
    gone = why;
    waiting?.answer(null, why);
  });

  function take(bytes: Uint8Array): void {
    const message = decodeMessage(bytes);
    // A serial line may still hold the answer to another process's question.
    if (message === null || waiting === null || !answers(message, waiting.asked)) return;
    const decoded = decodeCbor(message.body, { strict: false });
    const body = decoded.ok ? cborObject(decoded.value) : null;
    if (body !== null) waiting.answer(body, null);
  }

  /** Sends a question; resolves with its answer, or null when none came in time. */
  function ask(asked: Question, patience: number): Promise<CborObject | null> {
    if (gone !== null) return Promise.reject(new NoConnection(`The line to the chair is closed: ${gone}.`));
    return new Promise((resolve, reject) => {
      const cancel = timer((thinkMs + asked.frames.length * msPerByte) * patience, () => {
        waiting = null;
        resolve(null);
      });
      waiting = {
        asked,
        answer(body, lost) {
          cancel();
          waiting = null;
          if (lost !== null) reject(new NoConnection(`The line to the chair was lost: ${lost}.`));
          else resolve(body);
        },
      };
      port.write(asked.frames);
    });
  }

  function question(operation: number, group: number, command: number, body: object): Question {
    sequence = (sequence + 1) & 0xff;
    const head = { op: operation, version: 1, group, sequence, command };
    return { head, frames: encodeFrames(encodeMessage(head, body)) };
  }

  async function request(
    operation: number,
    group: number,
    command: number,
    body: object,
  ): Promise<CborObject> {
    const asked = question(operation, group, command, body);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const answer = await ask(asked, Math.min(attempt, 2));
      if (answer !== null) return accepted(answer);
    }
    throw new NoConnection('The chair does not answer. Is it switched on, and is this its service port?');
  }

  async function bufferSize(): Promise<number> {
    if (bufferBytes === 0) {
      const size = (await request(op.read, groups.os, osCommands.parameters, {}))['buf_size'];
      bufferBytes = typeof size === 'number' ? Math.min(size, messageBytesMax) : bufferUsually;
    }
    return bufferBytes;
  }

  async function send(
    group: number,
    command: number,
    extra: object,
    bytes: Uint8Array,
    { onProgress, resume }: UploadOptions,
  ): Promise<void> {
    const chunkMax = Math.max((await bufferSize()) - chunkOverhead - JSON.stringify(extra).length, chunkMin);
    let chunk = chunkMax;
    // An empty chunk at the end: the chair answers with the offset that it wants.
    const known = resume
      ? await request(op.write, group, command, { ...extra, off: bytes.length, data: new Uint8Array(0) })
      : {};
    let have = resume ? offsetIn(known, bytes.length) : 0;
    let standstill = 0;
    while (have < bytes.length) {
      const data = bytes.subarray(have, have + chunk);
      const asked = question(op.write, group, command, {
        ...extra,
        off: have,
        data,
        ...(have === 0 ? { len: bytes.length } : {}),
      });
      let answer = await ask(asked, 1);
      // After the last chunk the file is kept, which takes time: ask again rather than start over.
      for (let again = 1; again <= 2 && answer === null && have + data.length === bytes.length; again++) {
        answer = await ask(asked, 2);
      }
      const now = answer === null ? have : offsetIn(accepted(answer), bytes.length);
      if (answer === null) chunk = Math.max(chunk >> 1, chunkMin);
      else if (now > have) chunk = Math.min(chunk * 2, chunkMax);
      standstill = now > have ? 0 : standstill + 1;
      if (standstill > standstillMax)
        throw new NoConnection('The chair does not take the file; the line is too bad.');
      have = now;
      onProgress?.(have);
    }
  }

  return {
    read: (group, command, body = {}) => request(op.read, group, command, body),
    write: (group, command, body = {}) => request(op.write, group, command, body),
    upload: (name, bytes, uploadOptions = {}) =>
      send(groups.fs, fsCommands.file, { name }, bytes, uploadOptions),
    uploadSettings: (bytes) => send(groups.chair, chairCommands.settings, {}, bytes, {}),

    async download(group, command, body) {
      const parts: Uint8Array[] = [];
      let have = 0;
      for (;;) {
        const piece = await request(op.read, group, command, { ...body, off: have });
        const { data, len } = piece;
        if (!(data instanceof Uint8Array) || typeof len !== 'number')
          throw new Refused(null, 'The answer makes no sense.');
        parts.push(data);
        have += data.length;
        if (have >= len || data.length === 0) return Buffer.concat(parts);
      }
    },

    async lastRefusal() {
      const { reason, text, detail } = await request(op.read, groups.chair, chairCommands.refusal, {});
      if (typeof reason !== 'string' || !(reason in refusals)) return String(text ?? '');
      return refusalText({ reason: reason as RefusalReason, detail: String(detail) });
    },

    close: () => port.close(),
  };
}

function offsetIn(answer: CborObject, length: number): number {
  const { off } = answer;
  if (typeof off !== 'number' || off < 0 || off > length)
    throw new Refused(null, 'The answer makes no sense.');
  return off;
}

/** The answer if it is a success; otherwise throws what it says. */
function accepted(answer: CborObject): CborObject {
  const { rc, rsn } = answer;
  const error = cborObject(answer['err']);
  if (error !== null) {
    const { group, rc: code } = error;
    const reason = group === groups.chair && typeof code === 'number' ? refusalOf(code) : null;
    if (group === groups.fs && code === 3) throw new Refused('not-found', refusals['not-found'].means);
    throw new Refused(reason, reason === null ? `error ${code} of group ${group}` : refusals[reason].means);
  }
  if (typeof rc === 'number' && rc !== 0) {
    throw new Refused(protocolRefusalOf(rc), typeof rsn === 'string' ? rsn : `error ${rc}`);
  }
  return answer;
}
