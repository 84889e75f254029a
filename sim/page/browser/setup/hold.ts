/**
 * The button that is held: while it is down a frame goes out each 50 ms, with its number and the latest time that came
 * from the server. Let go, out of sight, out of focus or without a connection it sends none, and never by itself again.
 */
import { holdEachMs } from '../../setup/protocol.ts';
import { send, serverMs } from './connection.ts';

let presses = 0;
let sequence = 0;
let timer: ReturnType<typeof setInterval> | null = null;
let letGo: () => void = () => {};

const frame = (): void => send({ c: 'hold', press: presses, sequence: sequence++, at: serverMs() });

/** Down: until `release`. `ended` is told when it is over, for whatever reason. */
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

/** Whatever takes the person's eye or hand off the button lets go of it. */
export function releaseWhenUnseen(also: () => void): void {
  const all = () => {
    release();
    also();
  };
  addEventListener('blur', all);
  addEventListener('pagehide', all);
  document.addEventListener('visibilitychange', all);
}
