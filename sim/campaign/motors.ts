/** The motors of the plant as the judge sees them, whichever the chair has. */
import type { Plant } from '../plant/plant.ts';

export function anyPowered({ carriage, kneader, tapper }: Plant): boolean {
  return carriage.duty !== 0 || kneader.duty !== 0 || (tapper !== null && tapper.duty !== 0);
}

/** One that moves, or null. */
export function moving({ carriageMmPerS, kneaderTurnsPerMin, tapper }: Plant): string | null {
  if (carriageMmPerS !== 0) return 'carriage';
  if (kneaderTurnsPerMin !== 0) return 'kneader';
  return tapper !== null && tapper.speed !== 0 ? 'tapper' : null;
}
