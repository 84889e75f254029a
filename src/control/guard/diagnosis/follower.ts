/**
 * Does a reading follow what drives it? The reading that a nominal pad would show is predicted from its cause (the element
 * from its power, the surface from the element), and the reading's share of the prediction is fitted by least squares over a
 * window. A sensor that follows has a share near 1, one that has frozen or fallen off has none. A reading that nothing asks to
 * move shows nothing either way.
 *
 * A proof spends its window: the next proof uses nothing that came before, so that a sensor cannot live on its past.
 */
import type { Celsius } from '../../../chair/units.ts';

/**
 * How a nominal pad answers: `perCause` K/s for each unit of the cause, decaying with `tauS`. Of the computed cause only the share
 * `sureShare` is certain, and the prediction uses that.
 */
export interface Answer {
  readonly perCause: number;
  readonly tauS: number;
  readonly sureShare: number;
}

export interface Follower {
  /** The cause under which the reading would stand still, as the last window showed it; not known in the first. */
  started: boolean;
  restingCause: number;
  /** K by which a nominal pad would have moved since the window began. */
  predictedK: number;
  fromC: Celsius;
  /** The window so far: its length, and sums over it of cause, prediction, reading, and products of the latter. */
  seconds: number;
  cause: number;
  prediction: number;
  reading: number;
  predictionSquared: number;
  both: number;
}

export function createFollower(): Follower {
  return { started: false, restingCause: 0, ...emptyWindow(0) };
}

const emptyWindow = (fromC: Celsius) => ({
  predictedK: 0,
  fromC,
  seconds: 0,
  cause: 0,
  prediction: 0,
  reading: 0,
  predictionSquared: 0,
  both: 0,
});

/** A window without a proof ends after this: rooms, backs and covers change over minutes. */
const windowS = 45;
/** Least share for a proof: pads within tolerance answer by at least half of the prediction, a dead sensor by nothing. */
const followsFrom = 0.35;

/**
 * One step: `reckoned` is the mean of the computed cause in it, `readingC` the reading after it. True where the reading has been
 * asked to move by enough (`leastK2S`, of the whole computed cause) and has done so.
 */
export function follow(
  follower: Follower,
  answer: Answer,
  reckoned: number,
  readingC: Celsius,
  stepS: number,
  leastK2S: number,
): boolean {
  const cause = answer.sureShare * reckoned;
  if (!follower.started) {
    follower.started = true;
    follower.restingCause = cause;
    follower.fromC = readingC;
  }
  follower.predictedK +=
    stepS * (answer.perCause * (cause - follower.restingCause) - follower.predictedK / answer.tauS);
  const { predictedK } = follower;
  const movedK = readingC - follower.fromC;
  follower.seconds += stepS;
  follower.cause += cause * stepS;
  follower.prediction += predictedK * stepS;
  follower.reading += movedK * stepS;
  follower.predictionSquared += predictedK ** 2 * stepS;
  follower.both += predictedK * movedK * stepS;
  const followed = hasFollowed(follower, answer, leastK2S);
  if (followed || follower.seconds >= windowS) endWindow(follower, answer, readingC, followed);
  return followed;
}

function hasFollowed(
  { seconds, prediction, reading, predictionSquared, both }: Follower,
  { sureShare }: Answer,
  leastK2S: number,
): boolean {
  const asked = predictionSquared - prediction ** 2 / seconds;
  const answered = both - (prediction * reading) / seconds;
  // Where little of the cause is certain, the reading must still move as far as one that was certainly asked to move by enough.
  const enough = Math.max(asked, Math.sqrt(leastK2S * asked));
  return asked >= sureShare ** 2 * leastK2S && answered >= followsFrom * enough;
}

/**
 * The next window predicts from the cause that would have kept the reading where it was. Only a reading that has just
 * followed may say which cause that is: otherwise a reading that drifts by itself would confirm itself.
 */
function endWindow(follower: Follower, { perCause }: Answer, readingC: Celsius, followed: boolean): void {
  const { seconds, cause, fromC } = follower;
  const movedPerS = followed ? (readingC - fromC) / seconds : 0;
  follower.restingCause = cause / seconds - movedPerS / perCause;
  Object.assign(follower, emptyWindow(readingC));
}
