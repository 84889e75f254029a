/** The terminal's keyboard as the remote: which character presses which key, and for how long. */

import { remoteLimits } from '../../chair/limits.ts';
import type { KeyName } from '../../chair/names.ts';
import type { Control } from '../../control/tick.ts';
import { type HeldKeys, holdKey } from '../../run/held-keys.ts';

const { saveHoldMs, lockHoldMs, serviceHoldMs } = remoteLimits;

/** Length of a press. Terminals report that a key goes down, not that it comes up; a hold lasts as long as the remote requires. */
const pressMs = 120;
/** Margin added to a hold, so that it is not a tick too short. */
const marginMs = 200;

interface Keystroke {
  readonly keys: readonly KeyName[];
  readonly forMs: number;
  readonly says: string;
}

const press = (key: KeyName, says: string): Keystroke => ({ keys: [key], forMs: pressMs, says });

/** The keys that each character of the terminal presses. */
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

/** Splits the terminal's input into keys: several may arrive at once, and an arrow is three characters. */
export function splitKeystrokes(sent: string): string[] {
  const keys: string[] = [];
  for (let at = 0; at < sent.length; ) {
    const length = sent.startsWith('\x1b[', at) ? 3 : 1;
    keys.push(sent.slice(at, at + length));
    at += length;
  }
  return keys;
}

/** Presses the keys of one keystroke; false if it means nothing. */
export function typeKeystroke(held: HeldKeys, sent: string, nowMs: number): boolean {
  const keystroke = keystrokes[sent];
  if (keystroke === undefined) return false;
  for (const key of keystroke.keys) holdKey(held, key, nowMs + keystroke.forMs);
  return true;
}

/** The remote's lamp, lock, display and sound in one line. */
export function remoteLine(control: Control, lampOn: boolean): string {
  const { session, remote } = control;
  const { tone } = remote.beeps;
  const sound = tone === 'none' ? '      ' : tone === 'high' ? 'BEEP  ' : 'BUZZ  ';
  return `${lampOn ? '(*)' : '( )'} ${session.locked ? 'LOCK' : '    '} [${remote.display.text}] ${sound}${session.state.padEnd(8)}`;
}
