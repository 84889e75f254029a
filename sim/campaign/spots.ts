/**
 * How long each spot of the back has truly been worked: kneaded, tapped, or pressed by narrow arms standing still. The
 * campaign's own count, independent of the guard's.
 */

import { sessionLimits } from '../../src/chair/limits.ts';
import type { Simulation } from '../chair/simulation.ts';
import type { Plant } from '../plant/plant.ts';
import { camBitsOf } from '../plant/sense.ts';

interface Spot {
  atMm: number;
  workedMs: number;
  awayMs: number;
}

export interface Spots {
  readonly list: Spot[];
  /** The longest that any spot has been worked without a break. */
  mostMs: number;
}

export function createSpots(): Spots {
  return { list: [], mostMs: 0 };
}

/** Called at intervals with the time since the last call. */
export function countSpots(spots: Spots, atMm: number, working: boolean, passedMs: number): void {
  const { list } = spots;
  if (list.length === 0 && !working) return;
  let known = false;
  for (let index = list.length - 1; index >= 0; index--) {
    const spot = list[index]!;
    if (working && Math.abs(atMm - spot.atMm) <= sessionLimits.spotMm) {
      known = true;
      spot.workedMs += passedMs;
      spot.awayMs = 0;
      if (spot.workedMs > spots.mostMs) spots.mostMs = spot.workedMs;
    } else {
      spot.awayMs += passedMs;
      if (spot.awayMs >= sessionLimits.spotClearsMs) list.splice(index, 1);
    }
  }
  if (working && !known) list.push({ atMm, workedMs: passedMs, awayMs: 0 });
}

/** The carriage stands and kneads, taps, or presses with narrow arms where the program means a press. */
export function worksSpot(plant: Plant, simulation: Simulation): boolean {
  const standing = plant.carriageMmPerS === 0;
  const kneading = plant.kneaderTurnsPerMin !== 0 && plant.kneader.duty !== 0;
  const tapping = plant.tapper !== null && plant.tapper.duty !== 0;
  return standing && (kneading || tapping || isPressing(plant, simulation));
}

/** A chip that has tripped presses no more: the arms stand where they are, as after any fault. */
function isPressing(plant: Plant, { board, control }: Simulation): boolean {
  const { session, sequencer } = control;
  if (!board.armed()) return false;
  if (session.state !== 'running' || session.job !== 'massage' || camBitsOf(plant) !== 1) return false;
  return control.programs[session.program]?.steps[sequencer.step]?.technique === 'press';
}
