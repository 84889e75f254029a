/** The plant's motors as the judge sees them, whichever of them the chair has. */
import { tickMs } from '../../src/chair/limits.ts';
import { keyBit } from '../../src/chair/names.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Plant } from '../plant/plant.ts';

export function anyPowered({ carriage, kneader, tapper }: Plant): boolean {
  return carriage.duty !== 0 || kneader.duty !== 0 || (tapper !== null && tapper.duty !== 0);
}

/** A motor that moves, or null. */
export function moving({ carriageMmPerS, kneaderTurnsPerMin, tapper }: Plant): string | null {
  if (carriageMmPerS !== 0) return 'carriage';
  if (kneaderTurnsPerMin !== 0) return 'kneader';
  return tapper !== null && tapper.speed !== 0 ? 'tapper' : null;
}

/** Driven towards the middle of the rail: the time spent pressing an end starts again from 0. Rest alone does not reset it. */
export const awayFrom = (duty: number, carriageMm: number, railMm: number): boolean =>
  (duty > 0 && carriageMm < railMm / 2) || (duty < 0 && carriageMm > railMm / 2);

/** Sums the time of what comes and goes, until it is over. An allowance that is still left (less than 0) stays. */
export const integrate = (soFarMs: Milliseconds, suffers: boolean, over: boolean): Milliseconds =>
  over ? Math.min(0, soFarMs) : suffers ? soFarMs + tickMs : soFarMs;

/** Half above the speed that the order gives without load, and a tenth of full speed more. */
export const outruns = (speed: number, duty: number, friction: number, full: number): boolean =>
  duty !== 0 &&
  Math.abs(speed) > (1.5 * full * Math.max(0, Math.abs(duty) - friction)) / (1 - friction) + 0.1 * full;

const stopBit = keyBit('stop');

/** An emergency stop without a pin takes the power by itself: once it is released, nobody has told the controller to rest. */
export const isToldToStop = ({ keys, stuckKeys, emergencyStop, figures }: Plant): boolean =>
  ((keys | stuckKeys) & stopBit) !== 0 || (emergencyStop && figures.has.emergencyStop);
