/** Whether the wires of the carriage's motor and limit switches are right: an end must close when the carriage is driven towards it. */
import { bounceEdges } from '../../../chair/bounces.ts';
import { sessionLimits } from '../../../chair/limits.ts';
import type { Power } from '../../../chair/outputs.ts';
import type { Millimetres, Milliseconds } from '../../../chair/units.ts';
import { type CarriageWatch, isAtBottom, isAtTop, isContradicted, leavesMm } from '../interlocks/carriage.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { CarriageRun } from './carriage-run.ts';

type EndWires = ReturnType<typeof createEndWires>;

export function createEndWires() {
  return {
    /**
     * The end at which the carriage stood when first looked at, or whose switch closed while it stood or while both motors were
     * driven, and that has not opened since. How far behind the switch it is, is unknown.
     */
    stoodAt: null as 'top' | 'bottom' | 'neither' | null,
    /** How far it has coasted on behind a switch that closed while it was not driven. */
    behindMm: 0 as Millimetres,
    /** Ends that had been met until the last tick. */
    wasAtTop: false,
    wasAtBottom: false,
    /** How long both switches had been open until the last tick. */
    wereOpenMs: 0 as Milliseconds,
    /** A run is under way, or ended a moment ago and the carriage may still coast, or its end be heard of late. */
    runsOn: false,
    /** `proved`: an end was met when driven towards, so the wires are right. `crossed`: before that, an end closed that should not. */
    proved: false,
    crossed: false,
    /** The end that did so and has not opened since, 1 top, -1 bottom. Even with the fault forgotten, nothing is driven on into it. */
    crossedEnd: 0,
    /** It closed while the kneader was driven, which may be what moved the carriage: the kneader is not driven on either. */
    crossedByArms: false,
    /** An end that closed while both motors were driven, so that either may have moved the carriage, and that has not opened since. */
    doubtfulEnd: 0,
    /** How long it has been driven away from an end that has not opened; rests in between prove nothing. */
    leavesForMs: 0 as Milliseconds,
  };
}

/** The mechanical stop gives a little, and the switch opens later than it closed. */
const stopGivesMm: Millimetres = 10;
/** Distance after which a switch opens, wherever behind it the carriage stood, up to the mechanical stop; by time alone, always used. */
const stoodOpenMm = ({ byTime }: Seen['limits']['carriage']): Millimetres =>
  byTime.stopBeyondMm + stopGivesMm;
/** While the switch is open, `leavesForMs` runs back this many times as fast. */
const opensTakes = 10;

/** Each tick, since a switch that is closed needs no second witness. */
export function watchEndWires(watch: EndWires, run: CarriageRun, seen: Seen): void {
  const { sensors, limits, counts } = seen;
  const { carriage, evidence } = counts;
  const top = isAtTop(sensors);
  const bottom = isAtBottom(sensors);
  if (watch.stoodAt === null && evidence.fresh) watch.stoodAt = top ? 'top' : bottom ? 'bottom' : 'neither';
  const opens = (watch.stoodAt === 'top' && !top) || (watch.stoodAt === 'bottom' && !bottom);
  // One that bounces as it is met or left has not opened.
  if (opens && carriage.openMs >= opensMs) watch.stoodAt = 'neither';
  if (closesAtRest(watch, seen)) watch.stoodAt = top ? 'top' : 'bottom';
  if (evidence.fresh) coast(watch, seen);
  if (watch.crossedEnd > 0 ? !top : !bottom) {
    watch.crossedEnd = 0;
    watch.crossedByArms = false;
  }
  // Homing and parking open the arms first, and nothing but a key begins them.
  if ((watch.doubtfulEnd > 0 ? !top : !bottom) || beginsAnew(seen)) watch.doubtfulEnd = 0;
  watch.runsOn = (run.forMs > 0 || watch.runsOn) && carriage.undrivenMs <= sessionLimits.stillWithinMs;
  if (!watch.proved && !isContradicted(carriage, sensors, limits.carriage)) prove(watch, run, seen);
  watch.wasAtTop = carriage.atTop;
  watch.wasAtBottom = carriage.atBottom;
  watch.wereOpenMs = carriage.openMs;
}

/** A switch that closes with no motor driven says nothing of the crossing: a wire was open, or somebody has moved the carriage. */
function closesAtRest({ wasAtTop, wasAtBottom }: EndWires, { sensors, counts }: Seen): boolean {
  const { carriage, evidence } = counts;
  const closes = (isAtTop(sensors) && !wasAtTop) || (isAtBottom(sensors) && !wasAtBottom);
  return closes && carriage.undrivenMs > sessionLimits.stillWithinMs && evidence.drives.kneader.duty === 0;
}

function coast(watch: EndWires, { sensors, limits, counts: { carriage } }: Seen): void {
  const closed = isAtTop(sensors) || isAtBottom(sensors);
  if (!closed) watch.behindMm = 0;
  else if (carriage.undrivenMs > 0) watch.behindMm += carriage.newEdges * limits.carriage.edgeMm;
}

function prove(watch: EndWires, run: CarriageRun, { sensors, limits, counts }: Seen): void {
  const { carriage, evidence } = counts;
  // One that bounces as it is left does not close.
  const wereOpen = watch.wereOpenMs >= opensMs;
  const closesTop = isAtTop(sensors) && !watch.wasAtTop && wereOpen;
  const closesBottom = isAtBottom(sensors) && !watch.wasAtBottom && wereOpen;
  // Before the first values no drive is known.
  const driven = carriage.started && carriage.undrivenMs === 0;
  const up = driven && carriage.direction > 0;
  const down = driven && carriage.direction < 0;
  const stood = watch.stoodAt === 'top' || watch.stoodAt === 'bottom';
  const leaves = (isAtTop(sensors) && down) || (isAtBottom(sensors) && up);
  // If it was driven throughout, all the time between values counts, however far apart they come.
  const drivenMs = evidence.drives.carriage.least > 0 ? evidence.countedMs : evidence.forMs;
  // The test pulses of the switches move nothing, and over a slow line they last longer than a start.
  const pulls = evidence.drives.carriage.most >= limits.carriage.breakawayDuty;
  if (leaves && pulls && evidence.fresh) watch.leavesForMs += drivenMs;
  else if (!(isAtTop(sensors) || isAtBottom(sensors)))
    watch.leavesForMs = Math.max(0, watch.leavesForMs - opensTakes * evidence.forMs);
  const { edgeMm, byTime } = limits.carriage;
  const openMm = stoodOpenMm(limits.carriage);
  const slowestMmPerS = byTime.slowestMmPerS[up ? 'up' : 'down'];
  const staysClosed =
    edgeMm === 0
      ? watch.leavesForMs > byTime.startMs + (openMm / slowestMmPerS) * 1000
      : // One edge may bounce on the way from an end.
        run.travelMm - bounceEdges * edgeMm > (stood ? openMm : Math.min(openMm, leavesMm + watch.behindMm));
  // An end that closes while only the kneader is driven: the plugs of the two motors are swapped.
  const swapped = evidence.drives.kneader.duty !== 0 && carriage.undrivenMs > 0 && !watch.runsOn;
  const wrongTop = (closesTop && (down || swapped)) || (isAtTop(sensors) && down && staysClosed);
  const wrongBottom = (closesBottom && (up || swapped)) || (isAtBottom(sensors) && up && staysClosed);
  if (wrongTop || wrongBottom) {
    watch.crossed = true;
    watch.crossedEnd = wrongTop ? 1 : -1;
    watch.crossedByArms = evidence.drives.kneader.most !== 0;
  }
  const met = closesTop && up ? 1 : closesBottom && down ? -1 : 0;
  const alone = evidence.drives.kneader.most === 0;
  watch.proved = met !== 0 && alone;
  if (met === 0 || alone) return;
  watch.doubtfulEnd = met;
  // The carriage coasts on behind its switch, and is judged from there.
  watch.stoodAt = met > 0 ? 'top' : 'bottom';
}

function beginsAnew({ counts: { clock } }: Seen): boolean {
  return clock.stateMs === 0 && (clock.state === 'homing' || clock.state === 'parking');
}

/** The order would drive on into that end, as far as is known. */
export const drivesIntoCrossed = (
  { crossedEnd, crossedByArms }: EndWires,
  { carriageDuty, kneaderDuty }: Readonly<Power>,
): boolean => carriageDuty * crossedEnd < 0 || (crossedByArms && kneaderDuty !== 0);

/**
 * The carriage is held fast at an end with unproved wires (also E37). Once that fault is forgotten it is not pressed there again,
 * nor by the kneader's drive if that may have driven it there.
 */
export function noteHeldFast(watch: EndWires, { atTop }: CarriageWatch): void {
  watch.crossedEnd = atTop ? 1 : -1;
  watch.crossedByArms ||= watch.doubtfulEnd !== 0;
}

/** A switch that has been open for this long has opened: it neither bounces nor is it an old value between two bursts. */
const opensMs: Milliseconds = 200;

/** The carriage is at the end that it is driven away from, whose switch has not opened, and its wires have not been proved. */
export const isAtWrongEnd = (
  { proved }: EndWires,
  { atTop, atBottom, direction, openMs }: CarriageWatch,
): boolean => !proved && openMs < opensMs && ((atTop && direction < 0) || (atBottom && direction > 0));
