/**
 * A bootloader that speaks STK500 version 2, as on an Arduino Mega, behind a pseudo-terminal. Source: Atmel AVR068; what
 * it does with fuses is read in stk500boot.c of ArduinoCore-avr.
 */
import { openPty, type Pty } from '../../../sim/boards/pty.ts';

export interface BootloaderOptions {
  readonly signature?: readonly [number, number, number];
  /** Low, high, extended, lock; without: it cannot read them. */
  readonly fuses?: readonly [number, number, number, number];
  /** What is written at this address is not what stays there. */
  readonly wornAt?: number;
  /** The cable comes out after so many pages. */
  readonly pulledAfterPages?: number;
  /** Says nothing after so many pages. */
  readonly silentAfterPages?: number;
}

export interface Bootloader {
  readonly path: string;
  readonly flash: Uint8Array;
  close(): void;
}

const start = 0x1b;
const token = 0x0e;
const ok = 0;
const failed = 0xc0;

export async function openBootloader(options: BootloaderOptions = {}): Promise<Bootloader> {
  const pty = await openPty();
  const chip = new Stk500(options, pty);
  pty.onData((bytes) => chip.feed(bytes));
  return { path: pty.path, flash: chip.flash, close: () => pty.close() };
}

class Stk500 {
  readonly flash = new Uint8Array(256 * 1024).fill(0xff);
  readonly #options: BootloaderOptions;
  readonly #pty: Pty;
  #bytes: number[] = [];
  #address = 0;
  #pages = 0;

  constructor(options: BootloaderOptions, pty: Pty) {
    this.#options = options;
    this.#pty = pty;
  }

  feed(bytes: Uint8Array): void {
    this.#bytes.push(...bytes);
    for (;;) {
      const from = this.#bytes.indexOf(start);
      this.#bytes.splice(0, from < 0 ? this.#bytes.length : from);
      if (from < 0) return;
      const [, sequence = 0, high = 0, low = 0] = this.#bytes;
      const length = high * 256 + low;
      if (this.#bytes.length < length + 6) return;
      const body = this.#bytes.slice(5, 5 + length);
      this.#bytes.splice(0, length + 6);
      const answer = this.#answer(body);
      if (answer !== null) this.#send(sequence, answer);
    }
  }

  #send(sequence: number, body: readonly number[]): void {
    const message = [start, sequence, body.length >> 8, body.length & 0xff, token, ...body];
    this.#pty.write(Uint8Array.from([...message, message.reduce((sum, byte) => sum ^ byte, 0)]));
  }

  #answer(body: readonly number[]): number[] | null {
    const [command = 0, first = 0, second = 0, third = 0] = body;
    const { pulledAfterPages, silentAfterPages } = this.#options;
    if (silentAfterPages !== undefined && this.#pages >= silentAfterPages) return null;
    switch (command) {
      case 0x01:
        return [command, ok, 8, ...Buffer.from('AVRISP_2')];
      case 0x03:
        return [command, ok, 2];
      case 0x06:
        this.#address = 2 * (((first & 0x7f) << 24) | (second << 16) | (third << 8) | (body[4] ?? 0));
        return [command, ok];
      case 0x13:
        this.#write(body.slice(10, 10 + first * 256 + second));
        if (pulledAfterPages === this.#pages) {
          this.#pty.close();
          return null;
        }
        return [command, ok];
      case 0x14: {
        const length = first * 256 + second;
        const data = [...this.flash.subarray(this.#address, this.#address + length)];
        this.#address += length;
        return [command, ok, ...data, ok];
      }
      case 0x18:
      case 0x1a:
        return this.#options.fuses === undefined
          ? [command, failed]
          : [command, ok, this.#spi(body.slice(2)), ok];
      case 0x1b:
        return [command, ok, this.#spi(body.slice(2)), ok];
      case 0x1d:
        return [command, ok, 0, 0, 0, this.#spi(body.slice(4)), ok];
      default:
        return [command, ok];
    }
  }

  #write(data: readonly number[]): void {
    this.flash.set(data, this.#address);
    const { wornAt = -1 } = this.#options;
    if (wornAt >= this.#address && wornAt < this.#address + data.length) this.flash[wornAt]! ^= 0xff;
    this.#address += data.length;
    this.#pages++;
  }

  /** What the chip would answer to an instruction at its ICSP pins. */
  #spi([instruction = 0, selector = 0, index = 0]: readonly number[]): number {
    const { signature = [0x1e, 0x98, 0x01], fuses = [0, 0, 0, 0] } = this.#options;
    const [low, high, extended, lock] = fuses;
    if (instruction === 0x30) return signature[index] ?? 0;
    if (instruction === 0x50) return selector === 0x08 ? extended : low;
    if (instruction === 0x58) return selector === 0x08 ? high : lock;
    return 0;
  }
}
