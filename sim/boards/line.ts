/**
 * The serial line between the emulated chip and the host, at its own speed, and everything that can be wrong
 * with it: pulled out, noisy, slow, late, in bursts, held back, messages doubled. Time is the chip's cycle count.
 */
import type { BytePort, PortEvents } from '../../src/board/link/port.ts';
import type { Emulator } from '../avr/index.ts';
import { nextInt32, nextShare, type Random } from '../random.ts';
import { isRepeated, type LineTrouble } from '../rough/line.ts';
import { ByteQueue } from './byte-queue.ts';

export type LineState = 'good' | 'lost' | 'noisy' | 'slow';

/** Share of bytes that a noisy line damages: about a quarter of the frames, which are some 60 bytes long. */
const noisyShare = 1 / 200;
/** First and last byte of a message of Firmata and of the guard. */
const sysexBegins = 0xf0;
const sysexEnds = 0xf7;

/** A slow line delivers bytes in bursts this far apart: well above a tick, within the lease. */
const slowMs = 160;

export class EmulatedLine {
  state: LineState = 'good';
  /** Bytes that the host has sent and received, for statistics. */
  sent = 0;
  received = 0;
  /** Called with the bytes that the host is about to receive. */
  tap: ((bytes: Uint8Array) => void) | null = null;
  readonly #emulator: Emulator;
  readonly #random: Random;
  #events: PortEvents | null = null;
  #opened = false;
  readonly #toHost = new ByteQueue();
  readonly #toChip = new ByteQueue();
  readonly #trouble: LineTrouble;
  /** The message that the chip is sending; kept only while messages may come twice. */
  #message: number[] = [];
  #lastBurstMs = 0;
  #nowMs = 0;

  constructor(emulator: Emulator, random: Random, trouble: LineTrouble) {
    this.#emulator = emulator;
    this.#random = random;
    this.#trouble = trouble;
    emulator.onByte = (byte, usart) => {
      if (usart !== 0) return;
      // With no port open the bytes are lost.
      if (this.#events !== null && this.state !== 'lost') this.#fromChip(this.#damaged(byte));
    };
  }

  #fromChip(byte: number): void {
    this.#toHost.push([byte], this.#nowMs);
    if (this.#trouble.repeatShare === 0) return;
    if (byte === sysexBegins) this.#message = [];
    this.#message.push(byte);
    if (byte === sysexEnds && isRepeated(this.#trouble)) this.#toHost.push(this.#message, this.#nowMs);
  }

  /** Opens the host's end. Nothing is called back before the next `deliver`. */
  readonly open = (events: PortEvents): BytePort => {
    this.#events = events;
    this.#opened = false;
    this.#toHost.clear();
    const port: BytePort = {
      write: (bytes) => {
        if (this.#events !== events || this.state === 'lost') return;
        this.sent += bytes.length;
        if (this.state === 'good' && this.#trouble.sound && this.#toChip.empty) {
          this.#emulator.mcu.usarts[0].receive(bytes);
          return;
        }
        const sent = Array.from(bytes, (byte) => this.#damaged(byte));
        this.#toChip.push(sent, this.#nowMs);
        if (isRepeated(this.#trouble)) this.#toChip.push(sent, this.#nowMs);
      },
      close: () => {
        if (this.#events === events) this.#events = null;
      },
    };
    return port;
  };

  /** Gives the host bytes that the chip never sent. */
  inject(bytes: ArrayLike<number>): void {
    if (this.state !== 'lost') this.#events?.data(Uint8Array.from(bytes));
  }

  #damaged(byte: number): number {
    if (this.state !== 'noisy' || nextShare(this.#random) >= noisyShare) return byte;
    return (byte ^ (1 << (nextInt32(this.#random) & 7))) & 0xff;
  }

  /** Hands over what has arrived on either side by now. `hostTakes`: the host reads the line now. */
  deliver(nowMs: number, hostTakes = true): void {
    this.#nowMs = nowMs;
    const events = this.#events;
    if (this.state === 'lost') {
      if (!hostTakes) return;
      this.#toHost.clear();
      this.#toChip.clear();
      if (events !== null) {
        this.#events = null;
        events.closed('the cable is out');
      }
      return;
    }
    if (hostTakes && events !== null && !this.#opened) {
      this.#opened = true;
      events.opened();
    }
    const { changed, lagMs } = this.#trouble;
    if (this.#isHeld(nowMs)) return;
    if (lagMs > 0 && !this.#toHost.empty) changed['line.lag']++;
    const toChip = this.#toChip.take(nowMs - lagMs);
    if (toChip.length > 0) this.#emulator.mcu.usarts[0].receive(toChip);
    if (!hostTakes || events === null) return;
    const toHost = this.#toHost.take(nowMs - lagMs);
    if (toHost.length === 0) return;
    const bytes = Uint8Array.from(toHost);
    this.received += bytes.length;
    this.tap?.(bytes);
    events.data(bytes);
  }

  /** Nothing comes through now, either way. */
  #isHeld(nowMs: number): boolean {
    const { changed, held, burstMs } = this.#trouble;
    const waits = !(this.#toHost.empty && this.#toChip.empty);
    if (held) {
      if (waits) changed['line.pause']++;
      return true;
    }
    const apartMs = this.state === 'slow' ? slowMs : burstMs;
    if (apartMs === 0) return false;
    if (nowMs - this.#lastBurstMs < apartMs) {
      if (waits && burstMs > 0) changed['line.burst']++;
      return true;
    }
    this.#lastBurstMs = nowMs;
    return false;
  }
}
