/** The rhythms of the tapper: how long it runs and rests in each beat, and how long it taps on one place of a band. */
import { at } from './assert.ts';
import type { Milliseconds } from './units.ts';

interface Beat {
  readonly runMs: Milliseconds;
  readonly restMs: Milliseconds;
}

interface RhythmFigures {
  /** Repeated while the step lasts; whole ticks. */
  readonly beats: readonly Beat[];
  /** Through a band: the carriage goes on after this many rounds of the beats, 4 to 6 s. */
  readonly roundsEachHop: number;
  /** For people. */
  readonly about: string;
}

/** The shortest run is long enough for the motor to start, the shortest rest long enough to be felt. */
export const rhythms = {
  steady: { beats: [{ runMs: 1000, restMs: 0 }], roundsEachHop: 5, about: 'without a rest' },
  double: {
    beats: [
      { runMs: 240, restMs: 160 },
      { runMs: 240, restMs: 760 },
    ],
    roundsEachHop: 3,
    about: 'two beats and a rest',
  },
  waltz: {
    beats: [
      { runMs: 400, restMs: 200 },
      { runMs: 240, restMs: 360 },
      { runMs: 240, restMs: 360 },
    ],
    roundsEachHop: 3,
    about: 'three beats, the first of them the strongest',
  },
} as const satisfies Readonly<Record<string, RhythmFigures>>;
export type Rhythm = keyof typeof rhythms;
export const rhythmNames = Object.keys(rhythms) as readonly Rhythm[];

export function roundMs(rhythm: Rhythm): Milliseconds {
  return rhythms[rhythm].beats.reduce((sum, { runMs, restMs }) => sum + runMs + restMs, 0);
}

/** How long one place of a band is tapped before the carriage goes on. */
export function tapHopMs(rhythm: Rhythm): Milliseconds {
  return roundMs(rhythm) * rhythms[rhythm].roundsEachHop;
}

/** Whether the tapper runs at this time after the rhythm began. */
export function tapsAt(rhythm: Rhythm, sinceMs: Milliseconds): boolean {
  const { beats } = rhythms[rhythm];
  let leftMs = sinceMs % roundMs(rhythm);
  for (let index = 0; index < beats.length; index++) {
    const { runMs, restMs } = at<Beat>(beats, index, 'beat');
    if (leftMs < runMs + restMs) return leftMs < runMs;
    leftMs -= runMs + restMs;
  }
  return false;
}
