/**
 * One move of one motor: only while the key is held, only so long, and each wants a new press. The chip watches the key
 * itself and switches off within its 4 ms; nothing is queued, for a frame renews an output and never adds a move.
 */

import { motorNumber } from '../board/protocol/roles.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { InputLine } from '../chair/wiring.ts';
import type { Inputs } from './drive-lists.ts';
import type { Motor } from './motors.ts';
import { begin, type Io, isDone, type Script, SetupEnd, sayOneOf, until, wait } from './script.ts';

/** One turn of a move. */
export interface Sample {
  readonly ms: Milliseconds;
  readonly levels: Uint8Array;
  readonly edges: number;
  readonly analog: readonly number[];
}

export interface Moved {
  /** From the moment that the motor was ordered on, on; and from its being ordered off. */
  readonly driven: readonly Sample[];
  readonly after: readonly Sample[];
  /** Before anything was on. */
  readonly rest: Sample;
  readonly why: 'time' | 'until' | 'let-go';
}

interface Move {
  readonly motor: Motor;
  readonly forwards: boolean;
  readonly ms: Milliseconds;
  /** By time since it began, and what has been seen; 0 to 1. */
  readonly duty: (ms: Milliseconds, driven: readonly Sample[]) => number;
  /** Off where this is so. */
  readonly until?: (driven: readonly Sample[]) => boolean;
  /** The relay of the motors, where there is one; on where left out. */
  readonly relay?: boolean;
  readonly coastMs?: Milliseconds;
  /** Nothing but the person sees it stand: letting go ends the move, and is no reason to repeat it. */
  readonly letGoEnds?: boolean;
  /** Power before the relay closes and until it has opened: one that is on at the other level then never is. */
  readonly powerFirst?: boolean;
}

/** What the person holds, and how to say so. */
export interface Hold {
  /** Its place in the file; empty for the keyboard of a terminal, which knows no release: each press is one pulse. */
  readonly part: string;
  readonly name: string;
}

const relaySettlesMs = 60;
const armWithinMs = 1500;
/** Until everything stands still, as far as anybody can see. */
const stillMs = 600;
/** For a person to find the key. */
const patienceMs = 120_000;
/** The key is down when it has been so for this long: not by a bounce. */
const holdLeastMs = 60;
const releasesMost = 4;

function sampleOf(io: Io, fromMs: Milliseconds): Sample {
  const { nowMs, levels, edges, analog } = io.seen;
  return { ms: nowMs - fromMs, levels: Uint8Array.from(levels), edges, analog: [...analog] };
}

/** Whether this input is active. */
export const isOn = (
  line: Pick<InputLine, 'pin' | 'activeHigh'>,
  { levels }: Pick<Sample, 'levels'>,
): boolean => (levels[line.pin.number] === 1) === line.activeHigh;

export function isActive(io: Io, inputs: Inputs, part: string): boolean {
  if (part === pageButton.part) return io.held;
  const line = inputs.get(part);
  return line !== undefined && isOn(line, io.seen);
}

/** The longest that a press of the keyboard gives. */
export const pulseMs = 150;
export const keyboard: Hold = { part: '', name: 'Enter' };
/** No pin that the chip could watch: let go of, all is off in that very turn; its page gone, within the lease of the hold. */
export const pageButton: Hold = { part: 'page', name: 'the button of the page' };

/** Moves as ordered. A move that is let go of is asked for again, from the start. */
export function* move(io: Io, inputs: Inputs, hold: Hold, order: Move, text: string): Script<Moved> {
  if (hold.part === keyboard.part) return yield* onePulse(io, order, text);
  for (let tries = 0; tries < releasesMost; tries++) {
    yield* waitForHold(io, inputs, hold, order.motor, text);
    io.byButton = hold.part === pageButton.part;
    const moved = yield* drive(io, order);
    io.byButton = false;
    yield* waitForRelease(io, inputs, hold, order.motor);
    if (moved !== null && (moved.why !== 'let-go' || order.letGoEnds === true)) return moved;
    io.tell(
      moved === null
        ? `the chip does not arm: ${io.seen.refusal || `${hold.name} was let go`}`
        : 'the key was let go: once more, and hold it',
    );
  }
  throw new SetupEnd(`the ${order.motor} was let go of ${releasesMost} times, or the chip would not arm`);
}

function* onePulse(io: Io, order: Move, text: string): Script<Moved> {
  const isEnter = (answer: string): boolean => answer === '' || isDone(answer);
  yield* sayOneOf(io, `pulse.${order.motor}`, `${text}: press Enter for one pulse`, isEnter);
  const moved = yield* drive(io, { ...order, ms: Math.min(order.ms, pulseMs) });
  if (moved === null) throw new SetupEnd(`the chip does not arm: ${io.seen.refusal}`);
  return moved;
}

function* waitForHold(io: Io, inputs: Inputs, hold: Hold, motor: Motor, text: string): Script<void> {
  begin(io, { id: `hold.${motor}`, text: `${text}: hold ${hold.name}`, kind: 'hold', part: hold.part });
  let sinceMs = -1;
  const held = yield* until(
    io,
    () => {
      if (!isActive(io, inputs, hold.part)) sinceMs = -1;
      else if (sinceMs < 0) sinceMs = io.seen.nowMs;
      return sinceMs >= 0 && io.seen.nowMs - sinceMs >= holdLeastMs;
    },
    patienceMs,
  );
  if (!held) throw new SetupEnd(`nobody held ${hold.name}`);
}

function* waitForRelease(io: Io, inputs: Inputs, hold: Hold, motor: Motor): Script<void> {
  begin(io, { id: `hold.${motor}`, text: 'let go', kind: 'release', part: hold.part });
  if (!(yield* until(io, () => !isActive(io, inputs, hold.part), patienceMs)))
    throw new SetupEnd(`${hold.name} was never let go of`);
  io.asked = null;
  yield* wait(io, 100);
}

/** Null where the chip did not arm. */
function* drive(io: Io, order: Move): Script<Moved | null> {
  const { order: out } = io;
  io.off();
  out.arm = true;
  if (!(yield* until(io, () => io.seen.armed, armWithinMs))) {
    out.arm = false;
    return null;
  }
  const rest = sampleOf(io, io.seen.nowMs);
  const number = motorNumber[order.motor];
  out.forwards[number] = order.forwards;
  if (order.powerFirst === true) {
    out.duty[number] = order.duty(0, []);
    yield* wait(io, relaySettlesMs);
  }
  out.motorRelay = order.relay !== false;
  yield* wait(io, relaySettlesMs);
  const fromMs = io.seen.nowMs;
  const driven: Sample[] = [];
  let why: Moved['why'] = 'time';
  for (;;) {
    const ms = io.seen.nowMs - fromMs;
    if (!io.seen.armed) why = 'let-go';
    else if (order.until?.(driven) === true) why = 'until';
    if (ms >= order.ms || why !== 'time') break;
    out.duty[number] = Math.min(1, Math.max(0, order.duty(ms, driven)));
    yield;
    driven.push(sampleOf(io, fromMs));
  }
  if (order.powerFirst === true) {
    out.motorRelay = false;
    yield* wait(io, relaySettlesMs);
  }
  out.duty[number] = 0;
  const offMs = io.seen.nowMs;
  const after: Sample[] = [];
  while (io.seen.nowMs - offMs < (order.coastMs ?? stillMs)) {
    yield;
    after.push(sampleOf(io, fromMs));
  }
  io.off();
  out.arm = false;
  yield;
  return { driven, after, rest, why };
}
