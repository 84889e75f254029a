/**
 * The hold button: while it is down, a frame is sent every 50 ms, with its number and the latest time received from the server.
 * When it is released, hidden, out of focus or without a connection, it stops sending and never resumes by itself.
 */
import { holdEachMs } from '../../setup/protocol.ts';
import { send, serverMs } from './connection.ts';

let presses = 0;
let sequence = 0;
let timer: ReturnType<typeof setInterval> | null = null;
let letGo: () => void = () => {};

const frame = (): void => send({ c: 'hold', press: presses, sequence: sequence++, at: serverMs() });

/** Presses the button until `release`. `ended` is called when the press is over, for whatever reason. */
export function press(ended: () => void): void {
  release();
  presses++;
  sequence = 0;
  letGo = ended;
  frame();
  timer = setInterval(frame, holdEachMs);
}

export function release(): void {
  if (timer === null) return;
  clearInterval(timer);
  timer = null;
  send({ c: 'release' });
  letGo();
}

/** Releases the button when the page loses the focus, is hidden or is left. */
export function releaseWhenUnseen(also: () => void): void {
  const all = () => {
    release();
    also();
  };
  addEventListener('blur', all);
  addEventListener('pagehide', all);
  document.addEventListener('visibilitychange', all);
}
