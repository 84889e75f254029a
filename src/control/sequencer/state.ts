/** What the sequencer remembers, reads and is ordered, and the few moves all its jobs are made of. */
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
import type { Goals, Job } from '../goals.ts';

/** What the sequencer needs of a chair. */
interface SequencerFigures {
  readonly speedsMmPerS: readonly MillimetresPerSecond[];
  readonly speedsTurnsPerMin: readonly TurnsPerMinute[];
  /** By pad. */
  readonly padNames: readonly string[];
  /** The highest level that each pad earns; 0 is none. */
  readonly padsMostC: readonly Celsius[];
  /** Places stay within. */
  readonly pointMinMm: Millimetres;
  readonly pointMaxMm: Millimetres;
  readonly parkMm: Millimetres;
  /** The ends at which it homes and parks: the only one, where one has no switch. */
  readonly homeEnd: 'bottom' | 'top';
  readonly parkEnd: 'bottom' | 'top';
  /** Step of the slow walk through a band, and turns of the arms at each place of it. */
  readonly hopMm: Millimetres;
  readonly hopTurns: number;
  readonly railMm: Millimetres;
  /** The place is known by thirds of the rail. */
  readonly byThirds: boolean;
  /** The heads turn as long as the carriage travels, and no longer. */
  readonly kneadsMoving: boolean;
  /** One spot may be worked for so long. */
  readonly spotMaxMs: Milliseconds;
  /** Arms that are open: wide, or medium where no sensor shows wide. */
  readonly openWidth: Width;
  /** A hop is over before more speed would be of use: all of it is a landing. */
  readonly hopMmPerS: MillimetresPerSecond;
}

function sequencerFigures({ carriage, kneader, pads }: Chair): SequencerFigures {
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
    homeEnd: carriage.openEnd < 0 ? 'top' : 'bottom',
    parkEnd: carriage.openEnd > 0 ? 'bottom' : 'top',
    // A walk through a third is a stay of four hops at its middle.
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
  /** The arms stand in the width they were sent to. */
  widthReached: boolean;
  /** Turns of the arms since power-on, fractions included. */
  kneaderTurns: number;
  /** How long the place under the arms has been worked, all in all, until it is left alone for 15 s. */
  spotMs: Milliseconds;
  /** All pads are off or within 0.5 K of their level. */
  warm: boolean;
  switchOffTestDone: boolean;
  selfTestDone: boolean;
}

/**
 * The step under way, copied from the plan when it begins: every technique in the same shape, so that a tick
 * reads plain fields and never searches the plan.
 */
interface CurrentStep {
  technique: Technique | 'none';
  durationMs: Milliseconds;
  /** Planned time of all that follows. */
  afterMs: Milliseconds;
  /** Roll: its ends, in its order. Knead, tap: its band, lower end first. Press: both its place. */
  fromMm: Millimetres;
  toMm: Millimetres;
  speed: number;
  width: Width;
  /** Of a press: time into the step at which the arms begin to close, so as to press from its hold on. */
  closesMs: Milliseconds;
  /** Of kneading: 1 inwards, -1 outwards. */
  direction: number;
  /** Of tapping. */
  rhythm: Rhythm;
  /** After which the step ends; -1 where time ends it. */
  passes: number;
  turns: number;
  /** Surface temperature the program gives each pad; 0 is off. The highest level as a number, 0..3. */
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
  /** Massage (pauses left out) since the program and since the current step began. */
  programMs: Milliseconds;
  stepMs: Milliseconds;
  passes: number;
  /** Turns kneaded in the current step (travel left out), and the count they are taken from. */
  turnsDone: number;
  turnsSeen: number;
  /** `turnsDone` when the walk came to where it stands. */
  turnsAtHop: number;
  /** Of tapping: into the phase, when the walk came to where it stands. */
  hopAtMs: Milliseconds;
  /** Through a band: where the walk stands (mm without spot offset) and which way it goes. */
  walkMm: Millimetres;
  walkUp: boolean;
  /** The place under the arms is left alone until it may be worked anew. */
  spotOver: boolean;
  /** The way that the carriage was driven when it stalled or missed an end; 0 once it has been driven back from there. */
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

export function sendCarriage(goals: Goals, targetMm: Millimetres, speedMmPerS: number): void {
  goals.carriage.kind = 'goto';
  goals.carriage.targetMm = targetMm;
  goals.carriage.speedMmPerS = speedMmPerS;
}

export function setWidth(goals: Goals, width: Width): void {
  goals.kneader.kind = 'width';
  goals.kneader.width = width;
}

/** A report of the stages below answers the goals of the tick before; in a phase's first tick it is stale. */
export function arrived(seq: Sequencer, reports: Reports): boolean {
  return seq.phaseMs > 0 && reports.carriageArrived;
}

/** A place with the user's spot offset, kept on the usable part of the rail; by thirds, the middle of its third. */
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
