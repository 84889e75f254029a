/** What the guard counts by itself, tick by tick, trusting nothing upstream: the rules are held against it. */
import { at } from '../../../chair/assert.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { heatLimits } from '../../../chair/limits.ts';
import { type AnyMotorName, allMotorNames, type MotorName, motorNames } from '../../../chair/names.ts';
import { areMotorsOff, motorDuty, type Power } from '../../../chair/outputs.ts';
import { part } from '../../../chair/parts.ts';
import type { Sensors } from '../../../chair/sensors.ts';
import type { Celsius, Milliseconds } from '../../../chair/units.ts';
import { type GuardLimits, roomOf } from '../limits.ts';
import { type CarriageWatch, createCarriageWatch, watchCarriage, watchEnds } from './carriage.ts';
import { type Clock, createClock, type GuardContext, stepClock } from './clock.ts';
import { createKneaderWatch, type KneaderWatch, watchKneader } from './kneader.ts';
import { createLinkWatch, type LinkWatch, watchLink } from './link.ts';
import { createOrders, type Drive, driveOf, type Orders } from './orders.ts';
import { createPeople, type People, watchPeople } from './people.ts';
import { createRunWatch, type RunWatch, watchRun } from './run-time.ts';
import { createSpotWatch, type SpotWatch, watchSpot } from './spot.ts';
import { createSurfaceWatch, type SurfaceWatch, watchSurface } from './surface.ts';
import { createTapperWatch, type TapperWatch, tapperRestsMs, watchTapper } from './tapper.ts';

export interface Counts {
  clock: Clock;
  people: People;
  orders: Orders;
  link: LinkWatch;
  doubt: Doubt;
  carriage: CarriageWatch;
  kneader: KneaderWatch;
  tapper: TapperWatch;
  coasting: Record<MotorName, Coasting>;
  drives: Record<AnyMotorName, Drive>;
  /** How long each motor has been driven without values that say what came of it. */
  unsupervisedMs: Record<AnyMotorName, Milliseconds>;
  /** One for each pad. */
  surfaces: SurfaceWatch[];
  spot: SpotWatch;
  kneaderRuns: RunWatch;
  /** No pad has been on for so long: without a relay that is all that says that there is no heat. */
  padsOffMs: Milliseconds;
  /** Time since the slow models ran last. */
  slowMs: Milliseconds;
}

/** The last reading of a thermistor that could not be: what it meant. */
interface Doubt {
  code: FaultCode | null;
  part: number;
  celsius: Celsius;
  atMs: Milliseconds;
}

/** How long a motor has been without power, and the way it turned before, 0 for none. */
interface Coasting {
  restMs: Milliseconds;
  sign: number;
}

export function createCounts(limits: GuardLimits): Counts {
  return {
    clock: createClock(),
    people: createPeople(),
    orders: createOrders(limits),
    link: createLinkWatch(),
    doubt: { code: null, part: part.none, celsius: 0, atMs: 0 },
    carriage: createCarriageWatch(),
    kneader: createKneaderWatch(),
    tapper: createTapperWatch(),
    drives: {
      carriage: { duty: 0, least: 0, most: 0 },
      kneader: { duty: 0, least: 0, most: 0 },
      tapper: { duty: 0, least: 0, most: 0 },
    },
    unsupervisedMs: { carriage: 0, kneader: 0, tapper: 0 },
    coasting: { carriage: { restMs: 0, sign: 0 }, kneader: { restMs: 0, sign: 0 } },
    surfaces: limits.pads.map(({ measuresElement, measuresSurface }) =>
      createSurfaceWatch(measuresElement || measuresSurface),
    ),
    spot: createSpotWatch(),
    kneaderRuns: createRunWatch(),
    padsOffMs: heatLimits.tablePeriodMs,
    // They see the first tick.
    slowMs: slowStepMs,
  };
}

/** The slow models need no tick of 20 ms: pads and skin move in minutes. */
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
  const { clock, link } = counts;
  counts.padsOffMs = given.padsOn.includes(true) ? 0 : counts.padsOffMs + clock.dtMs;
  const heatOn = limits.relays.pads ? given.padRelay : counts.padsOffMs < heatLimits.tablePeriodMs;
  stepClock(clock, context, !areMotorsOff(given), heatOn);
  watchPeople(counts.people, sensors, clock, wanted, context.selfTest === true);
  watchLink(link, sensors.link, counts.orders, limits.relays, clock, context.nowMs);
  if (link.fresh) {
    for (const motor of allMotorNames) driveOf(counts.drives[motor], counts.orders, motor);
    watchCarriage(counts.carriage, sensors, counts.drives.carriage, limits, clock, link.evidenceMs);
    watchKneader(counts.kneader, sensors, counts.drives.kneader, limits.kneader);
  }
  watchEnds(counts.carriage, sensors, limits.carriage);
  for (const motor of motorNames) {
    const duty = motorDuty(given, motor);
    coast(counts.coasting[motor], duty, clock.dtMs);
    supervise(counts, motor, duty);
  }
  watchRun(counts.kneaderRuns, given.kneaderDuty !== 0, clock.dtMs);
  watchTapper(counts.tapper, given.tapperDuty, clock.dtMs);
  supervise(counts, 'tapper', given.tapperDuty);
  counts.slowMs += clock.dtMs;
  if (counts.slowMs >= slowStepMs) {
    runSlowModels(counts, limits, context, sensors, given);
    counts.slowMs = 0;
  }
}

/** Values taken while it was driven all the time speak for so much of it: more than a burst is apart. */
const vouchedMs = 140;

function supervise({ unsupervisedMs, drives, link, clock }: Counts, motor: AnyMotorName, duty: number): void {
  const { dtMs } = clock;
  const judged = duty === 0 ? dtMs : link.fresh && drives[motor].least > 0 ? vouchedMs : 0;
  unsupervisedMs[motor] = Math.max(0, unsupervisedMs[motor] + (duty === 0 ? 0 : dtMs) - judged);
}

function coast(coasting: Coasting, duty: number, dtMs: Milliseconds): void {
  coasting.restMs = duty === 0 ? coasting.restMs + dtMs : 0;
  if (duty !== 0) coasting.sign = Math.sign(duty);
}

function runSlowModels(
  counts: Counts,
  limits: GuardLimits,
  context: GuardContext,
  sensors: Sensors,
  given: Readonly<Power>,
): void {
  for (const [pad, surface] of counts.surfaces.entries()) {
    const { measuresElement, measuresSurface } = at(limits.pads, pad, 'pad');
    if (!measuresElement && !measuresSurface) continue;
    const { elementC, surfaceC } = at(sensors.pads, pad, 'pad');
    const readingC = measuresSurface ? surfaceC : elementC;
    const { coldestC } = roomOf(limits, sensors);
    watchSurface(surface, readingC, coldestC, measuresSurface, counts.slowMs);
  }
  // Rolling is no work on one spot, and narrow arms at rest are none either unless the program means them to press.
  const tapping = counts.tapper.restMs < tapperRestsMs;
  const working =
    given.kneaderDuty !== 0 || tapping || (context.pressing === true && sensors.camNarrow === true);
  const { placeMm, span } = counts.carriage;
  const offMm = (span.highMm - span.lowMm) / 2;
  watchSpot(counts.spot, placeMm, offMm, given.carriageDuty === 0 && working, counts.slowMs);
}
