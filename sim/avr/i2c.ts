/**
 * The I2C bus with whatever hangs on it, at the bus's own speed: avr8js' peripheral does the registers, this
 * the time and the devices.
 */
import { AVRTWI, type CPU, type TWIEventHandler, twiConfig } from 'avr8js';

export interface I2cDevice {
  /** Addressed for writing (or reading); true acknowledges. */
  begin(write: boolean): boolean;
  write(byte: number): void;
  read(): number;
  end(): void;
}

/** Eight bits and the acknowledge. */
const bitsPerByte = 9;

export class I2cBus implements TWIEventHandler {
  readonly #cpu: CPU;
  readonly #clockHz: number;
  readonly #twi: AVRTWI;
  readonly #devices: ReadonlyMap<number, I2cDevice>;
  #talking: I2cDevice | undefined;

  constructor(cpu: CPU, clockHz: number, devices: ReadonlyMap<number, I2cDevice>) {
    this.#cpu = cpu;
    this.#clockHz = clockHz;
    this.#devices = devices;
    this.#twi = new AVRTWI(cpu, { ...twiConfig, twiInterrupt: 2 * 39 }, clockHz);
    this.#twi.eventHandler = this;
  }

  #after(bits: number, then: () => void): void {
    this.#cpu.addClockEvent(then, Math.round((bits * this.#clockHz) / this.#twi.sclFrequency));
  }

  start(): void {
    this.#after(1, () => this.#twi.completeStart());
  }

  stop(): void {
    this.#talking?.end();
    this.#talking = undefined;
    this.#after(1, () => this.#twi.completeStop());
  }

  connectToSlave(address: number, write: boolean): void {
    this.#talking = this.#devices.get(address);
    const acknowledged = this.#talking?.begin(write) ?? false;
    this.#after(bitsPerByte, () => this.#twi.completeConnect(acknowledged));
  }

  writeByte(byte: number): void {
    this.#talking?.write(byte);
    this.#after(bitsPerByte, () => this.#twi.completeWrite(this.#talking !== undefined));
  }

  readByte(): void {
    const byte = this.#talking?.read() ?? 0xff;
    this.#after(bitsPerByte, () => this.#twi.completeRead(byte));
  }
}
