/** Edges of the carriage that bounce: how much of what is counted they may be. */
import type { Millimetres } from '../../chair/units.ts';

/** One edge in so many bounces, and is so many more, all of them one way at worst. */
const bouncesShare = 1 / 50;
const bounceEdges = 2;

/** Of so many millimetres counted, and as much more as chance has it in so many standard deviations. */
export function bouncedMm(countedMm: Millimetres, edgeMm: Millimetres, sigmas: number): Millimetres {
  const bounces = (bouncesShare * countedMm) / edgeMm;
  return bounceEdges * (bounces + sigmas * Math.sqrt(bounces)) * edgeMm;
}
