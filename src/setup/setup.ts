/**
 * A chair measured, not typed in: the order in which setup does its work, the cheapest proof first. Each stage's facts
 * are kept as plain values, so that setup goes on where it was broken off.
 */
import type { PinsSeen } from '../board/link/pin-order.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import type { InputLine } from '../chair/wiring.ts';
import { type FoundInput, findInputs, pressedParts, sensedVolts, supplyOff } from './inputs.ts';
import { watchList } from './lists.ts';
import { mistakeRows } from './mistakes.ts';
import { Io, lockTo, mistake, type Script, SetupEnd, say, sayFigure, wait } from './script.ts';

/** As it is kept: the number of a pin, and what its level means. */
interface InputFact {
  readonly pin: number;
  readonly activeHigh: boolean;
  readonly pull: InputLine['pull'];
}

/** What is known by now, by stage. */
interface Facts {
  inputs?: { readonly found: Readonly<Record<string, InputFact>>; readonly absent: readonly string[] };
  supply?: { readonly volts: number | null };
}

interface SetupOptions {
  /** Called with each stage that is done, so that it can be kept. */
  readonly keep: (facts: Facts) => void;
}

function* setup(io: Io, chair: AnyChair, facts: Facts, options: SetupOptions): Script<Facts> {
  if (facts.inputs === undefined) {
    yield* supplyOff(io, chair);
    const { found, absent } = yield* findInputs(io, chair);
    facts.inputs = { found: keptInputs(found), absent: [...absent] };
    options.keep(facts);
  }
  if (facts.supply === undefined) {
    facts.supply = { volts: yield* supplyOn(io, chair) };
    options.keep(facts);
  }
  return facts;
}

const keptInputs = (found: ReadonlyMap<string, FoundInput>): Record<string, InputFact> =>
  Object.fromEntries(
    [...found].map(([path, { pin, activeHigh, pull }]) => [path, { pin: pin.number, activeHigh, pull }]),
  );

/** Further than this from what the file says, it is another supply. */
const voltsShare = 0.1;

function* supplyOn(io: Io, chair: AnyChair): Script<number | null> {
  yield* lockTo(io, watchList(chair, false));
  const { nominalV } = chair.supply;
  for (;;) {
    yield* say(
      io,
      'supply-on',
      'plug in the supply of motors and pads, the emergency stop or the plug in your hand; pull it if anything moves. Say "done"',
    );
    yield* wait(io, 500);
    const said = yield* sayFigure(io, 'volts', 'the voltage of the supply by your multimeter', 3, 60);
    const sensed = sensedVolts(io, chair);
    const off = [said, sensed].some((volts) => volts !== null && Math.abs(volts / nominalV - 1) > voltsShare);
    if (!off) return said ?? sensed;
    const shown = `${said ?? '?'} V by the multimeter, ${sensed?.toFixed(1) ?? '?'} V by the divider, ${nominalV} V by the file`;
    if (!(yield* mistake(io, 'supply-volts', 'the supply', [], shown)))
      throw new SetupEnd('nothing is driven from a supply of another voltage');
  }
}

/** Whether setup may ask this of such a chair. */
export function knowsAsk(chair: AnyChair, id: string): boolean {
  const [what = '', ...rest] = id.split('.');
  const of = rest.join('.');
  const parts = pressedParts(chair);
  const motors = ['carriage', 'kneader'];
  const pads = chair.heat?.pads.map(({ name }) => name) ?? [];
  const asks: Readonly<Record<string, readonly string[]>> = {
    'supply-off': [''],
    'supply-on': [''],
    volts: [''],
    rail: [''],
    room: [''],
    width: [''],
    press: parts,
    again: parts,
    hold: motors,
    moved: motors,
    ohms: [...motors, ...pads],
    person: ['sits', 'away'],
    warm: pads,
    fix: mistakeRows.map(({ id: mistakeId }) => mistakeId),
  };
  return asks[what]?.includes(of) === true;
}

/** Setup as a value that is stepped: once a turn, with what the chip says. */
export class Setup {
  readonly io: Io;
  readonly facts: Facts;
  /** Why it ended before its end; empty where it did not. */
  failure = '';
  done = false;
  readonly #script: Script<Facts>;

  constructor(
    chair: AnyChair,
    seen: PinsSeen,
    facts: Facts = {},
    options: SetupOptions = { keep: () => undefined },
  ) {
    this.facts = facts;
    this.io = new Io(seen, watchList(chair, false));
    this.#script = setup(this.io, chair, facts, options);
  }

  turn(seen: PinsSeen): void {
    if (this.done) return;
    this.io.seen = seen;
    try {
      this.done = this.#script.next().done === true;
    } catch (error) {
      if (!(error instanceof SetupEnd)) throw error;
      this.failure = error.message;
      this.done = true;
    }
    if (this.done) {
      this.io.off();
      this.io.order.arm = false;
      this.io.asked = null;
    }
  }
}
