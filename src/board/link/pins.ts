/**
 * The pins as johnny-five drives them: lamps, beeper and display with its components and its I2C, motors,
 * pads and relays as plain pins. Only what changed is written. With the guard firmware these writes are
 * staged; with StandardFirmata they act at once, and pads and their relay are never written.
 */
import five from 'johnny-five';
import { at } from '../../chair/assert.ts';
import type { Outputs } from '../../chair/outputs.ts';
import { type OutputName, padWires, type Wiring } from '../../chair/wiring.ts';
import { dutySteps, levelBits, padBits } from './inputs.ts';
import { displayBytes, displayStart } from './segments.ts';

/** Outputs in the units of the pins. */
export interface PinLevels {
  /** 0-255. */
  carriage: number;
  kneader: number;
  /** The bits of the protocol's `levels`. */
  levels: number;
}

/** A duty to steps of 1/255; what is not a number drives nothing. */
function stepsOf(duty: number): number {
  const size = duty < 0 ? -duty : duty;
  return size >= 1 ? dutySteps : size > 0 ? Math.round(size * dutySteps) : 0;
}

/** The direction of a motor at rest stays: flipping it would only be one more thing to go wrong. */
function levelsOf(outputs: Outputs, before: PinLevels, target: PinLevels): void {
  target.carriage = stepsOf(outputs.carriageDuty);
  target.kneader = stepsOf(outputs.kneaderDuty);
  const up = target.carriage === 0 ? before.levels & levelBits.carriageUp : outputs.carriageDuty > 0;
  const inwards = target.kneader === 0 ? before.levels & levelBits.kneaderIn : outputs.kneaderDuty > 0;
  target.levels =
    (up ? levelBits.carriageUp : 0) |
    (inwards ? levelBits.kneaderIn : 0) |
    (outputs.padRelay ? levelBits.padRelay : 0) |
    (outputs.motorRelay ? levelBits.motorRelay : 0) |
    (outputs.lamp ? levelBits.lamp : 0) |
    (outputs.lockLamp ? levelBits.lockLamp : 0) |
    (outputs.beeper ? levelBits.beeper : 0);
  for (let pad = 0; pad < outputs.padsOn.length; pad++) {
    if (outputs.padsOn[pad] === true) target.levels |= at(padBits, pad, 'pad');
  }
}

type Sign = 'lamp' | 'lockLamp' | 'beeper';
const signs = ['lamp', 'lockLamp', 'beeper'] as const;
/** Those of the levels that work unarmed, too. */
export const signBits = levelBits.lamp | levelBits.lockLamp | levelBits.beeper;

/** An output that is on or off: its bit in the levels, its pin, and whether it heats. */
interface Switch {
  readonly bit: number;
  readonly pin: number;
  readonly heats: boolean;
}

function switchesOf({ outputs }: Wiring): readonly Switch[] {
  const of = (bit: number, name: OutputName, heats: boolean) => ({
    bit,
    pin: outputs[name].pin.number,
    heats,
  });
  return [
    of(levelBits.carriageUp, 'carriage-up', false),
    of(levelBits.kneaderIn, 'kneader-in', false),
    ...padWires.map(({ output }, pad) => of(at(padBits, pad, 'pad'), output, true)),
    of(levelBits.padRelay, 'pad-relay', true),
    of(levelBits.motorRelay, 'motor-relay', false),
  ];
}

export class Pins {
  readonly #board: five.Board;
  readonly #wiring: Wiring;
  /** Those that it drives. */
  readonly #switchPins: readonly Switch[];
  readonly #signs: Readonly<Record<Sign, five.Led>>;
  readonly #hasDisplay: boolean;
  /** What the outputs ask for. */
  #wanted: PinLevels = { carriage: 0, kneader: 0, levels: 0 };
  #spare: PinLevels = { carriage: 0, kneader: 0, levels: 0 };
  /** What was written last; -1 where nothing was. */
  #carriage = -1;
  #kneader = -1;
  #switches = -1;
  #lights = -1;
  #display: string | null = null;

  constructor(board: five.Board, wiring: Wiring, guarded: boolean) {
    this.#board = board;
    this.#wiring = wiring;
    const { outputs } = wiring;
    this.#switchPins = switchesOf(wiring).filter(({ heats }) => guarded || !heats);
    const { MODES } = board.io;
    for (const { pin } of this.#switchPins) board.pinMode(pin, MODES.OUTPUT);
    board.pinMode(outputs['carriage-pwm'].pin.number, MODES.PWM);
    board.pinMode(outputs['kneader-pwm'].pin.number, MODES.PWM);
    const led = (name: 'lamp' | 'lock-lamp' | 'beeper') =>
      new five.Led({ pin: outputs[name].pin.number, board } as five.LedOption);
    this.#signs = { lamp: led('lamp'), lockLamp: led('lock-lamp'), beeper: led('beeper') };
    this.#hasDisplay = typeof board.io.i2cConfig === 'function';
    if (this.#hasDisplay) board.io.i2cConfig();
  }

  get wanted(): Readonly<PinLevels> {
    return this.#wanted;
  }

  /** Takes new orders, which the writes carry out; true when they are those of before. */
  order(outputs: Outputs): boolean {
    const before = this.#wanted;
    const next = this.#spare;
    levelsOf(outputs, before, next);
    this.#wanted = next;
    this.#spare = before;
    return (
      next.carriage === before.carriage && next.kneader === before.kneader && next.levels === before.levels
    );
  }

  /** What moves and heats: writes what has changed. */
  writePower(): void {
    const { outputs } = this.#wiring;
    const wanted = this.#wanted;
    const changed = this.#switches < 0 ? -1 : this.#switches ^ wanted.levels;
    for (const { bit, pin } of this.#switchPins) {
      if ((changed & bit) !== 0) this.#board.digitalWrite(pin, (wanted.levels & bit) !== 0 ? 1 : 0);
    }
    if (wanted.carriage !== this.#carriage) {
      this.#board.analogWrite(outputs['carriage-pwm'].pin.number, wanted.carriage);
      this.#carriage = wanted.carriage;
    }
    if (wanted.kneader !== this.#kneader) {
      this.#board.analogWrite(outputs['kneader-pwm'].pin.number, wanted.kneader);
      this.#kneader = wanted.kneader;
    }
    this.#switches = wanted.levels;
  }

  /** What lights and sounds: writes what has changed. */
  writeSigns(): void {
    const { levels } = this.#wanted;
    const changed = this.#lights < 0 ? -1 : this.#lights ^ levels;
    for (const name of signs) {
      const bit = levelBits[name];
      if ((changed & bit) === 0) continue;
      if ((levels & bit) !== 0) this.#signs[name].on();
      else this.#signs[name].off();
    }
    this.#lights = levels;
  }

  writeDisplay(text: string): void {
    if (text === this.#display || !this.#hasDisplay) return;
    const { io } = this.#board;
    const { address } = this.#wiring.display;
    if (this.#display === null) for (const command of displayStart) io.i2cWrite(address, [...command]);
    io.i2cWrite(address, displayBytes(text));
    this.#display = text;
  }

  /** Writes everything again at the next turn: what was sent may not have arrived. */
  forget(): void {
    this.#carriage = -1;
    this.#kneader = -1;
    this.#switches = -1;
    this.#lights = -1;
    this.forgetDisplay();
  }

  /** Starts and writes it again at the next turn: nothing reads back what it shows. */
  forgetDisplay(): void {
    this.#display = null;
  }
}
