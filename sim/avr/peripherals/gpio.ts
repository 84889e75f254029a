/**
 * I/O ports: direction, output and input registers, and what is driven onto the pins from outside. A pin that a
 * timer drives shows the timer's level at that cycle. Not modelled: pin-change interrupts, PUD in MCUCR.
 * Source: Microchip DS40002211A, 13.
 */
import type { Cpu } from '../cpu/cpu.ts';

type PortLetter = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'J' | 'K' | 'L';
/** Port and bit in the data sheet's notation: `PB5`. */
export type PinName = `P${PortLetter}${number}`;

export interface PortConfig {
  readonly letter: PortLetter;
  readonly PIN: number;
  readonly DDR: number;
  readonly PORT: number;
}

/** What a pin's alternate function does to its output. */
export interface PinDriver {
  /** The alternate function is switched on. Stored, not computed, since it is read far more often than it changes. */
  drives: boolean;
  readonly isHigh: () => boolean;
  /** Share of the time that the output is high. */
  readonly duty: () => number;
}

/** What drives a port's pins from outside; it survives resets of the chip. */
export interface PortOutside {
  /** Pins that are driven from outside, and to which level. */
  driven: number;
  level: number;
  /** Pins that are stuck, and at which level, whatever the chip does. */
  stuck: number;
  stuckLevel: number;
}

export function createOutside(ports: readonly PortConfig[]): PortOutside[] {
  return ports.map(() => ({ driven: 0, level: 0, stuck: 0, stuckLevel: 0 }));
}

interface Port {
  readonly DDR: number;
  readonly PORT: number;
  readonly outside: PortOutside;
  /** Its pins that alternate functions can drive. */
  readonly alternate: Pin[];
}

interface Pin {
  readonly port: Port;
  readonly mask: number;
  /** The first driver that is switched on drives the pin. */
  readonly drivers: PinDriver[];
  onEdge: ((rising: boolean) => void) | null;
}

/** The alternate function that drives a pin that is an output; null: its port does. */
function driverOf({ drivers }: Pin): PinDriver | null {
  for (const driver of drivers) if (driver.drives) return driver;
  return null;
}

export class Gpio {
  /** Counts whatever may change an output: a reader of outputs can see whether to read them again. */
  changes = 0;
  readonly #cpu: Cpu;
  readonly #pins = new Map<PinName, Pin>();

  constructor(cpu: Cpu, ports: readonly PortConfig[], outside: readonly PortOutside[]) {
    this.#cpu = cpu;
    for (const [index, { letter, PIN, DDR, PORT }] of ports.entries()) {
      const port: Port = { DDR, PORT, outside: outside[index] as PortOutside, alternate: [] };
      for (let bit = 0; bit < 8; bit++) {
        this.#pins.set(`P${letter}${bit}`, { port, mask: 1 << bit, drivers: [], onEdge: null });
      }
      this.#hook(port, PIN);
    }
  }

  #hook(port: Port, PIN: number): void {
    const cpu = this.#cpu;
    const { DDR, PORT } = port;
    cpu.readHooks[PIN] = () => this.#read(port);
    cpu.writeHooks[PIN] = (value, mask) => {
      // A one written to an input register toggles the output register.
      cpu.data[PORT] = (cpu.data[PORT] as number) ^ (value & mask);
      this.changes++;
      return true;
    };
    cpu.writeHooks[DDR] = cpu.writeHooks[PORT] = () => {
      this.changes++;
      return false;
    };
  }

  #pin(name: PinName): Pin {
    const pin = this.#pins.get(name);
    if (pin === undefined) throw new Error(`the chip has no pin ${name}`);
    return pin;
  }

  /** Adds an alternate function that can drive this pin while it is an output. */
  attach(name: PinName, driver: PinDriver): void {
    const pin = this.#pin(name);
    if (pin.drivers.length === 0) pin.port.alternate.push(pin);
    pin.drivers.push(driver);
  }

  /** Calls back on edges that come from outside. */
  watch(name: PinName, onEdge: (rising: boolean) => void): void {
    this.#pin(name).onEdge = onEdge;
  }

  #read({ DDR, PORT, outside, alternate }: Port): number {
    const { data } = this.#cpu;
    const ddr = data[DDR] as number;
    const out = data[PORT] as number;
    // Inputs that nothing drives read their pull-up.
    let value = (out & ddr) | (((outside.level & outside.driven) | (out & ~outside.driven)) & ~ddr);
    for (const pin of alternate) {
      if ((ddr & pin.mask) === 0) continue;
      const driver = driverOf(pin);
      if (driver !== null) value = driver.isHigh() ? value | pin.mask : value & ~pin.mask;
    }
    return ((value & ~outside.stuck) | (outside.stuckLevel & outside.stuck)) & 0xff;
  }

  /** Drives a pin from outside; `null` releases it. */
  drive(name: PinName, level: boolean | null): void {
    const { port, mask, onEdge } = this.#pin(name);
    const { outside } = port;
    const was = (this.#read(port) & mask) !== 0;
    outside.driven = level === null ? outside.driven & ~mask : outside.driven | mask;
    outside.level = level === true ? outside.level | mask : outside.level & ~mask;
    if (level !== null && level !== was) onEdge?.(level);
  }

  /** Holds a pin at a level whatever the chip writes; `null` releases it. */
  stick(name: PinName, level: boolean | null): void {
    const { port, mask } = this.#pin(name);
    const { outside } = port;
    outside.stuck = level === null ? outside.stuck & ~mask : outside.stuck | mask;
    outside.stuckLevel = level === true ? outside.stuckLevel | mask : outside.stuckLevel & ~mask;
    this.changes++;
  }

  /** The level at the pin right now. */
  level(name: PinName): boolean {
    const { port, mask } = this.#pin(name);
    return (this.#read(port) & mask) !== 0;
  }

  isOutput(name: PinName): boolean {
    const { port, mask } = this.#pin(name);
    return ((this.#cpu.data[port.DDR] as number) & mask) !== 0;
  }

  /** Whether the pin is an input whose internal pull-up is on. */
  pullsUp(name: PinName): boolean {
    const { port, mask } = this.#pin(name);
    const { data } = this.#cpu;
    return ((data[port.PORT] as number) & ~(data[port.DDR] as number) & mask) !== 0;
  }

  /** Share of the time that an output is high: its timer's duty, or its level. High impedance counts as 0. */
  duty(name: PinName): number {
    const pin = this.#pin(name);
    const { port, mask } = pin;
    const { outside } = port;
    if ((outside.stuck & mask) !== 0) return (outside.stuckLevel & mask) !== 0 ? 1 : 0;
    const { data } = this.#cpu;
    if (((data[port.DDR] as number) & mask) === 0) return 0;
    const driver = driverOf(pin);
    if (driver !== null) return driver.duty();
    return ((data[port.PORT] as number) & mask) !== 0 ? 1 : 0;
  }
}
