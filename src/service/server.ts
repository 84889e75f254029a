/**
 * The technicians' lines to the chair: bytes in, bytes out, pure and synchronous. Whatever comes in, memory stays
 * bounded, nothing throws, and the requests of a line are answered one after the other. Nothing is acknowledged before
 * it is kept; an answer that waits for that delays only its own line. What cannot be understood is dropped without an
 * answer, as SMP clients expect; they ask again.
 */
import { type CborObject, cborObject, decodeCbor } from '../codec/cbor.ts';
import type { Keep, KeepOutcome } from '../store/keep.ts';
import { type Answer, bodyOf, refused, refusedFor, textIn } from './answer.ts';
import { chairGroup } from './chair-group.ts';
import { type Answered, type ConnectionState, createConnection, messagesWaitingMax } from './connection.ts';
import { encodeFrames, readFrames } from './frame.ts';
import { fsGroup } from './fs-group.ts';
import type { ServiceWorld } from './machine.ts';
import { decodeMessage, encodeMessage, groups, type Message, op, versionMax } from './message.ts';
import { osGroup } from './os-group.ts';
import type { Command, Commands, KeepFirst } from './request.ts';
import { inService, notInService, type Outcome, type Service, tooManyWait, trustKept } from './service.ts';
import { disownUploads } from './uploads.ts';
import { standingOf, workOf } from './work-log.ts';

const commandsOf: Readonly<Record<number, Commands>> = {
  [groups.os]: osGroup,
  [groups.fs]: fsGroup,
  [groups.chair]: chairGroup,
};

/** A lost answer is asked for again within this time; later the same request is a new one. */
const repeatMs = 5_000;
/** Most answers remembered on a line (chosen: a few times what may wait there). */
const answeredMax = 4 * messagesWaitingMax;

// ---- lines ----

/** What came in over the technicians' lines since the last turn. Numbers start at 1 and are never reused. */
export type LineEvent =
  | { readonly kind: 'connect' | 'disconnect'; readonly connection: number }
  | { readonly kind: 'bytes'; readonly connection: number; readonly bytes: Uint8Array };

export function takeIn(service: Service, events: readonly LineEvent[]): void {
  for (const event of events) {
    if (event.kind === 'bytes') receive(service, event.connection, event.bytes);
    else if (event.kind === 'connect') connect(service, event.connection);
    else disconnect(service, event.connection);
  }
}

function connect(service: Service, number: number): void {
  service.connections.set(number, createConnection(number));
}

/** Orders that were not begun are dropped; one that waits to be kept takes effect without an answer. */
function disconnect(service: Service, number: number): void {
  service.connections.delete(number);
  disownUploads(service.uploads, number);
}

/** Takes bytes as they come; a few whole messages wait for the next step. */
export function receive(service: Service, number: number, bytes: Uint8Array): void {
  const connection = service.connections.get(number);
  if (connection === undefined) return;
  readFrames(connection.reader, bytes, (message) => take(service, connection, message));
}

function take(service: Service, { pending, waiting }: ConnectionState, message: Uint8Array): void {
  service.active = true;
  // The order came again while it waits to be kept: its answer will come.
  if (pending !== null && same(pending, message)) return;
  if (waiting.length + (pending === null ? 0 : 1) < messagesWaitingMax) waiting.push(message);
}

// ---- steps ----

/** Answers the waiting messages. Called once a turn, before the tick. */
export function stepService(service: Service, world: ServiceWorld): void {
  inService(service, world);
  for (const connection of service.connections.values()) {
    while (connection.pending === null) {
      const message = connection.waiting.shift();
      if (message === undefined) break;
      handle(service, world, connection, message);
    }
  }
}

/** A ticket is settled: what waited for it takes effect, and its answer is sent. Other tickets are ignored. */
export function settle(service: Service, ticket: number, outcome: KeepOutcome, world: ServiceWorld): void {
  const pending = service.pending.get(ticket);
  if (pending === undefined) return;
  service.pending.delete(ticket);
  const { what, order, subject, before, key } = pending;
  const work = outcome.ok ? workOf(what, subject, key, before, world.store) : null;
  if (work !== null) world.logWork(work);
  if (order === null) {
    trustKept(service, world, outcome);
    return;
  }
  const { connection, bytes } = order;
  connection.pending = null;
  const message = decodeMessage(bytes);
  if (message === null) return;
  const exchange = { service, world, connection, bytes, message };
  respond(exchange, keptAnswer(exchange, what, outcome));
}

/** One message and its answer. */
interface Exchange {
  readonly service: Service;
  readonly world: ServiceWorld;
  readonly connection: ConnectionState;
  readonly bytes: Uint8Array;
  readonly message: Message;
}

function handle(service: Service, world: ServiceWorld, connection: ConnectionState, bytes: Uint8Array): void {
  const message = decodeMessage(bytes);
  if (message === null || (message.op !== op.read && message.op !== op.write)) return;
  const before = connection.answered.find(({ request }) => same(request, bytes));
  if (before !== undefined && world.nowMs - before.atMs < repeatMs) {
    world.send(connection.number, before.response);
    return;
  }
  const exchange = { service, world, connection, bytes, message };
  const result = resultOf(exchange);
  if (result.kind === 'keep') order(exchange, result.what);
  else respond(exchange, result);
}

/** The answer waits for the ticket; without a ticket, the answer is that too many wait. */
function order(exchange: Exchange, what: Keep): void {
  const { service, world, connection, bytes } = exchange;
  const ticket = world.keep(what);
  if (ticket === null) {
    respond(exchange, keptAnswer(exchange, what, tooManyWait));
    return;
  }
  const subject = subjectOf(what, exchange);
  const before = standingOf(what, subject, world.store);
  const { keyId: key } = connection;
  service.pending.set(ticket, { what, subject, before, key, order: { connection, bytes } });
  connection.pending = bytes;
}

/** The program or key that an order is about. */
function subjectOf(what: Keep, { message }: Exchange): string {
  if (what.what === 'package') return what.head.id;
  return 'id' in what ? what.id : (textIn(bodyIn(message) ?? {}, 'id') ?? '');
}

function respond({ service, world, connection, bytes, message }: Exchange, answer: Answer): void {
  if (answer.kind === 'refused') connection.refusal = answer.refusal;
  const version = Math.min(message.version, versionMax);
  const head = { ...message, op: message.op + 1, version };
  let response: Uint8Array;
  try {
    response = encodeFrames(encodeMessage(head, bodyOf(answer, version)));
  } catch {
    // An answer that cannot be encoded is not sent; the next request finds the connection as it was.
    return;
  }
  // `repeatMs` counts from the answer, however long that had to wait.
  if (message.op === op.write) remember(connection, { request: bytes, response, atMs: world.nowMs });
  if (service.connections.has(connection.number)) world.send(connection.number, response);
  if (answer.kind === 'done' && answer.reset) {
    world.logWork({ what: 'restart', key: connection.keyId, subject: '', before: '', after: '' });
    world.reset();
  }
}

/** A sequence number in use again ends what it meant: some clients give all their requests the same one. */
function remember(connection: ConnectionState, answer: Answered): void {
  const { answered } = connection;
  const again = answered.findIndex(({ request }) => sequenceOf(request) === sequenceOf(answer.request));
  if (again >= 0) answered.splice(again, 1);
  else if (answered.length >= answeredMax) answered.shift();
  answered.push(answer);
}

function sequenceOf(request: Uint8Array): number | undefined {
  return decodeMessage(request)?.sequence;
}

// ---- commands ----

function resultOf(exchange: Exchange): Answer | KeepFirst {
  const { service, world, connection, message } = exchange;
  const { version, group, command: number } = message;
  if (version > versionMax) return refusedFor('protocol-too-new', `${version + 1}`);
  const command = commandOf(message);
  const handler = message.op === op.read ? command?.read : command?.write;
  if (handler === undefined) return refusedFor('not-supported', `group ${group} command ${number}`);
  const body = bodyIn(message);
  if (body === null) return refusedFor('bad-request', 'the body is no CBOR map with text keys');
  if (message.op === op.write && !command?.free && !inService(service, world)) {
    return refused(notInService(world));
  }
  return orUnexpected(() => handler({ service, world, connection, body }));
}

function keptAnswer({ service, world, connection, message }: Exchange, what: Keep, outcome: Outcome): Answer {
  const kept = commandOf(message)?.kept;
  const body = bodyIn(message);
  if (kept === undefined || body === null) return refusedFor('unexpected', `nothing waits for ${what.what}`);
  return orUnexpected(() => kept({ service, world, connection, body }, outcome, what));
}

function commandOf({ group, command }: Message): Command | undefined {
  return commandsOf[group]?.[command];
}

function orUnexpected<T>(answer: () => T): T | Answer {
  try {
    return answer();
  } catch (error) {
    return refusedFor('unexpected', error instanceof Error ? error.message : String(error));
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** Clients without anything to say send an empty map, or no body at all. */
function bodyIn(message: Message): CborObject | null {
  if (message.body.length === 0) return {};
  const decoded = decodeCbor(message.body, { strict: false });
  return decoded.ok ? cborObject(decoded.value) : null;
}
