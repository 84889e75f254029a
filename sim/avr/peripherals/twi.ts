/**
 * The two-wire serial interface (I2C) as the bus's only master, byte by byte at the bus's own speed. Not modelled:
 * slave modes, arbitration, other masters. Source: Microchip DS40002211A, 24.
 */
import type { Cpu, Interrupt } from '../cpu/cpu.ts';

/** A device on the bus, found by its seven-bit address. */
export interface TwiDevice {
  /** The device is addressed for writing, or reading; it acknowledges by returning true. */
  begin(write: boolean): boolean;
  write(byte: number): void;
  read(): number;
  end(): void;
}

export interface TwiConfig {
  readonly TWBR: number;
  readonly TWSR: number;
  readonly TWDR: number;
  readonly TWCR: number;
  readonly vector: number;
}

/** Bits of TWCR. */
const TWINT = 0x80;
const TWEA = 0x40;
const TWSTA = 0x20;
const TWSTO = 0x10;
const TWEN = 0x04;
const TWIE = 0x01;
/** Fields of TWSR. */
const TWS = 0xf8;
const TWPS = 0x03;

/** Status codes of the master. */
const START = 0x08;
const REPEATED_START = 0x10;
const SLA_W_ACK = 0x18;
const SLA_W_NACK = 0x20;
const DATA_SENT_ACK = 0x28;
const DATA_SENT_NACK = 0x30;
const SLA_R_ACK = 0x40;
const SLA_R_NACK = 0x48;
const DATA_RECEIVED_ACK = 0x50;
const DATA_RECEIVED_NACK = 0x58;
const IDLE = 0xf8;

/** Eight bits and the acknowledge bit. */
const bitsPerByte = 9;

export class Twi {
  readonly #cpu: Cpu;
  readonly #config: TwiConfig;
  readonly #devices: ReadonlyMap<number, TwiDevice>;
  readonly #interrupt: Interrupt;
  #busy = false;
  #addressed: TwiDevice | undefined;

  constructor(cpu: Cpu, config: TwiConfig, devices: ReadonlyMap<number, TwiDevice>) {
    this.#cpu = cpu;
    this.#config = config;
    this.#devices = devices;
    const { TWCR, vector } = config;
    this.#interrupt = {
      vector,
      flagRegister: TWCR,
      flagMask: TWINT,
      enableRegister: TWCR,
      enableMask: TWIE,
    };
    this.#setStatus(IDLE);
    cpu.writeHooks[TWCR] = (value) => {
      this.#write(value);
      return true;
    };
  }

  #write(value: number): void {
    const cpu = this.#cpu;
    const { TWCR } = this.#config;
    // Writing a one clears the flag, which starts the next operation.
    cpu.data[TWCR] = (value & ~TWINT) | ((cpu.data[TWCR] as number) & ~value & TWINT);
    if ((value & TWINT) !== 0) cpu.clearInterrupt(this.#interrupt);
    cpu.updateInterruptEnable(this.#interrupt, value);
    if ((value & TWINT) !== 0 && (value & TWEN) !== 0 && !this.#busy) {
      const [status, byte] = [this.#status, cpu.data[this.#config.TWDR] as number];
      // The bus proceeds when the instruction that wrote the register has ended.
      cpu.addClockEvent(() => this.#proceed(value, status, byte), 1);
    }
  }

  #proceed(control: number, status: number, byte: number): void {
    if ((control & TWSTA) !== 0) {
      this.#after(1, () => this.#complete(status === IDLE ? START : REPEATED_START));
    } else if ((control & TWSTO) !== 0) {
      this.#stop();
    } else if (status === START || status === REPEATED_START) {
      this.#address(byte >> 1, (byte & 1) === 0);
    } else if (status === SLA_W_ACK || status === DATA_SENT_ACK) {
      this.#addressed?.write(byte);
      const acknowledged = this.#addressed !== undefined;
      this.#after(bitsPerByte, () => this.#complete(acknowledged ? DATA_SENT_ACK : DATA_SENT_NACK));
    } else if (status === SLA_R_ACK || status === DATA_RECEIVED_ACK) {
      this.#receive();
    }
  }

  #stop(): void {
    this.#addressed?.end();
    this.#addressed = undefined;
    this.#after(1, () => {
      const { data } = this.#cpu;
      const { TWCR } = this.#config;
      data[TWCR] = (data[TWCR] as number) & ~TWSTO;
      // A STOP raises no flag.
      this.#busy = false;
      this.#setStatus(IDLE);
    });
  }

  #address(address: number, write: boolean): void {
    this.#addressed = this.#devices.get(address);
    const acknowledged = this.#addressed?.begin(write) ?? false;
    const status = write
      ? acknowledged ? SLA_W_ACK : SLA_W_NACK
      : acknowledged ? SLA_R_ACK : SLA_R_NACK; // biome-ignore format: a table
    this.#after(bitsPerByte, () => this.#complete(status));
  }

  #receive(): void {
    const byte = this.#addressed?.read() ?? 0xff;
    this.#after(bitsPerByte, () => {
      const { data } = this.#cpu;
      const { TWCR, TWDR } = this.#config;
      data[TWDR] = byte;
      this.#complete(((data[TWCR] as number) & TWEA) !== 0 ? DATA_RECEIVED_ACK : DATA_RECEIVED_NACK);
    });
  }

  /** Calls back after the time of `bits` on the bus. */
  #after(bits: number, then: () => void): void {
    this.#busy = true;
    const { data } = this.#cpu;
    const prescaler = 4 ** ((data[this.#config.TWSR] as number) & TWPS);
    const cyclesPerBit = 16 + 2 * (data[this.#config.TWBR] as number) * prescaler;
    this.#cpu.addClockEvent(then, bits * cyclesPerBit);
  }

  get #status(): number {
    return (this.#cpu.data[this.#config.TWSR] as number) & TWS;
  }

  #complete(status: number): void {
    this.#busy = false;
    this.#setStatus(status);
    this.#cpu.setInterruptFlag(this.#interrupt);
  }

  #setStatus(status: number): void {
    const { data } = this.#cpu;
    const { TWSR } = this.#config;
    data[TWSR] = ((data[TWSR] as number) & ~TWS) | status;
  }
}
