/** How long and how far the carriage has been driven one way without meeting a limit. */
import type { Millimetres, Milliseconds } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';

export type CarriageRun = ReturnType<typeof createCarriageRun>;

export function createCarriageRun() {
  return {
    direction: -1,
    forMs: 0 as Milliseconds,
    travelMm: 0 as Millimetres,
    /** The chair homes or parks: a search for a limit, timed from its own beginning where edges are counted. */
    searching: false,
    /** How long it has been driven above breakaway since the last edge. */
    stillMs: 0 as Milliseconds,
  };
}

export function forgetRun(run: CarriageRun): void {
  run.forMs = 0;
  run.travelMm = 0;
  run.stillMs = 0;
}

/** Fresh values. */
export function watchRun(run: CarriageRun, { counts: { carriage, clock, evidence }, limits }: Seen): void {
  if (carriage.newEdges > 0) run.stillMs = 0;
  else if (evidence.drives.carriage.least >= limits.carriage.breakawayDuty) run.stillMs += evidence.countedMs;
  if (carriage.direction !== run.direction) {
    run.direction = carriage.direction;
    forgetRun(run);
  }
  run.travelMm += carriage.travelMm;
  if (carriage.metLimit) forgetRun(run);
  if (evidence.drives.carriage.duty === 0) return;
  const searching = clock.state === 'homing' || clock.state === 'parking';
  if (searching !== run.searching) {
    run.searching = searching;
    // By time a run has one longest time, whatever it is for: what it has gone already is not gone again.
    if (limits.carriage.edgeMm > 0) run.forMs = 0;
  }
  run.forMs += evidence.countedMs;
}
