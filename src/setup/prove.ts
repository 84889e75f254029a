/**
 * Each switch of a motor is proved before it is used: with its relay open nothing may happen, with its driver off nothing
 * may happen, with both on it moves; then the person says which way. Pulses of 0.15 s.
 */
import type { AnyChair } from '../chair/any-chair.ts';
import { guardedOutputs, signOutputs } from '../chair/lines.ts';
import { linesOf } from '../chair/wiring.ts';
import { type Inputs, motorList } from './drive-lists.ts';
import type { MistakeId } from './mistakes.ts';
import { type Hold, isActive, type Motor, type Moved, move } from './moves.ts';
import { type Io, lockTo, mistake, type Script, SetupEnd, say } from './script.ts';

export const pulseMs = 150;
/** Enough to move any motor that PWM moves; on and off have no less. */
export const pulseDuty = 0.6;
/** Rise of a converter's mean that is more than its noise. */
const risesCounts = 8;

const words = {
  carriage: { forwards: 'up', backwards: 'down', other: 'the arms turned' },
  kneader: { forwards: 'inwards', backwards: 'outwards', other: 'the carriage moved' },
} as const;

/** Where the motor's own current is, and the other's. */
const slotOf = (io: Io, path: string): number | undefined => io.seen.list?.slots.get(path);

/** How much a converter input rose at most while driven. */
function rise(moved: Moved, slot: number | undefined): number {
  if (slot === undefined) return 0;
  const before = moved.rest.analog[slot] as number;
  return Math.max(0, ...moved.driven.map(({ analog }) => (analog[slot] as number) - before));
}

const pinsOf = (chair: AnyChair, motor: Motor): string[] => {
  const found = chair[motor];
  return found === null ? [] : linesOf(found.drive).map(([, { pin }]) => pin.name);
};

/** Whether anything at all says that something moved or drew current. */
function showsLife(io: Io, chair: AnyChair, inputs: Inputs, moved: Moved): boolean {
  const currents = ['carriage.current', 'kneader.current'].map((path) => rise(moved, slotOf(io, path)));
  return currents.some((counts) => counts > risesCounts) || changedPins(chair, inputs, moved).length > 0;
}

/** Pins that nothing was found on, and that changed during the move or after it. */
export function changedPins(chair: AnyChair, inputs: Inputs, { rest, driven, after }: Moved): number[] {
  const known = new Set([...inputs.values()].map(({ pin }) => pin.number));
  for (const { line } of [...guardedOutputs(chair), ...signOutputs(chair)]) known.add(line.pin.number);
  const changed = new Set<number>();
  let before = rest.levels;
  for (const { levels } of [...driven, ...after]) {
    for (const [pin, level] of levels.entries()) if (level !== before[pin]) changed.add(pin);
    before = levels;
  }
  return [...changed].filter((pin) => !known.has(pin) && chair.chip.pins[pin]?.taken === null);
}

interface Pulse {
  readonly relay: boolean;
  readonly on: boolean;
  readonly text: string;
}

/** What a pulse has shown, and where nothing on the chair can show it what the person says. */
function* pulse(
  io: Io,
  context: Context,
  { relay, on, text }: Pulse,
): Script<{ moved: Moved; lives: boolean }> {
  const { chair, inputs, hold, motor } = context;
  const order = { motor, forwards: context.forwards, ms: pulseMs, duty: () => (on ? pulseDuty : 0), relay };
  const moved = yield* move(io, inputs(), hold, order, text);
  return { moved, lives: showsLife(io, chair, inputs(), moved) };
}

interface Context {
  readonly chair: AnyChair;
  /** As they are known by now. */
  readonly inputs: () => Inputs;
  readonly hold: Hold;
  readonly motor: Motor;
  readonly forwards: boolean;
}

export function* proveMotor(io: Io, base: Omit<Context, 'forwards'>): Script<void> {
  const { chair, motor } = base;
  for (let tries = 0; tries < 8; tries++) {
    yield* lockTo(io, motorList(chair, motor, base.inputs(), base.hold.part));
    // Away from an end that it stands at.
    const forwards = motor === 'kneader' || !isActive(io, base.inputs(), 'carriage.ends.top');
    const fault = yield* proveOnce(io, { ...base, forwards });
    if (fault === null) return;
    if (!(yield* mistake(io, fault.id, fault.part, fault.pins, fault.seen)))
      throw new SetupEnd(`the ${motor} is not moved while this stands: ${io.mistakes.at(-1)?.said ?? ''}`);
  }
  throw new SetupEnd(`the ${motor} is wired in a way that setup does not understand`);
}

interface Fault {
  readonly id: MistakeId;
  readonly part: string;
  readonly pins: readonly string[];
  readonly seen: string;
}

function* proveOnce(io: Io, context: Context): Script<Fault | null> {
  const { chair, motor } = context;
  const { relay } = chair.motors;
  const pins = pinsOf(chair, motor);
  const open =
    relay === null
      ? null
      : yield* pulse(io, context, { relay: false, on: true, text: 'nothing should move: the relay is open' });
  const rests = yield* pulse(io, context, {
    relay: true,
    on: false,
    text: 'nothing should move: the driver is off',
  });
  if (rests.lives && open?.lives !== true) return yield* stuckDriver(io, context, rests.moved);
  const runs = yield* pulse(io, context, { relay: true, on: true, text: `a short pulse of the ${motor}` });
  if (open?.lives === true) {
    const id = runs.lives ? 'switch-stuck' : 'output-inverted';
    return { id, part: 'the relay of the motors', pins: [relay?.pin.name ?? ''], seen: '' };
  }
  const { forwards, backwards, other } = words[motor];
  const answer = yield* say(
    io,
    `moved.${motor}`,
    `which way did it go: "${forwards}", "${backwards}", "nothing", or "other" where ${other}`,
  );
  const part = `the ${motor}`;
  if (/^other/i.test(answer))
    return { id: 'motors-swapped', part, pins: [...pins, ...pinsOf(chair, otherMotor(motor))], seen: '' };
  if (/^no/i.test(answer))
    return runs.lives
      ? { id: 'switch-stuck', part, pins, seen: 'it draws current and does not move: is it jammed?' }
      : { id: 'output-dead', part, pins: relay === null ? pins : [...pins, relay.pin.name], seen: '' };
  if (answer.toLowerCase() !== (context.forwards ? forwards : backwards))
    return { id: 'motor-reversed', part, pins, seen: `ordered ${context.forwards ? forwards : backwards}` };
  return currentFault(io, context, runs.moved);
}

/** Something moves with the relay closed and this driver off: by its current, or by what the person saw, which. */
function* stuckDriver(io: Io, { chair, motor }: Context, moved: Moved): Script<Fault> {
  const other = otherMotor(motor);
  const rises = (name: Motor) => rise(moved, slotOf(io, `${name}.current`)) > risesCounts;
  const sensed = rises(motor) || rises(other);
  const answer = sensed
    ? ''
    : yield* say(io, `moved.${motor}`, `what moved: "other" where ${words[motor].other}`);
  const which = (sensed ? !rises(motor) : /^other/i.test(answer)) ? other : motor;
  return { id: 'switch-stuck', part: `the driver of the ${which}`, pins: pinsOf(chair, which), seen: '' };
}

const otherMotor = (motor: Motor): Motor => (motor === 'carriage' ? 'kneader' : 'carriage');

/** The motor is the right one and goes the right way: its current must show at its own sensor. */
function currentFault(io: Io, { chair, motor }: Context, moved: Moved): Fault | null {
  const sensor = chair[motor]?.current ?? null;
  if (sensor === null) return null;
  const own = rise(moved, slotOf(io, `${motor}.current`));
  if (own > risesCounts) return null;
  const other = rise(moved, slotOf(io, `${otherMotor(motor)}.current`));
  const pin = sensor.sensor.pin.name;
  const part = `the current of the ${motor}`;
  if (other <= risesCounts) return { id: 'current-silent', part, pins: [pin], seen: '' };
  const second = chair[otherMotor(motor)]?.current?.sensor.pin.name ?? '';
  return { id: 'currents-swapped', part, pins: [pin, second], seen: '' };
}
