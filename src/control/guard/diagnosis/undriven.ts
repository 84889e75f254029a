/**
 * Does the carriage move without an order? Its edges after it has coasted, less those of a magnet that trembles on its sensor's
 * rim. What moves by itself draws current; where none is measured, it gives edges as evenly as travel does, and a magnet does not.
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
  /** Since it should have stood still, while it drew current; leaking away. */
  edges: number;
  /** Without a current: edges that came as travel's do, less what did not. */
  even: number;
  /** Since the last edge, and the one before that until then; of several at once the mean. */
  sinceEdgeMs: Milliseconds;
  apartMs: Milliseconds;
}

export function createUndrivenWatch(): UndrivenWatch {
  return { edges: 0, even: 0, sinceEdgeMs: 0, apartMs: 0 };
}

/** What has been seen of it is over. */
export function forgetUndriven(watch: UndrivenWatch): void {
  watch.edges = 0;
  watch.even = 0;
  watch.sinceEdgeMs = 0;
  watch.apartMs = 0;
}

/** An edge or two may still flicker. */
const edgesMost = 2;
/** One in so long is healthy. */
const leakPerMs = 1 / 60_000;

/**
 * So much like travel, where nothing else tells. Of a magnet that trembles at random, 2 to 20 times a second, one edge in six is,
 * and each that is not takes four away: hardly one chance in 10^8 with each edge. Where travel's edges may come as close as
 * turns do, nearly half of them are, and it takes as many more.
 */
const evenMost = 18;
const evenMostMm = 90;
const evenMostQuick = 46;
const unevenCosts = 4;
/** A motor that nothing drives well goes as slowly as this share of full speed, or somewhat faster than full. */
const slowestShare = 0.25;
const fastestShare = 1.5;
/** Two gaps of travel differ by this share at most, and by what the turns blur. */
const evenShare = 0.35;
const blurMs = 20;

/** Fresh values. */
export function watchUndriven(watch: UndrivenWatch, seen: Seen, register: FaultRegister): void {
  const { counts, limits, sensors } = seen;
  const { carriage, evidence } = counts;
  if (carriage.undrivenMs === 0) forgetUndriven(watch);
  else if (carriage.undrivenMs - evidence.forMs > sessionLimits.stillWithinMs) {
    if (!limits.has['carriage current']) judgeEvenness(watch, carriage.newEdges, evidence, limits.carriage);
    const edges = limits.has['carriage current'] && drawsCurrent(sensors) ? carriage.newEdges : 0;
    watch.edges = Math.max(0, watch.edges + edges - evidence.forMs * leakPerMs);
  }
  const { edges, even } = watch;
  if (edges > edgesMost || even >= evenMostOf(limits.carriage))
    raise(register, 'E34', Math.ceil(Math.max(edges, even)), part.carriage);
}

/** From edge to edge at full speed. */
const fullMs = ({ edgeMm, fullMmPerS }: CarriageLimits): Milliseconds => (edgeMm / fullMmPerS) * 1000;

/** How soon its edges may follow each other, as far as turns tell. */
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
  // Where values come far apart the longer gap is a value or two too long.
  const gapMs =
    evidence.apartMs > blurMs ? Math.max(apartMs, watch.apartMs) : Math.min(apartMs, watch.apartMs);
  const even = likeTravel && differMs <= blurMs + evenShare * gapMs;
  // Where values come far apart, any gap is a few of theirs: evenness says as much less.
  const says = Math.min(1, blurMs / evidence.apartMs);
  watch.even = Math.max(0, watch.even + (even ? says * edges : -unevenCosts));
  watch.sinceEdgeMs = 0;
  watch.apartMs = apartMs;
}
