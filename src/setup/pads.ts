/**
 * Measures the pads one at a time, with nobody in the chair, at a quarter of full power: proves each switch as for motors,
 * finds which sensors follow, and records how the pad warms and cools. In its thermal network the temperatures alone give power
 * over capacity and the times; all the rest follows from the ohms that the multimeter reads.
 */
import { abilitiesOf } from '../chair/abilities.ts';
import type { AnyChair, AnyPad } from '../chair/any-chair.ts';
import type { Celsius, Milliseconds } from '../chair/units.ts';
import { padList } from './drive-lists.ts';
import { leastSquares } from './figures.ts';
import type { Fault } from './mistakes.ts';
import {
  armed,
  askWarm,
  blindForMs,
  coolInHand,
  elementPath,
  type Heating,
  isOnAt,
  meanReadings,
  off,
  provePad,
} from './pad-proof.ts';
import {
  isDone,
  lockTo,
  mendsMost,
  mistake,
  type Script,
  SetupEnd,
  sayFigure,
  sayOneOf,
  wait,
} from './script.ts';

/** An estimate with its standard error as a share of the value. */
interface Estimate {
  readonly value: number;
  readonly error: number;
}

export interface PadFacts {
  /** Power at its nominal voltage, from the ohms; null where nobody measured. */
  readonly watts: number | null;
  /** Full power over the element's capacity, K/s. */
  readonly powerOverCapacity: Estimate | null;
  /** Capacity of the element over its conductance to the surface, s. */
  readonly time: Estimate | null;
  readonly toAirPerS: Estimate | null;
  /** Loss to the surface and to the air together, where no sensor at the surface separates them. */
  readonly lossPerS: Estimate | null;
  /** The same rates for the surface; null without a sensor there. */
  readonly surfacePerS: Estimate | null;
  readonly surfaceToAirPerS: Estimate | null;
  readonly ohm: number | null;
  /** Steady temperatures at full power under a blanket, by the person's thermometer; null where not asked, or nobody knows. */
  readonly steady: { readonly surfaceC: Celsius; readonly roomC: Celsius } | null;
}

/** How long a pad may warm at a quarter of its power before a sensor of its own must have risen; with only a surface sensor longer. */
const blindMs = 60_000;
const risesK = 1;
const plainlyK = 1.5;
/** The pad warms until the element has risen this far, or for this long; then it cools. */
const enoughK = 14;
const heatMs = 420_000;
const coolMs = 300_000;
const sampleMs = 1000;

/** One sample; temperatures are rises above the start. */
interface Point {
  readonly ms: Milliseconds;
  /** Heat given so far, in seconds of full power. */
  readonly givenS: number;
  readonly elementK: number;
  readonly surfaceK: number;
}

export function* measurePad(heating: Heating): Script<PadFacts> {
  const { io, chair, pad, inputs } = heating;
  const steady = yield* askSteady(heating);
  const why = coldReason(chair, pad);
  if (why !== '') {
    io.tell(`the ${pad.name} pad is not warmed: ${why}`);
    return { ...cold(heating), steady };
  }
  yield* lockTo(io, padList(chair, pad.name, inputs));
  yield* wait(io, 500);
  // Read before anything has warmed the pad, since losses depend on its distance from the room's temperature.
  const start = yield* meanReadings(heating, 4000);
  yield* proveUntilRight(heating);
  if (pad.elementSensor === null && pad.surfaceSensor === null) return { ...cold(heating), steady };
  for (let tries = 0; tries <= mendsMost; tries++) {
    const { fault, points } = yield* warm(heating, start);
    if (fault === null) return { ...factsOf(heating, points), steady };
    if (!(yield* mistake(io, fault.id, fault.part, fault.pins, fault.seen))) break;
    yield* lockTo(io, padList(chair, pad.name, inputs));
  }
  throw new SetupEnd(`the ${pad.name} pad is not warmed while this stands`);
}

function* proveUntilRight(heating: Heating): Script<void> {
  const { io, chair, pad, inputs } = heating;
  for (let tries = 0; tries < 8; tries++) {
    yield* lockTo(io, padList(chair, pad.name, inputs));
    const text = `the ${pad.name} pad warms for some minutes: nobody in the chair, nothing on it. Say "done"`;
    yield* sayOneOf(io, `heat.${pad.name}`, text, isDone);
    if (tries > 0) yield* coolInHand(heating);
    const fault = yield* provePad(heating);
    if (fault === null) return;
    if (!(yield* mistake(io, fault.id, fault.part, fault.pins, fault.seen)))
      throw new SetupEnd(`the ${pad.name} pad is not warmed while this stands`);
  }
  throw new SetupEnd(`the ${pad.name} pad is wired in a way that setup does not understand`);
}

/** Why setup does not power the pad; empty where it does. */
function coldReason(chair: AnyChair, pad: AnyPad): string {
  if (pad.elementSensor === null && pad.surfaceSensor === null && pad.thermostat === null)
    return 'neither a thermistor nor a thermostat would end it';
  if (abilitiesOf(chair).levels[pad.name]?.length === 0)
    return 'its heat is locked out: lumbar explain says why';
  return '';
}

/** The facts of a pad that is not measured. */
const cold = ({ pad, ohm }: Heating): Omit<PadFacts, 'steady'> => ({
  watts: ohm === null ? null : pad.nominalV ** 2 / ohm,
  powerOverCapacity: null,
  time: null,
  toAirPerS: null,
  lossPerS: null,
  surfacePerS: null,
  surfaceToAirPerS: null,
  ohm,
});

/** For a pad by table that neither a thermistor nor a thermostat limits: asks for its steady temperature by the person's thermometer. */
function* askSteady({ io, pad }: Heating): Script<PadFacts['steady']> {
  if (pad.byTable === null || pad.elementSensor !== null || pad.thermostat !== null) return null;
  const surfaceC = yield* sayFigure(
    io,
    `surface.${pad.name}`,
    `put the ${pad.name} pad straight on the supply for 30 min, under a blanket, nobody in the chair, and stay with it: how warm its surface is then, by a thermometer, in C`,
    { from: 10, to: 90, unit: 'C' },
  );
  if (surfaceC === null) return null;
  const roomC = yield* sayFigure(io, 'room', 'how warm the room is, by the same thermometer, in C', {
    from: 5,
    to: 45,
    unit: 'C',
  });
  return roomC === null ? null : { surfaceC, roomC };
}

function* warm(
  heating: Heating,
  start: ReadonlyMap<string, Celsius>,
): Script<{ fault: Fault | null; points: readonly Point[] }> {
  const { io, pad } = heating;
  yield* armed(io);
  io.order.padRelay = true;
  const fromMs = io.seen.nowMs;
  const points: Point[] = [];
  let givenMs = 0;
  let judged = false;
  let coolFromMs = Number.NaN;
  for (;;) {
    const nowMs = io.seen.nowMs - fromMs;
    const cools = !Number.isNaN(coolFromMs);
    io.order.pad = !cools && isOnAt(nowMs);
    const lastMs = io.seen.nowMs;
    const wasOn = io.order.pad;
    yield;
    if (!io.seen.armed) throw new SetupEnd(`the chip switched the pad off: ${io.seen.refusal}`);
    if (wasOn) givenMs += io.seen.nowMs - lastMs;
    if (io.seen.nowMs - fromMs < (points.length + 1) * sampleMs) continue;
    const mean = yield* meanWhile(heating, 5);
    if (wasOn) givenMs += mean.ms;
    points.push(pointOf(pad, start, mean.readings, io.seen.nowMs - fromMs, givenMs));
    const last = points.at(-1) as Point;
    if (!judged && (last.ms >= blindMsOf(pad) || (pad.elementSensor === null && last.surfaceK >= plainlyK))) {
      judged = true;
      const fault = yield* judge(heating, start, mean.readings);
      if (fault !== null) {
        off(io);
        return { fault, points };
      }
    }
    // Without a thermistor at the element, warming further shows nothing.
    if (judged && pad.elementSensor === null) break;
    if (!cools && judged && (last.elementK >= enoughK || last.ms >= heatMs)) coolFromMs = last.ms;
    if (cools && last.ms - coolFromMs >= coolMs) break;
  }
  off(io);
  return { fault: null, points };
}

const blindMsOf = (pad: AnyPad): Milliseconds =>
  pad.elementSensor === null ? Math.max(blindMs, blindForMs(pad)) : blindMs;

/** The mean readings over a few turns, in which the pad's output does not change. */
function* meanWhile(
  heating: Heating,
  turns: number,
): Script<{ readings: Map<string, Celsius>; ms: Milliseconds }> {
  const from = heating.io.seen.nowMs;
  const found = yield* meanReadings(heating, turns * 20);
  return { readings: found, ms: heating.io.seen.nowMs - from };
}

const riseOf = (
  now: ReadonlyMap<string, Celsius>,
  start: ReadonlyMap<string, Celsius>,
  path: string,
): number => (now.get(path) ?? Number.NaN) - (start.get(path) ?? Number.NaN);

function pointOf(
  { name }: AnyPad,
  start: ReadonlyMap<string, Celsius>,
  now: ReadonlyMap<string, Celsius>,
  ms: Milliseconds,
  givenMs: Milliseconds,
): Point {
  const surfaceK = riseOf(now, start, `heat.pads.${name}.surface-sensor`);
  return { ms, givenS: givenMs / 1000, elementK: riseOf(now, start, elementPath(name)), surfaceK };
}

/** Judges which sensors followed: the pad's own must have risen most. */
function* judge(
  heating: Heating,
  start: ReadonlyMap<string, Celsius>,
  now: ReadonlyMap<string, Celsius>,
): Script<Fault | null> {
  const { io, chair, pad } = heating;
  const rises = [...now.keys()].map((path) => ({ path, rise: riseOf(now, start, path) }));
  const [most] = rises.sort((one, two) => two.rise - one.rise);
  const pinOf = (name: string) =>
    chair.heat?.pads.find((each) => each.name === name)?.elementSensor?.pin.name ?? '?';
  const part = `the ${pad.name} pad`;
  if (most !== undefined && most.rise >= risesK && most.path.startsWith(`heat.pads.${pad.name}.`))
    return null;
  io.order.pad = false;
  const warmOne = yield* askWarm(heating);
  const none = most === undefined || most.rise < risesK;
  const other = chair.heat?.pads.find(({ name }) => name !== pad.name);
  if (warmOne === null && none) return { id: 'output-dead', part, pins: [pad.out.pin.name], seen: '' };
  if (warmOne !== pad.name && warmOne !== null)
    return { id: 'pads-swapped', part, pins: [pad.out.pin.name, other?.out.pin.name ?? '?'], seen: '' };
  if (none) return { id: 'thermistor-dead', part, pins: [pinOf(pad.name)], seen: '' };
  return { id: 'thermistors-swapped', part, pins: [pinOf(pad.name), pinOf(other?.name ?? '')], seen: '' };
}

/** The running integral from the first point, by the trapezoidal rule. */
function integral(points: readonly Point[], values: readonly number[]): number[] {
  let sum = 0;
  return points.map(({ ms }, index) => {
    const before = points[index - 1];
    if (before !== undefined)
      sum += (((values[index - 1] as number) + (values[index] as number)) / 2) * ((ms - before.ms) / 1000);
    return sum;
  });
}

type Fit = ReturnType<typeof leastSquares>;

function estimateOf(fit: Fit, index: number): Estimate | null {
  if (fit === null) return null;
  const [value, error] = [fit.values[index] as number, fit.errors[index] as number];
  return { value, error: Math.abs(error / value) };
}

/** Converts the power to the pad's nominal voltage: while the pad is on, the supply sags by its source resistance. */
function atRated({ pad, ohm, chair, volts }: Heating, power: Estimate | null): Estimate | null {
  const onV = ohm === null ? volts : (volts * ohm) / (ohm + chair.supply.sourceOhm);
  return power === null ? null : { ...power, value: power.value * (pad.nominalV / onV) ** 2 };
}

/** A fitted rate that differs by more than this factor from the usual one of such pads is a failed fit. */
const rateApartMost = 3;

/**
 * The fit without a surface sensor. What the surface gives back appears in the twofold integrals, at a rate that the twofold
 * integral of the power gives. The surface was already warm from the proofs by an unknown amount, which adds a slope.
 */
function elementAlone(
  pad: AnyPad,
  points: readonly Point[],
  { given, lost, elementK }: Readonly<Record<'given' | 'lost' | 'elementK', readonly number[]>>,
): { power: Estimate | null; lossPerS: Estimate | null } {
  const givenTwice = integral(points, given);
  const rest = [lost, integral(points, lost), points.map(({ ms }) => ms / 1000), points.map(() => 1)];
  const usual = (pad.elementSurfaceWPerK + pad.surfaceAirWPerK) / pad.surfaceJPerK;
  const fit = leastSquares([given, givenTwice, ...rest], elementK);
  const [power = 0, twice = 0, both = 0] = fit?.values ?? [];
  const rate = twice / power;
  const loss = both - rate;
  if (rate > usual / rateApartMost && rate < usual * rateApartMost && loss > 0)
    return { power: estimateOf(fit, 0), lossPerS: { value: loss, error: (fit?.errors[2] ?? 0) / loss } };
  const usually = given.map((sum, index) => sum + usual * (givenTwice[index] as number));
  return { power: estimateOf(leastSquares([usually, ...rest], elementK), 0), lossPerS: null };
}

/**
 * Fits the element: rise = p * given - (to the surface) - (to the air), each loss a rate times the integral of a temperature
 * difference; the surface likewise. Integrals are fitted because the converter's steps would hide a slope.
 */
function factsOf(heating: Heating, points: readonly Point[]): Omit<PadFacts, 'steady'> {
  const { pad } = heating;
  if (pad.elementSensor === null) return cold(heating);
  const given = points.map(({ givenS }) => givenS - (points[0]?.givenS ?? 0));
  const elementK = points.map(({ elementK: rise }) => rise);
  const lost = integral(points, elementK).map((sum) => -sum);
  if (pad.surfaceSensor === null) {
    const { power, lossPerS } = elementAlone(pad, points, { given, lost, elementK });
    return { ...cold(heating), powerOverCapacity: atRated(heating, power), lossPerS };
  }
  const ones = points.map(() => 1);
  const surfaceK = points.map(({ surfaceK: rise }) => rise);
  const difference = elementK.map((rise, index) => rise - (surfaceK[index] as number));
  const flowed = integral(points, difference);
  const element = leastSquares([given, flowed.map((sum) => -sum), lost, ones], elementK);
  const surfaceLost = integral(points, surfaceK).map((sum) => -sum);
  const surface = leastSquares([flowed, surfaceLost, ones], surfaceK);
  const toSurface = estimateOf(element, 1);
  return {
    ...cold(heating),
    powerOverCapacity: atRated(heating, estimateOf(element, 0)),
    time: toSurface === null ? null : { ...toSurface, value: 1 / toSurface.value },
    toAirPerS: estimateOf(element, 2),
    surfacePerS: estimateOf(surface, 0),
    surfaceToAirPerS: estimateOf(surface, 1),
  };
}
