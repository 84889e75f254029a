/**
 * The pads, one at a time, nobody in the chair, at a quarter of full power: each switch proved as the motors' are, which
 * sensors follow, and how the pad warms and cools: a network of which power over capacity and the times are told by the
 * temperatures alone, and all the rest by the ohms that the multimeter reads.
 */
import type { AnyChair, AnyPad } from '../chair/any-chair.ts';
import { celsiusOfOhm, thermistor } from '../chair/thermistor.ts';
import type { Celsius, Milliseconds } from '../chair/units.ts';
import type { ThermistorLine } from '../chair/wiring.ts';
import { type Inputs, padList } from './drive-lists.ts';
import { leastSquares } from './figures.ts';
import type { MistakeId } from './mistakes.ts';
import { type Io, lockTo, mistake, type Script, SetupEnd, say, until, wait } from './script.ts';

/** With its standard error, as a share of the value. */
interface Estimate {
  readonly value: number;
  readonly error: number;
}

export interface PadFacts {
  /** At the chair's voltage, by ohms; null where nobody measured. */
  readonly watts: number | null;
  /** Full power over the element's capacity, K/s. */
  readonly powerOverCapacity: Estimate | null;
  /** Capacity of the element over what flows from it to the surface, s. */
  readonly time: Estimate | null;
  readonly toAirPerS: Estimate | null;
  /** The same of the surface; null without a sensor there. */
  readonly surfacePerS: Estimate | null;
  readonly surfaceToAirPerS: Estimate | null;
  readonly ohm: number | null;
}

interface Heating {
  readonly io: Io;
  readonly chair: AnyChair;
  readonly inputs: Inputs;
  readonly pad: AnyPad;
  readonly ohm: number | null;
  readonly volts: number;
}

const share = 0.25;
/** Whole turns of 20 ms: on for 0.4 s of each 1.6 s. */
const periodMs = 1600;
const proveMs = 1000;
/** At a quarter of its power it may warm for so long without a sensor of its own that rises. */
const blindMs = 60_000;
const risesK = 1;
/** Rise of the element that tells enough, and the longest for it; then it cools. */
const enoughK = 14;
const heatMs = 420_000;
const coolMs = 300_000;
const armWithinMs = 1500;
const sampleMs = 1000;

/** Rises above where everything stood at first. */
interface Point {
  readonly ms: Milliseconds;
  /** Share of full power given until now, in s. */
  readonly givenS: number;
  readonly elementK: number;
  readonly surfaceK: number;
}

export function* measurePad(heating: Heating): Script<PadFacts> {
  const { io, chair, pad, inputs } = heating;
  yield* lockTo(io, padList(chair, pad.name, inputs));
  yield* wait(io, 500);
  // Before anything has warmed it, for what counts is how far it is from the room.
  const start = yield* meanReadings(heating, 4000);
  for (;;) {
    yield* lockTo(io, padList(chair, pad.name, inputs));
    yield* say(
      io,
      `heat.${pad.name}`,
      `the ${pad.name} pad warms for some minutes: nobody in the chair, nothing on it. Say "done"`,
    );
    const fault = yield* provePad(heating);
    if (fault === null) break;
    if (!(yield* mistake(io, fault.id, fault.part, fault.pins, fault.seen)))
      throw new SetupEnd(`the ${pad.name} pad is not warmed while this stands`);
  }
  for (;;) {
    const points = yield* warm(heating, start);
    if (points.fault === null) return factsOf(heating, points.points);
    if (!(yield* mistake(io, points.fault.id, points.fault.part, points.fault.pins, points.fault.seen)))
      throw new SetupEnd(`the ${pad.name} pad is not warmed while this stands`);
    yield* lockTo(io, padList(chair, pad.name, inputs));
  }
}

interface Fault {
  readonly id: MistakeId;
  readonly part: string;
  readonly pins: readonly string[];
  readonly seen: string;
}

function* armed(io: Io): Script<void> {
  io.off();
  io.order.arm = true;
  if (!(yield* until(io, () => io.seen.armed, armWithinMs)))
    throw new SetupEnd(`the chip does not arm for the pad: ${io.seen.refusal}`);
}

function off(io: Io): void {
  io.off();
  io.order.arm = false;
}

/** Amperes of all pads together; NaN where nothing senses them. */
function amps({ io, chair }: Heating): number {
  const slot = io.seen.list?.slots.get('heat.current');
  const sensor = chair.heat?.current ?? null;
  if (slot === undefined || sensor === null) return Number.NaN;
  const { counts, referenceV } = chair.chip.converter;
  return ((io.seen.analog[slot] as number) * referenceV * sensor.perVolt) / counts;
}

const flowsA = 0.15;
/** With the relay open, with the pad off, with both on: only then may current flow. */
function* provePad(heating: Heating): Script<Fault | null> {
  const { io, chair, pad } = heating;
  const relay = chair.heat?.relay ?? null;
  if (Number.isNaN(amps(heating))) return null;
  yield* armed(io);
  const shown: number[] = [];
  for (const [relayOn, padOn] of [
    [false, true],
    [true, false],
    [true, true],
  ] as const) {
    io.order.padRelay = relayOn;
    io.order.pad = padOn;
    yield* wait(io, proveMs);
    shown.push(amps(heating));
  }
  off(io);
  yield* wait(io, 200);
  const [open, rests, both] = shown.map((each) => each > flowsA);
  const relayPins = relay === null ? [] : [relay.pin.name];
  const of = (id: MistakeId, part: string, pins: readonly string[]): Fault => ({ id, part, pins, seen: '' });
  if (rests === true && open !== true) {
    // Its own switch adds nothing where it was on all along.
    const adds = (shown[2] as number) > (shown[1] as number) + flowsA;
    const others = chair.heat?.pads.filter(({ name }) => name !== pad.name) ?? [];
    const stuck = adds ? others : [pad];
    const names = stuck.map(({ name }) => name).join(' or ');
    return of(
      'switch-stuck',
      `the switch of the ${names} pad`,
      stuck.map(({ out }) => out.pin.name),
    );
  }
  if (open === true && relay !== null)
    return of(both === true ? 'switch-stuck' : 'output-inverted', 'the relay of the pads', relayPins);
  if (both !== true) return of('output-dead', `the ${pad.name} pad`, [pad.out.pin.name]);
  return null;
}

function celsiusOf({ betaK }: ThermistorLine, count: number): Celsius {
  const ratio = (count + 0.5) / thermistor.counts;
  return celsiusOfOhm((thermistor.pullUpOhm * ratio) / (1 - ratio), betaK);
}

/** Every thermistor of the chair by its place in the file. */
function readings({ io, chair }: Heating): Map<string, Celsius> {
  const found = new Map<string, Celsius>();
  for (const { name, elementSensor, surfaceSensor } of chair.heat?.pads ?? []) {
    for (const [key, line] of [
      ['element', elementSensor],
      ['surface', surfaceSensor],
    ] as const) {
      const path = `heat.pads.${name}.${key}-sensor`;
      const slot = io.seen.list?.slots.get(path);
      if (line !== null && slot !== undefined)
        found.set(path, celsiusOf(line, io.seen.analog[slot] as number));
    }
  }
  return found;
}

function* meanReadings(heating: Heating, ms: Milliseconds): Script<Map<string, Celsius>> {
  const sums = new Map<string, number>();
  const untilMs = heating.io.seen.nowMs + ms;
  let turns = 0;
  while (heating.io.seen.nowMs < untilMs) {
    for (const [path, celsius] of readings(heating)) sums.set(path, (sums.get(path) ?? 0) + celsius);
    turns++;
    yield;
  }
  return new Map([...sums].map(([path, sum]) => [path, sum / turns]));
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
    io.order.pad = !cools && nowMs % periodMs < share * periodMs;
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
    if (!judged && last.ms >= blindMs) {
      judged = true;
      const fault = yield* judge(heating, start, mean.readings);
      if (fault !== null) {
        off(io);
        return { fault, points };
      }
    }
    if (!cools && judged && (last.elementK >= enoughK || last.ms >= heatMs)) coolFromMs = last.ms;
    if (cools && last.ms - coolFromMs >= coolMs) break;
  }
  off(io);
  return { fault: null, points };
}

/** A mean over a few turns, in which the pad stays as it is. */
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
  const of = (key: string) => riseOf(now, start, `heat.pads.${name}.${key}-sensor`);
  return { ms, givenS: givenMs / 1000, elementK: of('element'), surfaceK: of('surface') };
}

/** Its own element must have risen most. */
function* judge(
  { io, chair, pad }: Heating,
  start: ReadonlyMap<string, Celsius>,
  now: ReadonlyMap<string, Celsius>,
): Script<Fault | null> {
  const rises = [...now.keys()].map((path) => ({ path, rise: riseOf(now, start, path) }));
  const [most] = rises.sort((one, two) => two.rise - one.rise);
  const pinOf = (name: string) =>
    chair.heat?.pads.find((each) => each.name === name)?.elementSensor?.pin.name ?? '?';
  const part = `the ${pad.name} pad`;
  if (most === undefined || most.rise < risesK)
    return { id: 'thermistor-dead', part, pins: [pinOf(pad.name)], seen: '' };
  if (most.path.startsWith(`heat.pads.${pad.name}.`)) return null;
  io.order.pad = false;
  const answer = yield* say(io, `warm.${pad.name}`, 'lay a hand on the pads: which one is warm, by its name');
  const other = chair.heat?.pads.find(({ name }) => name !== pad.name);
  if (answer === pad.name)
    return { id: 'thermistors-swapped', part, pins: [pinOf(pad.name), pinOf(other?.name ?? '')], seen: '' };
  return { id: 'pads-swapped', part, pins: [pad.out.pin.name, other?.out.pin.name ?? '?'], seen: '' };
}

/** By trapezes, from the first point on. */
function integral(points: readonly Point[], of: (point: Point) => number): number[] {
  let sum = 0;
  return points.map((point, index) => {
    const before = points[index - 1];
    if (before !== undefined) sum += ((of(before) + of(point)) / 2) * ((point.ms - before.ms) / 1000);
    return sum;
  });
}

const estimate = (value: number, error: number): Estimate => ({ value, error: Math.abs(error / value) });

/**
 * Element: rise = p given - (to the surface) - (to the air), each a rate times the integral of a difference; so is the
 * surface's. Integrals, for a converter's steps would drown a slope.
 */
function factsOf({ pad, ohm, chair, volts }: Heating, points: readonly Point[]): PadFacts {
  const ones = points.map(() => 1);
  const hasSurface = pad.surfaceSensor !== null;
  const first = points[0];
  const element = leastSquares(
    [
      points.map(({ givenS }) => givenS - (first?.givenS ?? 0)),
      ...(hasSurface ? [integral(points, ({ elementK, surfaceK }) => surfaceK - elementK)] : []),
      integral(points, ({ elementK }) => -elementK),
      ones,
    ],
    points.map(({ elementK }) => elementK),
  );
  const surface = hasSurface
    ? leastSquares(
        [
          integral(points, ({ elementK, surfaceK }) => elementK - surfaceK),
          integral(points, ({ surfaceK }) => -surfaceK),
          ones,
        ],
        points.map(({ surfaceK }) => surfaceK),
      )
    : null;
  const of = (fit: typeof element, index: number): Estimate | null =>
    fit === null ? null : estimate(fit.values[index] as number, fit.errors[index] as number);
  const toSurface = hasSurface ? of(element, 1) : null;
  // While it is on the supply sags behind its own resistance; at its rated voltage it gives more.
  const onV = ohm === null ? volts : (volts * ohm) / (ohm + chair.supply.sourceOhm);
  const power = of(element, 0);
  const rated = (pad.nominalV / onV) ** 2;
  return {
    watts: ohm === null ? null : pad.nominalV ** 2 / ohm,
    powerOverCapacity: power === null ? null : { ...power, value: power.value * rated },
    time: toSurface === null ? null : { ...toSurface, value: 1 / toSurface.value },
    toAirPerS: of(element, hasSurface ? 2 : 1),
    surfacePerS: of(surface, 0),
    surfaceToAirPerS: of(surface, 1),
    ohm,
  };
}
