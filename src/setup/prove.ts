/**
 * Proves each switch of a motor before it is used, in pulses of 0.15 s: with the relay open or the driver off nothing may
 * happen; with both on the motor moves, and the person says which way. Where nothing on the chair senses the motor, the person
 * says after each pulse what moved.
 */
import type { AnyChair, AnyMotor } from '../chair/any-chair.ts';
import { guardedOutputs, signOutputs } from '../chair/lines.ts';
import { allMotorNames } from '../chair/names.ts';
import { linesOf } from '../chair/wiring.ts';
import { type Inputs, motorList } from './drive-lists.ts';
import type { Fault } from './mistakes.ts';
import { isOneWay, type Motor, motorOf, wayWords } from './motors.ts';
import { type Hold, isActive, type Moved, move, pulseMs } from './moves.ts';
import { countAt } from './readings.ts';
import { type Io, isDone, isNone, lockTo, mistake, type Script, SetupEnd, sayOneOf } from './script.ts';
import { plugIn } from './supply.ts';

/** Duty of a pulse: enough to move any motor driven by PWM, and well above the file's least duty. */
export const pulseDuty = ({ drive }: Pick<AnyMotor, 'drive'>): number =>
  drive.pwm === null ? 1 : Math.min(1, Math.max(0.6, 1.3 * drive.pwm.duty.min));
/** Rise of a current reading that is more than noise, in counts. */
const risesCounts = 8;
const countedWithinMs = 300;

/** Whether the chair senses this motor: by its current, or by a counting sensor that surely counts within a pulse and its coasting. */
export function isSensed(chair: AnyChair, motor: Motor): boolean {
  if ((chair[motor]?.current ?? null) !== null) return true;
  const { carriage } = chair;
  if (motor !== 'carriage' || carriage === null || carriage.counts === null) return false;
  const { up, down } = carriage.fullSpeedMmPerS;
  return carriage.counts.eachMm <= (countedWithinMs * Math.min(up, down)) / 1000;
}

/** Index of a motor's current among the analog inputs. */
const slotOf = (io: Io, motor: Motor): number | undefined => io.seen.list?.slots.get(`${motor}.current`);

/** The largest rise of this motor's current during the move, in counts. */
function rise(io: Io, moved: Moved, motor: Motor): number {
  const slot = slotOf(io, motor);
  if (slot === undefined) return 0;
  const before = countAt(moved.rest, slot);
  return Math.max(0, ...moved.driven.map((sample) => countAt(sample, slot) - before));
}

const pinsOf = (chair: AnyChair, motor: Motor): string[] => {
  const found = chair[motor];
  return found === null ? [] : linesOf(found.drive).map(([, { pin }]) => pin.name);
};

/** Pins that changed during or after the move and that no input was found on. */
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

interface Context {
  readonly chair: AnyChair;
  /** The inputs known so far. */
  readonly inputs: () => Inputs;
  readonly hold: Hold;
  readonly motor: Motor;
  readonly forwards: boolean;
}

interface Pulse {
  readonly relay: boolean;
  readonly on: boolean;
  readonly text: string;
  /** At full power, ordered before the relay closes: an output that is on at the opposite level is then off all along. */
  readonly full?: boolean;
}

interface Pulsed {
  readonly moved: Moved;
  /** Something moved, or drew current. */
  readonly lives: boolean;
  /** Which motor it was; null where nobody can tell. */
  readonly which: Motor | null;
  /** What the person said, where they were asked. */
  readonly said: string | null;
}

/** Gives a pulse. What it shows is sensed by the chair, otherwise said by the person. */
function* pulse(io: Io, context: Context, { relay, on, text, full = false }: Pulse): Script<Pulsed> {
  const { chair, inputs, hold, motor } = context;
  const duty = full ? 1 : pulseDuty(motorOf(chair, motor));
  const order = {
    motor,
    forwards: context.forwards,
    ms: pulseMs,
    duty: () => (on ? duty : 0),
    relay,
    powerFirst: full,
  };
  const moved = yield* move(io, inputs(), hold, order, text);
  const drawing = allMotorNames.find((each) => rise(io, moved, each) > risesCounts) ?? null;
  if (drawing !== null) return { moved, lives: true, which: drawing, said: null };
  if (changedPins(chair, inputs(), moved).length > 0) return { moved, lives: true, which: null, said: null };
  if (isSensed(chair, motor)) return { moved, lives: false, which: null, said: null };
  const said = yield* askMoved(io, chair, motor);
  const which = movedPart(chair, motor, said);
  return { moved, lives: which !== null, which, said };
}

function* askMoved(io: Io, chair: AnyChair, motor: Motor): Script<string> {
  const { forwards, backwards } = wayWords[motor];
  const others = allMotorNames.filter((each) => each !== motor && chair[each] !== null);
  const own = isOneWay(chair, motor) ? '"yes"' : `"${forwards}", "${backwards}"`;
  const text = `did the ${motor} move, and which way: ${[own, '"nothing"', ...others.map((each) => `"${each}" where it was that`)].join(', ')}`;
  const isOne = (answer: string): boolean =>
    isNone(answer) ||
    answer === 'other' ||
    answer === forwards ||
    answer === backwards ||
    (answer === 'yes' && isOneWay(chair, motor)) ||
    others.some((other) => other === answer);
  return yield* sayOneOf(io, `moved.${motor}`, text, isOne);
}

const otherMotor = (chair: AnyChair, motor: Motor): Motor | null =>
  allMotorNames.find((each) => each !== motor && chair[each] !== null) ?? null;

/** Which motor moved, from the person's answer; null where nothing moved. */
function movedPart(chair: AnyChair, motor: Motor, said: string): Motor | null {
  if (isNone(said)) return null;
  if (said === 'other') return otherMotor(chair, motor) ?? motor;
  return allMotorNames.find((each) => each === said) ?? motor;
}

/** Whether the person saw this motor move. */
export function* sawMotion(io: Io, chair: AnyChair, motor: Motor): Script<boolean> {
  return movedPart(chair, motor, yield* askMoved(io, chair, motor)) === motor;
}

export function* proveMotor(io: Io, base: Omit<Context, 'forwards'>): Script<void> {
  const { chair, motor } = base;
  for (let tries = 0; tries < 8; tries++) {
    const fault = yield* proveOnce(io, base);
    if (fault === null) return;
    // Without a relay a wrong repair would move the motor at once, so the plug is pulled first.
    const isBare = chair.motors.relay === null;
    if (isBare)
      yield* sayOneOf(
        io,
        'supply-off',
        'something is wrong: pull the plug of motors and pads. Say "done"',
        isDone,
      );
    if (!(yield* mistake(io, fault.id, fault.part, fault.pins, fault.seen)))
      throw new SetupEnd(`the ${motor} is not moved while this stands: ${io.mistakes.at(-1)?.said ?? ''}`);
    if (isBare) yield* plugIn(io, chair);
  }
  throw new SetupEnd(`the ${motor} of ${chair.model} is wired in a way that setup does not understand`);
}

function* proveOnce(io: Io, base: Omit<Context, 'forwards'>, first = true): Script<Fault | null> {
  const { chair, motor } = base;
  yield* lockTo(io, motorList(chair, motor, base.inputs(), base.hold.part));
  // The carriage moves away from an end that it stands at.
  const forwards = motor !== 'carriage' || !isActive(io, base.inputs(), 'carriage.ends.top');
  const context: Context = { ...base, forwards };
  const { relay } = chair.motors;
  const open =
    relay === null
      ? null
      : yield* pulse(io, context, { relay: false, on: true, text: 'nothing should move: the relay is open' });
  const rests = yield* pulse(io, context, {
    relay: true,
    on: false,
    text: 'nothing should move: the driver is off',
  });
  if (rests.lives && open?.lives !== true) return yield* livesAtRest(io, context, rests, first);
  const runs = yield* pulse(io, context, { relay: true, on: true, text: `a short pulse of the ${motor}` });
  if (open?.lives === true) {
    const id = runs.lives ? 'switch-stuck' : 'output-inverted';
    return { id, part: 'the relay of the motors', pins: [relay?.pin.name ?? ''], seen: '' };
  }
  return yield* judgeMotion(io, context, runs);
}

function* judgeMotion(io: Io, context: Context, runs: Pulsed): Script<Fault | null> {
  const { chair, motor, forwards } = context;
  const { relay } = chair.motors;
  const said = runs.said ?? (yield* askMoved(io, chair, motor));
  const which = movedPart(chair, motor, said);
  const [part, pins] = [`the ${motor}`, pinsOf(chair, motor)];
  if (which === null)
    return runs.lives
      ? { id: 'switch-stuck', part, pins, seen: 'it draws current and does not move: is it jammed?' }
      : { id: 'output-dead', part, pins: relay === null ? pins : [...pins, relay.pin.name], seen: '' };
  if (which !== motor)
    return { id: 'motors-swapped', part, pins: [...pins, ...pinsOf(chair, which)], seen: '' };
  const way = wayWords[motor][forwards ? 'forwards' : 'backwards'];
  if (!isOneWay(chair, motor) && said !== way)
    return { id: 'motor-reversed', part, pins, seen: `ordered ${way}` };
  if (hidesAtRest(chair, motor)) {
    const full = yield* pulse(io, context, {
      relay: true,
      on: true,
      full: true,
      text: `a pulse at full power`,
    });
    const lives = full.lives || (full.said === null && (yield* sawMotion(io, chair, motor)));
    if (!lives) return { id: 'output-inverted', part, pins, seen: 'it moves at some power, and not at full' };
  }
  return currentFault(io, context, runs.moved);
}

/** With both lines of its bridge off nothing moves, so an inverted power output shows only in that more duty gives less motion. */
const hidesAtRest = (chair: AnyChair, motor: Motor): boolean =>
  chair[motor]?.drive.lines.by === 'power-and-lines' && chair[motor]?.drive.pwm !== null;

/** Something moves with the relay closed and this driver off: the driver is stuck, or inverted. */
function* livesAtRest(io: Io, context: Context, rests: Pulsed, first: boolean): Script<Fault | null> {
  const { chair, motor } = context;
  const which = rests.which ?? movedPart(chair, motor, yield* askMoved(io, chair, motor)) ?? motor;
  const pins = pinsOf(chair, which);
  const part = `the driver of the ${which}`;
  if (which !== motor) {
    // Only the other motor's own outputs show what is wrong, and this list does not contain them.
    const fault = first ? yield* proveOnce(io, { ...context, motor: which }, false) : null;
    return fault ?? { id: 'switch-stuck', part, pins, seen: '' };
  }
  const text = `a short pulse of the ${motor}, at full power`;
  const runs = yield* pulse(io, context, { relay: true, on: true, text, full: true });
  return { id: runs.lives ? 'switch-stuck' : 'output-inverted', part, pins, seen: '' };
}

/** Once the right motor moves the right way, its current must show at its own sensor. */
function currentFault(io: Io, { chair, motor }: Context, moved: Moved): Fault | null {
  const sensor = chair[motor]?.current ?? null;
  if (sensor === null || rise(io, moved, motor) > risesCounts) return null;
  const other = allMotorNames.find((each) => each !== motor && rise(io, moved, each) > risesCounts);
  const pin = sensor.sensor.pin.name;
  const part = `the current of the ${motor}`;
  if (other === undefined) return { id: 'current-silent', part, pins: [pin], seen: '' };
  const second = chair[other]?.current?.sensor.pin.name ?? '';
  return { id: 'currents-swapped', part, pins: [pin, second], seen: '' };
}
