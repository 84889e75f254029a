/** What a supply that sags within its band does to a carriage whose way is known by time alone. */
import type { Chair } from '../../src/chair/chair.ts';

/**
 * So few volts slow it so much that under the heaviest person the longest way takes longer than the travel that the chair
 * allows: the way ends with E32, though nothing but the supply is wrong. Outside the band the supply itself is told.
 */
export function slowedTooLong(
  { carriage, supply }: Pick<Chair, 'carriage' | 'supply'>,
  volts: number,
): boolean {
  if (!(volts >= supply.stopLowV && volts < supply.nominalV)) return false;
  const { frictionDuty, slowerUnderPerson, fullSpeedUpMmPerS, fullSpeedDownMmPerS } = carriage;
  const share = (volts / supply.nominalV - frictionDuty) / (1 - frictionDuty) - slowerUnderPerson.max;
  const mmPerS = Math.min(fullSpeedUpMmPerS, fullSpeedDownMmPerS) * share;
  // Up to speed and down again it is half as fast.
  return mmPerS <= 0 || (1000 * carriage.railMm) / mmPerS + carriage.rampMs > carriage.travelMaxMs;
}
