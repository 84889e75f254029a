/** Does the carriage move without an order? Its edges after it has coasted, less those of a magnet on its sensor's rim. */
import { sessionLimits } from '../../../chair/limits.ts';
import { part } from '../../../chair/parts.ts';
import { mayMove } from '../interlocks/carriage.ts';
import type { Seen } from '../interlocks/counts.ts';
import { type FaultRegister, raise } from '../register.ts';

export interface UndrivenWatch {
  /** Since it should have stood still, while it drew current; leaking away. */
  edges: number;
}

export function createUndrivenWatch(): UndrivenWatch {
  return { edges: 0 };
}

/** An edge or two may still flicker. */
const edgesMost = 2;
/** One in so long is healthy. */
const leakPerMs = 1 / 60_000;

/** Fresh values. */
export function watchUndriven(watch: UndrivenWatch, seen: Seen, register: FaultRegister): void {
  const { carriage, evidence } = seen.counts;
  if (carriage.undrivenMs === 0) watch.edges = 0;
  else if (carriage.undrivenMs - evidence.forMs > sessionLimits.stillWithinMs) {
    const edges = mayMove(seen.sensors, seen.limits.has) ? carriage.newEdges : 0;
    watch.edges = Math.max(0, watch.edges + edges - evidence.forMs * leakPerMs);
  }
  if (watch.edges > edgesMost) raise(register, 'E34', Math.ceil(watch.edges), part.carriage);
}
