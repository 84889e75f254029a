/** What the guard makes of a counted carriage's speeds and edges. */
import { fineEdgeMm } from '../../chair/bounces.ts';
import type { Chair } from '../../chair/chair.ts';
import { slowestMmPerS } from '../../chair/limits.ts';
import type { Milliseconds } from '../../chair/units.ts';

/** A slow pass in a program takes no longer; on a long rail that is run slowly as much more than the whole of it. */
const slowestRunMs = 90_000;
const slowerRun = 1.1;

/**
 * An edge that bounces is two more, and makes as many come too soon as it is within the stretch: six. Fine ones bounce twice in a
 * stretch now and then; where a current tells a bridge that is shorted that waits for nothing.
 */
export function edgesSoonMost({ edgeMm }: Chair['carriage'], { scaled }: Chair['wiring']): number {
  return scaled['carriage-current'] === null && edgeMm !== null && edgeMm <= fineEdgeMm ? 12 : 6;
}

export function slowRunMs({ railMm, speedsMmPerS }: Chair['carriage']): Milliseconds {
  const mmPerS = Math.max(slowestMmPerS, Math.min(...speedsMmPerS));
  return Math.max(slowestRunMs, (slowerRun * railMm * 1000) / mmPerS);
}
