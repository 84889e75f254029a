/** The cells of the session's tables: under which condition to go to which state, and with which effects. */
import type { FaultCode } from '../../chair/faults.ts';
import type { SessionState } from '../../chair/names.ts';
import type { Condition } from './conditions.ts';
import type { Effect } from './effects.ts';
import type { SessionEnd } from './history.ts';

export interface Transition {
  /** Taken only while this condition holds; always where left out. */
  readonly when?: Condition;
  /** The next state; where left out, the state does not change. */
  readonly to?: SessionState;
  /** Ends the running session, if there is one; this is recorded as the reason. */
  readonly ends?: Exclude<SessionEnd, FaultCode>;
  /** What the state `fault` shows, and the recorded end of a running session: a code, or the one the guard latched. */
  readonly fault?: FaultCode | 'latched';
  /** Keys that are down keep their effect. In all other transitions they are consumed, since they belong to the previous state. */
  readonly keepsKeys?: true;
  /** Applied in this order, after the state has changed. */
  readonly effects: readonly Effect[];
}

/** The first transition whose condition holds is taken; nothing happens if there is none. */
export type Cell = readonly Transition[];

export const ignored: Cell = [];
export const refused: Cell = [{ effects: ['refuse'] }];

/** The child lock refuses everything but what makes the chair stop and the chord that unlocks. */
const unlessLocked: Transition = { when: 'locked', effects: ['refuse-lock'] };
/** While stop is held, nothing sets the chair in motion. */
export const unlessStopHeld: Transition = { when: 'stop-held', effects: ['refuse'] };

export function unlocked(...cell: Cell): Cell {
  return [unlessLocked, ...cell];
}

/** For cells that set the chair in motion. */
export function unlockedAndStopUp(...cell: Cell): Cell {
  return [unlessLocked, unlessStopHeld, ...cell];
}
