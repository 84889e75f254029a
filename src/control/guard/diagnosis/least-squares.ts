/** Recursive least squares: a change is the sum of some causes, each times a parameter that is learned. */
import { assert, at } from '../../../chair/assert.ts';

export interface Learned {
  parameters: number[];
  /** Of the parameters: the upper triangle, row by row. */
  covariance: number[];
}

/** The place in `covariance` of a pair, in either order. */
export function placeOfPair(count: number, one: number, other: number): number {
  const row = Math.min(one, other);
  return row * count - (row * (row - 1)) / 2 + Math.max(one, other) - row;
}

/** One step: the change was so much under these causes, give or take its variance. */
export function learn(learned: Learned, causes: readonly number[], change: number, variance: number): void {
  const { parameters, covariance } = learned;
  const count = parameters.length;
  assert(causes.length === count, 'There is a cause for each parameter.');
  const gains = causes.map((_, row) =>
    causes.reduce(
      (sum, cause, column) => sum + cause * at(covariance, placeOfPair(count, row, column), 'pair'),
      0,
    ),
  );
  const spread = gains.reduce((sum, gain, row) => sum + at(causes, row, 'cause') * gain, variance);
  const missed = parameters.reduce(
    (rest, parameter, row) => rest - parameter * at(causes, row, 'cause'),
    change,
  );
  const weight = 1 / spread;
  for (let row = 0; row < count; row++) {
    const gain = at(gains, row, 'gain');
    parameters[row] = at(parameters, row, 'parameter') + gain * (weight * missed);
    for (let column = row; column < count; column++) {
      const place = placeOfPair(count, row, column);
      covariance[place] = at(covariance, place, 'pair') - gain * at(gains, column, 'gain') * weight;
    }
  }
}
