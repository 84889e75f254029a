/**
 * The pins as johnny-five drives them: lamps, beeper and display with its components and its I2C, motors,
 * pads and relays as plain pins. Only what changed is written. With the guard firmware these writes are
 * staged; with StandardFirmata they act at once, and pads and their relay are never written.
 */
import five from 'johnny-five';
import type { Outputs } from '../../chair/outputs.ts';
import type { Wiring } from '../../chair/wiring.ts';
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

type Switch = Exclude<keyof typeof levelBits, 'lamp' | 'lockLamp' | 'beeper'>;
const switches = ['carriageUp', 'kneaderIn', 'lumbar', 'sacral', 'padRelay', 'motorRelay'] as const;
const heating: ReadonlySet<Switch> = new Set(['lumbar', 'sacral', 'padRelay']);

export class Pins {
  readonly #board: five.Board;
  readonly #wiring: Wiring;
  readonly #guarded: boolean;
  readonly #pinOf: Readonly<Record<Switch, number>>;
  readonly #lamp: five.Led;
  readonly #lockLamp: five.Led;
  readonly #beeper: five.Led;
  readonly #hasDisplay: boolean;
  /** What the outputs ask for. */
  #wanted: PinLevels = { carriage: 0, kneader: 0, levels: 0 };
  #spare: PinLevels = { carriage: 0, kneader: 0, levels: 0 };
  /** What was written last; -1 where nothing was. */
  #carriage = -1;
  #kneader = -1;
  #levels = -1;
  #display = '';

  constructor(board: five.Board, wiring: Wiring, guarded: boolean) {
    this.#board = board;
    this.#wiring = wiring;
    this.#guarded = guarded;
    const { outputs } = wiring;
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
    this.#lamp = led('lamp');
    this.#lockLamp = led('lock-lamp');
    this.#beeper = led('beeper');
    this.#hasDisplay = typeof board.io.i2cConfig === 'function';
    if (!this.#hasDisplay) return;
    board.io.i2cConfig();
    for (const command of displayStart) board.io.i2cWrite(wiring.display.address, [...command]);
  }

  #drives(name: Switch): boolean {
    return this.#guarded || !heating.has(name);
  }

  get wanted(): Readonly<PinLevels> {
    return this.#wanted;
  }

  /** Takes new orders, which `writePower` carries out; true when they are those of before. */
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

  /** What moves and heats, lights and sounds: writes what has changed. */
  writePower(): void {
    const { outputs } = this.#wiring;
    const wanted = this.#wanted;
    const changed = this.#levels < 0 ? -1 : this.#levels ^ wanted.levels;
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
    if ((changed & levelBits.lamp) !== 0) this.#light(this.#lamp, wanted.levels & levelBits.lamp);
    if ((changed & levelBits.lockLamp) !== 0) this.#light(this.#lockLamp, wanted.levels & levelBits.lockLamp);
    if ((changed & levelBits.beeper) !== 0) this.#light(this.#beeper, wanted.levels & levelBits.beeper);
    this.#levels = wanted.levels;
  }

  #light(led: five.Led, on: number): void {
    if (on !== 0) led.on();
    else led.off();
  }

  writeDisplay(text: string): void {
    if (text === this.#display || !this.#hasDisplay) return;
    this.#display = text;
    this.#board.io.i2cWrite(this.#wiring.display.address, displayBytes(text));
  }

  /** Writes everything again at the next turn: what was sent may not have arrived. */
  forget(): void {
    this.#carriage = -1;
    this.#kneader = -1;
    this.#levels = -1;
    this.#display = '';
  }
}
