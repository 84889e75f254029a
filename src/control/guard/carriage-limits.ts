/** How far and how long a carriage may run, and how many counts that come too soon prove that it is too fast. */
import { bouncedMm, fineEdgeMm } from '../../chair/bounces.ts';
import type { Chair } from '../../chair/chair.ts';
import { slowestMmPerS } from '../../chair/limits.ts';
import type { Millimetres, Milliseconds } from '../../chair/units.ts';

/** In one run of some ten thousand chance has it that more bounce. */
const bounceSigmas = 4;
const missedMm: Millimetres = 40;

/** The rail and both stops, and what turns that are missed or edges that bounce add. */
export function longestRunMm({ railMm, stopBeyondMm, edgeMm }: Chair['carriage']): Millimetres {
  const bouncesMm = edgeMm === null ? 0 : bouncedMm(railMm, edgeMm, bounceSigmas);
  return railMm + 2 * stopBeyondMm + Math.max(missedMm, bouncesMm);
}

/** A slow pass in a program takes no longer; on a long rail that is run slowly as much more than the whole of it. */
const slowestRunMs = 90_000;
const slowerRun = 1.1;

export function slowRunMs({ railMm, speedsMmPerS }: Chair['carriage']): Milliseconds {
  const mmPerS = Math.max(slowestMmPerS, Math.min(...speedsMmPerS));
  return Math.max(slowestRunMs, (slowerRun * railMm * 1000) / mmPerS);
}

/**
 * An edge that bounces is two more, and makes as many come too soon as it is within the stretch: six. Fine ones bounce twice in a
 * stretch now and then; where a current tells a bridge that is shorted that waits for nothing.
 */
export function edgesSoonMost({ edgeMm }: Chair['carriage'], { scaled }: Chair['wiring']): number {
  return scaled['carriage-current'] === null && edgeMm !== null && edgeMm <= fineEdgeMm ? 12 : 6;
}
