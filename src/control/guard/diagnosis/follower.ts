/**
 * Does a reading follow what drives it? The reading that a nominal pad would show is predicted from its cause (the element
 * from its power, the surface from the element), both without what is slow; and the reading's share of the prediction is
 * fitted by least squares over the last half minute or so. A sensor that follows has a share near 1, one that has frozen
 * or fallen off has none. What is not asked to move shows nothing either way.
 */
import type { Celsius } from '../../../chair/units.ts';

/** How a nominal pad answers: `perCause` K/s for each unit of the cause, forgotten with `tauS`. */
export interface Answer {
  readonly perCause: number;
  readonly tauS: number;
}

export interface Follower {
  /** False until the first step. */
  started: boolean;
  /** Slow means, which the fit leaves out. */
  meanCause: number;
  meanReadingC: Celsius;
  /** K by which a nominal pad would be away from its mean. */
  predictedK: number;
  /** Sums of prediction squared, and of prediction times reading, K2 s; both leak. */
  predicted: number;
  both: number;
}

export function createFollower(): Follower {
  return { started: false, meanCause: 0, meanReadingC: 0, predictedK: 0, predicted: 0, both: 0 };
}

/** Slower than this is no answer: rooms, backs and covers move in minutes. The fit forgets with it. */
const slowTauS = 60;

/** One step, in which the cause was so much on the mean and after which the reading is this. */
export function follow(
  follower: Follower,
  answer: Answer,
  cause: number,
  readingC: Celsius,
  stepS: number,
  tauS: number = slowTauS,
): void {
  if (!follower.started) {
    follower.started = true;
    follower.meanCause = cause;
    follower.meanReadingC = readingC;
  }
  follower.meanCause += ((cause - follower.meanCause) * stepS) / tauS;
  follower.meanReadingC += ((readingC - follower.meanReadingC) * stepS) / tauS;
  follower.predictedK +=
    stepS * (answer.perCause * (cause - follower.meanCause) - follower.predictedK / answer.tauS);
  const leak = stepS / tauS;
  const { predictedK } = follower;
  follower.predicted += predictedK ** 2 * stepS - follower.predicted * leak;
  follower.both += predictedK * (readingC - follower.meanReadingC) * stepS - follower.both * leak;
}

/** Pads within tolerance answer by half of the nominal one at least; a sensor that is dead by nothing. */
const followsFrom = 0.35;

/** It has been asked to move by enough, `leastK2S`, and has done so. */
export function hasFollowed({ predicted, both }: Follower, leastK2S: number): boolean {
  return predicted >= leastK2S && both >= followsFrom * predicted;
}

/** A healthy one's share is half at least; so little of it is none. */
const deadShare = 0.15;

/** It has been asked to move by enough, and has no part in it. */
export function isDead({ predicted, both }: Follower, leastK2S: number): boolean {
  return predicted >= leastK2S && both < deadShare * predicted;
}
