/** Edges of the carriage that bounce make a run longer than it is. */
import { bouncedMm } from '../../chair/bounces.ts';
import type { Chair } from '../../chair/chair.ts';
import type { Millimetres } from '../../chair/units.ts';

/** In one run of some ten thousand chance has it that more bounce. */
const bounceSigmas = 4;
const missedMm: Millimetres = 40;

/** The rail and both stops, and what turns that are missed or edges that bounce add. */
export function longestRunMm({ railMm, stopBeyondMm, edgeMm }: Chair['carriage']): Millimetres {
  const bouncesMm = edgeMm === null ? 0 : bouncedMm(railMm, edgeMm, bounceSigmas);
  return railMm + 2 * stopBeyondMm + Math.max(missedMm, bouncesMm);
}
