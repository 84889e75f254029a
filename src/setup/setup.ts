/**
 * Setup measures a chair: this file has the order of its stages, the cheapest proof first. Each stage's facts are kept as
 * plain values, so that an interrupted setup can resume.
 */
import type { PinsSeen } from '../board/link/pin-order.ts';
import { abilitiesOf } from '../chair/abilities.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import { allMotorNames } from '../chair/names.ts';
import type { Milliseconds, Volts } from '../chair/units.ts';
import type { InputLine } from '../chair/wiring.ts';
import { type AtRest, readAtRest } from './at-rest.ts';
import { type CarriageFacts, measureCarriage, type PersonFacts, timeWithPerson } from './carriage.ts';
import type { Inputs } from './drive-lists.ts';
import {
  type FoundInput,
  type Inputs as FoundInputs,
  findInputs,
  partName,
  pressedParts,
  proveStop,
} from './inputs.ts';
import { type KneaderFacts, measureKneader, turnWithPerson } from './kneader.ts';
import { watchList } from './lists.ts';
import { mistakeRows } from './mistakes.ts';
import type { Motor } from './motors.ts';
import { type Hold, keyboard, pageButton } from './moves.ts';
import { measurePad, type PadFacts } from './pads.ts';
import { proveMotor } from './prove.ts';
import type { Measuring } from './rail.ts';
import { Io, isDone, isNone, type Script, SetupEnd, sayFigure, sayOneOf } from './script.ts';
import { supplyOff, supplyOn } from './supply.ts';
import { measureTapper, type TapperFacts } from './tapper.ts';

/** An input as it is kept: the number of its pin, and the meaning of its level. */
interface InputFact {
  readonly pin: number;
  readonly activeHigh: boolean;
  readonly pull: InputLine['pull'];
  readonly bounceMs?: Milliseconds;
}

/** The facts found so far, by stage. */
export interface Facts {
  inputs?: {
    readonly found: Readonly<Record<string, InputFact>>;
    readonly absent: readonly string[];
    /** Inputs to look for again when the carriage has moved, since it may stand on them. */
    readonly later?: readonly string[];
  };
  /** Ohms of each motor's winding and each pad by the multimeter; null where nobody measured. */
  ohms?: Readonly<Record<string, number | null>>;
  supply?: { readonly volts: number | null };
  /** By the path of each sensor in the file. */
  atRest?: Readonly<Record<string, AtRest>>;
  carriage?: CarriageFacts;
  kneader?: KneaderFacts;
  tapper?: TapperFacts;
  pads?: Readonly<Record<string, PadFacts>>;
  person?: { readonly carriage: PersonFacts | null; readonly kneaderA: KneaderFacts['runningA'] };
}

interface SetupOptions {
  /** Called after each stage, so that its facts can be kept. */
  readonly keep: (facts: Facts) => void;
  /** The file that would be replaced; null where there is none. */
  readonly replaces: string | null;
  /** The parts to measure, by their names in parts.ts; null: all. */
  readonly only: ReadonlySet<string> | null;
  /** A page is open, whose button can be held. */
  readonly page: boolean;
}

function* setup(io: Io, chair: AnyChair, facts: Facts, options: SetupOptions): Script<Facts> {
  const stop = facts.inputs?.found['inputs.stop'];
  const before = facts.supply?.volts ?? null;
  if (stop !== undefined) {
    yield* proveStop(io, chair, stop);
    delete facts.supply;
  }
  if (facts.inputs === undefined) {
    yield* supplyOff(io, chair);
    facts.inputs = inputFacts(yield* findInputs(io, chair, options.page));
    options.keep(facts);
  }
  if (facts.ohms === undefined) {
    facts.ohms = yield* askOhms(io, chair, options);
    options.keep(facts);
  }
  if (facts.supply === undefined) {
    facts.supply = { volts: yield* supplyOn(io, chair) };
    forgetOther(io, facts, before);
    facts.atRest ??= yield* readAtRest(io, chair, (part) => isWanted(options, part));
    options.keep(facts);
  }
  const inputs = inputsOf(chair, facts);
  const hold = options.page ? yield* holdWith(io, inputs) : holdOf(inputs);
  const later = new Set(facts.inputs.later);
  const held: Held | null =
    hold === null ? null : { inputs, later, absent: new Set(facts.inputs.absent), hold };
  if (held !== null) yield* measureMotors(io, chair, facts, options, held);
  else yield* proveMotors(io, chair, options, inputs);
  yield* measureHeat(io, chair, facts, options);
  if (held !== null && facts.person === undefined && isWanted(options, 'person')) {
    facts.person = yield* measurePerson(io, chair, held);
    options.keep(facts);
  }
  if (options.replaces !== null) {
    const text = `replace ${options.replaces}? It is kept with today's date. "yes" or "no"`;
    const answer = yield* sayOneOf(io, 'write', text, (said) => isDone(said) || isNone(said));
    if (!isDone(answer)) throw new SetupEnd(`${options.replaces} was left as it was`);
  }
  return facts;
}

const isWanted = ({ only }: SetupOptions, part: string): boolean => only === null || only.has(part);

const sameVoltsShare = 0.05;
/** If the supply's voltage has changed since an earlier setup, motors and pads are measured again. */
function forgetOther(io: Io, facts: Facts, beforeV: Volts | null): void {
  const volts = facts.supply?.volts ?? null;
  if (volts === null || beforeV === null || Math.abs(volts / beforeV - 1) <= sameVoltsShare) return;
  io.tell(`the supply had ${beforeV.toFixed(1)} V before: motors and pads are measured anew`);
  for (const part of ['carriage', 'kneader', 'tapper', 'pads', 'person'] as const) delete facts[part];
}

/** Without a key to hold no motor is measured; single pulses only prove that each does what it should. */
function* proveMotors(io: Io, chair: AnyChair, options: SetupOptions, inputs: Inputs): Script<void> {
  io.tell(
    'no key was found that could be held: each motor is proved in pulses of the keyboard, and not measured',
  );
  for (const motor of drivenMotors(io, chair, options))
    yield* proveMotor(io, { chair, inputs: () => inputs, hold: keyboard, motor });
}

/** The motors that this chair may use; the others are reported as locked out, and never moved. */
function drivenMotors(io: Io, chair: AnyChair, options: SetupOptions): readonly Motor[] {
  const { roll, knead, tap } = abilitiesOf(chair);
  const may = { carriage: roll, kneader: knead !== 'none', tapper: tap };
  return allMotorNames.filter((motor) => {
    if (chair[motor] === null || !isWanted(options, motor)) return false;
    if (!may[motor]) io.tell(`the ${motor} is not moved: it is locked out, lumbar explain says why`);
    return may[motor];
  });
}

type Held = Pick<Measuring, 'inputs' | 'later' | 'absent' | 'hold'>;

function* measureMotors(
  io: Io,
  chair: AnyChair,
  facts: Facts,
  options: SetupOptions,
  held: Held,
): Script<void> {
  const { carriage, kneader, tapper } = chair;
  const ohmsOf = (motor: Motor) => facts.ohms?.[motor] ?? null;
  const driven = drivenMotors(io, chair, options);
  const keep = () => {
    facts.inputs = inputFacts({ ...held, found: held.inputs });
    options.keep(facts);
  };
  if (carriage !== null && driven.includes('carriage') && facts.carriage === undefined) {
    facts.carriage = yield* measureCarriage({ io, chair, carriage, ...held, ohms: ohmsOf('carriage') });
    keep();
  }
  if (kneader !== null && driven.includes('kneader') && facts.kneader === undefined) {
    facts.kneader = yield* measureKneader({ io, chair, kneader, ...held, ohms: ohmsOf('kneader') });
    keep();
  }
  if (tapper !== null && driven.includes('tapper') && facts.tapper === undefined) {
    facts.tapper = yield* measureTapper({ io, chair, tapper, ...held, ohms: ohmsOf('tapper') });
    keep();
  }
}

function* measureHeat(io: Io, chair: AnyChair, facts: Facts, options: SetupOptions): Script<void> {
  const inputs = inputsOf(chair, facts);
  const volts = facts.supply?.volts ?? chair.supply.nominalV;
  for (const pad of chair.heat?.pads ?? []) {
    if (facts.pads?.[pad.name] !== undefined || !isWanted(options, pad.name)) continue;
    const ohm = facts.ohms?.[pad.name] ?? null;
    const measured = yield* measurePad({ io, chair, inputs, pad, ohm, volts });
    facts.pads = { ...facts.pads, [pad.name]: measured };
    options.keep(facts);
  }
}

/** Measured last, because a person warms the pads. */
function* measurePerson(io: Io, chair: AnyChair, held: Held): Script<NonNullable<Facts['person']>> {
  const { carriage, kneader } = chair;
  const text = 'sit down, lean back, and hold the key yourself. Say "done", or "none"';
  const answer = yield* sayOneOf(io, 'person.sits', text, (said) => isDone(said) || isNone(said));
  if (isNone(answer)) return { carriage: null, kneaderA: null };
  const common = { io, chair, ...held, ohms: null };
  const { roll, knead } = abilitiesOf(chair);
  const times = carriage === null || !roll ? null : yield* timeWithPerson({ ...common, carriage });
  const kneaderA =
    kneader === null || knead === 'none' ? null : yield* turnWithPerson({ ...common, kneader });
  yield* sayOneOf(io, 'person.away', 'get up. Say "done"', isDone);
  return { carriage: times, kneaderA };
}

/** The key that the person holds: the first one that is not a stop. */
function holdOf(inputs: Inputs): Hold | null {
  const part = [...inputs.keys()].find((path) => path.startsWith('inputs.keys.'));
  return part === undefined ? null : { part, name: partName(part) };
}

/** With a page the person chooses: the key, which the chip itself watches, or the page's button. */
function* holdWith(io: Io, inputs: Inputs): Script<Hold> {
  const key = holdOf(inputs);
  if (key === null) return pageButton;
  const answer = yield* sayOneOf(
    io,
    'hold-with',
    `what will you hold while motors move: ${key.name}, let go of which all is off within 4 ms ("key"), or the button of the page, within 0.2 s ("button")`,
    (said) => said === 'key' || said === 'button',
  );
  return answer === 'button' ? pageButton : key;
}

/** Asked with the plugs of motors and pads out, since anything in parallel would be measured, too. */
function* askOhms(io: Io, chair: AnyChair, options: SetupOptions): Script<Record<string, number | null>> {
  const ohms: Record<string, number | null> = {};
  const motors = allMotorNames.filter(
    (name) => (chair[name]?.current ?? null) !== null && isWanted(options, name),
  );
  for (const motor of motors) {
    const text = `the ohms of the winding of the ${motor}, its plug out`;
    ohms[motor] = yield* sayFigure(io, `ohms.${motor}`, text, { from: 0.2, to: 200, unit: 'ohm' });
  }
  for (const { name } of chair.heat?.pads ?? []) {
    if (!isWanted(options, name)) continue;
    const text = `the ohms of the ${name} pad, its plug out`;
    ohms[name] = yield* sayFigure(io, `ohms.${name}`, text, { from: 1, to: 500, unit: 'ohm' });
  }
  return ohms;
}

const keptInputs = (found: ReadonlyMap<string, FoundInput>): Record<string, InputFact> =>
  Object.fromEntries([...found].map(([path, { pin, ...line }]) => [path, { ...line, pin: pin.number }]));

/** The inputs as they are kept. */
function inputFacts({ found, absent, later }: FoundInputs): NonNullable<Facts['inputs']> {
  const left = later.size === 0 ? {} : { later: [...later] };
  return { found: keptInputs(found), absent: [...absent], ...left };
}

function inputsOf(chair: AnyChair, { inputs }: Facts): Map<string, FoundInput> {
  const entries = Object.entries(inputs?.found ?? {}).flatMap(([path, { pin, ...line }]) => {
    const at = chair.chip.pins[pin];
    return at === undefined ? [] : [[path, { ...line, pin: at }] as const];
  });
  return new Map(entries);
}

/** The ids of all asks that this chair may need. */
export function asksOf(chair: AnyChair): ReadonlySet<string> {
  const parts = pressedParts(chair);
  const motors: readonly string[] = allMotorNames;
  const pads = chair.heat?.pads.map(({ name }) => name) ?? [];
  const asks: Readonly<Record<string, readonly string[]>> = {
    'supply-off': [''],
    'supply-on': [''],
    volts: [''],
    'hold-with': [''],
    rail: [''],
    room: [''],
    width: [''],
    write: [''],
    press: parts,
    again: parts,
    hold: motors,
    pulse: motors,
    moved: motors,
    ohms: [...motors, ...pads],
    person: ['sits', 'away'],
    turns: ['kneader'],
    warm: pads,
    across: pads,
    surface: pads,
    heat: pads,
    cool: pads,
    fix: mistakeRows.map(({ id: mistakeId }) => mistakeId),
  };
  return new Set(
    Object.entries(asks).flatMap(([what, all]) => all.map((of) => (of === '' ? what : `${what}.${of}`))),
  );
}

/** Setup as a value, stepped once a turn with what the chip reports. */
export class Setup {
  readonly io: Io;
  readonly facts: Facts;
  /** Why setup ended early; empty where it did not. */
  failure = '';
  done = false;
  readonly #script: Script<Facts>;

  constructor(
    chair: AnyChair,
    seen: PinsSeen,
    facts: Facts = {},
    options: SetupOptions = { keep: () => undefined, replaces: null, only: null, page: false },
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
    this.io.keepHold();
    if (this.done) {
      this.io.off();
      this.io.order.arm = false;
      this.io.asked = null;
    }
  }
}
