/**
 * Watches a run by what is seen of the chair (in a simulation, the plant's true values) and gathers the report's
 * contents: steps, coverage, landings, heat. Called once a tick from the program's first step on; allocates only one
 * record a step.
 */

import { at } from '../chair/assert.ts';
import type { Chair } from '../chair/chair.ts';
import { heatLimits, tickMs } from '../chair/limits.ts';
import type { Technique } from '../chair/names.ts';
import type { Celsius, Millimetres, Milliseconds } from '../chair/units.ts';
import { type Band, type ZoneName, zoneNames, zones } from '../chair/zones.ts';
import { type Orders, placed, type Sequencer } from '../control/sequencer/state.ts';
import type { Control } from '../control/tick.ts';
import type { Plan } from '../program/plan/plan.ts';
import type { Seen, SeenPad } from './board.ts';
import type { PadReport, RunReport, StepReport } from './report.ts';

interface PadWatch {
  readonly name: string;
  peakSurfaceC: number;
  peakElementC: number;
  overshootK: number;
  aboveLimitMs: number;
  levelC: number;
  heatOnAtMs: number;
  /** The current level has been reached; `toLevelMs` is -1 until the first level was. */
  reached: boolean;
  coolsTo: boolean;
  toLevelMs: number;
  heated: boolean;
}

export interface Observer {
  readonly plan: Plan;
  readonly steps: StepReport[];
  step: number;
  minMm: number;
  maxMm: number;
  passes: number;
  /** Whether the chair has a carriage, and arms that can turn. */
  readonly has: { readonly carriage: boolean; readonly turns: boolean };
  /** The end of the roll that the carriage reached last: -1 where the roll begins, 1 the other end, 0 neither yet. */
  passFrom: number;
  /** Within this distance of an end of its roll the carriage has made its pass: the landing plus half an edge. */
  readonly passEndMm: Millimetres;
  worstLandingMm: number;
  kneadTurns: number;
  lastTurns: number;
  /** Where the zones lie on this chair's rail. */
  readonly zoneBands: Readonly<Record<ZoneName, Band>>;
  readonly zoneTicks: Record<ZoneName, number>;
  readonly pads: readonly PadWatch[];
}

function createPadWatch(name: string, { surfaceC, elementC }: SeenPad): PadWatch {
  return {
    name,
    peakSurfaceC: surfaceC,
    peakElementC: elementC,
    overshootK: 0,
    aboveLimitMs: 0,
    levelC: 0,
    heatOnAtMs: 0,
    reached: false,
    coolsTo: false,
    toLevelMs: -1,
    heated: false,
  };
}

export function createObserver(
  { carriage: rail, pads, places, wiring: { motors } }: Chair,
  plan: Plan,
  seen: Seen,
): Observer {
  return {
    plan,
    steps: plan.steps.map(({ path, technique, exact, startMs, endMs }) => ({
      path,
      technique,
      exact,
      plannedStartMs: startMs,
      plannedEndMs: endMs,
      startMs: null,
      endMs: null,
    })),
    step: -1,
    minMm: Number.POSITIVE_INFINITY,
    maxMm: Number.NEGATIVE_INFINITY,
    passes: 0,
    has: { carriage: motors.carriage !== null, turns: motors.kneader !== null || rail.coupled },
    passEndMm: rail.landingMm + (rail.edgeMm ?? 0) / 2,
    passFrom: 0,
    worstLandingMm: 0,
    kneadTurns: 0,
    lastTurns: 0,
    zoneBands: { ...zones, ...places },
    zoneTicks: Object.fromEntries(zoneNames.map((name) => [name, 0])) as Record<ZoneName, number>,
    pads: pads.map(({ name }, pad) => createPadWatch(name, at(seen.pads, pad, 'pad'))),
  };
}

/** One tick, with the chair as it was when the tick read the sensors; `atMs` counts from the first step. */
export function observe(observer: Observer, control: Control, seen: Seen, atMs: Milliseconds): void {
  const { sequencer, goals } = control;
  const { job, now } = sequencer;
  if (sequencer.step !== observer.step) {
    if (observer.step < 0) observer.lastTurns = seen.kneaderTurnsMade;
    changeStep(observer, sequencer.step, job === 'massage', atMs);
  }
  const turns = seen.kneaderTurnsMade - observer.lastTurns;
  observer.lastTurns = seen.kneaderTurnsMade;
  for (let pad = 0; pad < observer.pads.length; pad++) {
    watchPad(at(observer.pads, pad, 'pad'), at(seen.pads, pad, 'pad'), at(goals.heat, pad, 'pad'), atMs);
  }
  // In a pause nothing works on anybody. The timer's cool-down is a roll, though not one of the program's.
  if (job !== 'massage' && job !== 'cool-down') return;
  const technique = job === 'massage' ? now.technique : 'roll';
  if (technique === 'none') return;
  if (technique === 'knead') observer.kneadTurns += turns;
  if (observer.has.carriage) watchCarriage(observer, control, seen, technique);
}

function watchCarriage(
  observer: Observer,
  { sequencer, goals, carriage, orders }: Control,
  seen: Seen,
  technique: Technique,
): void {
  const mm = seen.carriageMm;
  if (mm < observer.minMm) observer.minMm = mm;
  if (mm > observer.maxMm) observer.maxMm = mm;
  if (carriage.arrived && goals.carriage.kind === 'goto' && seen.carriageMmPerS === 0) {
    const offMm = Math.abs(mm - goals.carriage.targetMm);
    if (offMm > observer.worstLandingMm) observer.worstLandingMm = offMm;
  }
  if (technique === 'rest' || technique === 'preheat') return;
  if (sequencer.now.technique === 'roll') watchPass(observer, mm, sequencer, orders);
  countZone(observer, mm);
}

/** Ends the step before and begins the next; a step that was broken off has a start and no end. */
function changeStep(observer: Observer, step: number, inProgram: boolean, atMs: Milliseconds): void {
  const ended = observer.steps[observer.step];
  if (ended !== undefined && inProgram) ended.endMs = atMs;
  const begun = observer.steps[step];
  if (begun !== undefined) begun.startMs = atMs;
  observer.step = step;
  observer.passFrom = 0;
}

/** Counts a pass each time the carriage reaches the other end of the roll; the way to `fromMm` is no pass. */
function watchPass(observer: Observer, mm: number, sequencer: Sequencer, orders: Orders): void {
  const { passFrom, passEndMm } = observer;
  const { fromMm, toMm } = sequencer.now;
  const [endMm, otherMm] = passFrom === -1 ? [toMm, fromMm] : [fromMm, toMm];
  const placedMm = placed(sequencer, endMm, orders);
  const { byThirds, railMm } = sequencer.figures;
  const isThere = byThirds
    ? isThroughThird(mm, placedMm, endMm > otherMm, railMm)
    : Math.abs(mm - placedMm) <= passEndMm;
  if (!isThere) return;
  if (passFrom !== 0) observer.passes++;
  observer.passFrom = passFrom === -1 ? 1 : -1;
}

/**
 * By thirds a roll goes to the far side of the third in which its end lies, and reverses near that side or beyond it.
 * It counts as there once it is half-way from the middle of the third to that side.
 */
function isThroughThird(mm: number, middleMm: Millimetres, upwards: boolean, railMm: Millimetres): boolean {
  const halfWayMm = railMm / 12;
  return upwards ? mm >= middleMm + halfWayMm : mm <= middleMm - halfWayMm;
}

/** After homing the carriage stands a little below the lowest zone. On a chair's own rail, zones may overlap or leave gaps. */
function countZone({ zoneBands, zoneTicks }: Observer, mm: number): void {
  for (let index = 0; index < zoneNames.length; index++) {
    const name = at(zoneNames, index, 'zone');
    const { fromMm, toMm } = zoneBands[name];
    if (mm >= fromMm && mm < toMm) zoneTicks[name]++;
  }
}

function watchPad(watch: PadWatch, pad: SeenPad, levelC: Celsius, atMs: Milliseconds): void {
  const { surfaceC, elementC } = pad;
  // The first value of a real chair comes after the watch was made.
  if (surfaceC > watch.peakSurfaceC || Number.isNaN(watch.peakSurfaceC)) watch.peakSurfaceC = surfaceC;
  if (elementC > watch.peakElementC || Number.isNaN(watch.peakElementC)) watch.peakElementC = elementC;
  if (surfaceC > heatLimits.surfaceLongC) watch.aboveLimitMs += tickMs;
  if (levelC > 0) watch.heated = true;
  if (levelC !== watch.levelC) {
    if (watch.levelC === 0) watch.heatOnAtMs = atMs;
    watch.levelC = levelC;
    // After a change to a lower level the surface is above it until it has cooled: that is no overshoot.
    watch.coolsTo = surfaceC > levelC + heatLimits.reachedK;
    watch.reached = false;
  }
  if (levelC === 0 || Number.isNaN(surfaceC)) return;
  if (!watch.reached) {
    if (watch.coolsTo ? surfaceC > levelC : surfaceC < levelC - heatLimits.reachedK) return;
    watch.reached = true;
    if (watch.toLevelMs < 0) watch.toLevelMs = atMs - watch.heatOnAtMs;
  }
  if (surfaceC - levelC > watch.overshootK) watch.overshootK = surfaceC - levelC;
}

/** Rounded to thousandths for people and diffs: a micrometre and a millikelvin are noise. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function padReport(watch: PadWatch): PadReport {
  const seen = !Number.isNaN(watch.peakSurfaceC);
  return {
    peakSurfaceC: rounded(watch.peakSurfaceC),
    peakElementC: rounded(watch.peakElementC),
    overshootK: seen ? rounded(watch.overshootK) : Number.NaN,
    aboveLimitMs: seen ? watch.aboveLimitMs : Number.NaN,
    toLevelMs: watch.toLevelMs < 0 ? null : watch.toLevelMs,
    heated: watch.heated,
  };
}

export function observed(
  observer: Observer,
): Pick<RunReport, 'steps' | 'carriage' | 'kneader' | 'coverage'> & { heat: Record<string, PadReport> } {
  const { has, minMm, maxMm } = observer;
  const ran = maxMm >= minMm;
  const of = (is: boolean, value: number): number => (is ? rounded(value) : Number.NaN);
  return {
    steps: observer.steps,
    carriage: {
      minMm: of(has.carriage, ran ? minMm : 0),
      maxMm: of(has.carriage, ran ? maxMm : 0),
      passes: of(has.carriage, observer.passes),
      worstLandingMm: of(has.carriage, observer.worstLandingMm),
    },
    kneader: { turns: of(has.turns, observer.kneadTurns) },
    heat: Object.fromEntries(observer.pads.map((pad) => [pad.name, padReport(pad)])),
    coverage: zoneNames.map((zone) => ({ zone, ms: observer.zoneTicks[zone] * tickMs })),
  };
}
