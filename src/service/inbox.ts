/**
 * Connects the technicians' lines with the machine's turns: what comes in waits here for the next turn, and answers go
 * out at once. Bounded: each line has at most one slice waiting, and leaves nothing behind.
 */
import type { LineEvent } from './server.ts';

export interface Inbox {
  waiting: LineEvent[];
  readonly lines: Map<number, Line>;
  /** Lines opened so far: the number of the newest. */
  opened: number;
}

interface Line {
  readonly send: (bytes: Uint8Array) => void;
  /** A turn has taken its slice. */
  taken: () => void;
}

export function createInbox(): Inbox {
  return { waiting: [], lines: new Map(), opened: 0 };
}

/** Returns the line's number. */
export function openLine(inbox: Inbox, send: (bytes: Uint8Array) => void): number {
  const connection = ++inbox.opened;
  inbox.lines.set(connection, { send, taken: () => {} });
  inbox.waiting.push({ kind: 'connect', connection });
  return connection;
}

/** Resolves when a turn has taken the bytes; only then may the line put more. */
export function putBytes(inbox: Inbox, connection: number, bytes: Uint8Array): Promise<void> {
  const line = inbox.lines.get(connection);
  if (line === undefined) return Promise.resolve();
  inbox.waiting.push({ kind: 'bytes', connection, bytes: new Uint8Array(bytes) });
  return new Promise((resolve) => {
    line.taken = resolve;
  });
}

/** Closes a line; what no turn has taken yet is dropped. */
export function closeLine(inbox: Inbox, connection: number): void {
  if (!inbox.lines.delete(connection)) return;
  const unknown = inbox.waiting.some((event) => event.connection === connection && event.kind === 'connect');
  inbox.waiting = inbox.waiting.filter((event) => event.connection !== connection);
  if (!unknown) inbox.waiting.push({ kind: 'disconnect', connection });
}

/** A new machine knows no lines: opens those that are open for it. What came in before is lost. */
export function reopenLines(inbox: Inbox): void {
  takeInbox(inbox);
  inbox.waiting = [...inbox.lines.keys()].map((connection) => ({ kind: 'connect', connection }));
}

// ---- for the turn ----

/** Everything that came in since the last turn, in order. */
export function takeInbox(inbox: Inbox): readonly LineEvent[] {
  const { waiting, lines } = inbox;
  inbox.waiting = [];
  for (const { kind, connection } of waiting) if (kind === 'bytes') lines.get(connection)?.taken();
  return waiting;
}

/** Does nothing where the line has closed meanwhile. */
export function sendTo(inbox: Inbox, connection: number, bytes: Uint8Array): void {
  inbox.lines.get(connection)?.send(bytes);
}
