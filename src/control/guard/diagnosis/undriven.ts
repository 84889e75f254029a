/**
 * Does the carriage move without an order? Counts its edges after it has coasted, without those of a magnet that trembles on its
 * sensor's rim. A motor that moves draws current; where none is measured, travel gives evenly spaced edges, and a magnet does not.
 */
import { sessionLimits, tickMs } from '../../../chair/limits.ts';
import { part } from '../../../chair/parts.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import { drawsCurrent } from '../interlocks/carriage.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { Evidence } from '../interlocks/evidence.ts';
import type { CarriageLimits } from '../limits.ts';
import { type FaultRegister, raise } from '../register.ts';

export interface UndrivenWatch {
  /** Edges since the carriage should have stood still, counted while it drew current; they leak away, and with edges without current. */
  edges: number;
  /** Without a current sensor: edges spaced like those of travel, less a penalty for each that was not. */
  even: number;
  /** Time since the last edge, and from the one before to that one; the mean if several came at once. */
  sinceEdgeMs: Milliseconds;
  apartMs: Milliseconds;
}

export function createUndrivenWatch(): UndrivenWatch {
  return { edges: 0, even: 0, sinceEdgeMs: 0, apartMs: 0 };
}

/** Forgets the edges seen so far. */
export function forgetUndriven(watch: UndrivenWatch): void {
  watch.edges = 0;
  watch.even = 0;
  watch.sinceEdgeMs = 0;
  watch.apartMs = 0;
}

/** An edge or two may still flicker; where noise is now and then taken for a current, it takes more. */
const edgesMost = { fine: 2, coarse: 6 };
/** An edge without current takes this away: a magnet trembles, and noise was taken for a current. */
const withoutCurrent = 0.5;
/** One edge a minute is healthy. */
const leakPerMs = 1 / 60_000;

/**
 * How many edges, over at least how many millimetres, must be spaced like those of travel where nothing else tells. Of a magnet that
 * trembles at random, 2 to 20 times a second, one edge in six is, and each that is not takes four away: hardly one chance in
 * 10^8 with each edge. Where travel's edges may come as close together as turns, nearly half of them are, and more are needed.
 */
const evenMost = 18;
const evenMostMm = 90;
const evenMostQuick = 46;
const unevenCosts = 4;
/** A motor that moves without an order goes at no less than this share of full speed, and at no more than this. */
const slowestShare = 0.25;
const fastestShare = 1.5;
/** Two gaps between edges of travel differ by at most this share, and by what the turns blur. */
const evenShare = 0.35;
const blurMs = 20;

/** Fresh values. */
export function watchUndriven(watch: UndrivenWatch, seen: Seen, register: FaultRegister): void {
  const { counts, limits, sensors } = seen;
  const { carriage, evidence } = counts;
  if (carriage.undrivenMs === 0) forgetUndriven(watch);
  else if (carriage.undrivenMs - evidence.forMs > sessionLimits.stillWithinMs) {
    if (!limits.has['carriage current']) judgeEvenness(watch, carriage.newEdges, evidence, limits.carriage);
    const edges = drawsCurrent(sensors, limits) ? carriage.newEdges : -withoutCurrent * carriage.newEdges;
    watch.edges = Math.max(0, watch.edges + edges - evidence.forMs * leakPerMs);
  }
  const { edges, even } = watch;
  const most = edgesMost[limits.noCurrent.carriage.coarse ? 'coarse' : 'fine'];
  if (edges > most || even >= evenMostOf(limits.carriage))
    raise(register, 'E34', Math.ceil(Math.max(edges, even)), part.carriage);
}

/** From edge to edge at full speed. */
const fullMs = ({ edgeMm, fullMmPerS }: CarriageLimits): Milliseconds => (edgeMm / fullMmPerS) * 1000;

/** The least time between edges of travel, as far as turns resolve it. */
const soonestMs = (limits: CarriageLimits): Milliseconds => fullMs(limits) / fastestShare - blurMs;

const evenMostOf = (limits: CarriageLimits): number =>
  Math.max(soonestMs(limits) <= tickMs ? evenMostQuick : evenMost, evenMostMm / limits.edgeMm);

function judgeEvenness(
  watch: UndrivenWatch,
  edges: number,
  evidence: Evidence,
  limits: CarriageLimits,
): void {
  watch.sinceEdgeMs += evidence.sinceMs;
  if (edges === 0) return;
  const apartMs = watch.sinceEdgeMs / edges;
  const likeTravel = apartMs >= soonestMs(limits) && apartMs <= fullMs(limits) / slowestShare;
  const differMs = Math.abs(apartMs - watch.apartMs);
  // Where values come far apart, the longer gap may be too long by a value or two: the difference may be a share of that one.
  const gapMs =
    evidence.apartMs > blurMs ? Math.max(apartMs, watch.apartMs) : Math.min(apartMs, watch.apartMs);
  const even = likeTravel && differMs <= blurMs + evenShare * gapMs;
  // Where values come far apart, any gap is only a few of theirs, and evenness proves less in proportion.
  const says = Math.min(1, blurMs / evidence.apartMs);
  watch.even = Math.max(0, watch.even + (even ? says * edges : -unevenCosts));
  watch.sinceEdgeMs = 0;
  watch.apartMs = apartMs;
}
