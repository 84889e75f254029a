/** How much edges that bounce may add to the carriage's count. */
import type { Millimetres } from './units.ts';

/** Share of edges that bounce, and the edges that each bounce adds. */
const bouncesShare = 1 / 50;
export const bounceEdges = 2;

const bouncesIn = (countedMm: Millimetres, edgeMm: Millimetres): number =>
  (bouncesShare * countedMm) / edgeMm;

/** Count added by bounces over `countedMm`, at worst all driven one way: the mean and `sigmas` standard deviations. */
export function bouncedMm(countedMm: Millimetres, edgeMm: Millimetres, sigmas: number): Millimetres {
  return bounceEdges * bouncesIn(countedMm, edgeMm) * edgeMm + strayedMm(countedMm, edgeMm, sigmas);
}

/**
 * How far a place strays by chance (`sigmas` standard deviations) over `countedMm` to and fro. The mean of the bounces on the way out is
 * taken back on the way home; until then the counted place is farther from its end than the true one.
 */
export function strayedMm(countedMm: Millimetres, edgeMm: Millimetres, sigmas: number): Millimetres {
  return bounceEdges * sigmas * Math.sqrt(bouncesIn(countedMm, edgeMm)) * edgeMm;
}

/** Up to this travel per count, a bounce is less than the landing error. */
export const fineEdgeMm: Millimetres = 3;

/** How much nearer than counted two neighbouring spots may be: one edge between them may bounce. */
export const betweenSpotsMm = (edgeMm: Millimetres): Millimetres =>
  edgeMm > fineEdgeMm ? bounceEdges * edgeMm : 0;
