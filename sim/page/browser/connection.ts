/** The WebSocket: commands and queries out, changes in. It reconnects by itself when the server is back. */
import { type Command, mayBeNone, type Query, type ToPage } from '../protocol.ts';
import type { OrderCommand } from '../real-protocol.ts';
import { change, follow, knownChair, notify, page, setChair } from './state.ts';

const retryMs = 1000;

let socket: WebSocket | null = null;
let number = 0;
const pendingQueries = new Map<
  number,
  {
    resolve: (value: never) => void;
    reject: (error: Error) => void;
    progress: ((text: string, share: number) => void) | undefined;
  }
>();
const byteListeners = new Set<(bytes: ArrayBuffer) => void>();
let opened: (() => void) | null = null;

export function connect(onOpen: () => void): void {
  opened = onOpen;
  open();
}

function open(): void {
  socket = new WebSocket(`ws://${location.host}/live`);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => {
    change({ connected: true });
    opened?.();
  };
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === 'string') receive(JSON.parse(data) as ToPage);
    else for (const listener of byteListeners) listener(data);
  };
  socket.onclose = () => {
    for (const { reject } of pendingQueries.values()) reject(new Error('The simulator has ended.'));
    pendingQueries.clear();
    change({ connected: false });
    setTimeout(open, retryMs);
  };
}

function receive(message: ToPage): void {
  switch (message.t) {
    case 'state': {
      // JSON has no NaN, so it arrives as null.
      const state = message.s as Record<string, unknown>;
      for (const name of mayBeNone) {
        if (state[name] === null) state[name] = Number.NaN;
      }
      if (message.s.workspaceNumber !== undefined && message.s.workspaceNumber !== page.workspaceNumber)
        change({ lookBack: null, lookBackMs: null });
      follow(message.s);
      return;
    }
    case 'chair':
      setChair(message.chair);
      return;
    case 'plans':
      change({ plans: message.plans });
      return;
    case 'history':
      change({ history: message.h });
      return;
    case 'real':
      change({ real: message.real });
      return;
    case 'library':
      change({ library: message.library });
      return;
    case 'runs':
      change({ runs: message.runs });
      return;
    case 'notice':
      notify(message.level, message.text);
      return;
    case 'progress':
      pendingQueries.get(message.id)?.progress?.(message.text, message.share);
      return;
    case 'answer': {
      const pending = pendingQueries.get(message.id);
      pendingQueries.delete(message.id);
      if (message.error === undefined) pending?.resolve(message.value as never);
      else pending?.reject(new Error(message.error));
      return;
    }
  }
}

export function send(command: Command | OrderCommand): void {
  // A real chair takes only orders from the page: no keys, and no commands for time.
  if (knownChair()?.real === true && 'c' in command && command.c !== 'order') return;
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command));
}

/** Sends a query and waits for the answer; rejects with an error meant for the person. */
export function query<T>(what: Query, progress?: (text: string, share: number) => void): Promise<T> {
  if (socket?.readyState !== WebSocket.OPEN)
    return Promise.reject(new Error('The simulator does not answer.'));
  const id = ++number;
  socket.send(JSON.stringify({ ...what, id }));
  return new Promise<T>((resolve, reject) =>
    pendingQueries.set(id, { resolve: resolve as (value: never) => void, reject, progress }),
  );
}

/** Queries columns; the answer comes as bytes to the listeners (`onBytes`). */
export function sendColumnsQuery(workspace: number, ticks: number, first: number, count: number): number {
  const id = ++number;
  send({ q: 'columns', workspace, ticks, first, count, id } as never);
  return id;
}

export function onBytes(listener: (bytes: ArrayBuffer) => void): void {
  byteListeners.add(listener);
}
