/**
 * The serial line between the emulated chip and the host, at its own speed, and everything that can be wrong
 * with it: pulled out, noisy, slow. Time is the chip's cycle count.
 */
import type { BytePort, PortEvents } from '../../src/board/link/port.ts';
import type { Emulator } from '../avr/index.ts';
import { nextInt32, nextShare, type Random } from '../random.ts';

export type LineState = 'good' | 'lost' | 'noisy' | 'slow';

/** A noisy line damages about a quarter of the frames, which are some 60 bytes long. */
const noisyShare = 1 / 200;
/** A slow line gets bytes through in bursts, each so far apart: well above a tick, within the lease. */
const slowMs = 160;

export class EmulatedLine {
  state: LineState = 'good';
  /** Bytes the host has sent and got, for those who count. */
  sent = 0;
  received = 0;
  /** Told of what the host is about to get. */
  tap: ((bytes: Uint8Array) => void) | null = null;
  readonly #emulator: Emulator;
  readonly #random: Random;
  #events: PortEvents | null = null;
  #opened = false;
  #toHost: number[] = [];
  #toChip: number[] = [];
  #lastBurstMs = 0;

  constructor(emulator: Emulator, random: Random) {
    this.#emulator = emulator;
    this.#random = random;
    emulator.onByte = (byte, usart) => {
      if (usart !== 0) return;
      // Nobody has the port open: the bytes are gone.
      if (this.#events !== null && this.state !== 'lost') this.#toHost.push(this.#damaged(byte));
    };
  }

  /** Opens the host's end. Nothing is called back before the next `deliver`. */
  readonly open = (events: PortEvents): BytePort => {
    this.#events = events;
    this.#opened = false;
    this.#toHost = [];
    const port: BytePort = {
      write: (bytes) => {
        if (this.#events !== events || this.state === 'lost') return;
        this.sent += bytes.length;
        if (this.state === 'good') {
          this.#emulator.mcu.usarts[0].receive(bytes);
          return;
        }
        for (const byte of bytes) this.#toChip.push(this.#damaged(byte));
      },
      close: () => {
        if (this.#events === events) this.#events = null;
      },
    };
    return port;
  };

  /** Bytes that the chip never sent. */
  inject(bytes: ArrayLike<number>): void {
    if (this.state !== 'lost') this.#events?.data(Uint8Array.from(bytes));
  }

  #damaged(byte: number): number {
    if (this.state !== 'noisy' || nextShare(this.#random) >= noisyShare) return byte;
    return (byte ^ (1 << (nextInt32(this.#random) & 7))) & 0xff;
  }

  /** Hands over what has arrived on either side by now. */
  deliver(nowMs: number): void {
    const events = this.#events;
    if (this.state === 'lost') {
      this.#toHost = [];
      this.#toChip = [];
      if (events !== null) {
        this.#events = null;
        events.closed('the cable is out');
      }
      return;
    }
    if (events !== null && !this.#opened) {
      this.#opened = true;
      events.opened();
    }
    if (this.state === 'slow') {
      if (nowMs - this.#lastBurstMs < slowMs) return;
      this.#lastBurstMs = nowMs;
    }
    if (this.#toChip.length > 0) {
      this.#emulator.mcu.usarts[0].receive(this.#toChip);
      this.#toChip = [];
    }
    if (this.#toHost.length > 0 && events !== null) {
      const bytes = Uint8Array.from(this.#toHost);
      this.#toHost = [];
      this.received += bytes.length;
      this.tap?.(bytes);
      events.data(bytes);
    }
  }
}
