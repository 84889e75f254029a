/**
 * When to speak on a line to a board that may be in its bootloader. Opening the port resets many boards. Their
 * bootloader then listens for a second, is held by any byte it gets, and starts the firmware only after seconds without
 * one. So the host is silent until the board greets or has had time to, and, where nothing comes back, for longer than
 * any bootloader waits. Bytes that come back, even garbage, do not come from a bootloader: such a line is tried again
 * at once.
 */
import type { Milliseconds } from '../../chair/units.ts';

/**
 * Time from opening the port to the host's first message where the board does not greet: pseudo-terminals, native USB
 * and boards that opening does not reset never do. A stock Mega 2560 greets within 0.9 s; half of the remaining time is
 * for bootloaders that listen longer.
 */
export const quietAfterOpeningMs: Milliseconds = 2000;
/**
 * Silence after a failure: a bootloader that got a byte waits for 5 to 8 s (stk500v2's `recchar_timeout`, by compiler)
 * before it lets go.
 */
export const quietAfterFailureMs: Milliseconds = 10_000;
/** Handshakes without a single byte in return before the long silence: one lost byte must not cost 10 s. */
const silentMax = 2;
/** Handshakes on a line with nothing but garbage (another speed, or something else) before it is reopened. */
const garbledMax = 3;
/** Handshakes on a noisy line with the right speed before it is reopened. */
const answeredMax = 12;

type NextStep = 'again' | 'listen' | 'reopen';

export class HandshakeBackoff {
  #attempts = 0;
  #silent = 0;
  #listened = false;
  #answered = false;
  #failed = false;

  /** How long to wait for a greeting before speaking. */
  get quietMs(): Milliseconds {
    return this.#failed ? quietAfterFailureMs : quietAfterOpeningMs;
  }

  /** A whole message has come on this line: its speed is right. */
  get answered(): boolean {
    return this.#answered;
  }

  opened(): void {
    this.#begin();
    this.#answered = false;
  }

  heard(): void {
    this.#answered = true;
  }

  /** The board has greeted by itself: it is past its bootloader. */
  greeted(): void {
    this.#begin();
  }

  /** The handshake is complete. */
  identified(): void {
    this.#begin();
    this.#failed = false;
  }

  #begin(): void {
    this.#attempts = 0;
    this.#silent = 0;
    this.#listened = false;
  }

  /** A handshake failed; `received` counts the bytes that came meanwhile. */
  handshakeFailed(received: number): NextStep {
    this.#attempts++;
    this.#silent = received === 0 ? this.#silent + 1 : 0;
    if (this.#silent >= silentMax) return this.#afterSilence();
    if (this.#attempts < (this.#answered ? answeredMax : garbledMax)) return 'again';
    this.#failed = !this.#answered;
    return 'reopen';
  }

  #afterSilence(): NextStep {
    const listened = this.#listened;
    this.#failed = true;
    this.#silent = 0;
    this.#listened = true;
    return listened ? 'reopen' : 'listen';
  }
}
