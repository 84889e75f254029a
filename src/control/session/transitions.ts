/** What a cell of the session's tables says: when to go where, and with which effects. */
import type { FaultCode } from '../../chair/faults.ts';
import type { SessionState } from '../../chair/names.ts';
import type { Condition } from './conditions.ts';
import type { Effect } from './effects.ts';
import type { SessionEnd } from './history.ts';

export interface Transition {
  /** Taken only while this is so; always where left out. */
  readonly when?: Condition;
  /** The next state; the session stays in its own where left out. */
  readonly to?: SessionState;
  /** The session that runs, if one does, is over, and is written down as ended so. */
  readonly ends?: Exclude<SessionEnd, FaultCode>;
  /** What the state `fault` shows, and how a session that runs is written down: a code, or the one the guard latched. */
  readonly fault?: FaultCode | 'latched';
  /** Keys that are down go on meaning something. Everywhere else they belong to the state they were pressed in. */
  readonly keepsKeys?: true;
  /** In this order, in the next state. */
  readonly effects: readonly Effect[];
}

/** The first transition that may be taken is; nothing happens where none may. */
export type Cell = readonly Transition[];

export const ignored: Cell = [];
export const refused: Cell = [{ effects: ['refuse'] }];

/** The child lock leaves what makes the chair stop, and the chord that takes the lock away. */
const unlessLocked: Transition = { when: 'locked', effects: ['refuse-lock'] };
/** While stop is held, nothing sets the chair in motion. */
export const unlessStopHeld: Transition = { when: 'stop-held', effects: ['refuse'] };

export function unlocked(...cell: Cell): Cell {
  return [unlessLocked, ...cell];
}

/** For what sets the chair in motion. */
export function unlockedAndStopUp(...cell: Cell): Cell {
  return [unlessLocked, unlessStopHeld, ...cell];
}
