/**
 * A stand-in for the bootloader of a stock Mega 2560 (stk500v2), as a host that does not flash sees it: after a reset
 * it listens for a second; a byte holds it until no further byte has come for seconds; then it starts the firmware.
 * It answers nothing.
 */
import type { Milliseconds } from '../../src/chair/units.ts';

/** The bootloader that Debian's arduino-core-avr ships waits 0.7 s, others a second. */
const stockListensMs: Milliseconds = 1000;

export interface BootloaderOptions {
  /** How long it waits for a further byte once it has received one. */
  readonly holdMs: Milliseconds;
  /** How long it waits for the first byte. */
  readonly listensMs?: Milliseconds;
  /**
   * Leaves the reset flags alone, as bootloaders from before 2012 do: the firmware sees the cause of its start, and
   * after a watchdog reset the bootloader loops until power is cut.
   */
  readonly old?: boolean;
}

export class Bootloader {
  readonly #options: BootloaderOptions;
  #untilMs = Number.NEGATIVE_INFINITY;

  constructor(options: BootloaderOptions) {
    this.#options = options;
  }

  get old(): boolean {
    return this.#options.old === true;
  }

  /** The chip starts the bootloader. */
  start(cause: 'watchdog' | 'other', nowMs: Milliseconds): void {
    const { listensMs = stockListensMs } = this.#options;
    this.#untilMs = cause === 'watchdog' && this.old ? Number.POSITIVE_INFINITY : nowMs + listensMs;
  }

  /** The bootloader still runs, the firmware has not started. */
  runs(nowMs: Milliseconds): boolean {
    return nowMs < this.#untilMs;
  }

  /** True if the bootloader consumes what the host sends now. */
  take(nowMs: Milliseconds): boolean {
    if (!this.runs(nowMs)) return false;
    this.#untilMs = Math.max(this.#untilMs, nowMs + this.#options.holdMs);
    return true;
  }
}
