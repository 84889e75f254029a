/**
 * Proves a pad's switches before the pad is measured: with the relay open, with the pad off, and with both on. Whether the pad
 * has power is shown, best first, by the current of the pads, by its own thermistor, or by a person's hand.
 */
import type { AnyChair, AnyPad } from '../chair/any-chair.ts';
import { celsiusOfWholeCount } from '../chair/thermistor.ts';
import type { Celsius, Milliseconds } from '../chair/units.ts';
import { type Inputs, padList } from './drive-lists.ts';
import type { Fault, MistakeId } from './mistakes.ts';
import { countAt, scaledAt } from './readings.ts';
import {
  type Io,
  isDone,
  isNone,
  lockTo,
  type Script,
  SetupEnd,
  sayFigure,
  sayOneOf,
  until,
  wait,
} from './script.ts';

export interface Heating {
  readonly io: Io;
  readonly chair: AnyChair;
  readonly inputs: Inputs;
  readonly pad: AnyPad;
  /** Its resistance by the multimeter; null where nobody measured. */
  readonly ohm: number | null;
  readonly volts: number;
}

/** Share of full power while measuring, in whole turns of 20 ms: on for 0.4 s of each 1.6 s. */
const share = 0.25;
const periodMs = 1600;
/** How power shows: in the current within 1 s; by 1 K at a thermistor within 12 s of full power; in the hand by all the energy given blindly. */
const currentMs = 1000;
const elementMs = 12_000;
const risesK = 1;
const blindJ = 2400;
const flowsA = 0.15;
const armWithinMs = 1500;

/** How long a pad is powered, at the share above, where only a hand or a slow sensor shows it. */
export const blindForMs = ({ nominalW }: AnyPad): Milliseconds => (1000 * blindJ) / (share * nominalW);

export const isOnAt = (ms: Milliseconds): boolean => ms % periodMs < share * periodMs;

export function* armed(io: Io): Script<void> {
  io.off();
  io.order.arm = true;
  if (!(yield* until(io, () => io.seen.armed, armWithinMs)))
    throw new SetupEnd(`the chip does not arm for the pad: ${io.seen.refusal}`);
}

export function off(io: Io): void {
  io.off();
  io.order.arm = false;
}

/** Amperes of all pads together; null where nothing senses them. */
function amps({ io, chair }: Heating): number | null {
  const slot = io.seen.list?.slots.get('heat.current');
  const sensor = chair.heat?.current ?? null;
  if (slot === undefined || sensor === null) return null;
  return scaledAt(io.seen, slot, sensor.perVolt, chair.chip);
}

export const elementPath = (pad: string): string => `heat.pads.${pad}.element-sensor`;

/** The readings of all thermistors of the pads, by their paths in the file. */
function readings({ io, chair }: Heating): Map<string, Celsius> {
  const found = new Map<string, Celsius>();
  for (const { name, elementSensor, surfaceSensor } of chair.heat?.pads ?? []) {
    for (const [path, line] of [
      [elementPath(name), elementSensor],
      [`heat.pads.${name}.surface-sensor`, surfaceSensor],
    ] as const) {
      const slot = io.seen.list?.slots.get(path);
      if (line !== null && slot !== undefined)
        found.set(path, celsiusOfWholeCount(countAt(io.seen, slot), line.betaK));
    }
  }
  return found;
}

export function* meanReadings(heating: Heating, ms: Milliseconds): Script<Map<string, Celsius>> {
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

/** Which pad is warm in the hand; null where none is. */
export function* askWarm({ io, chair, pad }: Heating): Script<string | null> {
  const names = (chair.heat?.pads ?? []).map(({ name }) => name);
  const text = `lay a hand on the pads: which one is warm, ${names.map((name) => `"${name}"`).join(', ')}, or "none"`;
  const isOne = (said: string): boolean => isNone(said) || names.some((name) => name.toLowerCase() === said);
  const answer = yield* sayOneOf(io, `warm.${pad.name}`, text, isOne);
  return names.find((name) => name.toLowerCase() === answer) ?? null;
}

/** What one state of the switches showed. */
interface Shown {
  readonly lives: boolean;
  /** Which pad had power, where that is known. */
  readonly which: string | null;
  readonly amps: number;
}

const witnessOf = (heating: Heating): 'current' | 'element' | 'hand' =>
  amps(heating) !== null ? 'current' : heating.pad.elementSensor !== null ? 'element' : 'hand';

/** Where a hand is the witness, waits until the pad is cold: still warm from an earlier try, it would seem to have power. */
export function* coolInHand(heating: Heating): Script<void> {
  const { io, pad } = heating;
  if (witnessOf(heating) !== 'hand') return;
  const text = `leave the plug of motors and pads out until the ${pad.name} pad is cold in the hand, then plug it in. Say "done"`;
  yield* sayOneOf(io, `cool.${pad.name}`, text, isDone);
}

function* showState(heating: Heating, relayOn: boolean, padOn: boolean): Script<Shown> {
  const { io, pad } = heating;
  yield* armed(io);
  io.order.padRelay = relayOn;
  switch (witnessOf(heating)) {
    case 'current': {
      io.order.pad = padOn;
      yield* wait(io, currentMs);
      const flowing = amps(heating) ?? 0;
      off(io);
      yield* wait(io, 200);
      return { lives: flowing > flowsA, which: null, amps: flowing };
    }
    case 'element': {
      const before = yield* meanReadings(heating, 1000);
      io.order.pad = padOn;
      yield* wait(io, elementMs);
      const after = yield* meanReadings(heating, 1000);
      off(io);
      const rose = [...after].find(([path, celsius]) => celsius - (before.get(path) ?? 0) > risesK);
      return { lives: rose !== undefined, which: rose?.[0].split('.')[2] ?? null, amps: 0 };
    }
    default: {
      const fromMs = io.seen.nowMs;
      const untilMs = fromMs + blindForMs(pad);
      while (io.seen.nowMs < untilMs) {
        io.order.pad = padOn && isOnAt(io.seen.nowMs - fromMs);
        yield;
      }
      off(io);
      const which = yield* askWarm(heating);
      return { lives: which !== null, which, amps: 0 };
    }
  }
}

/** Proves the pad's switches; null where all work as ordered. */
export function* provePad(heating: Heating, first = true): Script<Fault | null> {
  const { io, chair, pad, inputs } = heating;
  const relay = chair.heat?.relay ?? null;
  yield* lockTo(io, padList(chair, pad.name, inputs));
  yield* wait(io, 200);
  const open = relay === null ? null : yield* showState(heating, false, true);
  const rests = yield* showState(heating, true, false);
  const both = yield* showState(heating, true, true);
  const of = (id: MistakeId, part: string, pins: readonly string[]): Fault => ({ id, part, pins, seen: '' });
  if (open?.lives === true && relay !== null)
    return of(both.lives ? 'switch-stuck' : 'output-inverted', 'the relay of the pads', [relay.pin.name]);
  if (rests.lives) {
    const other = otherAtRest(heating, rests, both);
    if (other !== null && first) {
      // Only the other pad's own output shows what is wrong, and this list does not contain it.
      const fault = yield* provePad({ ...heating, pad: other }, false);
      if (fault !== null) return fault;
    }
    const { name, out } = other ?? pad;
    const isTurned = other === null && (!both.lives || (yield* isOffWhenOn(heating)));
    const id = isTurned ? 'output-inverted' : 'switch-stuck';
    return of(id, `the switch of the ${name} pad`, [out.pin.name]);
  }
  const part = `the ${pad.name} pad`;
  const others = chair.heat?.pads.find(({ name }) => name === both.which && name !== pad.name);
  if (witnessOf(heating) === 'hand' && others !== undefined)
    return of('pads-swapped', part, [pad.out.pin.name, others.out.pin.name]);
  // If no thermistor rises, the thermistor may be dead. That is decided later, when the pad must be warm in the hand.
  if (both.lives || witnessOf(heating) === 'element') return null;
  return of('output-dead', part, [pad.out.pin.name]);
}

/** Longest time that a pad is on while its voltage is measured, and how often that is tried. */
const acrossMs: Milliseconds = 30_000;
const acrossTries = 3;

/** Where a hand is the witness, which is too slow here: whether the pad has no voltage at its leads while its full power is ordered. */
function* isOffWhenOn(heating: Heating): Script<boolean> {
  const { io, pad } = heating;
  if (witnessOf(heating) !== 'hand') return false;
  const text = `within ${acrossMs / 1000} s, the volts across the leads of the ${pad.name} pad`;
  for (let tries = 0; tries < acrossTries; tries++) {
    yield* armed(io);
    io.order.padRelay = true;
    io.order.pad = true;
    const untilMs = io.seen.nowMs + acrossMs;
    const asking = sayFigure(io, `across.${pad.name}`, text, { from: 0, to: 60, unit: 'V' });
    let step = asking.next();
    for (; step.done !== true; step = asking.next()) {
      if (io.seen.nowMs >= untilMs) off(io);
      yield;
    }
    const isInTime = io.order.pad;
    off(io);
    if (isInTime) return step.value !== null && step.value < pad.nominalV / 2;
    io.tell(`the ${pad.name} pad was off again by then: once more`);
  }
  throw new SetupEnd(`the volts at the ${pad.name} pad were not measured within ${acrossMs / 1000} s`);
}

/** Power flows with this pad off. It is the other pad's if this pad's current adds to it, or if the other pad warms. */
function otherAtRest({ chair, pad }: Heating, rests: Shown, both: Shown): AnyPad | null {
  const other = chair.heat?.pads.find(({ name }) => name !== pad.name) ?? null;
  const adds = both.amps > rests.amps + flowsA;
  return adds || (rests.which !== null && rests.which === other?.name) ? other : null;
}
