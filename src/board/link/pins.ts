/**
 * The pins as johnny-five drives them: lamps, beeper and display with its components and its I2C, motors,
 * pads and relays as plain pins. Only what changed is written. With the guard firmware these writes are
 * staged; with StandardFirmata they act at once, and pads and their relay are never written.
 */
import five from 'johnny-five';
import { at } from '../../chair/assert.ts';
import { type AnyMotorName, allMotorNames } from '../../chair/names.ts';
import type { Outputs } from '../../chair/outputs.ts';
import type { Duty } from '../../chair/units.ts';
import { type Drive, type OutputLine, type SignName, signNames, type Wiring } from '../../chair/wiring.ts';
import { dutySteps, levelBits, mostSteps, padBits } from './inputs.ts';
import { displayBytes, displayStart } from './segments.ts';

/** Outputs in the units of the pins. */
export interface PinLevels {
  /** 0-255. */
  carriage: number;
  kneader: number;
  tapper: number;
  /** The bits of the protocol's `levels`. */
  levels: number;
}

const forwardsBits: Readonly<Record<AnyMotorName, number>> = {
  carriage: levelBits.carriageUp,
  kneader: levelBits.kneaderIn,
  tapper: levelBits.tapperForwards,
};

/**
 * Converts a duty, which is a share of the drive's useful maximum, to steps of 1/255 at its pin. NaN drives nothing,
 * and without PWM any other duty than 0 is full power.
 */
function stepsOf(duty: Duty, drive: Drive | null): number {
  const size = duty < 0 ? -duty : duty;
  if (drive === null || !(size > 0)) return 0;
  const most = mostSteps(drive);
  return drive.pwm === null || size >= 1 ? most : Math.round(size * most);
}

/** The direction bit of a motor. At rest a direction line keeps its level: flipping it would be one more thing to go wrong. */
function forwardsOf(
  drive: Drive | null,
  motor: AnyMotorName,
  duty: Duty,
  steps: number,
  before: number,
): number {
  const bit = forwardsBits[motor];
  switch (drive?.lines.by) {
    case 'direction':
      return (steps === 0 ? before & bit : duty > 0) ? bit : 0;
    case 'each-way':
    case 'power-and-lines':
      return steps !== 0 && duty > 0 ? bit : 0;
    default:
      return 0;
  }
}

const signBitOf: Readonly<Record<SignName, number>> = {
  lamp: levelBits.lamp,
  'lock-lamp': levelBits.lockLamp,
  beeper: levelBits.beeper,
};

/** The bits of what the chair has; the other bits are never on and never read back. */
function bitsOf({ pads, switches, signs }: Wiring): number {
  const { padRelay, motorRelay, lamp, lockLamp, beeper } = levelBits;
  const has = (bit: number, line: OutputLine | null) => (line === null ? 0 : bit);
  return (
    pads.reduce((sum, { out }, pad) => sum | has(at(padBits, pad, 'pad'), out), 0) |
    has(padRelay, switches['pad-relay']) |
    has(motorRelay, switches['motor-relay']) |
    has(lamp, signs.lamp) |
    has(lockLamp, signs['lock-lamp']) |
    has(beeper, signs.beeper)
  );
}

function switchedOf(outputs: Outputs): number {
  let levels =
    (outputs.padRelay ? levelBits.padRelay : 0) |
    (outputs.motorRelay ? levelBits.motorRelay : 0) |
    (outputs.lamp ? levelBits.lamp : 0) |
    (outputs.lockLamp ? levelBits.lockLamp : 0) |
    (outputs.beeper ? levelBits.beeper : 0);
  for (let pad = 0; pad < outputs.padsOn.length; pad++) {
    if (outputs.padsOn[pad] === true) levels |= at(padBits, pad, 'pad');
  }
  return levels;
}

/** The bits of `levels` that work unarmed, too. */
export const signBits = levelBits.lamp | levelBits.lockLamp | levelBits.beeper;

/** An output with two levels, and when it is on. */
interface Switch {
  readonly line: OutputLine;
  readonly heats: boolean;
  readonly on: (wanted: PinLevels) => boolean;
}

/** An output with PWM. */
interface Amount {
  readonly line: OutputLine;
  readonly motor: AnyMotorName;
}

function amountsOf({ motors }: Wiring): readonly Amount[] {
  return allMotorNames.flatMap((motor) => {
    const drive = motors[motor];
    return drive === null || drive.pwm === null || !('power' in drive.lines)
      ? []
      : [{ line: drive.lines.power, motor }];
  });
}

function motorSwitches(motor: AnyMotorName, { lines, pwm }: Drive): readonly Switch[] {
  const wire = (line: OutputLine, on: Switch['on']) => ({ line, heats: false, on });
  const isForwards = ({ levels }: PinLevels) => (levels & forwardsBits[motor]) !== 0;
  const isDriven = (wanted: PinLevels) => wanted[motor] !== 0;
  return [
    ...('direction' in lines ? [wire(lines.direction, isForwards)] : []),
    ...('up' in lines
      ? [
          wire(lines.up, (wanted) => isDriven(wanted) && isForwards(wanted)),
          wire(lines.down, (wanted) => isDriven(wanted) && !isForwards(wanted)),
        ]
      : []),
    ...(pwm === null && 'power' in lines ? [wire(lines.power, isDriven)] : []),
  ];
}

function switchesOf({ motors, pads, switches }: Wiring): readonly Switch[] {
  const wire = (bit: number, line: OutputLine | null, heats: boolean): readonly Switch[] =>
    line === null ? [] : [{ line, heats, on: ({ levels }) => (levels & bit) !== 0 }];
  return [
    ...allMotorNames.flatMap((motor) => {
      const drive = motors[motor];
      return drive === null ? [] : motorSwitches(motor, drive);
    }),
    ...pads.flatMap(({ out }, pad) => wire(at(padBits, pad, 'pad'), out, true)),
    ...wire(levelBits.padRelay, switches['pad-relay'], true),
    ...wire(levelBits.motorRelay, switches['motor-relay'], false),
  ];
}

/** A lamp or beeper. The library's LED that is on at low needs PWM, which few pins have, so it is driven as a plain pin. */
function signOn(board: five.Board, { pin, activeHigh }: OutputLine): { on: () => void; off: () => void } {
  if (activeHigh) {
    const led = new five.Led({ pin: pin.number, board } as five.LedOption);
    return { on: () => void led.on(), off: () => void led.off() };
  }
  board.pinMode(pin.number, board.io.MODES.OUTPUT);
  return { on: () => board.digitalWrite(pin.number, 0), off: () => board.digitalWrite(pin.number, 1) };
}

const noPower: Readonly<PinLevels> = { carriage: 0, kneader: 0, tapper: 0, levels: 0 };

export class Pins {
  readonly #board: five.Board;
  readonly #wiring: Wiring;
  readonly #bits: number;
  /** The switches that this board drives. */
  readonly #switches: readonly Switch[];
  readonly #amounts: readonly Amount[];
  readonly #signs: readonly { readonly bit: number; readonly on: () => void; readonly off: () => void }[];
  readonly #hasDisplay: boolean;
  /** What the outputs ask for. */
  #wanted: PinLevels = { ...noPower };
  #spare: PinLevels = { ...noPower };
  /** The values last written, if any. */
  readonly #lastPower: PinLevels = { ...noPower };
  #powerWritten = false;
  #lights = -1;
  #display: string | null = null;

  constructor(board: five.Board, wiring: Wiring, guarded: boolean) {
    this.#board = board;
    this.#wiring = wiring;
    this.#bits = bitsOf(wiring);
    // Without the guard an output that is on at low would be on from the moment its pin becomes an output.
    const drives = ({ line: { activeHigh }, heats }: Omit<Switch, 'on'>) => guarded || (activeHigh && !heats);
    this.#switches = switchesOf(wiring).filter(drives);
    this.#amounts = amountsOf(wiring).filter(({ line }) => guarded || line.activeHigh);
    const { MODES } = board.io;
    for (const { line } of this.#switches) board.pinMode(line.pin.number, MODES.OUTPUT);
    for (const { line } of this.#amounts) board.pinMode(line.pin.number, MODES.PWM);
    this.#signs = signNames.flatMap((name) => {
      const line = wiring.signs[name];
      return line === null ? [] : [{ bit: signBitOf[name], ...signOn(board, line) }];
    });
    this.#hasDisplay = wiring.display !== null && typeof board.io.i2cConfig === 'function';
    if (this.#hasDisplay) board.io.i2cConfig();
  }

  get wanted(): Readonly<PinLevels> {
    return this.#wanted;
  }

  /** Takes new orders for the writes to carry out; true where they are the same as before. */
  order(outputs: Outputs): boolean {
    const before = this.#wanted;
    const next = this.#spare;
    const { motors } = this.#wiring;
    next.levels = switchedOf(outputs) & this.#bits;
    next.carriage = stepsOf(outputs.carriageDuty, motors.carriage);
    next.kneader = stepsOf(outputs.kneaderDuty, motors.kneader);
    next.tapper = stepsOf(outputs.tapperDuty, motors.tapper);
    next.levels |=
      forwardsOf(motors.carriage, 'carriage', outputs.carriageDuty, next.carriage, before.levels) |
      forwardsOf(motors.kneader, 'kneader', outputs.kneaderDuty, next.kneader, before.levels);
    this.#wanted = next;
    this.#spare = before;
    return (
      next.carriage === before.carriage &&
      next.kneader === before.kneader &&
      next.tapper === before.tapper &&
      next.levels === before.levels
    );
  }

  /** Writes the changed outputs of what moves and heats. */
  writePower(): void {
    const wanted = this.#wanted;
    const last = this.#lastPower;
    const anew = !this.#powerWritten;
    for (const { line, on } of this.#switches) {
      const is = on(wanted);
      if (anew || is !== on(last)) this.#board.digitalWrite(line.pin.number, is === line.activeHigh ? 1 : 0);
    }
    for (const { line, motor } of this.#amounts) {
      const amount = wanted[motor];
      if (!anew && amount === last[motor]) continue;
      this.#board.analogWrite(line.pin.number, line.activeHigh ? amount : dutySteps - amount);
    }
    Object.assign(last, wanted);
    this.#powerWritten = true;
  }

  /** Writes the changed outputs of what lights and sounds. */
  writeSigns(): void {
    const { levels } = this.#wanted;
    const changed = this.#lights < 0 ? -1 : this.#lights ^ levels;
    for (const { bit, on, off } of this.#signs) {
      if ((changed & bit) === 0) continue;
      if ((levels & bit) !== 0) on();
      else off();
    }
    this.#lights = levels;
  }

  writeDisplay(text: string): void {
    const { display } = this.#wiring;
    if (text === this.#display || display === null || !this.#hasDisplay) return;
    const { io } = this.#board;
    const { address } = display;
    if (this.#display === null) for (const command of displayStart) io.i2cWrite(address, [...command]);
    io.i2cWrite(address, displayBytes(text));
    this.#display = text;
  }

  /** Writes everything again at the next turn: what was sent may not have arrived. */
  forget(): void {
    this.#powerWritten = false;
    this.#lights = -1;
    this.forgetDisplay();
  }

  /** Starts the display and writes it again at the next turn: nothing reads back what it shows. */
  forgetDisplay(): void {
    this.#display = null;
  }
}
