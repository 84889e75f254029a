/** Edges of the carriage that bounce: how much of what is counted they may be. */
import type { Chair } from '../../chair/chair.ts';
import type { Millimetres } from '../../chair/units.ts';

/** One edge in so many bounces, and is so many more, all of them one way at worst. */
const bouncesShare = 1 / 50;
const bounceEdges = 2;

/** Of so many millimetres counted, and as much more as chance has it in so many standard deviations. */
export function bouncedMm(countedMm: Millimetres, edgeMm: Millimetres, sigmas: number): Millimetres {
  const bounces = (bouncesShare * countedMm) / edgeMm;
  return bounceEdges * (bounces + sigmas * Math.sqrt(bounces)) * edgeMm;
}

/** In one run of some ten thousand chance has it that more bounce. */
const bounceSigmas = 4;
const missedMm: Millimetres = 40;

/** The rail and both stops, and what turns that are missed or edges that bounce add. */
export function longestRunMm({ railMm, stopBeyondMm, edgeMm }: Chair['carriage']): Millimetres {
  const bouncesMm = edgeMm === null ? 0 : bouncedMm(railMm, edgeMm, bounceSigmas);
  return railMm + 2 * stopBeyondMm + Math.max(missedMm, bouncesMm);
}
