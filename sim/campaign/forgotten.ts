/**
 * What a chair cannot know after a restart, because of two things at once that have befallen it. That is held against
 * nobody: the judge's own account begins anew with the chair's.
 */
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Simulation } from '../chair/simulation.ts';
import type { FaultOrder } from '../scenario/scenario.ts';
import { createRuns, type MotorRuns } from './safety-case.ts';
import { createSpots, type Spots } from './spots.ts';

export interface Forgotten {
  /** The disk takes nothing, as a start finds; and when it last did, which a start does not find once it takes something. */
  diskFull: boolean;
  diskFullMs: Milliseconds;
  /** The plugs of carriage and kneader are swapped: what searches for an end kneads. */
  swapped: boolean;
  /** The host's starts, and when it last was there. */
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

/** Of a torn or damaged file a start sees that it is. */
const takesNothing = /^(full|failing|read-only)/;
/** Once the disk takes something again, a chair has kept its accounts after so long. */
const keptWithinMs: Milliseconds = 20_000;

export function noteForgetting(forgotten: Forgotten, { name, value }: FaultOrder): void {
  if (name === 'wires.motors') forgotten.swapped = value !== 'none';
  if (name !== 'disk' && name !== 'store') return;
  const full = takesNothing.test(value);
  // One that comes and goes may be gone whenever the chair starts.
  const comesAndGoes = value.includes(' ');
  forgotten.diskFull = full && !comesAndGoes;
  if (full && comesAndGoes) forgotten.diskFullMs = Number.POSITIVE_INFINITY;
}

/** Begins a tick: with a host that has just begun, what it has forgotten begins anew. */
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
