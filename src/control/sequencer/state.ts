/** The sequencer's state, reports and orders, and the few moves all its jobs are made of. */
import type { Chair } from '../../chair/chair.ts';
import { clamp } from '../../chair/clamp.ts';
import { earnedMostC, sessionLimits } from '../../chair/limits.ts';
import type { Technique, Width } from '../../chair/names.ts';
import type { Rhythm } from '../../chair/rhythms.ts';
import type {
  Celsius,
  Millimetres,
  MillimetresPerSecond,
  Milliseconds,
  TurnsPerMinute,
} from '../../chair/units.ts';
import { bandNamed, middleOf } from '../../chair/zones.ts';
import type { Goals, Job } from '../goals.ts';

/** What the sequencer needs to know of a chair. */
interface SequencerFigures {
  readonly speedsMmPerS: readonly MillimetresPerSecond[];
  readonly speedsTurnsPerMin: readonly TurnsPerMinute[];
  /** By pad. */
  readonly padNames: readonly string[];
  /** Temperature of the highest level that each pad earns; 0 is none. */
  readonly padsMostC: readonly Celsius[];
  /** Places are kept within these. */
  readonly pointMinMm: Millimetres;
  readonly pointMaxMm: Millimetres;
  readonly parkMm: Millimetres;
  /** The cool-down rolls between these, where such places lie on this chair. */
  readonly glutealMm: Millimetres;
  readonly thoracolumbarMm: Millimetres;
  /** The ends at which the carriage homes and parks; both the same where the other has no switch. */
  readonly homeEnd: 'bottom' | 'top';
  readonly parkEnd: 'bottom' | 'top';
  /** Step of the slow walk through a band, and turns of the arms at each place of the walk. */
  readonly hopMm: Millimetres;
  readonly hopTurns: number;
  readonly railMm: Millimetres;
  /** The place is known by thirds of the rail only. */
  readonly byThirds: boolean;
  /** The heads turn only while the carriage travels. */
  readonly kneadsMoving: boolean;
  /** Longest time that one spot may be worked. */
  readonly spotMaxMs: Milliseconds;
  /** Width at which the arms count as open: wide, or medium where no sensor shows wide. */
  readonly openWidth: Width;
  /** Speed of a hop: landing speed all the way, since a hop is too short for more speed to be of use. */
  readonly hopMmPerS: MillimetresPerSecond;
}

function sequencerFigures({ carriage, kneader, pads, places }: Chair): SequencerFigures {
  const byThirds = carriage.edgeMm === null;
  return {
    railMm: carriage.railMm,
    byThirds,
    kneadsMoving: carriage.coupled,
    spotMaxMs: byThirds ? sessionLimits.spotMaxMs / 2 : sessionLimits.spotMaxMs,
    speedsMmPerS: carriage.speedsMmPerS,
    speedsTurnsPerMin: kneader.speedsTurnsPerMin,
    padNames: pads.map(({ name }) => name),
    padsMostC: pads.map(({ levels }) => earnedMostC(levels)),
    pointMinMm: carriage.pointMinMm,
    pointMaxMm: carriage.pointMaxMm,
    parkMm: carriage.openEnd > 0 ? carriage.parkBackMm : carriage.railMm - carriage.parkBackMm,
    glutealMm: middleOf(bandNamed('gluteal', places)),
    thoracolumbarMm: middleOf(bandNamed('thoracolumbar', places)),
    homeEnd: carriage.openEnd < 0 ? 'top' : 'bottom',
    parkEnd: carriage.openEnd > 0 ? 'bottom' : 'top',
    // A walk through a third takes four hops, all spent at the middle of the third.
    hopMm: byThirds ? carriage.railMm / 12 : carriage.hopMm,
    hopTurns: carriage.hopTurns,
    hopMmPerS: carriage.landingSpeedMmPerS,
    openWidth: openWidthOf(kneader),
  };
}

function openWidthOf({ cams }: Chair['kneader']): Width {
  const shows = (wanted: Width): boolean => cams.some(({ width }) => width === wanted);
  return !shows('wide') && shows('medium') ? 'medium' : 'wide';
}

/** What the session orders, filled in each tick before `sequence`. */
export interface Orders {
  job: Job;
  /** -3..3, and one less during a gentle start. */
  speedShift: number;
  /** Level that overrides the program's heat, 0..3, or -1 for the program's own. */
  heatLevel: number;
  /** No pad gets more than this level, 0..3. */
  heatMost: number;
  heatAllowed: boolean;
  spotMm: Millimetres;
}

/** What the stages below report, filled in each tick before `sequence`. */
export interface Reports {
  /** The carriage stands within 4 mm of the last goal's target, or at the limit it was sent to. */
  carriageArrived: boolean;
  carriageMm: Millimetres;
  /** The arms stand in the width they were sent to, or as near as they get to it. */
  widthReached: boolean;
  /** They have missed it. */
  widthMissed: boolean;
  /** Turns of the arms since power-on, fractions included. */
  kneaderTurns: number;
  /** Total time that the place under the arms has been worked; forgotten once it has been left alone for 15 s. */
  spotMs: Milliseconds;
  /** All pads are off or within 0.5 K of their level. */
  warm: boolean;
  switchOffTestDone: boolean;
  selfTestDone: boolean;
}

/**
 * The current step, copied from the plan when it begins: every technique in the same shape, so that a tick
 * reads plain fields and never searches the plan.
 */
interface CurrentStep {
  technique: Technique | 'none';
  durationMs: Milliseconds;
  /** Planned time of all later steps. */
  afterMs: Milliseconds;
  /** Roll: the ends, in the order of the program. Knead, tap: the band, lower end first. Press: both are the place. */
  fromMm: Millimetres;
  toMm: Millimetres;
  speed: number;
  width: Width;
  /** Press: time into the step at which the arms begin to close, so that they press when the hold begins. */
  closesMs: Milliseconds;
  /** Knead: 1 inwards, -1 outwards. */
  direction: number;
  /** Tap. */
  rhythm: Rhythm;
  /** Passes or turns after which the step ends; -1 where time ends it. */
  passes: number;
  turns: number;
  /** The program's surface temperature for each pad (0 is off), and its highest level, 0..3. */
  padsC: Celsius[];
  heatLevel: number;
}

export interface Sequencer {
  readonly figures: SequencerFigures;
  job: Job;
  /** The current job has nothing left to do. */
  done: boolean;
  /** Stage of the job or step: 0 on entry, 1 once under way; each branch names its own. */
  phase: number;
  /** Since the phase began; 0 in its first tick. */
  phaseMs: Milliseconds;
  /** Index into the plan; the number of steps once the program has ended, -1 before its start. */
  step: number;
  now: CurrentStep;
  /** Time of massage, pauses left out, since the program began and since the current step began. */
  programMs: Milliseconds;
  stepMs: Milliseconds;
  passes: number;
  /** Turns kneaded in the current step (travel left out), and the kneader's count up to which they are included. */
  turnsDone: number;
  turnsSeen: number;
  /** `turnsDone` when the walk reached its current place. */
  turnsAtHop: number;
  /** Tap: time into the phase when the walk reached its current place. */
  hopAtMs: Milliseconds;
  /** Walk through a band: its current place (mm, without spot offset) and direction. */
  walkMm: Millimetres;
  walkUp: boolean;
  /** The time for the spot under the arms is used up: it is left alone until it may be worked again. */
  spotOver: boolean;
  /** Direction in which the carriage stalled or missed an end; 0 once it has been driven back from there. */
  blockedWay: number;
}

function createCurrentStep({ pads }: Chair): CurrentStep {
  return {
    technique: 'none',
    durationMs: 0,
    afterMs: 0,
    fromMm: 0,
    toMm: 0,
    speed: 0,
    width: 'wide',
    closesMs: 0,
    direction: 1,
    rhythm: 'steady',
    passes: -1,
    turns: -1,
    padsC: pads.map(() => 0),
    heatLevel: 0,
  };
}

export function createOrders(): Orders {
  return { job: 'nothing', speedShift: 0, heatLevel: -1, heatMost: 3, heatAllowed: true, spotMm: 0 };
}

export function createReports(): Reports {
  return {
    carriageArrived: false,
    carriageMm: 0,
    widthReached: false,
    widthMissed: false,
    kneaderTurns: 0,
    spotMs: 0,
    warm: false,
    switchOffTestDone: false,
    selfTestDone: true,
  };
}

export function createSequencer(chair: Chair): Sequencer {
  return {
    figures: sequencerFigures(chair),
    job: 'nothing',
    done: true,
    phase: 0,
    phaseMs: 0,
    step: -1,
    now: createCurrentStep(chair),
    programMs: 0,
    stepMs: 0,
    passes: 0,
    turnsDone: 0,
    turnsSeen: 0,
    turnsAtHop: 0,
    hopAtMs: 0,
    walkMm: 0,
    walkUp: true,
    spotOver: false,
    blockedWay: 0,
  };
}

export function enterPhase(seq: Sequencer, phase: number): void {
  seq.phase = phase;
  seq.phaseMs = 0;
}

export function sendCarriage(goals: Goals, targetMm: Millimetres, speedMmPerS: MillimetresPerSecond): void {
  goals.carriage.kind = 'goto';
  goals.carriage.targetMm = targetMm;
  goals.carriage.speedMmPerS = speedMmPerS;
}

export function setWidth(goals: Goals, width: Width): void {
  goals.kneader.kind = 'width';
  goals.kneader.width = width;
}

/** Reports answer the goals of the tick before, so in the first tick of a phase they are stale. */
export function arrived(seq: Sequencer, reports: Reports): boolean {
  return seq.phaseMs > 0 && reports.carriageArrived;
}

/** A place with the user's spot offset, within the usable part of the rail; by thirds, the middle of the third. */
export function placed(seq: Sequencer, pointMm: Millimetres, orders: Orders): Millimetres {
  const { byThirds, railMm, pointMinMm, pointMaxMm } = seq.figures;
  if (byThirds) return ((thirdOf(railMm, pointMm, orders) + 0.5) * railMm) / 3;
  return clamp(pointMm + orders.spotMm, pointMinMm, pointMaxMm);
}

/** Sends the carriage to an end of a roll: by thirds, over the whole third that the end lies in. */
export function rollTo(
  seq: Sequencer,
  goals: Goals,
  endMm: Millimetres,
  otherMm: Millimetres,
  orders: Orders,
  speedMmPerS: MillimetresPerSecond,
): void {
  const { byThirds, railMm } = seq.figures;
  if (!byThirds) {
    sendCarriage(goals, placed(seq, endMm, orders), speedMmPerS);
    return;
  }
  const third = thirdOf(railMm, endMm, orders) + (endMm > otherMm ? 1 : 0);
  if (third === 0) goals.carriage.kind = 'bottom';
  else if (third === thirds) goals.carriage.kind = 'top';
  else sendCarriage(goals, (third * railMm) / thirds, speedMmPerS);
}

const thirds = 3;

/** Lower 0, middle 1, upper 2; the spot keys move by a third. */
function thirdOf(railMm: Millimetres, pointMm: Millimetres, { spotMm }: Orders): number {
  const third = Math.floor((pointMm * thirds) / railMm) + Math.sign(spotMm);
  return clamp(third, 0, thirds - 1);
}
