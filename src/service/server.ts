/**
 * One connection of a technician to the chair: bytes in, bytes out. Whatever comes in, memory stays bounded,
 * nothing throws, and requests are answered one after the other. What cannot be understood is dropped in
 * silence, as SMP clients expect; they ask again.
 */
import type { CborObject } from '../program/package/cbor.ts';
import { decodeCbor } from '../program/package/cbor-read.ts';
import { type Answer, bodyOf, refusedFor } from './answer.ts';
import { chairGroup } from './chair-group.ts';
import type { Snapshot } from './chunks.ts';
import { createFrameReader, encodeFrames } from './frame.ts';
import { fsGroup } from './fs-group.ts';
import { decodeMessage, encodeMessage, groups, type Message, op, versionMax } from './message.ts';
import { messageBytesMax, messagesWaitingMax, osGroup } from './os-group.ts';
import { inService, type Refusal, type Service } from './service.ts';
import { disownUploads } from './uploads.ts';

/** What the commands know of the connection they are asked over. */
export interface ConnectionState {
  readonly number: number;
  snapshot: Snapshot;
  /** Settings being restored. */
  incoming: { bytes: Uint8Array; have: number };
  refusal: Refusal | null;
}

export interface Request {
  readonly service: Service;
  readonly connection: ConnectionState;
  readonly body: CborObject;
}

export type Handler = (request: Request) => Answer | Promise<Answer>;

/** `free`: its write changes nothing, so it needs no service state. */
export interface Command {
  readonly read?: Handler;
  readonly write?: Handler;
  readonly free?: boolean;
}
export type Commands = Readonly<Record<number, Command>>;

const commandsOf: Readonly<Record<number, Commands>> = {
  [groups.os]: osGroup,
  [groups.fs]: fsGroup,
  [groups.chair]: chairGroup,
};

/** An answer that got lost is asked for again within this time; later the same request is a new one. */
const repeatMs = 5_000;

export interface Connection {
  /** Takes bytes as they come; answers go to `send`. */
  receive(bytes: Uint8Array): void;
  /** Resolves when everything received so far is answered. */
  idle(): Promise<void>;
  close(): void;
}

export function openConnection(service: Service, send: (bytes: Uint8Array) => void): Connection {
  const connection: ConnectionState = {
    number: ++service.connections,
    snapshot: { name: '', bytes: new Uint8Array(0) },
    incoming: { bytes: new Uint8Array(0), have: 0 },
    refusal: null,
  };
  const reader = createFrameReader(messageBytesMax);
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  let closed = false;
  /** The last write and its answer: the same bytes again mean that the answer was lost, not a second order. */
  let answered: { request: Uint8Array; response: Uint8Array; atMs: number } = {
    request: new Uint8Array(0),
    response: new Uint8Array(0),
    atMs: 0,
  };

  function take(bytes: Uint8Array): void {
    service.active = true;
    if (waiting >= messagesWaitingMax) return;
    waiting++;
    last = last.then(async () => {
      try {
        if (!closed) await handle(bytes);
      } catch {
        // An answer that cannot be written is none; the next question finds the connection as it was.
      } finally {
        waiting--;
      }
    });
  }

  async function handle(bytes: Uint8Array): Promise<void> {
    const message = decodeMessage(bytes);
    if (message === null || (message.op !== op.read && message.op !== op.write)) return;
    const nowMs = service.machine.nowMs();
    const repeated = nowMs - answered.atMs < repeatMs && Buffer.compare(answered.request, bytes) === 0;
    if (message.op === op.write && repeated) {
      send(answered.response);
      return;
    }
    const answer = await answerTo(message);
    if (answer.kind === 'refused') connection.refusal = answer.refusal;
    const version = Math.min(message.version, versionMax);
    const head = { ...message, op: message.op + 1, version };
    const response = encodeFrames(encodeMessage(head, bodyOf(answer, version)));
    if (message.op === op.write) answered = { request: bytes, response, atMs: nowMs };
    if (!closed) send(response);
    if (answer.kind === 'done') answer.afterwards?.();
  }

  async function answerTo(message: Message): Promise<Answer> {
    if (message.version > versionMax) return refusedFor('protocol-too-new', `${message.version + 1}`);
    const command = commandsOf[message.group]?.[message.command];
    const handler = message.op === op.read ? command?.read : command?.write;
    if (handler === undefined)
      return refusedFor('not-supported', `group ${message.group} command ${message.command}`);
    const body = bodyIn(message);
    if (body === null) return refusedFor('bad-request', 'the body is no CBOR map with text keys');
    if (message.op === op.write && !command?.free && !inService(service)) {
      return refusedFor('not-in-service', `the chair is ${service.machine.state()}`);
    }
    try {
      return await handler({ service, connection, body });
    } catch (error) {
      return refusedFor('unexpected', error instanceof Error ? error.message : String(error));
    }
  }

  return {
    receive(bytes) {
      if (!closed) reader.read(bytes, take);
    },
    idle: () => last,
    close() {
      closed = true;
      disownUploads(service.uploads, connection.number);
    },
  };
}

/** Clients send an empty map, or nothing at all, where there is nothing to say. */
function bodyIn(message: Message): CborObject | null {
  if (message.body.length === 0) return {};
  const decoded = decodeCbor(message.body, { strict: false });
  if (!decoded.ok) return null;
  const { value } = decoded;
  const isMap =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
  return isMap && !(value instanceof Map) ? (value as CborObject) : null;
}
