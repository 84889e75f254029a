/**
 * When to speak on a line to a board that may be in its bootloader. Opening the port resets many boards; their
 * bootloader then listens for a second, is held by any byte it gets, and lets go only after seconds without one.
 * So: silence until the board greets or has had time to; and where nothing comes back, silence for longer than
 * any bootloader waits. Bytes that come back, even garbage, are no bootloader's: those lines are tried on at once.
 */
import type { Milliseconds } from '../../chair/units.ts';

/**
 * From opening the port to the first word of ours where the board does not greet: pseudo-terminals, native USB and
 * boards that opening does not reset never do. A stock Mega 2560 has greeted after 0.9 s; half of the rest is for
 * bootloaders that listen longer.
 */
export const quietAfterOpeningMs: Milliseconds = 2000;
/** Bootloaders that were spoken to wait for 5 to 8 s (stk500v2's `recchar_timeout`, by compiler) before they let go. */
export const quietAfterFailureMs: Milliseconds = 10_000;
/** Handshakes without a single byte before the long silence: one byte lost must not cost ten seconds. */
const silentMax = 2;
/** Handshakes on a line from which only garbage comes: another speed, or something else. */
const garbledMax = 3;
/** Handshakes on a noisy line with the right speed, before it is opened anew. */
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

  /** A handshake came to nothing; `received` counts the bytes that came meanwhile. */
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
