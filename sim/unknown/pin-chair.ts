/**
 * An unknown chair as seen from a chip's pins: its true plant behind contacts, resistors and converters, with the wiring
 * mistakes in between, and a person who presses its parts by hand.
 */
import { abilitiesOf } from '../../src/chair/abilities.ts';
import type { AnyChair } from '../../src/chair/any-chair.ts';
import type { Chair } from '../../src/chair/chair.ts';
import type { ChipPin } from '../../src/chair/chips/chip.ts';
import { guardedOutputs, inputLines } from '../../src/chair/lines.ts';
import type { KeyName } from '../../src/chair/names.ts';
import { keyBit } from '../../src/chair/names.ts';
import { createPower, type Power } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import { supportedChair, unsupportedText } from '../../src/chair/supported.ts';
import type { InputLine, OutputLine } from '../../src/chair/wiring.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { drivenBy, isOn } from '../boards/driven.ts';
import {
  createPlant,
  type Plant,
  type PlantOptions,
  sensePlant,
  setPerson,
  stepPlant,
} from '../plant/plant.ts';
import { aerialHz } from '../plant/sense.ts';
import { createRandom, nextBetween, nextShare, type Random } from '../random.ts';
import { channelsOf } from './channels.ts';
import type { Truth } from './draw.ts';
import { createWrong, setMistake, type Wrong } from './wrong.ts';

/** The pins of a chip as seen from outside. */
export interface PinSide {
  /** Share of the time that the chip drives the pin high; null if it does not drive it, so that a resistor decides. */
  high(pin: ChipPin): number | null;
  /** The chip pulls the pin up while nothing else drives it. */
  pullsUp(pin: ChipPin): boolean;
  /** Holds the pin at a level from outside. */
  drive(pin: ChipPin, level: boolean): void;
}

interface Contact {
  readonly path: string;
  readonly line: InputLine;
  /** Whether what the contact watches is true. */
  readonly senses: (sensors: Sensors) => boolean;
}

/** A loose contact closes once in this many presses. */
const contactsEach = 3;

/** How far the carriage is pushed by hand: well off a switch. */
const pushedMm = 40;

export class PinChair {
  readonly truth: Truth;
  /** As the truth's file describes it. */
  readonly any: AnyChair;
  readonly chair: Chair;
  readonly plant: Plant;
  readonly wrong: Wrong;
  /** The parts that the person holds by hand, by their place in the file. */
  readonly pressed = new Set<string>();
  readonly power: Power;
  /** The supply of motors and pads is plugged in; the chip has its own. Not plugged in at first, just after wiring. */
  supplied = false;
  readonly #random: Random;
  readonly #sensors: Sensors;
  readonly #contacts: readonly Contact[];
  readonly #pinOf: ReadonlyMap<string, ChipPin>;
  readonly #outputPath: ReadonlyMap<ChipPin, string>;
  readonly #channels: ReadonlyArray<(() => number) | undefined>;
  /** Levels that a bouncing edge sensor still shows before the one it settles on. */
  readonly #bounces: (boolean | null)[] = [];
  #edgeLevel: boolean | null = null;
  /** Loose contacts: whether each is held now, and how often it has been pressed. */
  readonly #loose = new Map<string, { held: boolean; presses: number }>();
  /** For each part pressed by hand: whether it was down in the last step, since when, and how long it bounces. */
  readonly #hands = new Map<string, { down: boolean; sinceMs: number; forMs: number }>();
  readonly #bouncing = new Set<string>();
  readonly #handRandom: Random;
  /** In the last step: whether each contact was active, and whether a pin floated. */
  readonly #active: Uint8Array;
  #floats = false;

  constructor(truth: Truth, options: Partial<PlantOptions> = {}) {
    this.truth = truth;
    this.any = chairOf(truth.chair);
    const { chair, unsupported } = supportedChair(this.any, true);
    if (chair === null) throw new Error(unsupportedText(this.any.model, unsupported));
    this.chair = chair;
    this.plant = createPlant(chair, { seed: truth.seed, personKg: 0, ...options });
    this.power = createPower(this.plant);
    this.wrong = createWrong();
    for (const mistake of truth.mistakes) setMistake(this.wrong, this.plant, mistake, true);
    this.#random = createRandom(truth.seed + 0x70696e73);
    this.#handRandom = createRandom(truth.seed + 0x68616e64);
    this.#sensors = createSensors(chair);
    this.#contacts = contactsOf(this.any);
    this.#active = new Uint8Array(this.#contacts.length);
    this.#pinOf = new Map(this.#contacts.map(({ path, line }) => [path, line.pin]));
    this.#outputPath = new Map(guardedOutputs(this.any).map(({ path, line }) => [line.pin, path]));
    const jumps = createRandom(truth.seed + 0x6a756d);
    this.#channels = channelsOf(this.chair, this.plant, this.#sensors, this.wrong, (path) => {
      const most = truth.noise[path] ?? 0;
      return most === 0 ? 0 : nextBetween(jumps, -most, most);
    });
    this.#sense();
  }

  /** A count of a channel of the converter, with half a step of noise either way. */
  count(channel: number): number {
    const { counts } = this.any.chip.converter;
    const steps = this.#channels[channel]?.();
    if (steps === undefined) return 0;
    const count = Math.floor(steps + nextShare(this.#random) - 0.5);
    return count < 0 ? 0 : count >= counts ? counts - 1 : count;
  }

  /** The person mends this mistake; the others stay. */
  mend(id: string): void {
    for (const mistake of this.truth.mistakes)
      if (mistake.id === id) setMistake(this.wrong, this.plant, mistake, false);
    this.#floats = true;
  }

  /** Pushes the carriage by hand off this switch, if it stands on it and no motor of the chair may move it off later. */
  pushOff(path: string): void {
    const { plant } = this;
    if (!path.startsWith('carriage.ends.') || this.supplied || abilitiesOf(this.any).roll) return;
    const { carriage, figures } = plant;
    const contact = this.#contacts.find((each) => each.path === path);
    if (contact === undefined || !contact.senses(this.#sensors)) return;
    carriage.position += plant.carriageMm > figures.railMm / 2 ? -pushedMm : pushedMm;
    plant.carriageMm = carriage.position;
    this.#sense();
  }

  sit(kg: number): void {
    setPerson(this.plant, kg);
  }

  /** One step of the plant under what the pins give now; then puts what it shows onto the pins. */
  step(side: PinSide, all = true): void {
    const { plant, power } = this;
    plant.sourceV = this.supplied ? (this.wrong.supplyV ?? plant.figures.nominalV) : 0;
    for (const path of this.wrong.loose) this.#jiggle(path);
    this.#bounce();
    plant.emergencyStop = this.#isPressed('inputs.emergency-stop');
    this.#outputs(side);
    stepPlant(plant, power);
    this.#sense();
    if (this.#changed() || all) this.inputs(side);
  }

  /** Whether a pin may show something else than before. */
  #changed(): boolean {
    let changed = this.#floats || this.wrong.bounces;
    for (let index = 0; index < this.#contacts.length; index++) {
      const active = this.#isActive(this.#contacts[index] as Contact) ? 1 : 0;
      if (active !== this.#active[index]) changed = true;
      this.#active[index] = active;
    }
    return changed;
  }

  #isActive({ path, senses }: Contact): boolean {
    return (!this.wrong.unmoved.has(path) && senses(this.#sensors)) || this.#isPressed(path);
  }

  #sense(): void {
    const { plant } = this;
    plant.keys = 0;
    for (const path of this.pressed)
      if (path.startsWith('inputs.keys.')) plant.keys |= keyBit(path.slice('inputs.keys.'.length) as KeyName);
    if (this.pressed.has('inputs.stop')) plant.keys |= keyBit('stop');
    sensePlant(plant, this.#sensors);
  }

  #outputs(side: PinSide): void {
    const { motors, pads, switches } = this.chair.wiring;
    const { power, wrong } = this;
    const share = (line: OutputLine) => this.#shareOf(side, line);
    power.carriageDuty = wrong.dead.has('carriage.drive') ? 0 : drivenBy(motors.carriage, share);
    power.kneaderDuty = wrong.dead.has('kneader.drive') ? 0 : drivenBy(motors.kneader, share);
    power.tapperDuty = wrong.dead.has('tapper.drive') ? 0 : drivenBy(motors.tapper, share);
    for (const [pad, { out }] of pads.entries()) power.padsOn[pad] = isOn(share, out);
    power.padRelay = isOn(share, switches['pad-relay']);
    power.motorRelay = isOn(share, switches['motor-relay']);
  }

  /** Share of the time that this output is on. */
  #shareOf(side: PinSide, { pin, activeHigh, pull }: OutputLine): number {
    const high = side.high(pin) ?? (pull === 'external-up' ? 1 : 0);
    const isTurned = this.wrong.inverted.has(this.#outputPath.get(pin) ?? '');
    return activeHigh !== isTurned ? high : 1 - high;
  }

  /** When pressed or released, a contact bounces for 0.4 to 1 of the time in its file. */
  #bounce(): void {
    const { nowMs, stepMs } = this.plant;
    this.#bouncing.clear();
    if (this.#hands.size === 0 && this.pressed.size === 0) return;
    for (const path of this.pressed)
      if (!this.#hands.has(path)) this.#hands.set(path, { down: false, sinceMs: 0, forMs: 0 });
    for (const [path, hand] of this.#hands) {
      const down = this.pressed.has(path);
      if (down !== hand.down) {
        const line = this.#contacts.find((contact) => contact.path === path)?.line;
        hand.down = down;
        hand.sinceMs = nowMs;
        hand.forMs = (line?.debounceMs ?? 0) * nextBetween(this.#handRandom, 0.4, 1);
      }
      const forMs = nowMs - hand.sinceMs;
      // While it bounces, every other step shows the previous level.
      if (forMs < hand.forMs && Math.trunc(forMs / stepMs) % 2 === 1) this.#bouncing.add(path);
      else if (forMs >= hand.forMs && !down) this.#hands.delete(path);
    }
  }

  #isPressed(path: string): boolean {
    if (this.#hands.size === 0) return false;
    if (this.wrong.loose.has(path) && (this.#loose.get(path)?.presses ?? 0) % contactsEach !== 0)
      return false;
    const hand = this.wrong.handOf.get(path) ?? path;
    return this.pressed.has(hand) !== this.#bouncing.has(hand);
  }

  #jiggle(path: string): void {
    const { held, presses } = this.#loose.get(path) ?? { held: false, presses: 0 };
    const isHeld = this.pressed.has(path);
    this.#loose.set(path, { held: isHeld, presses: isHeld && !held ? presses + 1 : presses });
  }

  /** Puts what the contacts show onto the pins. */
  inputs(side: PinSide): void {
    const levels = new Map<ChipPin, boolean | null>();
    for (const pin of this.#pinOf.values()) levels.set(pin, null);
    for (const contact of this.#contacts) {
      const { path, line } = contact;
      const pin = this.#pinOf.get(this.wrong.onPinOf.get(path) ?? path) ?? line.pin;
      const level = this.#levelOf(contact);
      const other = levels.get(pin) ?? null;
      // With two contacts on one pin, the one that closes to ground wins.
      levels.set(pin, other === null ? level : level === null ? other : other && level);
    }
    this.#floats = false;
    for (const [pin, level] of levels) {
      const held = level ?? (side.pullsUp(pin) || null);
      if (held === null) this.#floats = true;
      side.drive(pin, held ?? this.#hum());
    }
  }

  #hum(): boolean {
    return Math.sin((2 * Math.PI * aerialHz * this.plant.nowMs) / 1000) > 0 !== nextShare(this.#random) < 0.1;
  }

  /** The level that the contact gives; null: nothing holds the pin. */
  #levelOf(contact: Contact): boolean | null {
    const { path, line } = contact;
    const { wrong } = this;
    const active = this.#isActive(contact);
    const level = wrong.cut.has(path) ? openLevel(line) : levelOf(line, active);
    const held = level === null || !(wrong.unheld.has(path) && isOpen(line, active)) ? level : null;
    return path === 'carriage.counts' && wrong.bounces ? this.#bounced(held) : held;
  }

  #bounced(level: boolean | null): boolean | null {
    if (level !== this.#edgeLevel) this.#bounces.push(level, this.#edgeLevel);
    this.#edgeLevel = level;
    const shown = this.#bounces.shift();
    return shown === undefined ? level : shown;
  }
}

/** The level at the pin of a contact whose wire is broken; null: it floats. */
function openLevel({ pull }: InputLine): boolean | null {
  return pull === 'external-up' ? true : pull === 'external-down' ? false : null;
}

/** A contact closes to 5 V if its resistor pulls down, else to ground. */
const closedLevel = ({ pull }: InputLine): boolean => pull === 'external-down';

const isOpen = (line: InputLine, active: boolean): boolean =>
  (active === line.activeHigh) !== closedLevel(line);

function levelOf(line: InputLine, active: boolean): boolean | null {
  const high = active === line.activeHigh;
  return line.pull === 'none' || !isOpen(line, active) ? high : openLevel(line);
}

function contactsOf(any: AnyChair): Contact[] {
  return inputLines(any).map(({ path, line }) => ({ path, line, senses: senseOf(any, path) }));
}

/** How the plant's sensors show the part at this place of the file. */
function senseOf(any: AnyChair, path: string): (sensors: Sensors) => boolean {
  switch (path) {
    case 'carriage.counts':
      return ({ carriageEdges }) => (carriageEdges & 1) !== 0;
    case 'carriage.ends.top':
      return ({ limitTop }) => limitTop;
    case 'carriage.ends.bottom':
      return ({ limitBottom }) => limitBottom;
    case 'carriage.ends.middle':
      return ({ limitMiddle }) => limitMiddle;
    case 'inputs.seat':
      return ({ seat }) => seat;
    default:
      break;
  }
  const cam = /^kneader\.cams\.(\d+)$/.exec(path)?.[1];
  if (cam === undefined) return () => false;
  const width = any.kneader?.cams[Number(cam) - 1]?.width;
  return ({ camNarrow, camMedium, camWide }) =>
    width === 'narrow' ? camNarrow : width === 'medium' ? camMedium : camWide;
}
