/**
 * One move of one motor: only while the key is held, for a limited time, and with a new press for each move. The chip itself
 * watches the key and switches off within 4 ms. Nothing is queued: a frame renews an output and never adds a move.
 */

import { motorNumber } from '../board/protocol/roles.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { InputLine } from '../chair/wiring.ts';
import type { Inputs } from './drive-lists.ts';
import type { Motor } from './motors.ts';
import { begin, type Io, isDone, type Script, SetupEnd, sayOneOf, until, wait } from './script.ts';

/** The readings of one turn of a move. */
export interface Sample {
  readonly ms: Milliseconds;
  readonly levels: Uint8Array;
  readonly edges: number;
  readonly analog: readonly number[];
}

export interface Moved {
  /** Samples while the motor was ordered on, and samples after it was ordered off. */
  readonly driven: readonly Sample[];
  readonly after: readonly Sample[];
  /** The sample before anything was on. */
  readonly rest: Sample;
  readonly why: 'time' | 'until' | 'let-go';
}

interface Move {
  readonly motor: Motor;
  readonly forwards: boolean;
  readonly ms: Milliseconds;
  /** Duty, 0 to 1, from the time since the start and the samples so far. */
  readonly duty: (ms: Milliseconds, driven: readonly Sample[]) => number;
  /** The move ends when this is true. */
  readonly until?: (driven: readonly Sample[]) => boolean;
  /** Order to the relay of the motors, where there is one; default on. */
  readonly relay?: boolean;
  readonly coastMs?: Milliseconds;
  /** Only the person sees the motor stand, so letting go ends the move and does not repeat it. */
  readonly letGoEnds?: boolean;
  /** The duty is on before the relay closes and until it has opened, so that an output that is on at the opposite level never drives. */
  readonly powerFirst?: boolean;
}

/** What the person holds, and how to say so. */
export interface Hold {
  /** Its path in the file; empty for the terminal's keyboard, which reports no release: each press gives one pulse. */
  readonly part: string;
  readonly name: string;
}

const relaySettlesMs = 60;
const armWithinMs = 1500;
/** Time after a move until everything stands still. */
const stillMs = 600;
/** Time for a person to find the key. */
const patienceMs = 120_000;
/** The key must be down this long to count as held, so that a bounce does not count. */
const holdLeastMs = 60;
const releasesMost = 4;

function sampleOf(io: Io, fromMs: Milliseconds): Sample {
  const { nowMs, levels, edges, analog } = io.seen;
  return { ms: nowMs - fromMs, levels: Uint8Array.from(levels), edges, analog: [...analog] };
}

/** Whether this input is active in the sample. */
export const isOn = (
  line: Pick<InputLine, 'pin' | 'activeHigh'>,
  { levels }: Pick<Sample, 'levels'>,
): boolean => (levels[line.pin.number] === 1) === line.activeHigh;

export function isActive(io: Io, inputs: Inputs, part: string): boolean {
  if (part === pageButton.part) return io.held;
  const line = inputs.get(part);
  return line !== undefined && isOn(line, io.seen);
}

/** Longest pulse from one press of the keyboard. */
export const pulseMs = 150;
export const keyboard: Hold = { part: '', name: 'Enter' };
/** The page's button is on no pin that the chip could watch: on release all is off in that turn; without the page, within the hold's lease. */
export const pageButton: Hold = { part: 'page', name: 'the button of the page' };

/** Moves as ordered. If the key is let go, the whole move is asked for again. */
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

/** Carries out the move; null where the chip did not arm. */
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
