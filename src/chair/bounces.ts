/** Edges of the carriage that bounce: how much of what is counted they may be. */
import type { Millimetres } from './units.ts';

/** One edge in so many bounces, and is so many more. */
const bouncesShare = 1 / 50;
const bounceEdges = 2;

const bouncesIn = (countedMm: Millimetres, edgeMm: Millimetres): number =>
  (bouncesShare * countedMm) / edgeMm;

/** Of so many millimetres counted, all of them one way at worst, and as much more as chance has it in so many standard deviations. */
export function bouncedMm(countedMm: Millimetres, edgeMm: Millimetres, sigmas: number): Millimetres {
  return bounceEdges * bouncesIn(countedMm, edgeMm) * edgeMm + strayedMm(countedMm, edgeMm, sigmas);
}

/**
 * So far a place strays by chance alone, once so much has been counted to and fro. What bounces on the whole way out is taken back on the
 * way home; until then the place that is counted is farther from its end than the true one.
 */
export function strayedMm(countedMm: Millimetres, edgeMm: Millimetres, sigmas: number): Millimetres {
  return bounceEdges * sigmas * Math.sqrt(bouncesIn(countedMm, edgeMm)) * edgeMm;
}

/** Counts this fine are off by less than a carriage lands. */
export const fineEdgeMm: Millimetres = 3;

/** Two spots near each other may be nearer than they are counted: one edge between them may bounce. */
export const betweenSpotsMm = (edgeMm: Millimetres): Millimetres =>
  edgeMm > fineEdgeMm ? bounceEdges * edgeMm : 0;
