/**
 * Setup is written as scripts, which wait for pins, for time and for the person, turn by turn. They are pure: the chip's pins
 * and the time come in with each turn; orders to the chip and asks to the person go out.
 */

import type { PinList, PinOrder, PinsSeen } from '../board/link/pin-order.ts';
import { parseAny, type UnitKind } from '../chair/file/quantities.ts';
import type { Milliseconds } from '../chair/units.ts';
import { type FoundMistake, foundMistake, type MistakeId } from './mistakes.ts';

/** Yields once a turn until it is done. */
export type Script<Result> = Generator<undefined, Result, undefined>;

export interface Ask {
  readonly id: string;
  readonly text: string;
  /** The person is to say something, press a part several times, hold the key, or let go of it. */
  readonly kind: 'say' | 'press' | 'hold' | 'release';
  /** The part to press or hold, by its path in the file. */
  readonly part: string;
}

/** A message about what is going on. */
interface Told {
  readonly atMs: Milliseconds;
  readonly text: string;
}

export class Io {
  seen: PinsSeen;
  readonly order: PinOrder;
  /** The current ask, and the person's answer. */
  asked: Ask | null = null;
  answer: string | null = null;
  /** Whether the page's button is held; and whether outputs may be on only while it is. */
  held = false;
  byButton = false;
  readonly mistakes: FoundMistake[] = [];
  readonly told: Told[] = [];
  /** The ids of all asks so far, in order. */
  readonly asks: string[] = [];

  constructor(seen: PinsSeen, list: PinList) {
    this.seen = seen;
    this.order = {
      list,
      arm: false,
      duty: [0, 0, 0],
      forwards: [false, false, false],
      pad: false,
      padRelay: false,
      motorRelay: false,
    };
  }

  tell(text: string): void {
    this.told.push({ atMs: this.seen.nowMs, text });
  }

  /** Called before each turn: whether the page's button is held. When it is let go, everything that it holds is off in this turn. */
  hold(held: boolean): void {
    this.held = held;
    this.keepHold();
  }

  keepHold(): void {
    if (!this.byButton || this.held) return;
    this.off();
    this.order.arm = false;
  }

  off(): void {
    this.order.duty.fill(0);
    this.order.pad = false;
    this.order.padRelay = false;
    this.order.motorRelay = false;
  }
}

/** Setup cannot go on; the text says why, and what would help. */
export class SetupEnd extends Error {}

export function* wait(io: Io, ms: Milliseconds): Script<void> {
  const untilMs = io.seen.nowMs + ms;
  while (io.seen.nowMs < untilMs) yield;
}

/** Waits for the condition; false if it is not met within `ms`. */
export function* until(io: Io, condition: () => boolean, ms: Milliseconds): Script<boolean> {
  const untilMs = io.seen.nowMs + ms;
  while (!condition()) {
    if (io.seen.nowMs >= untilMs) return false;
    yield;
  }
  return true;
}

/** Long enough for a chip to restart, check its memory, greet and take its list. */
const lockMs = 30_000;

/** Switches everything off, and has the chip restart and lock to this list. */
export function* lockTo(io: Io, list: PinList): Script<void> {
  io.off();
  io.order.arm = false;
  io.order.list = list;
  if (!(yield* until(io, () => io.seen.list === list, lockMs)))
    throw new SetupEnd(`the chip did not take its list of pins: ${io.seen.refusal || 'it is silent'}`);
}

export function begin(io: Io, ask: Ask): void {
  io.asked = ask;
  io.answer = null;
  if (io.asks.at(-1) !== ask.id) io.asks.push(ask.id);
}

function* say(io: Io, id: string, text: string): Script<string> {
  begin(io, { id, text, kind: 'say', part: '' });
  while (io.answer === null) yield;
  const answer: string = io.answer;
  io.asked = null;
  return answer.trim();
}

const answerTries = 5;

/** Asks until the answer is a valid one: an unknown answer is never taken as a yes. Returns it in lower case. */
export function* sayOneOf(
  io: Io,
  id: string,
  text: string,
  isOne: (answer: string) => boolean,
): Script<string> {
  let answer = '';
  for (let tries = 0; tries < answerTries; tries++) {
    answer = (yield* say(io, id, text)).toLowerCase();
    if (isOne(answer)) return answer;
    io.tell(`"${answer}" is no answer to this`);
  }
  throw new SetupEnd(`"${answer}" is no answer: ${text}`);
}

export const isDone = (answer: string): boolean => /^(done|yes|y|mended|ok)$/i.test(answer);
export const isNone = (answer: string): boolean => /^(none|no|n|nothing|skip|leave)$/i.test(answer);

/** The range of a figure from the person's instrument, and its unit. */
interface FigureRange {
  readonly from: number;
  readonly to: number;
  readonly unit: UnitKind;
}

/** Reads `24.1`, `24,1`, `24.1 V` or `79.4 cm`; null where the answer is no figure of this unit. */
function figureIn(unit: UnitKind, answer: string): number | null {
  const text = answer.trim().replace(/^(\d+),(\d+)/, '$1.$2');
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const found = parseAny(text);
  return found?.kind === unit ? found.amount : null;
}

const figureTries = 5;

/** Asks for a figure from the person's instrument until it is a valid one. Null where the person says that there is none. */
export function* sayFigure(
  io: Io,
  id: string,
  text: string,
  { from, to, unit }: FigureRange,
): Script<number | null> {
  let answer = '';
  for (let tries = 0; tries < figureTries; tries++) {
    answer = yield* say(io, id, `${text}, or "none"`);
    if (/^(none|no|skip)$/i.test(answer)) return null;
    const value = figureIn(unit, answer);
    if (value !== null && value >= from && value <= to) return value;
    io.tell(`"${answer}" is no figure from ${from} to ${to} ${unit}`);
  }
  throw new SetupEnd(`"${answer}" is no figure: ${text}, from ${from} to ${to} ${unit}, or "none"`);
}

/** How many times a part is mended and measured again before it is left as it is. */
export const mendsMost = 3;

/** Reports a mistake and waits for the person: true if they have mended it. */
export function* mistake(
  io: Io,
  id: MistakeId,
  part: string,
  pins: readonly string[],
  seen = '',
): Script<boolean> {
  io.off();
  io.order.arm = false;
  const found = foundMistake(id, part, pins, seen);
  io.mistakes.push(found);
  io.tell(found.said);
  const text = `${found.said} Mend it and say "done", or "leave" it`;
  return isDone(yield* sayOneOf(io, `fix.${id}`, text, (answer) => isDone(answer) || isNone(answer)));
}
