/** A host that misses so many of its turns that it supervises nothing must not go on. Judged by the turns it got. */
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
/** A host that is away for 30 % of the time has to be lived with; one turn of two has not, and is this much after 12 s. */
const mostShare = 0.45;

/** Each tick: whether the host had its turn, and whether motors or pads have power. True: it goes on all the same. */
export function judgeTurns(watch: TurnsJudge, hadTurn: boolean, acts: boolean): boolean {
  watch.share += ((acts && !hadTurn ? 1 : 0) - watch.share) * (tickMs / overMs);
  return acts && watch.share > mostShare;
}
