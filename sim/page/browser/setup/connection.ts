/** The socket of the setup page, and the state received over it. */
import { signal } from '@preact/signals';
import type { FromSetupPage, ToSetupPage } from '../../setup/protocol.ts';

type Of<T extends ToSetupPage['t']> = Extract<ToSetupPage, { t: T }>;

export const connected = signal(false);
export const hello = signal<Of<'hello'> | null>(null);
export const state = signal<Of<'state'> | null>(null);
export const told = signal<readonly string[]>([]);
export const ended = signal<Of<'end'> | null>(null);
/** How often each pin has changed since the page was opened. */
export const changes = signal<readonly number[]>([]);

const retryMs = 1000;
let socket: WebSocket | null = null;
let lost: () => void = () => {};

export const serverMs = (): number => state.value?.at ?? 0;

export function send(message: FromSetupPage): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

export function connect(onLost: () => void): void {
  lost = onLost;
  open();
}

function open(): void {
  socket = new WebSocket(`ws://${location.host}/live`);
  socket.onopen = () => {
    connected.value = true;
    told.value = [];
  };
  socket.onmessage = ({ data }: MessageEvent<string>) => receive(JSON.parse(data) as ToSetupPage);
  socket.onclose = () => {
    lost();
    connected.value = false;
    if (ended.value === null) setTimeout(open, retryMs);
  };
}

function receive(message: ToSetupPage): void {
  switch (message.t) {
    case 'hello':
      hello.value = message;
      break;
    case 'state':
      countChanges(state.value?.levels ?? message.levels, message.levels);
      state.value = message;
      break;
    case 'told':
      told.value = [...told.value, ...message.lines];
      break;
    default:
      ended.value = message;
      break;
  }
}

function countChanges(before: string, now: string): void {
  if (before === now) return;
  changes.value = [...now].map((level, pin) => (changes.value[pin] ?? 0) + (level === before[pin] ? 0 : 1));
}
