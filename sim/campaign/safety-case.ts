/**
 * What the safety case of a chair promises, as bounds on the plant's true state: for each hazard, by the way that the
 * chair meets it. Nothing here knows how the guard keeps these bounds.
 */
import { at } from '../../src/chair/assert.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { sessionLimits, tickMs } from '../../src/chair/limits.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Plant } from '../plant/plant.ts';

export interface SafetyCase {
  /** How long the carriage may be driven into an end whose switch does not close. */
  readonly endMs: Milliseconds;
  /** How long the carriage may be driven while it is jammed; null if the safety case gives no bound. */
  readonly jamMs: Milliseconds | null;
  readonly kneaderStallMs: Milliseconds | null;
  readonly spotMs: Milliseconds;
  readonly sessionMs: Milliseconds;
  /** How much longer the switch-off-path test takes where the voltage behind the motors' relay must fall. */
  readonly fallsMs: Milliseconds;
  /** Only a thermal switch or a fuse acts when this motor stalls. */
  readonly kneaderInTurns: boolean;
  readonly tapperInTurns: boolean;
  /** By pad: it must never be heated. */
  readonly padLockedOut: readonly boolean[];
  /** By pad: locked out, and if crossed, connected in place of a pad that is heated without a sensor: nothing could show it. */
  readonly padUnseenWhenCrossed: readonly boolean[];
}

export function safetyCaseOf({ safety, pads, wiring }: Chair): SafetyCase {
  const met = (hazard: string, part: string) => safety.met[hazard]?.[part] ?? { by: null, bound: null };
  /** Bounds in seconds. */
  const boundMs = (hazard: string, part: string): Milliseconds | null => {
    const { bound } = met(hazard, part);
    return bound === null ? null : bound.value * 1000;
  };
  const isLockedOut = ({ name }: Pick<Chair['pads'][number], 'name'>): boolean =>
    safety.lockedOut.includes(`heat.pads.${name}`);
  const led = pads.filter((pad) => !isLockedOut(pad));
  return {
    endMs: boundMs('end', 'carriage') ?? 1000,
    jamMs: boundMs('jam', 'carriage'),
    kneaderStallMs: met('stall', 'kneader').by === 'thermal' ? null : boundMs('stall', 'kneader'),
    spotMs: boundMs('spot', 'knead.at') ?? sessionLimits.spotMaxMs,
    sessionMs:
      met('nobody', 'chair').by === 'seat'
        ? sessionLimits.maxMs
        : (met('nobody', 'chair').bound?.value ?? 0) * 60_000,
    fallsMs: wiring.scaled['motors-supply'] === null ? 0 : 1500,
    kneaderInTurns: met('stall', 'kneader').by === 'thermal',
    tapperInTurns: met('stall', 'tapper').by === 'thermal',
    padLockedOut: pads.map(isLockedOut),
    padUnseenWhenCrossed: pads.map((pad) => isLockedOut(pad) && led.every((each) => !isSensed(each))),
  };
}

const isSensed = ({ measuresElement, measuresSurface }: Chair['pads'][number]): boolean =>
  measuresElement || measuresSurface;

/** How long something has run in the last 3 min, in pieces of a second. */
interface Runs {
  readonly pieces: number[];
  piece: number;
  inPieceMs: Milliseconds;
  sumMs: Milliseconds;
}

const windowPieces = 180;
const pieceMs = 1000;

const noRuns = (): Runs => ({
  pieces: Array.from({ length: windowPieces }, () => 0),
  piece: 0,
  inPieceMs: 0,
  sumMs: 0,
});

function countRuns(runs: Runs, on: boolean): void {
  if (on) {
    runs.pieces[runs.piece] = at(runs.pieces, runs.piece, 'piece') + tickMs;
    runs.sumMs += tickMs;
  }
  runs.inPieceMs += tickMs;
  if (runs.inPieceMs < pieceMs) return;
  runs.inPieceMs = 0;
  runs.piece = (runs.piece + 1) % windowPieces;
  runs.sumMs -= at(runs.pieces, runs.piece, 'piece');
  runs.pieces[runs.piece] = 0;
}

export interface MotorRuns {
  readonly kneader: Runs;
  readonly tapper: Runs;
}

export const createRuns = (): MotorRuns => ({ kneader: noRuns(), tapper: noRuns() });

/** Longest run in any 3 min: 2 min, and the time to switch off. */
export const runsMaxMs = 122_000;

/** Called once a tick: by how much a motor whose stall only a thermal switch or a fuse ends has run for too long. */
export function runsUnseenMs(
  runs: MotorRuns,
  { kneaderInTurns, tapperInTurns }: SafetyCase,
  { kneader, tapper }: Plant,
): Milliseconds {
  countRuns(runs.kneader, kneaderInTurns && kneader.duty !== 0);
  countRuns(runs.tapper, tapperInTurns && tapper !== null && tapper.duty !== 0);
  return Math.max(runs.kneader.sumMs, runs.tapper.sumMs) - runsMaxMs;
}
