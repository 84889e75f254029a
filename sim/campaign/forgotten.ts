/**
 * What a chair cannot know after a restart because two things have gone wrong at once. This is not judged: the judge's
 * own account restarts with the chair's.
 */
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Simulation } from '../chair/simulation.ts';
import type { FaultOrder } from '../scenario/scenario.ts';
import { createRuns, type MotorRuns } from './safety-case.ts';
import { createSpots, type Spots } from './spots.ts';

export interface Forgotten {
  /** The disk takes no writes, as a start sees; and when it last took none, which a start cannot see once it takes them again. */
  diskFull: boolean;
  diskFullMs: Milliseconds;
  /** The plugs of carriage and kneader are swapped: a search for an end turns the kneader. */
  swapped: boolean;
  /** How often the host has started, and when it last ran. */
  starts: number;
  thereMs: Milliseconds;
}

export const createForgotten = (): Forgotten => ({
  diskFull: false,
  diskFullMs: Number.NEGATIVE_INFINITY,
  swapped: false,
  starts: 1,
  thereMs: 0,
});

/** Faults of the disk with which nothing is kept. A torn or damaged file is not one: a start detects it. */
const takesNothing = /^(full|failing|read-only)/;
/** Time within which a chair has kept its accounts once the disk takes writes again. */
const keptWithinMs: Milliseconds = 20_000;

export function noteForgetting(forgotten: Forgotten, { name, value }: FaultOrder): void {
  if (name === 'wires.motors') forgotten.swapped = value !== 'none';
  if (name !== 'disk' && name !== 'store') return;
  const full = takesNothing.test(value);
  // A fault of the disk that comes and goes may be absent when the chair starts.
  const comesAndGoes = value.includes(' ');
  forgotten.diskFull = full && !comesAndGoes;
  if (full && comesAndGoes) forgotten.diskFullMs = Number.POSITIVE_INFINITY;
}

/** Begins a tick: if the host has just started, the judge's account of what it has forgotten restarts. */
export function forget(
  forgotten: Forgotten,
  judge: { runs: MotorRuns; spots: Spots },
  { starts, nowMs, hostLost, options }: Simulation,
): void {
  const { diskFull, diskFullMs, swapped, thereMs } = forgotten;
  if (diskFull) forgotten.diskFullMs = Math.max(diskFullMs, nowMs);
  if (!hostLost) forgotten.thereMs = nowMs;
  if (starts === forgotten.starts) return;
  forgotten.starts = starts;
  if (!diskFull && diskFullMs + keptWithinMs > thereMs) judge.runs = createRuns();
  if (swapped && options.chair.carriage.edgeMm === null) judge.spots = createSpots();
}
