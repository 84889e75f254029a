/** How long the carriage may be driven into a closed switch, or into the end behind it. */
import type { CarriageFigures } from '../../src/chair/chair.ts';
import { sessionLimits } from '../../src/chair/limits.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Plant } from '../plant/plant.ts';
import type { Bounds } from './bounds.ts';
import type { InvariantName } from './invariants.ts';
import { awayFrom, integrate } from './motors.ts';
import { runsMaxMs, type SafetyCase } from './safety-case.ts';

/** What it needs of the judge, whose accounts these are. */
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
/** A tick or two of link and filter, and what the motor takes to come to a stand. */
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
  // The leads of the other motor drive it: an end stops that one only once the carriage is seen to move.
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
 * With the motors swapped, and no switch at that end: the way there may be less than the 90 mm by which travel is told from a magnet
 * that trembles, and what stands there is a kneader that is held fast, with the bound of one.
 */
function openEndMs({ promised }: Ends): Milliseconds {
  return Math.max(promised.endMs, promised.kneaderStallMs ?? runsMaxMs);
}

/**
 * A key has forgotten what was told of it: on a chair with one switch it is found once more where nothing says that it is the same.
 * The way goes to the end without a switch, or to that of the only one, which is dead: there is no other to look for the place.
 */
export function forgetStall(ends: Ends, { openEnd }: CarriageFigures): void {
  const { present } = ends.bounds;
  const unseen = ['wires.motors', 'wires.carriage', openEnd > 0 ? 'limit.bottom' : 'limit.top'] as const;
  if (openEnd !== 0 && unseen.some((name) => present.has(name))) ends.intoEndMs = 0;
}
