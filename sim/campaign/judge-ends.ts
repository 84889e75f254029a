/** How long the carriage may be driven into a closed switch, or into the end behind it. */
import type { CarriageFigures } from '../../src/chair/chair.ts';
import { sessionLimits } from '../../src/chair/limits.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Plant } from '../plant/plant.ts';
import type { Bounds } from './bounds.ts';
import type { InvariantName } from './invariants.ts';
import { awayFrom, integrate } from './motors.ts';
import { runsMaxMs, type SafetyCase } from './safety-case.ts';

/** The part of the judge's state that is used here. */
interface Ends {
  readonly bounds: Bounds;
  readonly promised: SafetyCase;
  readonly pressedMs: Milliseconds;
  readonly stretchMs: Milliseconds;
  intoLimitMs: Milliseconds;
  intoEndMs: Milliseconds;
}

interface EndFinding {
  readonly invariant: InvariantName;
  readonly detail: string;
}

const intoLimitMaxMs = 100;
/** A tick or two for link and filter, and the time that the motor takes to stop. */
const intoEndSlackMs = 300;

/** After a tick in which a motor was powered: what is wrong, or null. */
export function judgeEnds(ends: Ends, plant: Plant, carriage: CarriageFigures): EndFinding | null {
  const { duty } = plant.carriage;
  const { railMm, stopBeyondMm, openEnd } = carriage;
  const { carriageMm } = plant;
  const into =
    duty > 0
      ? plant.limitTopStuck || (openEnd <= 0 && !plant.limitTopOpen && carriageMm >= railMm)
      : duty < 0 && (plant.limitBottomStuck || (openEnd >= 0 && !plant.limitBottomOpen && carriageMm <= 0));
  ends.intoLimitMs = integrate(ends.intoLimitMs, into, awayFrom(duty, carriageMm, railMm));
  const atEnd =
    (duty > 0 && carriageMm >= railMm + stopBeyondMm - 1) || (duty < 0 && carriageMm <= 1 - stopBeyondMm);
  ends.intoEndMs = integrate(ends.intoEndMs, atEnd, awayFrom(duty, carriageMm, railMm));
  // The other motor's order drives the carriage: an end stops that order only once the carriage is seen to move.
  const swapped = ends.bounds.present.has('wires.motors');
  const lateMs = (swapped ? sessionLimits.stillWithinMs : 0) + ends.stretchMs;
  if (ends.intoLimitMs > intoLimitMaxMs + lateMs)
    return { invariant: 'driven into a limit', detail: `for ${ends.intoLimitMs} ms` };
  const mayMs = swapped && duty * openEnd > 0 ? openEndMs(ends) : ends.promised.endMs;
  const healthy = ends.bounds.faults === 0;
  return ends.intoEndMs > (healthy ? ends.pressedMs : mayMs + intoEndSlackMs + lateMs)
    ? { invariant: 'driven into its end', detail: `for ${ends.intoEndMs} ms` }
    : null;
}

/**
 * The bound with the motors swapped and no switch at that end. The way there may be less than the 90 mm by which travel is told
 * from a trembling magnet; then a standing carriage looks like a stalled kneader, and has the bound of one.
 */
function openEndMs({ promised }: Ends): Milliseconds {
  return Math.max(promised.endMs, promised.kneaderStallMs ?? runsMaxMs);
}

/**
 * Called when a key has cleared the report of a stall: a chair with one switch then finds it again, and cannot know that it is the
 * same. The carriage goes to the end without a switch, or to the only switch, which is dead: no other one can tell the place.
 */
export function forgetStall(ends: Ends, { openEnd }: CarriageFigures): void {
  const { present, bridgeStuck } = ends.bounds;
  // A shorted bridge is found once more, too, within its bound.
  if (bridgeStuck) ends.intoLimitMs = 0;
  const unseen = ['wires.motors', 'wires.carriage', openEnd > 0 ? 'limit.bottom' : 'limit.top'] as const;
  if (openEnd !== 0 && unseen.some((name) => present.has(name))) ends.intoEndMs = 0;
}
