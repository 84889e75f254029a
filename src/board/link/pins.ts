/**
 * The pins as johnny-five drives them: lamps, beeper and display with its components and its I2C, motors,
 * pads and relays as plain pins. Only what changed is written. With the guard firmware these writes are
 * staged; with StandardFirmata they act at once, and pads and their relay are never written.
 */
import five from 'johnny-five';
import type { Outputs } from '../../chair/outputs.ts';
import type { BoardMap } from '../map/map.ts';
import { dutySteps, levelBits } from './inputs.ts';
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
    (outputs.lumbarOn ? levelBits.lumbar : 0) |
    (outputs.sacralOn ? levelBits.sacral : 0) |
    (outputs.padRelay ? levelBits.padRelay : 0) |
    (outputs.motorRelay ? levelBits.motorRelay : 0) |
    (outputs.lamp ? levelBits.lamp : 0) |
    (outputs.lockLamp ? levelBits.lockLamp : 0) |
    (outputs.beeper ? levelBits.beeper : 0);
}

type Sign = 'lamp' | 'lockLamp' | 'beeper';
type Switch = Exclude<keyof typeof levelBits, Sign>;
const signs = ['lamp', 'lockLamp', 'beeper'] as const;
const switches = ['carriageUp', 'kneaderIn', 'lumbar', 'sacral', 'padRelay', 'motorRelay'] as const;
/** Those of the levels that work unarmed, too. */
export const signBits = levelBits.lamp | levelBits.lockLamp | levelBits.beeper;
const heating: ReadonlySet<Switch> = new Set(['lumbar', 'sacral', 'padRelay']);

export class Pins {
  readonly #board: five.Board;
  readonly #map: BoardMap;
  readonly #guarded: boolean;
  readonly #pinOf: Readonly<Record<Switch, number>>;
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

  constructor(board: five.Board, map: BoardMap, guarded: boolean) {
    this.#board = board;
    this.#map = map;
    this.#guarded = guarded;
    const { outputs } = map;
    this.#pinOf = {
      carriageUp: outputs['carriage-up'].pin.number,
      kneaderIn: outputs['kneader-in'].pin.number,
      lumbar: outputs.lumbar.pin.number,
      sacral: outputs.sacral.pin.number,
      padRelay: outputs['pad-relay'].pin.number,
      motorRelay: outputs['motor-relay'].pin.number,
    };
    const { MODES } = board.io;
    for (const name of switches) {
      if (this.#drives(name)) board.pinMode(this.#pinOf[name], MODES.OUTPUT);
    }
    board.pinMode(outputs['carriage-pwm'].pin.number, MODES.PWM);
    board.pinMode(outputs['kneader-pwm'].pin.number, MODES.PWM);
    const led = (name: 'lamp' | 'lock-lamp' | 'beeper') =>
      new five.Led({ pin: outputs[name].pin.number, board } as five.LedOption);
    this.#signs = { lamp: led('lamp'), lockLamp: led('lock-lamp'), beeper: led('beeper') };
    this.#hasDisplay = typeof board.io.i2cConfig === 'function';
    if (this.#hasDisplay) board.io.i2cConfig();
  }

  #drives(name: Switch): boolean {
    return this.#guarded || !heating.has(name);
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
    const { outputs } = this.#map;
    const wanted = this.#wanted;
    const changed = this.#switches < 0 ? -1 : this.#switches ^ wanted.levels;
    for (const name of switches) {
      const bit = levelBits[name];
      if ((changed & bit) !== 0 && this.#drives(name)) {
        this.#board.digitalWrite(this.#pinOf[name], (wanted.levels & bit) !== 0 ? 1 : 0);
      }
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
    const { address } = this.#map.display;
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
