/** What the guard counts by itself, tick by tick, trusting nothing upstream: rules and models judge by it. */
import { at } from '../../../chair/assert.ts';
import { heatLimits } from '../../../chair/limits.ts';
import { areMotorsOff, type Power } from '../../../chair/outputs.ts';
import { camBits, type Sensors } from '../../../chair/sensors.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { GuardLimits } from '../limits.ts';
import type { FaultRegister } from '../register.ts';
import { roomOf } from '../surroundings.ts';
import { heldFor } from '../timers.ts';
import { createCarriageWatch, watchCarriage, watchEnds } from './carriage.ts';
import { createClock, type GuardContext, stepClock } from './clock.ts';
import { createEvidence, noteValues } from './evidence.ts';
import { createLinkWatch, watchLink } from './link.ts';
import { createMotors, watchMotors } from './motors.ts';
import { createPeople, watchPeople } from './people.ts';
import { createSpotWatch, moveSpots, placeSpots, watchSpot } from './spot.ts';
import { createSunkWatch, meetAnew, watchSunk } from './sunk.ts';
import { createSurfaceWatch, watchElement, watchSurface } from './surface.ts';
import { createDoubt } from './thermistors.ts';
import { createUnshown, watchUnshown } from './unshown.ts';

export type Counts = ReturnType<typeof createCounts>;

/** What a rule or a model may look at: the readings, the orders, and what the guard has counted by itself. */
export interface Seen {
  readonly limits: GuardLimits;
  readonly sensors: Sensors;
  /** What the stages above want now, limited to valid values; `wantedFit`: every duty was a number. */
  readonly wanted: Readonly<Power>;
  readonly wantedFit: boolean;
  /** What the last tick allowed. Readings may answer to earlier orders: see evidence.ts. */
  readonly given: Readonly<Power>;
  readonly counts: Counts;
  /** What has been found so far, including by earlier rules of this tick. */
  readonly register: Readonly<FaultRegister>;
}

export function createCounts(limits: GuardLimits) {
  return {
    clock: createClock(limits),
    people: createPeople(),
    evidence: createEvidence(limits),
    link: createLinkWatch(),
    doubt: createDoubt(),
    motors: createMotors(),
    carriage: createCarriageWatch(),
    /** The kneader's cam sensors as bits; those that changed with the current values, and those that came on. */
    cam: { started: false, cams: 0, changed: 0, risen: 0 },
    /** One for each pad. */
    surfaces: limits.pads.map(({ measuresElement, measuresSurface }) =>
      createSurfaceWatch(measuresElement || measuresSurface),
    ),
    /** One for each pad, and which pads have had power since the last slow step. */
    sunk: limits.pads.map(createSunkWatch),
    warmed: limits.pads.map(() => false),
    spot: createSpotWatch(),
    /** The arms or the tapper have worked in any tick since the last slow step. */
    worked: false,
    unshown: createUnshown(),
    /** How long no pad has been on: without a relay, only this says that there is no heat. */
    padsOffMs: heatLimits.tablePeriodMs as Milliseconds,
    /** Time since the last slow step; begins with a whole step, so that the first tick takes one. */
    slowMs: slowStepMs as Milliseconds,
  };
}

/** Slow step, for spot and surfaces: they change over seconds and need not be looked at every 20 ms. */
const slowStepMs = 100;

/** One tick. */
export function count(
  counts: Counts,
  limits: GuardLimits,
  context: GuardContext,
  sensors: Sensors,
  wanted: Readonly<Power>,
  given: Readonly<Power>,
): void {
  const { clock, evidence } = counts;
  counts.padsOffMs = heldFor(!given.padsOn.includes(true), counts.padsOffMs, clock.dtMs);
  const heatOn = limits.relays.pads ? given.padRelay : counts.padsOffMs < heatLimits.tablePeriodMs;
  stepClock(clock, limits, context, !areMotorsOff(given), heatOn);
  watchPeople(counts.people, sensors, clock, wanted, context.selfTest === true);
  noteValues(evidence, sensors.link, context.nowMs, clock.dtMs);
  watchLink(counts.link, sensors.link, clock);
  if (evidence.fresh) {
    // A chair without a carriage has no place to follow, whatever is ordered.
    if (hasCarriage(limits)) watchCarriage(counts.carriage, sensors, evidence, limits);
    noteCams(counts, camBits(sensors));
  }
  watchEnds(counts.carriage, sensors, limits.carriage, clock.dtMs);
  watchMotors(counts.motors, given, clock.dtMs);
  noteWork(counts, limits, context, sensors, given);
  for (let pad = 0; pad < counts.warmed.length; pad++)
    if (given.padsOn[pad] === true) counts.warmed[pad] = true;
  counts.slowMs += clock.dtMs;
  if (counts.slowMs < slowStepMs) return;
  // Before the first values the sensors only say what nobody has read.
  if (Number.isFinite(evidence.takenMs)) watchSurfaces(counts, limits, sensors);
  watchWork(counts, limits);
  counts.slowMs = 0;
}

const hasCarriage = ({ has }: GuardLimits): boolean => has['carriage counts'] || has['place by time'];

function noteCams({ cam }: Counts, cams: number): void {
  cam.changed = cam.started ? cams ^ cam.cams : 0;
  cam.risen = cam.changed & cams;
  cam.cams = cams;
  cam.started = true;
}

function watchSurfaces(counts: Counts, limits: GuardLimits, sensors: Sensors): void {
  const { coldestC, warmestC } = roomOf(limits, sensors);
  for (const [pad, surface] of counts.surfaces.entries()) {
    const padLimits = at(limits.pads, pad, 'pad');
    const { measuresElement, measuresSurface, readsLowK } = padLimits;
    if (!measuresElement && !measuresSurface) continue;
    const { elementC, surfaceC } = at(sensors.pads, pad, 'pad');
    const readingC = measuresSurface ? surfaceC : elementC;
    const lowK = measuresSurface ? readsLowK.surface : readsLowK.element;
    const sunk = at(counts.sunk, pad, 'pad');
    if (counts.clock.heat.totalMs === 0) meetAnew(sunk);
    watchSunk(sunk, elementC, coldestC, at(counts.warmed, pad, 'pad'), counts.slowMs);
    counts.warmed[pad] = false;
    // In service the sensor is not taken to have sunk, so that a self-test may warm the pad for some minutes whenever it is asked for.
    const sunkK = counts.clock.state === 'service' ? 0 : sunk.sunkK;
    watchSurface(surface, readingC, coldestC, measuresSurface ? null : sunkK, lowK, counts.slowMs);
    if (measuresElement && measuresSurface) watchElement(surface, elementC, coldestC, warmestC, padLimits);
  }
}

/** The rests of a rhythm are shorter than this: until then the tapper counts as working the spot. */
const tapperRestsMs = 1000;

/** A carriage driven this far beyond its next edge without meeting it stands still. */
const standsMm = 20;

/** Rolling does not work one spot; nor do narrow arms at rest, unless the program means them to press. */
function noteWork(
  counts: Counts,
  limits: GuardLimits,
  context: GuardContext,
  sensors: Sensors,
  given: Readonly<Power>,
): void {
  const { carriage, unshown, clock } = counts;
  const tapping = counts.motors.tapper.restMs < tapperRestsMs;
  // On the rim of their sensor narrow arms show nothing.
  const wider = sensors.camMedium === true || sensors.camWide === true;
  const pressing = context.pressing === true && !wider;
  const working = given.kneaderDuty !== 0 || tapping || pressing;
  const { edgeMm } = limits.carriage;
  const driven = hasCarriage(limits) && given.carriageDuty !== 0;
  const stands = !driven || carriage.unseenMm > 2 * edgeMm + standsMm;
  counts.worked ||= working && stands;
  if (limits.has['place by time']) watchUnshown(unshown, carriage, working, driven, clock.dtMs);
}

function watchWork(counts: Counts, { has, carriage: { edgeMm, bouncesMm } }: GuardLimits): void {
  const { spot, unshown, carriage } = counts;
  const { placeMm, span } = carriage;
  moveSpots(spot, carriage.toldMm);
  carriage.toldMm = 0;
  placeSpots(spot, carriage.foundMm, carriage.foundOffMm);
  carriage.foundMm = 0;
  carriage.foundOffMm = 0;
  const offMm = (edgeMm === 0 ? span.highMm - span.lowMm : bouncesMm) / 2;
  watchSpot(spot, placeMm, offMm, counts.worked, counts.slowMs);
  counts.worked = false;
  // Without a current, which would show at once that it is stuck, all work since it last showed that it moves counts as one spot.
  if (has['place by time'] && !has['carriage current'])
    spot.hereMs = Math.max(spot.hereMs, unshown.worked.forMs);
}
