/** A host that misses too many turns to supervise anything must not go on. Judged by the turns it had. */
import { tickMs } from '../../src/chair/limits.ts';
import type { Milliseconds } from '../../src/chair/units.ts';

export interface TurnsJudge {
  /** Share of the turns that were missed with something on, over about the last 5 s. */
  share: number;
}

export function createTurnsJudge(): TurnsJudge {
  return { share: 0 };
}

const overMs: Milliseconds = 5000;
/** A host that is away for 30 % of the time must be tolerated. One that misses every other turn must not: it exceeds this in 12 s. */
const mostShare = 0.45;

/** Called each tick: whether the host had its turn, and whether motors or pads have power. True: the chair goes on regardless. */
export function judgeTurns(watch: TurnsJudge, hadTurn: boolean, acts: boolean): boolean {
  watch.share += ((acts && !hadTurn ? 1 : 0) - watch.share) * (tickMs / overMs);
  return acts && watch.share > mostShare;
}
