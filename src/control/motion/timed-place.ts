/**
 * Where a carriage is whose edges nothing counts: an interval in which its true place lies, reckoned from the last switch that it
 * met, by the least and the greatest speed that a person in the chair leaves it. The first full pass tells how slow the
 * person makes it on the mean; from then on the place is also followed as a share of that pass (`pass-share.ts`), which no
 * reversal widens. The interval must never be narrower than what is known.
 */
import type { Chair } from '../../chair/chair.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Duty, Millimetres, MillimetresPerSecond, Milliseconds } from '../../chair/units.ts';
import {
  createShare,
  learnPass,
  leaveEnd,
  moveShare,
  type PassShare,
  restShare,
  shareMm,
  shareWidthAt,
} from './pass-share.ts';

interface TimedFigures {
  readonly railMm: Millimetres;
  readonly stopBeyondMm: Millimetres;
  /** At full duty, nobody in the chair. */
  readonly upMmPerS: MillimetresPerSecond;
  readonly downMmPerS: MillimetresPerSecond;
  readonly coastMm: Millimetres;
  /** By these shares a person slows it. */
  readonly slower: { readonly min: number; readonly max: number };
  /** After this time with power it surely is at speed. */
  readonly startMs: Milliseconds;
  /** After this time without power it stands. */
  readonly standingMs: Milliseconds;
  readonly middleMm: Millimetres | null;
}

/** A switch at an end: closed, once it has been so in two turns. */
interface EndSwitch {
  raw: boolean;
  closed: boolean;
}

export interface TimedPlace {
  readonly figures: TimedFigures;
  known: boolean;
  lowMm: Millimetres;
  highMm: Millimetres;
  /** 1 up, -1 down, 0 standing still. */
  direction: number;
  onMs: Milliseconds;
  offMs: Milliseconds;
  top: EndSwitch;
  bottom: EndSwitch;
  /** The end that the pass under way has left, by its direction: 0 none. */
  passFrom: number;
  passMs: Milliseconds;
  /** Share of its speed that the person takes, on the mean of the last full pass; -1 until there was one. */
  slowed: number;
  share: PassShare;
}

/** Delay of drivers, relays and links, together with the time a motor takes to come to speed. */
const answersMs = 250;
/** A motor coasts to rest within this time, dead time included. */
const coastsMs = 400;
/** Before a pass has told how slow the person makes it: the most that the chair file says, times this factor. */
const slowedMore = 1.3;
/** Speeds differ from run to run by this share. */
const spread = 0.03;
/** A switch is seen to change within this time of travel, and closes a little before or behind its place. */
const seenMs = 70;
const switchMm: Millimetres = 3;
/** The switch in the middle is closed at most this far to either side. */
const middleMm: Millimetres = 10;

export function timedFigures({ carriage: rail }: Chair): TimedFigures {
  return {
    railMm: rail.railMm,
    stopBeyondMm: rail.stopBeyondMm,
    upMmPerS: rail.fullSpeedUpMmPerS,
    downMmPerS: rail.fullSpeedDownMmPerS,
    coastMm: rail.coastMm.max,
    slower: rail.slowerUnderPerson,
    startMs: answersMs + (rail.switched ? 0 : rail.rampMs),
    standingMs: Math.max(coastsMs, rail.reversalMs + 50),
    middleMm: rail.middleMm,
  };
}

export function createTimedPlace(figures: TimedFigures): TimedPlace {
  return {
    figures,
    known: false,
    lowMm: 0,
    highMm: figures.railMm,
    direction: 0,
    onMs: 0,
    offMs: figures.standingMs,
    top: { raw: false, closed: false },
    bottom: { raw: false, closed: false },
    passFrom: 0,
    passMs: 0,
    slowed: -1,
    share: createShare(),
  };
}

/** The least and the greatest share of its full speed that is left. */
function sharesLeft({ slowed, figures: { slower } }: TimedPlace): { least: number; most: number } {
  if (slowed < 0) return { least: 1 - slowedMore * slower.max - spread, most: 1 + spread };
  // Nobody, or somebody who hardly leans: all of the slowing may be in one place.
  if (slowed < slower.min)
    return { least: 1 - Math.max(slower.min, 2.5 * slowed) - spread, most: 1 + spread };
  return { least: 1 - Math.max(slower.max, 1.6 * slowed) - spread, most: 1 - 0.8 * slower.min + spread };
}

/** How wide the interval will be at `targetMm`, after `wayMm` from here; `fresh`: from an end that is touched first. */
export function widthAt(
  place: TimedPlace,
  targetMm: Millimetres,
  wayMm: Millimetres,
  fresh: boolean,
): Millimetres {
  const { least, most } = sharesLeft(place);
  const { figures, slowed, share } = place;
  const startMm = figures.coastMm + (fullSpeed(figures, 1) * most * figures.startMs) / 1000;
  const widthMm = fresh ? 0 : place.highMm - place.lowMm;
  const byWayMm = widthMm + (2 * wayMm * (most - least)) / (most + least) + startMm;
  if (slowed < 0 || !(fresh || share.known)) return byWayMm;
  return Math.min(byWayMm, shareWidthAt(place, targetMm, wayMm, fresh) + startMm);
}

const fullSpeed = ({ upMmPerS, downMmPerS }: TimedFigures, direction: number) =>
  direction > 0 ? upMmPerS : downMmPerS;

/** Somebody else may sit there now. */
export function forgetPasses(place: TimedPlace): void {
  place.slowed = -1;
  place.share = createShare();
}

export function loseTimed(place: TimedPlace): void {
  place.known = false;
  place.share.known = false;
}

/** Takes in one turn: `duty` is what has driven the motor for the `dtMs` since the turn before. */
export function followTimed(place: TimedPlace, duty: Duty, sensors: Sensors, dtMs: Milliseconds): void {
  const { figures } = place;
  if (duty === 0) rest(place, dtMs);
  else drive(place, duty > 0 ? 1 : -1, dtMs);
  narrow(place);
  watchEnd(place, place.bottom, sensors.limitBottom, -1);
  watchEnd(place, place.top, sensors.limitTop, 1);
  if (figures.middleMm !== null && sensors.limitMiddle) {
    within(place, figures.middleMm - middleMm, figures.middleMm + middleMm);
  }
}

function rest(place: TimedPlace, dtMs: Milliseconds): void {
  const { figures, direction } = place;
  if (place.onMs > 0) {
    // It coasts on, and the order to stop is under way for as long as a switch takes to be seen.
    const onMm = figures.coastMm + (fullSpeed(figures, direction) * seenMs) / 1000;
    if (direction > 0) place.highMm += onMm;
    else place.lowMm -= onMm;
    restShare(place, onMm);
    place.onMs = 0;
    place.offMs = 0;
  }
  place.offMs += dtMs;
  if (place.offMs >= figures.standingMs) place.direction = 0;
  keepOnRail(place);
}

function drive(place: TimedPlace, direction: number, dtMs: Milliseconds): void {
  const { figures } = place;
  if (place.onMs === 0 || direction !== place.direction) {
    place.onMs = 0;
    place.direction = direction;
    place.passFrom = 0;
  }
  const { least, most } = sharesLeft(place);
  const mm = (fullSpeed(figures, direction) * dtMs) / 1000;
  const surely = place.onMs >= figures.startMs;
  const surelyMm = surely ? mm * least : 0;
  moveShare(place, direction, surely, dtMs);
  place.onMs += dtMs;
  place.passMs += dtMs;
  if (direction > 0) {
    place.lowMm += surelyMm;
    place.highMm += mm * most;
  } else {
    place.highMm -= surelyMm;
    place.lowMm -= mm * most;
  }
  keepOnRail(place);
}

/** Narrows the interval to where both accounts agree; where they contradict each other, the person has changed. */
function narrow(place: TimedPlace): void {
  const { share } = place;
  if (!place.known || !share.known) return;
  const { lowMm, highMm } = shareMm(place);
  if (lowMm > place.highMm || highMm < place.lowMm) {
    share.known = false;
    return;
  }
  place.lowMm = Math.max(place.lowMm, lowMm);
  place.highMm = Math.min(place.highMm, highMm);
}

/** An end whose switch is open has not been passed, except by what the carriage goes until a change of the switch is seen. */
function keepOnRail(place: TimedPlace): void {
  const { figures, bottom, top } = place;
  const late = (figures.upMmPerS * seenMs) / 1000 + switchMm;
  const leastMm = bottom.closed || bottom.raw ? -figures.stopBeyondMm - switchMm : -late;
  const mostMm = figures.railMm + (top.closed || top.raw ? figures.stopBeyondMm + switchMm : late);
  place.lowMm = Math.min(Math.max(place.lowMm, leastMm), mostMm);
  place.highMm = Math.min(Math.max(place.highMm, leastMm), mostMm);
}

/** `towards` is the direction in which this end lies. */
function watchEnd(place: TimedPlace, end: EndSwitch, raw: boolean, towards: number): void {
  const { figures } = place;
  if (raw !== end.raw) {
    end.raw = raw;
    return;
  }
  const was = end.closed;
  end.closed = raw;
  const endMm = towards > 0 ? figures.railMm : 0;
  const beyondMm = figures.stopBeyondMm + switchMm;
  if (raw) {
    place.share.known = false;
    if (!was) {
      if (place.direction === towards) endPass(place, towards);
      // How far behind its switch the carriage is, is unknown.
      if (towards > 0) place.highMm = endMm + beyondMm;
      else place.lowMm = endMm - beyondMm;
    }
    if (towards > 0) within(place, endMm - switchMm, endMm + beyondMm);
    else within(place, endMm - beyondMm, endMm + switchMm);
  } else if (was && place.direction === -towards) {
    // It has just left its end, driven or coasting.
    const coastMm = place.onMs > 0 ? 0 : figures.coastMm;
    const sinceMm = (fullSpeed(figures, place.direction) * seenMs) / 1000 + switchMm + coastMm;
    if (towards > 0) {
      place.lowMm = endMm - sinceMm;
      place.highMm = Math.min(place.highMm, endMm + switchMm);
    } else {
      place.lowMm = Math.max(place.lowMm, endMm - switchMm);
      place.highMm = endMm + sinceMm;
    }
    if (place.slowed >= 0) leaveEnd(place, towards, sinceMm);
    place.passFrom = towards;
    place.passMs = 0;
  }
}

/** A full pass without a stop tells how slow the person makes it. */
function endPass(place: TimedPlace, towards: number): void {
  if (place.passFrom === -towards) {
    const { figures } = place;
    const mmPerS = (figures.railMm * 1000) / place.passMs;
    place.slowed = Math.min(1, Math.max(0, 1 - mmPerS / fullSpeed(figures, towards)));
    learnPass(place, towards);
  }
  place.passFrom = 0;
}

/** A switch says that the carriage is within this range; where the reckoned interval disagrees, the switch is believed. */
function within(place: TimedPlace, fromMm: Millimetres, toMm: Millimetres): void {
  const lowMm = Math.max(place.lowMm, fromMm);
  const highMm = Math.min(place.highMm, toMm);
  const agrees = place.known && lowMm <= highMm;
  place.lowMm = agrees ? lowMm : fromMm;
  place.highMm = agrees ? highMm : toMm;
  place.known = true;
}
