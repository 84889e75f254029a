/**
 * The serial port, byte by byte at the line's own speed. Receiver: a shift register, two bytes of buffer and the
 * overrun flag; transmitter: a shift register and a data register. Every frame counts as one start, eight data and
 * one stop bit. Not modelled: synchronous and multi-processor modes, parity, framing errors.
 * Source: Microchip DS40002211A, 22.
 */
import type { Cpu, Interrupt } from '../cpu/cpu.ts';

/** Registers without the port's number. */
export interface UsartConfig {
  readonly UCSRA: number;
  readonly UCSRB: number;
  readonly UCSRC: number;
  readonly UBRRL: number;
  readonly UBRRH: number;
  readonly UDR: number;
  readonly vectors: { readonly RX: number; readonly UDRE: number; readonly TX: number };
}

/** Bits of UCSRA. */
const RXC = 0x80;
const TXC = 0x40;
const UDRE = 0x20;
const DOR = 0x08;
const U2X = 0x02;
/** Bits of UCSRB. */
const RXCIE = 0x80;
const TXCIE = 0x40;
const UDRIE = 0x20;
const RXEN = 0x10;
const TXEN = 0x08;
/** Bits of UCSRC: eight data bits. */
const UCSZ10 = 0x06;

const buffered = 2;
const bitsPerByte = 10;

export class Usart {
  /** A byte has left the chip, at the cycle its stop bit ended. */
  onByte: (byte: number) => void = () => undefined;
  /** Bytes lost because the firmware did not read them in time. */
  overruns = 0;
  readonly #cpu: Cpu;
  readonly #config: UsartConfig;
  readonly #received: Interrupt;
  readonly #empty: Interrupt;
  readonly #sent: Interrupt;
  /** Bytes in transit to the chip; the first is in the shift register. */
  readonly #incoming: Uint8Array;
  #incomingHead = 0;
  #incomingTail = 0;
  #arriving = false;
  readonly #buffer: number[] = [];
  #shifting = -1;
  #waiting = -1;

  /** `queueBytes`, a power of two: how far the host may be ahead of the line. */
  constructor(cpu: Cpu, config: UsartConfig, queueBytes = 65_536) {
    this.#cpu = cpu;
    this.#config = config;
    this.#incoming = new Uint8Array(queueBytes);
    const { UCSRA, UCSRB, UCSRC, vectors } = config;
    const interrupt = (
      vector: number,
      flagMask: number,
      enableMask: number,
      constant: boolean,
    ): Interrupt => ({
      vector,
      flagRegister: UCSRA,
      flagMask,
      enableRegister: UCSRB,
      enableMask,
      constant,
    });
    this.#received = interrupt(vectors.RX, RXC, RXCIE, true);
    this.#empty = interrupt(vectors.UDRE, UDRE, UDRIE, true);
    this.#sent = interrupt(vectors.TX, TXC, TXCIE, false);
    cpu.data[UCSRA] = UDRE;
    cpu.data[UCSRC] = UCSZ10;
    this.#hook();
  }

  #hook(): void {
    const cpu = this.#cpu;
    const { data } = cpu;
    const { UCSRA, UCSRB, UDR } = this.#config;
    cpu.readHooks[UDR] = () => {
      const byte = this.#buffer.shift() ?? 0;
      if (this.#buffer.length === 0) cpu.clearInterrupt(this.#received);
      data[UCSRA] = (data[UCSRA] as number) & ~DOR;
      return byte;
    };
    cpu.writeHooks[UDR] = (byte) => {
      if (((data[UCSRB] as number) & TXEN) === 0) return true;
      if (this.#shifting < 0) {
        this.#shift(byte);
      } else {
        this.#waiting = byte;
        cpu.clearInterrupt(this.#empty);
      }
      return true;
    };
    cpu.writeHooks[UCSRA] = (value) => {
      data[UCSRA] = ((data[UCSRA] as number) & ~U2X) | (value & U2X);
      cpu.clearInterruptByFlag(this.#sent, value);
      return true;
    };
    cpu.writeHooks[UCSRB] = (value) => {
      data[UCSRB] = value;
      for (const each of [this.#received, this.#empty, this.#sent]) cpu.updateInterruptEnable(each, value);
      if ((value & RXEN) !== 0) this.#arrive();
      return true;
    };
  }

  /** Takes bytes from the host; they reach the chip one after the other at the speed of the line. */
  receive(bytes: ArrayLike<number>): void {
    const mask = this.#incoming.length - 1;
    for (let index = 0; index < bytes.length; index++) {
      this.#incoming[this.#incomingHead] = bytes[index] as number;
      this.#incomingHead = (this.#incomingHead + 1) & mask;
      if (this.#incomingHead === this.#incomingTail) throw new Error('the host is too far ahead of the line');
    }
    this.#arrive();
  }

  /** Bytes from the host that are still on the line. */
  get onTheLine(): number {
    return (this.#incomingHead - this.#incomingTail) & (this.#incoming.length - 1);
  }

  get cyclesPerByte(): number {
    const { data } = this.#cpu;
    const { UBRRL, UBRRH, UCSRA } = this.#config;
    const divider = ((data[UBRRL] as number) | ((data[UBRRH] as number) << 8)) + 1;
    return divider * (((data[UCSRA] as number) & U2X) !== 0 ? 8 : 16) * bitsPerByte;
  }

  readonly #arrived = (): void => {
    const byte = this.#incoming[this.#incomingTail] as number;
    this.#incomingTail = (this.#incomingTail + 1) & (this.#incoming.length - 1);
    this.#arriving = false;
    const { data } = this.#cpu;
    const { UCSRA } = this.#config;
    if (this.#buffer.length < buffered) {
      this.#buffer.push(byte);
      this.#cpu.setInterruptFlag(this.#received);
    } else {
      this.overruns++;
      data[UCSRA] = (data[UCSRA] as number) | DOR;
    }
    this.#arrive();
  };

  #arrive(): void {
    const listening = ((this.#cpu.data[this.#config.UCSRB] as number) & RXEN) !== 0;
    if (this.#arriving || !listening || this.#incomingHead === this.#incomingTail) return;
    this.#arriving = true;
    this.#cpu.addClockEvent(this.#arrived, this.cyclesPerByte);
  }

  #shift(byte: number): void {
    this.#shifting = byte;
    this.#cpu.setInterruptFlag(this.#empty);
    this.#cpu.addClockEvent(this.#shifted, this.cyclesPerByte);
  }

  readonly #shifted = (): void => {
    const byte = this.#shifting;
    this.#shifting = -1;
    if (this.#waiting >= 0) {
      const next = this.#waiting;
      this.#waiting = -1;
      this.#shift(next);
    } else {
      this.#cpu.setInterruptFlag(this.#sent);
    }
    this.onByte(byte);
  };
}
