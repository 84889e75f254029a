/**
 * Finds the inputs, with the supply of motors and pads unplugged: the person presses one part after the other, and the pin
 * that changes belongs to the part. The stop key is first. A part that does not respond is never taken as absent.
 */
import type { Burst } from '../board/link/pin-bursts.ts';
import { abilitiesOf } from '../chair/abilities.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import type { ChipPin } from '../chair/chips/chip.ts';
import { inputLines } from '../chair/lines.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { InputLine } from '../chair/wiring.ts';
import { watchList } from './lists.ts';
import { begin, type Io, lockTo, mistake, type Script, SetupEnd, wait } from './script.ts';

/** What was found about an input. */
export type FoundInput = Pick<InputLine, 'pin' | 'activeHigh' | 'pull'> & {
  /** Longest bounce of its contact, on press or release; left out where the chip did not report it. */
  readonly bounceMs?: Milliseconds;
};

/** How long the pins are watched at rest. */
const restMs = 3000;
/** A press counts once the pin has been changed for two turns, so that a bounce does not. */
const pressLeastMs = 40;
export const presses = 3;
/** How many more times a part is asked for where its pin was not clear. */
const againMost = 1;
/** Longest wait for the presses of a part; then setup goes on with what it has seen. */
const patienceMs = 60_000;

/** The parts that are pressed by hand, the stops first. The sensors of the way and of the cams change only as motors turn. */
export function pressedParts(chair: AnyChair): string[] {
  const order = ['inputs.stop', 'inputs.emergency-stop', 'inputs.keys.', 'inputs.seat', 'carriage.ends.'];
  const rank = (path: string) => order.findIndex((prefix) => path.startsWith(prefix));
  return inputLines(chair)
    .map(({ path }) => path)
    .filter((path) => rank(path) >= 0)
    .sort((one, two) => rank(one) - rank(two));
}

/** Pins at rest: their levels, and the pins that change by themselves. */
interface Rest {
  readonly levels: Uint8Array;
  readonly restless: ReadonlySet<number>;
}

function* rest(io: Io, chair: AnyChair, pullUps: boolean): Script<Rest> {
  yield* lockTo(io, watchList(chair, pullUps));
  yield* wait(io, 200);
  const levels = Uint8Array.from(io.seen.levels);
  const restless = new Set<number>();
  const untilMs = io.seen.nowMs + restMs;
  while (io.seen.nowMs < untilMs) {
    for (const [pin, level] of io.seen.levels.entries()) if (level !== levels[pin]) restless.add(pin);
    yield;
  }
  return { levels, restless };
}

/** What the presses of one part changed: pin -> number of presses. Restless pins are ignored. */
function* watchPresses(
  io: Io,
  part: string,
  text: string,
  times: number,
  base: Rest,
): Script<Map<number, number>> {
  begin(io, { id: `press.${part}`, text, kind: 'press', part });
  const seen = new Map<number, number>();
  const untilMs = io.seen.nowMs + patienceMs;
  let done = 0;
  while (done < times && io.seen.nowMs < untilMs && !hasAnswered(io)) {
    const down = yield* onePress(io, base, untilMs);
    for (const pin of down) seen.set(pin, (seen.get(pin) ?? 0) + 1);
    if (down.size > 0) done++;
  }
  return seen;
}

/** Whether the person answers that there is none, or that nothing happens. Any other answer is reported as such, and pressing goes on. */
function hasAnswered(io: Io): boolean {
  const answer = io.answer?.trim() ?? null;
  if (answer === null) return false;
  if (saysNone(answer) || /^nothing( happens)?$/i.test(answer)) return true;
  io.tell(`"${answer}" is no answer to this`);
  io.answer = null;
  return false;
}

/** One press, from the first change until everything is at rest again: the pins that stayed changed long enough. */
function* onePress(io: Io, { levels, restless }: Rest, untilMs: Milliseconds): Script<Set<number>> {
  const since = new Map<number, number>();
  const found = new Set<number>();
  while (io.seen.nowMs < untilMs && !hasAnswered(io)) {
    const { nowMs } = io.seen;
    let changed = 0;
    for (const [pin, level] of io.seen.levels.entries()) {
      if (restless.has(pin)) continue;
      if (level === levels[pin]) {
        since.delete(pin);
        continue;
      }
      changed++;
      const from = since.get(pin) ?? nowMs;
      since.set(pin, from);
      if (nowMs - from >= pressLeastMs) found.add(pin);
    }
    if (changed === 0 && found.size > 0) break;
    yield;
  }
  return found;
}

/** A part in words, by its path in the file. */
export function partName(path: string): string {
  const words: Readonly<Record<string, string>> = {
    'inputs.stop': 'the stop key',
    'inputs.emergency-stop': 'the emergency stop',
    'inputs.seat': 'the seat switch',
    'carriage.ends.top': 'the switch at the top of the rail',
    'carriage.ends.bottom': 'the switch at the bottom of the rail',
    'carriage.ends.middle': 'the switch in the middle of the rail',
  };
  return words[path] ?? (path.startsWith('inputs.keys.') ? `the ${path.slice(12)} key` : path);
}

export const middle = 'carriage.ends.middle';

/** A switch that the carriage presses already could not be pressed by hand. */
const whereFrom = (part: string): string =>
  part.startsWith('carriage.ends.') ? 'with the carriage off it, ' : '';

const pressText = (part: string): string =>
  part === 'inputs.seat'
    ? `sit down and get up ${presses} times, or say "none" or "nothing happens"`
    : `press ${partName(part)} ${presses} times, ${whereFrom(part)}or say "none" where there is none, or "nothing happens"`;

const saysNone = (answer: string | null): boolean => answer !== null && /^none$/i.test(answer.trim());

/** What is known about the inputs so far; `up` and `free`: the pins at rest with and without the pull-ups. */
interface Known {
  readonly chair: AnyChair;
  readonly up: Rest;
  readonly free: Rest;
  readonly found: Map<string, FoundInput>;
  readonly absent: Set<string>;
  /** Parts of which nothing was seen, possibly because the carriage stands on them. */
  readonly later: Set<string>;
}

export interface Inputs {
  readonly found: ReadonlyMap<string, FoundInput>;
  /** Parts that the chair does not have, as the person says. */
  readonly absent: ReadonlySet<string>;
  readonly later: ReadonlySet<string>;
}

/** A part that a second press without the pull-ups must decide; `pin`: the one that changed, null where nothing was seen. */
interface Unsure {
  readonly pin: number | null;
  /** Longest bounce with the pull-ups; without them the chip is not asked to report changes. */
  readonly burst: Burst | null;
}

/** The bounce in words and as it is kept. Empty without the chip's report, since setup reads the pins more slowly than a contact bounces. */
function bounceOf(burst: Burst | null): { said: string; bounceMs: Pick<FoundInput, 'bounceMs'> } {
  if (burst === null) return { said: '', bounceMs: {} };
  const bounceMs = Math.ceil(burst.ms);
  const said = burst.changes === 1 ? ', clean' : `, bounces for ${bounceMs} ms, ${burst.changes} changes`;
  return { said, bounceMs: { bounceMs } };
}

/** Most rounds of pressing: a mended part is pressed again, and the repair may be wrong, too. */
const roundsMost = 5;

/** `pageHolds`: the page's button may move motors, so that no key is needed for that. */
export function* findInputs(io: Io, chair: AnyChair, pageHolds: boolean): Script<Inputs> {
  const inputs = {
    found: new Map<string, FoundInput>(),
    absent: new Set<string>(),
    later: new Set<string>(),
  };
  const { found } = inputs;
  const mayMove = (chair.carriage?.ends.middle ?? null) !== null && abilitiesOf(chair).roll;
  yield* pressAll(io, chair, pressedParts(chair), inputs, () => {
    return mayMove && (pageHolds || [...found.keys()].some((path) => path.startsWith('inputs.keys.')));
  });
  if (!found.has('inputs.stop'))
    throw new SetupEnd('no stop key was found: nothing that moves or heats is ever switched on without one');
  return inputs;
}

type Finding = Pick<Known, 'found' | 'absent' | 'later'>;

export function* pressAll(
  io: Io,
  chair: AnyChair,
  parts: readonly string[],
  inputs: Finding,
  movesLater: () => boolean,
): Script<void> {
  let todo = parts;
  for (let round = 0; todo.length > 0 && round < roundsMost; round++) {
    const free = yield* rest(io, chair, false);
    const up = yield* rest(io, chair, true);
    const known: Known = { chair, up, free, ...inputs };
    const unsure = new Map<string, Unsure>();
    const again: string[] = [];
    for (const part of todo) again.push(...(yield* pressPart(io, known, part, unsure)));
    if (unsure.size > 0) again.push(...(yield* pressAgain(io, known, unsure, movesLater)));
    todo = again;
  }
}

const pinOf = (chair: AnyChair, number: number): ChipPin => {
  const pin = chair.chip.pins[number];
  if (pin === undefined) throw new SetupEnd(`the chip has no pin ${number}`);
  return pin;
};

/** Has one part pressed with the chip's pull-ups on. Returns the parts that were mended and must be pressed again. */
function* pressPart(
  io: Io,
  known: Known,
  part: string,
  unsure: Map<string, Unsure>,
): Script<readonly string[]> {
  const { chair, up, free } = known;
  for (let tries = 0; ; tries++) {
    const seen = yield* watchPresses(io, part, pressText(part), presses, up);
    if (saysNone(io.answer)) {
      known.absent.add(part);
      return [];
    }
    const pins = [...seen].filter(([, times]) => times >= presses).map(([pin]) => pin);
    const others = seen.size - pins.length;
    if (pins.length === 0 && others === 0) {
      unsure.set(part, { pin: null, burst: null });
      return [];
    }
    const [pin] = pins;
    if (pins.length !== 1 || pin === undefined) {
      const names = [...seen.keys()].map((number) => pinOf(chair, number).name);
      if (tries === againMost) {
        const id = pins.length > 1 ? 'two-on-one-pin' : 'input-loose';
        const seenText = pins.length > 1 ? 'they change at once' : '';
        return (yield* mistake(io, id, partName(part), names, seenText)) ? [part] : [];
      }
      io.tell(
        pins.length > 1
          ? `${partName(part)}: pins ${names.join(' and ')} change at once: press only this one; else their wires touch`
          : `${partName(part)}: pin ${names.join(', ')} changed, but not each time: a loose contact. Once more`,
      );
      continue;
    }
    const taken = [...known.found].find(([, line]) => line.pin.number === pin);
    if (taken !== undefined) {
      const text = `${partName(part)} and ${partName(taken[0])}`;
      if (!(yield* mistake(io, 'two-on-one-pin', text, [pinOf(chair, pin).name]))) return [];
      // What was found for the first part is not reliable either: the second part's resistor was on its pin.
      known.found.delete(taken[0]);
      return [taken[0], part];
    }
    if (up.levels[pin] === 0) {
      // High when pressed: the contact opens from ground, or closes to 5 V against a resistor. A press without pull-ups shows which.
      unsure.set(part, { pin, burst: io.seen.bursts.longest(pin) });
      return [];
    }
    const pull = free.restless.has(pin) || free.levels[pin] === 0 ? 'up' : 'external-up';
    const { said, bounceMs } = bounceOf(io.seen.bursts.longest(pin));
    known.found.set(part, { pin: pinOf(chair, pin), activeHigh: false, pull, ...bounceMs });
    io.tell(`${partName(part)}: pin ${pinOf(chair, pin).name}, low when pressed${said}`);
    return [];
  }
}

/**
 * Has the unsure parts pressed without the pull-ups: those that were high when pressed, and those of which nothing was seen.
 * Returns the mended ones. `movesLater`: the carriage will move, so a switch that it may stand on is looked for again then.
 */
function* pressAgain(
  io: Io,
  known: Known,
  unsure: ReadonlyMap<string, Unsure>,
  movesLater: () => boolean,
): Script<readonly string[]> {
  const { chair } = known;
  const again: string[] = [];
  const base = yield* rest(io, chair, false);
  for (const [part, { pin, burst }] of unsure) {
    const shown = yield* pressFree(io, part, pin, base, chair);
    if (pin !== null) {
      const pull = shown === pin ? 'external-down' : 'up';
      const { said, bounceMs } = bounceOf(burst);
      known.found.set(part, { pin: pinOf(chair, pin), activeHigh: true, pull, ...bounceMs });
      io.tell(`${partName(part)}: pin ${pinOf(chair, pin).name}, high when pressed${said}`);
      continue;
    }
    if (shown === null && part === middle && movesLater()) {
      known.later.add(part);
      io.tell(
        `${partName(part)}: nothing changed. The carriage may stand on it: once more when it has moved`,
      );
      continue;
    }
    const mended =
      shown === null
        ? yield* mistake(io, 'input-dead', partName(part), [])
        : yield* mistake(io, 'input-floats', partName(part), [pinOf(chair, shown).name]);
    if (mended) again.push(part);
  }
  return again;
}

/**
 * The pin that is steadily high while this part is held, without the chip's pull-ups; null where none is. A contact that
 * opens from ground leaves its pin floating then; one that closes to 5 V does not.
 */
function* pressFree(
  io: Io,
  part: string,
  pin: number | null,
  base: Rest,
  chair: AnyChair,
): Script<number | null> {
  const text = `hold ${partName(part)} down for two seconds`;
  begin(io, { id: `again.${part}`, text, kind: 'hold', part });
  const isOwn = (each: number) => pin === null || each === pin;
  const seen = new Map<number, { high: number; turns: number }>();
  // A known pin is judged for 1.2 s, from 0.2 s after it goes high. Otherwise all are judged over the last 2.5 s of the 4 s.
  const untilMs = io.seen.nowMs + 4000;
  let downMs = -1;
  while (io.seen.nowMs < untilMs && (downMs < 0 || io.seen.nowMs < downMs + 1200)) {
    for (const [each, level] of io.seen.levels.entries()) {
      if (!isOwn(each) || isTaken(chair, each)) continue;
      if (downMs < 0 && pin !== null && level === 1) downMs = io.seen.nowMs + 200;
      const count = seen.get(each) ?? { high: 0, turns: 0 };
      if (downMs < 0 ? io.seen.nowMs > untilMs - 2500 : io.seen.nowMs > downMs) {
        count.turns++;
        count.high += level;
      }
      seen.set(each, count);
    }
    yield;
  }
  begin(io, { id: `again.${part}`, text: 'let go', kind: 'release', part });
  yield* wait(io, 600);
  io.asked = null;
  const steady = [...seen].filter(
    ([each, { high, turns }]) =>
      turns > 20 && high === turns && (base.restless.has(each) || base.levels[each] === 0),
  );
  return steady[0]?.[0] ?? null;
}

const isTaken = (chair: AnyChair, pin: number): boolean => chair.chip.pins[pin]?.taken !== null;

/** When an interrupted setup resumes, the stop key, which was proved first, is proved again. */
export function* proveStop(
  io: Io,
  chair: AnyChair,
  stop: Pick<FoundInput, 'activeHigh'> & { readonly pin: number },
): Script<void> {
  const base = yield* rest(io, chair, true);
  const part = 'inputs.stop';
  const seen = yield* watchPresses(
    io,
    part,
    'press the stop key once more, to go on where setup was',
    1,
    base,
  );
  io.asked = null;
  if (seen.size === 1 && seen.has(stop.pin) && (base.levels[stop.pin] === 0) === stop.activeHigh) return;
  throw new SetupEnd('the stop key is not where it was found: begin anew, with --anew');
}
