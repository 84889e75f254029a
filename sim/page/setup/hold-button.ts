/**
 * The button that a person holds on the setup page while a motor moves. It counts as held only while its frames arrive in order
 * and none is stale. A stale frame moves nothing, and a button that was released or has fallen silent is held again only after
 * a new press.
 */
import type { Milliseconds } from '../../../src/chair/units.ts';
import type { FromSetupPage } from './protocol.ts';

type Frame = Omit<Extract<FromSetupPage, { c: 'hold' }>, 'c'>;

/** Greatest age of a frame, from the server time that it repeats. */
export const staleMs: Milliseconds = 150;

export class HoldButton {
  /** The page that holds the button; null if none does. */
  #holder: object | null = null;
  #press = -1;
  #sequence = -1;
  #atMs: Milliseconds = 0;
  /** Whether the button was released since the last call of `held`. */
  #letGo = false;
  readonly #presses = new WeakMap<object, number>();

  /** Takes a frame from this page. */
  frame(page: object, { press, sequence, at }: Frame, nowMs: Milliseconds): void {
    if (at > nowMs || nowMs - at > staleMs) return;
    if (this.#holder === null) {
      // Only the first frame of a press begins it, and its number must be higher than that of all earlier presses of this page.
      if (sequence !== 0 || press <= (this.#presses.get(page) ?? -1)) return;
      this.#presses.set(page, press);
      this.#holder = page;
      this.#press = press;
    } else if (this.#holder !== page || press !== this.#press || sequence <= this.#sequence) return;
    this.#sequence = sequence;
    this.#atMs = Math.max(at, sequence === 0 ? 0 : this.#atMs);
  }

  /** The button was released, or this page is gone. */
  release(page: object): void {
    if (this.#holder !== page) return;
    this.#holder = null;
    this.#letGo = true;
  }

  /** Called once a turn; whether the button is held. After each press it is false at least once. */
  held(nowMs: Milliseconds): boolean {
    if (this.#holder !== null && nowMs - this.#atMs > staleMs) this.release(this.#holder);
    const letGo = this.#letGo;
    this.#letGo = false;
    return this.#holder !== null && !letGo;
  }
}
