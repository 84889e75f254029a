/** How far and how long a carriage may run, and how many counts that come too soon prove that it is too fast. */
import { bouncedMm, fineEdgeMm } from '../../chair/bounces.ts';
import type { Chair } from '../../chair/chair.ts';
import { slowestMmPerS } from '../../chair/limits.ts';
import type { Millimetres, Milliseconds } from '../../chair/units.ts';

/** Standard deviations allowed for edges that bounce: few bounce in a run, so that many more than usual are not so rare (one in a million). */
const bounceSigmas = 6;
const missedMm: Millimetres = 40;

/** The rail and both stops, and what missed turns or bouncing edges add. */
export function longestRunMm({ railMm, stopBeyondMm, edgeMm }: Chair['carriage']): Millimetres {
  const bouncesMm = edgeMm === null ? 0 : bouncedMm(railMm, edgeMm, bounceSigmas);
  return railMm + 2 * stopBeyondMm + Math.max(missedMm, bouncesMm);
}

/** A slow pass in a program takes at most this; on a long rail that is run slowly, this much more than the whole rail takes. */
const slowestRunMs = 90_000;
const slowerRun = 1.1;

export function slowRunMs({ railMm, speedsMmPerS }: Chair['carriage']): Milliseconds {
  const mmPerS = Math.max(slowestMmPerS, Math.min(...speedsMmPerS));
  return Math.max(slowestRunMs, (slowerRun * railMm * 1000) / mmPerS);
}

/**
 * An edge that bounces adds two more, and edges seem to come too soon for as long as it is within the stretch: six of them. Fine
 * edges bounce twice in a stretch now and then (12); where a current tells a shorted bridge, the proof does not wait for that.
 */
export function edgesSoonMost({ edgeMm }: Chair['carriage'], { scaled }: Chair['wiring']): number {
  return scaled['carriage-current'] === null && edgeMm !== null && edgeMm <= fineEdgeMm ? 12 : 6;
}
