/**
 * Where the carriage is, as a share of the time that a full pass under this person takes: 0 at the bottom, 1 at the top. However
 * unevenly the person slows it, this share grows evenly, and shrinks evenly on the way back, so that only differences between
 * runs, starts and coasting widen its interval. Which place belongs to a share is bounded by the least and the greatest speed
 * that this person can leave the carriage anywhere, given the whole pass.
 */
import type { Millimetres, MillimetresPerSecond, Milliseconds } from '../../chair/units.ts';

export interface PassShare {
  /** The carriage has left an end, and none has closed since. */
  known: boolean;
  low: number;
  high: number;
  /** How long the last full pass each way took; 0 until there was one. */
  upMs: Milliseconds;
  downMs: Milliseconds;
}

/** What the share needs of the place by time that it belongs to. */
interface TimedPlace {
  readonly figures: {
    readonly railMm: Millimetres;
    readonly upMmPerS: MillimetresPerSecond;
    readonly downMmPerS: MillimetresPerSecond;
    readonly slower: { readonly max: number };
  };
  readonly direction: number;
  readonly passMs: Milliseconds;
  readonly slowed: number;
  readonly share: PassShare;
}

export const createShare = (): PassShare => ({ known: false, low: 0, high: 0, upMs: 0, downMs: 0 });

/** Passes in the same direction differ by less than this share, including the time to see the switches at both ends. */
const sameWay = 0.015;
/** The same where only a pass in the other direction was timed. */
const otherWay = 0.03;
/** Where the body is softest the carriage loses at least this share of what it loses on the mean ... */
const softest = 0.3;
/** ... and where it is firmest at most this many times as much. Nobody takes more than the most, anywhere. */
const firmest = { usual: 1.6, light: 3 } as const;
const slowsMost = 0.3;
/** Error in the timing of a pass, as a share of the speed. */
const timed = 0.01;

/** Speeds at the firmest and the softest place, 1 is the mean of the pass. */
function speeds({ slowed, figures: { slower } }: TimedPlace): { slowest: number; fastest: number } {
  const heavy = Math.max(slower.max, Math.min(slowsMost, firmest.usual * slowed), slowed);
  const most = Math.min(heavy, firmest.light * slowed) + timed;
  return { slowest: (1 - most) / (1 - slowed), fastest: (1 - softest * slowed + timed) / (1 - slowed) };
}

const lowestAt = (share: number, slowest: number, fastest: number): number =>
  share < 0
    ? share * fastest
    : share > 1
      ? 1 + (share - 1) * slowest
      : Math.max(share * slowest, 1 - (1 - share) * fastest);

const highestAt = (share: number, slowest: number, fastest: number): number =>
  1 - lowestAt(1 - share, slowest, fastest);

/** The interval in which the place lies, by its share. */
export function shareMm(place: TimedPlace): { lowMm: Millimetres; highMm: Millimetres } {
  const { share, figures } = place;
  const { slowest, fastest } = speeds(place);
  return {
    lowMm: lowestAt(share.low, slowest, fastest) * figures.railMm,
    highMm: highestAt(share.high, slowest, fastest) * figures.railMm,
  };
}

/** How wide that interval will be at `targetMm`, after `wayMm` from here, or from an end that is touched first (`fresh`). */
export function shareWidthAt(
  place: TimedPlace,
  targetMm: Millimetres,
  wayMm: Millimetres,
  fresh: boolean,
): Millimetres {
  const { railMm } = place.figures;
  const { slowest, fastest } = speeds(place);
  const at = targetMm / railMm;
  const has = fresh ? 0 : place.share.high - place.share.low;
  const half = has / 2 + (sameWay * wayMm) / railMm;
  const width = highestAt(at + half, slowest, fastest) - lowestAt(at - half, slowest, fastest);
  return width * railMm;
}

/** A full pass has come to its end at `towards`. */
export function learnPass({ share, passMs }: TimedPlace, towards: number): void {
  if (towards > 0) share.upMs = passMs;
  else share.downMs = passMs;
}

/** The switch of `end` has just opened; the carriage is no farther from that end than `sinceMm`. */
export function leaveEnd({ share, figures }: TimedPlace, end: number, sinceMm: Millimetres): void {
  const off = sinceMm / figures.railMm;
  share.known = true;
  share.low = end > 0 ? 1 - 2 * off : -off;
  share.high = end > 0 ? 1 + off : 2 * off;
}

/** The carriage has been driven for `dtMs`; `surely`: it is at speed. */
export function moveShare(place: TimedPlace, direction: number, surely: boolean, dtMs: Milliseconds): void {
  const { share } = place;
  if (!share.known) return;
  const { passMs, differs } = passOf(place, direction);
  const gained = dtMs / passMs;
  const most = gained * (1 + differs);
  const least = surely ? gained * (1 - differs) : 0;
  share.low += direction > 0 ? least : -most;
  share.high += direction > 0 ? most : -least;
}

/** The carriage coasts on, by at most `onMm`. */
export function restShare(place: TimedPlace, onMm: Millimetres): void {
  const { share, figures, direction } = place;
  if (!share.known) return;
  const on = onMm / figures.railMm / speeds(place).slowest;
  if (direction > 0) share.high += on;
  else share.low -= on;
}

function passOf({ share, slowed, figures }: TimedPlace, direction: number) {
  const timedMs = direction > 0 ? share.upMs : share.downMs;
  if (timedMs > 0) return { passMs: timedMs, differs: sameWay };
  const mmPerS = (direction > 0 ? figures.upMmPerS : figures.downMmPerS) * (1 - slowed);
  return { passMs: (figures.railMm * 1000) / mmPerS, differs: otherWay };
}
