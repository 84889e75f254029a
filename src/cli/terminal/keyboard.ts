/** The terminal's keyboard as the remote: which key means which, and how long it is held down. */

import { remoteLimits } from '../../chair/limits.ts';
import type { KeyName } from '../../chair/names.ts';
import type { Control } from '../../control/tick.ts';
import { type HeldKeys, holdKey } from '../../run/held-keys.ts';

const { saveHoldMs, lockHoldMs, serviceHoldMs } = remoteLimits;

/** Terminals tell when a key goes down, not when it comes up: a press lasts this long, a hold as the remote asks. */
const pressMs = 120;
/** Margin on top of a hold's time, so that none falls short of it by a tick. */
const marginMs = 200;

interface Keystroke {
  readonly keys: readonly KeyName[];
  readonly forMs: number;
  readonly says: string;
}

const press = (key: KeyName, says: string): Keystroke => ({ keys: [key], forMs: pressMs, says });

/** What each character of the terminal does. */
export const keystrokes: Readonly<Record<string, Keystroke>> = {
  p: press('power', 'power'),
  ' ': press('start', 'start / pause'),
  s: press('stop', 'stop'),
  g: press('program', 'next program'),
  h: press('heat', 'heat'),
  '+': press('speed-up', 'faster'),
  '-': press('speed-down', 'slower'),
  '\x1b[A': press('spot-up', 'spot up'),
  '\x1b[B': press('spot-down', 'spot down'),
  t: press('timer', 'timer'),
  G: { keys: ['program'], forMs: saveHoldMs + marginMs, says: 'program held: save' },
  L: {
    keys: ['program', 'timer'],
    forMs: lockHoldMs + marginMs,
    says: 'program + timer held: child lock',
  },
  V: { keys: ['power', 'stop'], forMs: serviceHoldMs + marginMs, says: 'power + stop held: service' },
  S: { keys: ['stop'], forMs: 2000, says: 'stop held' },
};

export const keyHelp =
  'Keys: p power, space start/pause, s stop (S held), g program (G held: save), h heat, + - speed, ' +
  'up/down spot, t timer, L child lock, V service (while off), q parks and quits';

/** What a terminal sent, key by key: several may arrive at once, and an arrow is three characters. */
export function splitKeystrokes(sent: string): string[] {
  const keys: string[] = [];
  for (let at = 0; at < sent.length; ) {
    const length = sent.startsWith('\x1b[', at) ? 3 : 1;
    keys.push(sent.slice(at, at + length));
    at += length;
  }
  return keys;
}

/** Takes what the terminal sent; false when it means nothing. */
export function typeKeystroke(held: HeldKeys, sent: string, nowMs: number): boolean {
  const keystroke = keystrokes[sent];
  if (keystroke === undefined) return false;
  for (const key of keystroke.keys) holdKey(held, key, nowMs + keystroke.forMs);
  return true;
}

/** The remote as it looks and sounds now, in one line. */
export function remoteLine(control: Control, lampOn: boolean): string {
  const { session, remote } = control;
  const { tone } = remote.beeps;
  const sound = tone === 'none' ? '      ' : tone === 'high' ? 'BEEP  ' : 'BUZZ  ';
  return `${lampOn ? '(*)' : '( )'} ${session.locked ? 'LOCK' : '    '} [${remote.display.text}] ${sound}${session.state.padEnd(8)}`;
}
