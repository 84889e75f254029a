/**
 * Where the carriage is as a share of the time that a full pass under this person takes: 0 at the bottom, 1 at the top. However
 * unevenly the person slows it, it gains this share evenly, and coming back it loses it again; so only what runs differ by,
 * starts and coasting widen it. What share belongs to what place is bounded by the least and the greatest speed that this person
 * can leave it anywhere, given the whole pass.
 */
import type { Millimetres, MillimetresPerSecond, Milliseconds } from '../../chair/units.ts';

export interface PassShare {
  /** It has left an end since, and no other has closed. */
  known: boolean;
  low: number;
  high: number;
  /** How long the last full pass each way took; 0 until there was one. */
  upMs: Milliseconds;
  downMs: Milliseconds;
}

/** What it takes of the place by time that it belongs to. */
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

/** Passes the same way differ by less than this share, with what it takes to see the switches at both ends. */
const sameWay = 0.015;
/** Where only a pass the other way was timed. */
const otherWay = 0.03;
/** Where the body is softest the carriage loses at least this share of what it loses on the mean ... */
const softest = 0.3;
/** ... and where it is firmest at most so much more. Nobody takes more than the most, anywhere. */
const firmest = { usual: 1.6, light: 3 } as const;
const slowsMost = 0.3;
/** What a pass is timed wrong by, as a share of the speed. */
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

/** The interval in which the place lies by it. */
export function shareMm(place: TimedPlace): { lowMm: Millimetres; highMm: Millimetres } {
  const { share, figures } = place;
  const { slowest, fastest } = speeds(place);
  return {
    lowMm: lowestAt(share.low, slowest, fastest) * figures.railMm,
    highMm: highestAt(share.high, slowest, fastest) * figures.railMm,
  };
}

/** How wide it will be at a place, so long a way from here, or from an end that is touched first. */
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

/** Its switch has just opened; it is no farther from the end than this. */
export function leaveEnd({ share, figures }: TimedPlace, end: number, sinceMm: Millimetres): void {
  const off = sinceMm / figures.railMm;
  share.known = true;
  share.low = end > 0 ? 1 - 2 * off : -off;
  share.high = end > 0 ? 1 + off : 2 * off;
}

/** Driven for so long; `surely`: it is at speed. */
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

/** It coasts on by as much as this. */
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
