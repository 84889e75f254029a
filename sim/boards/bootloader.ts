/**
 * A stand-in for the bootloader of a stock Mega 2560 (stk500v2), as far as a host meets it that does not flash: after
 * a reset it listens for a second; any byte holds it, until none has come for seconds; then it starts the firmware.
 * It answers nothing.
 */
import type { Milliseconds } from '../../src/chair/units.ts';

/** The one that Debian's arduino-core-avr ships takes 0.7 s, others a second. */
const stockListensMs: Milliseconds = 1000;

export interface BootloaderOptions {
  /** How long it waits for a further byte once it got one. */
  readonly holdMs: Milliseconds;
  /** How long it waits for the first byte. */
  readonly listensMs?: Milliseconds;
  /**
   * Leaves the reset flags alone, as those of before 2012 do: the firmware sees the cause of its start, and after a
   * reset by the watchdog it loops until the power goes.
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

  /** The chip begins to execute it. */
  start(cause: 'watchdog' | 'other', nowMs: Milliseconds): void {
    const { listensMs = stockListensMs } = this.#options;
    this.#untilMs = cause === 'watchdog' && this.old ? Number.POSITIVE_INFINITY : nowMs + listensMs;
  }

  /** It is before the firmware. */
  runs(nowMs: Milliseconds): boolean {
    return nowMs < this.#untilMs;
  }

  /** True where it takes what the host sends. */
  take(nowMs: Milliseconds): boolean {
    if (!this.runs(nowMs)) return false;
    this.#untilMs = Math.max(this.#untilMs, nowMs + this.#options.holdMs);
    return true;
  }
}
