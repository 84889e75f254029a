/** Plugging in the supply: before anything is driven, nothing may move by itself, and the voltage must be that of the file. */
import type { AnyChair } from '../chair/any-chair.ts';
import { allMotorNames } from '../chair/names.ts';
import { linesOf, type OutputLine } from '../chair/wiring.ts';
import { turnedList } from './drive-lists.ts';
import { watchList } from './lists.ts';
import { isOneWay, type Motor, motorOf, wayWords } from './motors.ts';
import { scaledAt } from './readings.ts';
import {
  type Io,
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

/** A voltage further than this from the file's is a wrong supply. */
const voltsShare = 0.1;
const triesMost = 6;

/** Has the supply of motors and pads unplugged; the divider, where there is one, must confirm it. */
export function* supplyOff(io: Io, chair: AnyChair): Script<void> {
  yield* lockTo(io, watchList(chair, false));
  for (let tries = 0; tries <= mendsMost; tries++) {
    const text = 'unplug the supply of motors and pads; the board has its own from USB. Say "done"';
    yield* sayOneOf(io, 'supply-off', text, isDone);
    yield* wait(io, 500);
    const volts = sensedVolts(io, chair);
    if (volts === null || volts < 2) return;
    io.tell(`the divider still reads ${volts.toFixed(1)} V`);
  }
  throw new SetupEnd('inputs are looked for with the supply unplugged, and its divider still reads some');
}

/** What the divider of the supply reads; null where there is none. */
function sensedVolts(io: Io, chair: AnyChair): number | null {
  const slot = io.seen.list?.slots.get('supply.sense');
  const { sense } = chair.supply;
  if (sense === null || slot === undefined) return null;
  return scaledAt(io.seen, slot, sense.perVolt, chair.chip);
}

/** Has the supply plugged in and gives its measured voltage; null where nobody could measure it. */
export function* supplyOn(io: Io, chair: AnyChair): Script<number | null> {
  const { nominalV } = chair.supply;
  for (let tries = 0; tries <= mendsMost; tries++) {
    yield* plugIn(io, chair);
    const said = yield* sayFigure(io, 'volts', 'the voltage of the supply by your multimeter', {
      from: 3,
      to: 60,
      unit: 'V',
    });
    const sensed = sensedVolts(io, chair);
    const off = [said, sensed].some((volts) => volts !== null && Math.abs(volts / nominalV - 1) > voltsShare);
    if (!off) return said ?? sensed;
    const shown = `${said ?? '?'} V by the multimeter, ${sensed?.toFixed(1) ?? '?'} V by the divider, ${nominalV} V by the file`;
    if (!(yield* mistake(io, 'supply-volts', 'the supply', [], shown))) break;
  }
  throw new SetupEnd('nothing is driven from a supply of another voltage');
}

/** Has the supply plugged in until nothing moves by itself. */
export function* plugIn(io: Io, chair: AnyChair): Script<void> {
  for (let tries = 0; tries < triesMost; tries++) {
    yield* lockTo(io, watchList(chair, false));
    const moves = yield* askPlug(io, chair);
    if (moves === null) return;
    const { motor } = moves;
    const { drive } = motorOf(chair, motor);
    const part = `the driver of the ${motor}`;
    const turned = yield* turnedLine(io, chair, moves);
    const mended =
      turned === null
        ? yield* mistake(
            io,
            'switch-stuck',
            part,
            linesOf(drive).map(([, { pin }]) => pin.name),
          )
        : yield* mistake(io, 'output-inverted', part, [turned.pin.name]);
    if (!mended) throw new SetupEnd(`the ${motor} moves by itself`);
  }
  throw new SetupEnd('something still moves by itself');
}

/** What moves by itself, and which way, where the person said so. */
interface ByItself {
  readonly motor: Motor;
  readonly forwards: boolean | null;
}

/** The output that is inverted: with it held off at the opposite level the motor stands still. Null where the motor never does. */
function* turnedLine(io: Io, chair: AnyChair, { motor, forwards }: ByItself): Script<OutputLine | null> {
  const { drive } = motorOf(chair, motor);
  const isUp = drive.lines.by !== 'each-way' || (forwards ?? (yield* askWay(io, motor)));
  for (const [key, line] of linesOf(drive)) {
    if (key === 'direction' || ('power' in drive.lines && line !== drive.lines.power)) continue;
    // Of two direction outputs only that of the motion is tried: inverting the other would switch both on.
    if (drive.lines.by === 'each-way' && (key === 'up') !== isUp) continue;
    yield* lockTo(io, turnedList(chair, motor, line));
    if ((yield* askPlug(io, chair))?.motor !== motor) return line;
  }
  return null;
}

function* askWay(io: Io, motor: Motor): Script<boolean> {
  const { forwards, backwards } = wayWords[motor];
  const text = `which way did the ${motor} move: "${forwards}" or "${backwards}"`;
  const isWay = (answer: string): boolean => answer === forwards || answer === backwards;
  return (yield* sayOneOf(io, `moved.${motor}`, text, isWay)) === forwards;
}

/** Asks what moves by itself as the supply is plugged in; null where nothing does. */
function* askPlug(io: Io, chair: AnyChair): Script<ByItself | null> {
  const motors = allMotorNames.filter((motor) => chair[motor] !== null);
  const motorIn = (said: string) => motors.find((each) => each === said.split(/\s+/)[0]);
  const names = motors.map(
    (motor) => `"${motor}${isOneWay(chair, motor) ? '' : ` ${wayWords[motor].forwards}`}"`,
  );
  const answer = yield* sayOneOf(
    io,
    'supply-on',
    `plug in the supply of motors and pads, the emergency stop or the plug in your hand. Say "done" where nothing moves; else pull the plug, and say what moved and which way: ${names.join(', ')}`,
    (said) => isDone(said) || motorIn(said) !== undefined,
  );
  yield* wait(io, 500);
  const [, way = ''] = answer.split(/\s+/);
  const motor = motorIn(answer);
  if (motor === undefined) return null;
  const { forwards, backwards } = wayWords[motor];
  return { motor, forwards: way === forwards ? true : way === backwards ? false : null };
}
