/**
 * Where the kneader's arms are and how fast they turn, from three cam sensors: a model of the motor predicts,
 * each edge of a sensor corrects it. It promises that without an edge the angle stays between the two edges
 * next to it; it must never decide anything.
 */

import { at } from '../../chair/assert.ts';
import type { Chair } from '../../chair/chair.ts';
import { tickMs } from '../../chair/limits.ts';
import type { Width } from '../../chair/names.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Duty, Milliseconds, TurnsPerMinute, Volts } from '../../chair/units.ts';
import { isFullPower, learnLoad, supplyGain, sureToMove, usualLoad } from './load.ts';

const tickS = tickMs / 1000;

export type ArmWidth = 'narrow' | 'medium' | 'wide' | 'between';

/** What the cam needs of a chair. */
interface CamFigures {
  /** A turn inwards, from the first sensor on: what each sensor shows, and what lies between two. */
  readonly sectors: readonly Sector[];
  /** Where a sensor of this width first shows it, and after how many degrees again; 0 where none does. */
  readonly firstDeg: Readonly<Record<Width, number>>;
  readonly periodDeg: Readonly<Record<Width, number>>;
  /** More than this between two edges is no turning but a sensor that came back. */
  readonly passedMaxDeg: number;
  readonly fullTurnsPerMin: TurnsPerMinute;
  readonly breakawayDuty: Duty;
  readonly frictionDuty: Duty;
  /** Share of full duty that is left for turning after friction. */
  readonly movingDuty: Duty;
  /** Speed lost in a tick without power: friction stops the arms from the fastest speed within the dead time before a reversal. */
  readonly coastPerTick: TurnsPerMinute;
  /** After this time without power the arms stand still. */
  readonly standingMs: Milliseconds;
  readonly nominalV: Volts;
  /** A supply reading outside these is ignored. */
  readonly stopLowV: Volts;
  readonly stopHighV: Volts;
}

interface Sector {
  readonly shows: ArmWidth;
  readonly beginsDeg: number;
  readonly deg: number;
}

function sectorsOf({ cams }: Chair['kneader']): readonly Sector[] {
  const met = cams
    .flatMap(({ width, atDeg, halfDeg }) => atDeg.map((deg) => ({ width, deg, halfDeg })))
    .sort((one, other) => one.deg - other.deg);
  return met.flatMap(({ width, deg, halfDeg }, index): Sector[] => {
    const first = at(met, 0, 'cam');
    const next = met[index + 1] ?? { ...first, deg: first.deg + 360 };
    return [
      { shows: width, beginsDeg: deg - halfDeg, deg: 2 * halfDeg },
      { shows: 'between', beginsDeg: deg + halfDeg, deg: next.deg - deg - halfDeg - next.halfDeg },
    ];
  });
}

const byWidth = (value: (width: Width) => number): Readonly<Record<Width, number>> => ({
  narrow: value('narrow'),
  medium: value('medium'),
  wide: value('wide'),
});

export function camFigures({ kneader: arms, supply }: Chair): CamFigures {
  const sectors = sectorsOf(arms);
  const of = (width: Width) => arms.cams.filter((cam) => cam.width === width).flatMap(({ atDeg }) => atDeg);
  return {
    sectors,
    firstDeg: byWidth((width) => Math.min(360, ...of(width))),
    periodDeg: byWidth((width) => (of(width).length === 0 ? 0 : 360 / of(width).length)),
    passedMaxDeg: Math.max(180, ...sectors.map(({ deg }) => deg + flickerDeg)),
    fullTurnsPerMin: arms.fullTurnsPerMin,
    breakawayDuty: arms.breakawayDuty,
    frictionDuty: arms.frictionDuty,
    movingDuty: 1 - arms.frictionDuty,
    coastPerTick: (Math.max(...arms.speedsTurnsPerMin) * tickMs) / arms.reversalMs,
    standingMs: arms.reversalMs,
    nominalV: supply.nominalV,
    stopLowV: supply.stopLowV,
    stopHighV: supply.stopHighV,
  };
}

export interface Cam {
  readonly figures: CamFigures;
  width: ArmWidth;
  /** Sector by what the sensors show, in the order of an inward turn: even ones are those of a sensor, odd ones lie between. */
  sector: number;
  /** The sector is certain; two of one width look alike until another has been seen. */
  known: boolean;
  /** Degrees from the sector's inward beginning. */
  withinDeg: number;
  /** Turns of the arms in either direction since the start. */
  turns: number;
  turnsPerMin: TurnsPerMinute;
  /** 1 inwards, -1 outwards, 0 standing still. */
  direction: number;
  lastDirection: number;
  /** An edge has shown, since they stood, that they turn: until then the model alone says so. */
  turning: boolean;
  /** How long the motor has been without power. */
  offMs: Milliseconds;
  /** Duty that the person's load takes. */
  load: Duty;
  /** For how long the next edge has been overdue. */
  overdueMs: Milliseconds;
  supplyV: number;
  /** An edge has been met, so that the next one says something about the speed. */
  seen: boolean;
}

/** Degrees a second of one turn a minute. */
export const degPerTurnsPerMin = 6;
/** Share of a change of speed that is there after one tick: 1 - e^(-20/18), motor and gear (chosen). */
const answer = 0.67;
/** A sensor that is lost again within this angle after it was met flickers on its border. */
const flickerDeg = 5;
/** How much of an edge's error goes into the speed (chosen: settles within a turn). */
const speedGain = 0.4;

export function createCam(figures: CamFigures): Cam {
  return {
    figures,
    width: 'between',
    sector: 1,
    known: false,
    withinDeg: figures.sectors.length === 0 ? 0 : widthOf(figures, 1) / 2,
    turns: 0,
    turnsPerMin: 0,
    direction: 0,
    lastDirection: 0,
    turning: false,
    offMs: figures.standingMs,
    load: usualLoad,
    overdueMs: 0,
    supplyV: figures.nominalV,
    seen: false,
  };
}

export function dutyOfTurning(cam: Cam, turnsPerMin: TurnsPerMinute): Duty {
  const { figures } = cam;
  const duty = figures.frictionDuty + cam.load + (figures.movingDuty * turnsPerMin) / figures.fullTurnsPerMin;
  return duty * (figures.nominalV / cam.supplyV);
}

/** Least duty that makes the arms turn; once an edge has shown that they do, least duty that keeps them turning. */
export function dutyToTurn(cam: Cam): Duty {
  const load = cam.turning ? 0 : cam.load + sureToMove;
  return (cam.figures.breakawayDuty + load) * (cam.figures.nominalV / cam.supplyV);
}

export function widthSensed(sensors: Sensors): ArmWidth {
  return sensors.camNarrow ? 'narrow' : sensors.camWide ? 'wide' : sensors.camMedium ? 'medium' : 'between';
}

/** Extent of the sector in which the arms are. */
export const sectorDeg = ({ figures, sector }: Cam): number => widthOf(figures, sector);

/** Angle from narrow, inwards, 0..360. */
export function angleDeg(cam: Cam): number {
  return at(cam.figures.sectors, cam.sector, 'sector').beginsDeg + cam.withinDeg;
}

/** Takes in one turn: `duty` is what has driven the motor for the `dtMs` since the turn before. */
export function followCam(cam: Cam, duty: Duty, sensors: Sensors, dtMs: Milliseconds): void {
  if (duty === 0) cam.offMs += dtMs;
  else {
    cam.offMs = 0;
    cam.direction = duty > 0 ? 1 : -1;
    if (!cam.seen && cam.turnsPerMin === 0) {
      // Anywhere between two edges: until the first one is met, the whole way may lie ahead.
      cam.withinDeg = duty > 0 ? 0 : widthOf(cam.figures, cam.sector);
    }
    cam.lastDirection = cam.direction;
  }
  let aheadDeg = 0;
  // What overshoots the next edge adds up.
  for (let leftMs = dtMs; leftMs > 0 && cam.direction !== 0; leftMs -= tickMs) {
    aheadDeg = Math.min(aheadDeg, 0) + predict(cam, duty, sensors.supplyV);
  }
  const width = widthSensed(sensors);
  if (width !== cam.width) {
    cam.overdueMs = 0;
    meetEdge(cam, width, duty, aheadDeg, dtMs);
  } else if (aheadDeg < 0) {
    // The next edge is overdue.
    cam.overdueMs += dtMs;
    learn(cam, duty, aheadDeg / widthOf(cam.figures, cam.sector));
  }
  if (cam.turnsPerMin === 0) cam.turning = false;
  if (duty === 0 && cam.turnsPerMin === 0 && cam.offMs >= cam.figures.standingMs) comeToRest(cam);
}

/** A sensor that is open once the arms stand did not flicker: they have left it by the far side, in the direction in which they turned. */
function comeToRest(cam: Cam): void {
  const { figures, direction, sector } = cam;
  cam.direction = 0;
  if (direction === 0 || !cam.seen || cam.width !== 'between' || showsAt(figures, sector) === 'between')
    return;
  cam.sector = next(figures, sector, direction);
  cam.withinDeg = direction > 0 ? 0 : widthOf(figures, cam.sector);
}

/** The same where no sensor shows anything: the model alone. */
export function followBlind(cam: Cam, duty: Duty, sensors: Sensors, dtMs: Milliseconds): void {
  if (duty === 0) cam.offMs += dtMs;
  else {
    cam.offMs = 0;
    cam.direction = duty > 0 ? 1 : -1;
    cam.lastDirection = cam.direction;
  }
  for (let leftMs = dtMs; leftMs > 0 && cam.direction !== 0; leftMs -= tickMs) {
    cam.turns += (changeSpeed(cam, duty, sensors.supplyV) * degPerTurnsPerMin * tickS) / 360;
  }
  // The model alone is all that there is.
  cam.turning = cam.turnsPerMin > 0;
  if (duty === 0 && cam.turnsPerMin === 0 && cam.offMs >= cam.figures.standingMs) cam.direction = 0;
}

/** Moves the model on by a tick; gives the degrees still ahead of the next edge, negative when overdue. */
function predict(cam: Cam, duty: Duty, supplyV: Volts): number {
  const movedDeg = changeSpeed(cam, duty, supplyV) * (degPerTurnsPerMin * tickS);
  const gapDeg = cam.direction > 0 ? widthOf(cam.figures, cam.sector) - cam.withinDeg : cam.withinDeg;
  const aheadDeg = gapDeg - movedDeg;
  goOn(cam, aheadDeg < 0 ? gapDeg : movedDeg);
  return aheadDeg;
}

/** The speed after a tick; gives what it was on the mean of it. */
function changeSpeed(cam: Cam, duty: Duty, supplyV: Volts): TurnsPerMinute {
  const { figures } = cam;
  if (supplyV > figures.stopLowV && supplyV < figures.stopHighV) {
    cam.supplyV += supplyGain * (supplyV - cam.supplyV);
  }
  const before = cam.turnsPerMin;
  let speed = before;
  if (duty === 0) {
    speed -= figures.coastPerTick;
    if (speed < 0) speed = 0;
  } else {
    const drive = ((duty > 0 ? duty : -duty) * cam.supplyV) / figures.nominalV;
    let settled = 0;
    if (before > 0 || isFullPower(duty) || drive >= figures.breakawayDuty + cam.load) {
      const spare = drive - figures.frictionDuty - cam.load;
      settled = spare > 0 ? (spare * figures.fullTurnsPerMin) / figures.movingDuty : 0;
    }
    speed += (settled - speed) * answer;
    if (settled === 0 && speed < figures.coastPerTick) speed = 0;
  }
  cam.turnsPerMin = speed;
  return (before + speed) * 0.5;
}

function goOn(cam: Cam, deg: number): void {
  cam.withinDeg += cam.direction * deg;
  cam.turns += deg / 360;
}

function meetEdge(cam: Cam, width: ArmWidth, duty: Duty, aheadDeg: number, dtMs: Milliseconds): void {
  const { figures } = cam;
  if (cam.direction === 0) cam.direction = cam.lastDirection;
  const { direction } = cam;
  const to = sectorMet(cam, width);
  const wasKnown = cam.known;
  const was = cam.sector;
  cam.width = width;
  if (direction === 0) {
    // The first look at the sensors, or arms turned by hand.
    cam.known = isUnique(figures, width);
    cam.sector = to;
    cam.withinDeg = widthOf(figures, to) / 2;
    return;
  }
  const gapDeg = direction > 0 ? widthOf(figures, was) - cam.withinDeg : cam.withinDeg;
  // A sensor that flickers on its border: the arms are where they were.
  const flickers =
    cam.seen && to === next(figures, was, -direction) && widthOf(figures, was) - gapDeg < flickerDeg;
  if (to === was || flickers) return;
  cam.turning = true;
  // The edge came, on average, in the middle of the time since the last turn.
  const beyondDeg = (cam.turnsPerMin * degPerTurnsPerMin * dtMs * 0.5) / 1000;
  cam.known = wasKnown || isUnique(figures, width);
  cam.sector = to;
  cam.withinDeg = direction > 0 ? beyondDeg : widthOf(figures, to) - beyondDeg;
  // What lay ahead of the very first edge was a guess.
  let passedDeg = cam.seen ? gapDeg : 0;
  if (wasKnown) {
    for (
      let sector = next(figures, was, direction);
      sector !== to;
      sector = next(figures, sector, direction)
    ) {
      passedDeg += widthOf(figures, sector);
    }
  }
  if (passedDeg < figures.passedMaxDeg) cam.turns += (passedDeg + beyondDeg) / 360;
  const share = (aheadDeg + beyondDeg) / widthOf(figures, was);
  if (duty !== 0 && cam.seen && share < 1) learn(cam, duty, share);
  cam.seen = true;
}

/** The sector in which the sensors show `width`, coming from the present one: the present one if it fits, else the next on the way. */
function sectorMet(cam: Cam, width: ArmWidth): number {
  const { figures, direction } = cam;
  if (showsAt(figures, cam.sector) === width) return cam.sector;
  if (width === 'between') {
    const enteredDeg = direction < 0 ? widthOf(figures, cam.sector) - cam.withinDeg : cam.withinDeg;
    return next(figures, cam.sector, cam.seen && enteredDeg < flickerDeg ? -direction : direction || 1);
  }
  let sector = cam.sector;
  for (let left = figures.sectors.length; left > 0 && showsAt(figures, sector) !== width; left--) {
    sector = next(figures, sector, direction || 1);
  }
  return sector;
}

const showsAt = ({ sectors }: CamFigures, sector: number): ArmWidth => at(sectors, sector, 'sector').shows;

const isUnique = ({ periodDeg }: CamFigures, width: ArmWidth): boolean =>
  width !== 'between' && periodDeg[width] === 360;

/** `share`: how much farther than predicted the arms have come, over the distance between the edges. */
function learn(cam: Cam, duty: Duty, share: number): void {
  const { figures } = cam;
  cam.turnsPerMin *= 1 + speedGain * share;
  const drive = ((duty > 0 ? duty : -duty) * cam.supplyV) / figures.nominalV;
  // The least order that the arms are given turns them, give or take the error of the supply's reading.
  if (drive < figures.breakawayDuty * 0.98) return;
  cam.load = learnLoad(cam.load, share, drive - figures.frictionDuty, cam.overdueMs);
}

function next({ sectors }: CamFigures, sector: number, direction: number): number {
  return (sector + direction + sectors.length) % sectors.length;
}

function widthOf({ sectors }: CamFigures, sector: number): number {
  return at(sectors, sector, 'sector').deg;
}
