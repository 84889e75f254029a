/** How long and how far the carriage has been driven one way without meeting a limit. */
import type { Millimetres, Milliseconds } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { Evidence } from '../interlocks/evidence.ts';
import type { CarriageLimits } from '../limits.ts';

export type CarriageRun = ReturnType<typeof createCarriageRun>;

export function createCarriageRun() {
  return {
    direction: -1,
    forMs: 0 as Milliseconds,
    travelMm: 0 as Millimetres,
    /** The chair homes or parks: a search for a limit, timed from its own beginning where edges are counted. */
    searching: false,
    /** How long it has been driven above breakaway since the last edge, with the starts that led there. */
    stillMs: 0 as Milliseconds,
    /** How long a start that has not come to breakaway yet has lasted. */
    startsMs: 0 as Milliseconds,
  };
}

function forgetRun(run: CarriageRun): void {
  run.forMs = 0;
  run.travelMm = 0;
  run.stillMs = 0;
  run.startsMs = 0;
}

/**
 * A key has cleared the faults. By time a run is not longer for being interrupted, and a carriage with a switch at each end searches the
 * other way after an end that was not reached; with an only switch it can do nothing but search again.
 */
export function forgetRunAtKey(
  run: CarriageRun,
  { edgeMm, openEnd }: CarriageLimits,
  notReached: boolean,
): void {
  if (edgeMm > 0 || (openEnd !== 0 && notReached)) forgetRun(run);
}

/** Fresh values. */
export function watchRun(run: CarriageRun, { counts: { carriage, clock, evidence }, limits }: Seen): void {
  countStill(run, carriage.newEdges, evidence, limits.carriage);
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

/** An order that is interrupted again and again would otherwise press for much longer than is counted. Creeping is not a start. */
function countStill(
  run: CarriageRun,
  newEdges: number,
  { drives, countedMs }: Evidence,
  limits: CarriageLimits,
): void {
  const { least, most } = drives.carriage;
  if (newEdges > 0) run.stillMs = 0;
  if (newEdges > 0 || most === 0) run.startsMs = 0;
  else if (least >= limits.breakawayDuty) {
    run.stillMs += countedMs + run.startsMs;
    run.startsMs = 0;
  } else run.startsMs = Math.min(run.startsMs + countedMs, limits.byTime.startMs);
}
