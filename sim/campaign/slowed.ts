/** How a supply that sags within its band slows a carriage whose place is known by time alone. */
import type { Chair } from '../../src/chair/chair.ts';

/**
 * Whether this voltage slows the carriage so much that under the heaviest person the longest way takes longer than the
 * chair allows: it ends with E32, though only the supply is wrong. Outside its band the supply itself is reported.
 */
export function slowedTooLong(
  { carriage, supply }: Pick<Chair, 'carriage' | 'supply'>,
  volts: number,
): boolean {
  if (!(volts >= supply.stopLowV && volts < supply.nominalV)) return false;
  const { frictionDuty, slowerUnderPerson, fullSpeedUpMmPerS, fullSpeedDownMmPerS } = carriage;
  const share = (volts / supply.nominalV - frictionDuty) / (1 - frictionDuty) - slowerUnderPerson.max;
  const mmPerS = Math.min(fullSpeedUpMmPerS, fullSpeedDownMmPerS) * share;
  // During the ramps up and down the mean speed is half.
  return mmPerS <= 0 || (1000 * carriage.railMm) / mmPerS + carriage.rampMs > carriage.travelMaxMs;
}
