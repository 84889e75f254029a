/**
 * The pins: direction, output and input registers of every port, what the world outside drives onto them, and
 * the external interrupts. A pin that a timer drives shows the timer's level of that very cycle. Pin-change
 * interrupts are not modelled. Source: Microchip DS40002211A, 13 and 15.
 */
import type { CPU } from 'avr8js';
import type { Chip, PortLetter } from '../../src/chair/chips/chip.ts';
import type { Timer } from './timer.ts';

const EICRA = 0x69;
const EICRB = 0x6a;
const EIFR = 0x3c;
const EIMSK = 0x3d;
const externalInterrupts = 8;

interface TimerPin {
  readonly mask: number;
  readonly timer: Timer;
  readonly channel: 'A' | 'B' | 'C';
}

interface Port {
  readonly letter: PortLetter;
  readonly PIN: number;
  /** Pins something outside drives, and to which level. */
  driven: number;
  level: number;
  /** Pins that are stuck, and at which level, whatever the chip does. */
  stuck: number;
  stuckLevel: number;
  readonly timerPins: TimerPin[];
}

interface EdgeInterrupt {
  readonly address: number;
  readonly flagRegister: number;
  readonly flagMask: number;
  readonly enableRegister: number;
  readonly enableMask: number;
}

/** What drives the pins from outside; it outlives resets of the chip. */
export interface Outside {
  readonly driven: Uint8Array;
  readonly level: Uint8Array;
  readonly stuck: Uint8Array;
  readonly stuckLevel: Uint8Array;
}

export function createOutside(chip: Chip): Outside {
  const bytes = () => new Uint8Array(chip.ports.length);
  return { driven: bytes(), level: bytes(), stuck: bytes(), stuckLevel: bytes() };
}

export class Ports {
  /** Counts writes to direction and output registers: somebody who looks at outputs can see whether to look again. */
  changes = 0;
  readonly #cpu: CPU;
  readonly #outside: Outside;
  readonly #ports: Port[];
  readonly #interrupts: EdgeInterrupt[];
  /** External interrupt number of a pin, at index port * 8 + bit, or -1. */
  readonly #interruptOfPin: Int8Array;

  constructor(cpu: CPU, chip: Chip, outside: Outside) {
    this.#cpu = cpu;
    this.#outside = outside;
    this.#ports = chip.ports.map(({ letter, pinAddress }, index) => ({
      letter,
      PIN: pinAddress,
      driven: outside.driven[index] as number,
      level: outside.level[index] as number,
      stuck: outside.stuck[index] as number,
      stuckLevel: outside.stuckLevel[index] as number,
      timerPins: [],
    }));
    this.#interruptOfPin = new Int8Array(chip.ports.length * 8).fill(-1);
    for (const pin of chip.pins) {
      if (pin.interrupt !== null) {
        this.#interruptOfPin[this.indexOf(pin.port) * 8 + pin.bit] = pin.interrupt;
      }
    }
    this.#interrupts = Array.from({ length: externalInterrupts }, (_, number) => ({
      address: 2 * (1 + number),
      flagRegister: EIFR,
      flagMask: 1 << number,
      enableRegister: EIMSK,
      enableMask: 1 << number,
    }));
    this.#hook();
  }

  #hook(): void {
    const cpu = this.#cpu;
    for (const port of this.#ports) {
      const { PIN } = port;
      cpu.readHooks[PIN] = () => this.#read(port);
      cpu.writeHooks[PIN] = (value, _old, _address, mask) => {
        // A one written to an input register toggles the output register.
        cpu.data[PIN + 2] = (cpu.data[PIN + 2] as number) ^ (value & mask);
        this.changes++;
        return true;
      };
      cpu.writeHooks[PIN + 1] = cpu.writeHooks[PIN + 2] = () => {
        this.changes++;
        return false;
      };
    }
    cpu.writeHooks[EIMSK] = (value) => {
      cpu.data[EIMSK] = value;
      for (const interrupt of this.#interrupts) cpu.updateInterruptEnable(interrupt, value);
      return true;
    };
    cpu.writeHooks[EIFR] = (value) => {
      for (const interrupt of this.#interrupts) cpu.clearInterruptByFlag(interrupt, value);
      return true;
    };
  }

  indexOf(letter: PortLetter): number {
    return this.#ports.findIndex((port) => port.letter === letter);
  }

  /** A timer can drive this pin. */
  attach(port: number, bit: number, timer: Timer, channel: TimerPin['channel']): void {
    this.#ports[port]?.timerPins.push({ mask: 1 << bit, timer, channel });
  }

  #read(port: Port): number {
    const { data } = this.#cpu;
    const ddr = data[port.PIN + 1] as number;
    const out = data[port.PIN + 2] as number;
    // Inputs nobody drives read their pull-up.
    let value = (out & ddr) | (((port.level & port.driven) | (out & ~port.driven)) & ~ddr);
    for (const pin of port.timerPins) {
      if ((ddr & pin.mask) === 0 || !pin.timer.drives(pin.channel)) continue;
      value = pin.timer.isHigh(pin.channel) ? value | pin.mask : value & ~pin.mask;
    }
    return ((value & ~port.stuck) | (port.stuckLevel & port.stuck)) & 0xff;
  }

  /** Drives a pin from outside; `null` lets go of it. */
  drive(index: number, bit: number, level: boolean | null): void {
    const port = this.#ports[index] as Port;
    const mask = 1 << bit;
    const was = level === null ? false : (this.#read(port) & mask) !== 0;
    port.driven = level === null ? port.driven & ~mask : port.driven | mask;
    port.level = level === true ? port.level | mask : port.level & ~mask;
    this.#outside.driven[index] = port.driven;
    this.#outside.level[index] = port.level;
    if (level !== null && level !== was) this.#edge(this.#interruptOfPin[index * 8 + bit] as number, level);
  }

  /** Holds a pin at a level whatever the chip writes; `null` lets go of it. */
  stick(index: number, bit: number, level: boolean | null): void {
    const port = this.#ports[index] as Port;
    const mask = 1 << bit;
    port.stuck = level === null ? port.stuck & ~mask : port.stuck | mask;
    port.stuckLevel = level === true ? port.stuckLevel | mask : port.stuckLevel & ~mask;
    this.#outside.stuck[index] = port.stuck;
    this.#outside.stuckLevel[index] = port.stuckLevel;
    this.changes++;
  }

  /** The level at the pin right now. */
  level(index: number, bit: number): boolean {
    return ((this.#read(this.#ports[index] as Port) >> bit) & 1) !== 0;
  }

  isOutput(index: number, bit: number): boolean {
    return (((this.#cpu.data[(this.#ports[index] as Port).PIN + 1] as number) >> bit) & 1) !== 0;
  }

  /** Share of the time an output is high: its timer's duty, or its level. High impedance counts as 0. */
  duty(index: number, bit: number): number {
    const port = this.#ports[index] as Port;
    const mask = 1 << bit;
    if ((port.stuck & mask) !== 0) return (port.stuckLevel & mask) !== 0 ? 1 : 0;
    const { data } = this.#cpu;
    if (((data[port.PIN + 1] as number) & mask) === 0) return 0;
    for (const pin of port.timerPins) {
      if (pin.mask === mask && pin.timer.drives(pin.channel)) return pin.timer.duty(pin.channel);
    }
    return ((data[port.PIN + 2] as number) & mask) !== 0 ? 1 : 0;
  }

  #edge(number: number, rising: boolean): void {
    const interrupt = this.#interrupts[number];
    if (interrupt === undefined) return;
    const register = this.#cpu.data[number < 4 ? EICRA : EICRB] as number;
    const sense = (register >> ((number & 3) * 2)) & 3;
    // 1 any edge, 2 falling, 3 rising; 0 is the low level, which nothing here uses.
    if (sense === 1 || sense === (rising ? 3 : 2)) this.#cpu.setInterruptFlag(interrupt);
  }
}
