/**
 * A technician at the simulated chair's service port, in chair time: real SMP frames over a line, one request at a time,
 * repeated when no answer comes. Remembers what the chair has acknowledged, so that it can be judged whether it keeps it.
 */
import { type CborObject, decodeCbor } from '../../src/codec/cbor.ts';
import { createFrameReader, encodeFrames, type FrameReader, readFrames } from '../../src/service/frame.ts';
import { closeLine, type Inbox, openLine, putBytes, takeInbox } from '../../src/service/inbox.ts';
import {
  chairCommands,
  decodeMessage,
  encodeMessage,
  fsCommands,
  groups,
  op,
  osCommands,
} from '../../src/service/message.ts';

/** What a technician may be asked to do. */
export type Work =
  | { readonly do: 'flash'; readonly id: string; readonly package: Uint8Array }
  | { readonly do: 'activate' | 'rollback' | 'delete'; readonly id: string }
  | { readonly do: 'restore'; readonly settings: object }
  | { readonly do: 'trust'; readonly publicKey: Uint8Array; readonly name: string }
  | { readonly do: 'selftest' | 'reset' };

interface Request {
  readonly operation: number;
  readonly group: number;
  readonly command: number;
  readonly body: object;
}

/** A piece of work as its requests; each is answered before the next is sent. Returns whether the chair did it all. */
type Script = Generator<Request, boolean, CborObject>;

export interface Technician {
  readonly ahead: Work[];
  work: Work | null;
  script: Script | null;
  /** The request under way: its bytes, its number, when it was last sent, and how often. */
  frames: Uint8Array | null;
  sequence: number;
  sentAtMs: number;
  attempts: number;
  /** The number of the line; 0: none is open. */
  line: number;
  /** Outcome of the last work. */
  stands: 'idle' | 'busy' | 'done' | 'refused';
  /** Work that the chair has acknowledged, oldest first, and what it refused or never answered. */
  readonly done: Work[];
  readonly failed: Work[];
  readonly reader: FrameReader;
}

const messageBytesMax = 65_535;
/** Time until a request is repeated: a card may take seconds to write. Common clients give up after 2.5 s, this one repeats. */
const patienceMs = 1000;
const attemptsMax = 6;
const chunkBytes = 512;

export function createTechnician(): Technician {
  return {
    ahead: [],
    work: null,
    script: null,
    frames: null,
    sequence: 0,
    sentAtMs: 0,
    attempts: 0,
    line: 0,
    stands: 'idle',
    done: [],
    failed: [],
    reader: createFrameReader(messageBytesMax),
  };
}

/** No work is under way or waiting. */
export function isIdle({ work, ahead }: Technician): boolean {
  return work === null && ahead.length === 0;
}

/** Called before a turn: sends what is due now. */
export function stepTechnician(technician: Technician, inbox: Inbox, nowMs: number): void {
  if (technician.work === null) {
    const next = technician.ahead.shift();
    if (next === undefined) return;
    technician.work = next;
    technician.stands = 'busy';
    technician.script = scriptOf(next);
    ask(technician, technician.script.next());
  }
  if (technician.frames === null) return;
  if (technician.attempts > 0 && nowMs - technician.sentAtMs < patienceMs) return;
  if (technician.attempts >= attemptsMax) {
    end(technician, false);
    return;
  }
  if (technician.line === 0) {
    technician.line = openLine(inbox, (bytes) =>
      readFrames(technician.reader, bytes, (message) => take(technician, message)),
    );
  }
  technician.attempts++;
  technician.sentAtMs = nowMs;
  void putBytes(inbox, technician.line, technician.frames);
}

/** The chair has restarted: the next request opens a new line, and the pending one is sent again. */
export function loseLine(technician: Technician, inbox: Inbox): void {
  if (technician.line !== 0) closeLine(inbox, technician.line);
  takeInbox(inbox);
  technician.line = 0;
  technician.attempts = 0;
}

function take(technician: Technician, bytes: Uint8Array): void {
  const message = decodeMessage(bytes);
  if (message === null || technician.script === null || message.sequence !== technician.sequence) return;
  const decoded = decodeCbor(message.body, { strict: false });
  if (!decoded.ok) return;
  const body = decoded.value as CborObject;
  if ('err' in body || 'rc' in body) end(technician, false);
  else ask(technician, technician.script.next(body));
}

function ask(technician: Technician, step: IteratorResult<Request, boolean>): void {
  technician.attempts = 0;
  if (step.done) {
    end(technician, step.value);
    return;
  }
  const { operation, group, command, body } = step.value;
  technician.sequence = (technician.sequence + 1) & 0xff;
  const head = { op: operation, version: 1, group, sequence: technician.sequence, command };
  technician.frames = encodeFrames(encodeMessage(head, body));
}

function end(technician: Technician, well: boolean): void {
  const { work } = technician;
  if (work !== null) (well ? technician.done : technician.failed).push(work);
  technician.stands = well ? 'done' : 'refused';
  technician.work = null;
  technician.script = null;
  technician.frames = null;
}

const write = (group: number, command: number, body: object): Request => ({
  operation: op.write,
  group,
  command,
  body,
});

function* scriptOf(work: Work): Script {
  switch (work.do) {
    case 'flash':
      yield* upload(groups.fs, fsCommands.file, { name: `/programs/${work.id}.lumbar` }, work.package);
      yield write(groups.chair, chairCommands.activate, { id: work.id });
      return true;
    case 'restore':
      yield* upload(groups.chair, chairCommands.settings, {}, Buffer.from(JSON.stringify(work.settings)));
      return true;
    case 'activate':
    case 'rollback':
    case 'delete':
      yield write(groups.chair, chairCommands[work.do], { id: work.id });
      return true;
    case 'trust':
      yield write(groups.chair, chairCommands.trust, { key: work.publicKey, name: work.name });
      return yield* confirmed();
    case 'selftest':
      yield write(groups.chair, chairCommands.selftest, {});
      return true;
    case 'reset':
      yield write(groups.os, osCommands.reset, {});
      return true;
  }
}

function* upload(
  group: number,
  command: number,
  extra: object,
  bytes: Uint8Array,
): Generator<Request, void, CborObject> {
  for (let have = 0; have < bytes.length; ) {
    const data = bytes.subarray(have, have + chunkBytes);
    const length = have === 0 ? { len: bytes.length } : {};
    const { off } = yield write(group, command, { ...extra, off: have, data, ...length });
    have = typeof off === 'number' ? off : bytes.length;
  }
}

/** Asks until somebody has confirmed with start on the remote. */
function* confirmed(): Script {
  for (;;) {
    const { state } = yield {
      operation: op.read,
      group: groups.chair,
      command: chairCommands.trust,
      body: {},
    };
    if (state === 'confirmed') return true;
    if (state !== 'waiting' && state !== 'keeping') return false;
  }
}
