/**
 * The button that a person holds on the page of setup while a motor moves. It is held only as long as its frames come,
 * one after the other and none of them old: an old frame moves nothing, and what was let go of, or has fallen silent,
 * is never held again without a new press.
 */
import type { Milliseconds } from '../../../src/chair/units.ts';
import type { FromSetupPage } from './protocol.ts';

type Frame = Omit<Extract<FromSetupPage, { c: 'hold' }>, 'c'>;

/** A frame is so old at most: from when the server said the time that it says again. */
export const staleMs: Milliseconds = 150;

export class HoldButton {
  /** Whose press it is; null where nobody holds. */
  #holder: object | null = null;
  #press = -1;
  #sequence = -1;
  #atMs: Milliseconds = 0;
  /** Let go of since it was asked last. */
  #letGo = false;
  readonly #presses = new WeakMap<object, number>();

  /** A frame has come from this page. */
  frame(page: object, { press, sequence, at }: Frame, nowMs: Milliseconds): void {
    if (at > nowMs || nowMs - at > staleMs) return;
    if (this.#holder === null) {
      // Only the first frame of a press begins one, and only one that comes after all others of this page.
      if (sequence !== 0 || press <= (this.#presses.get(page) ?? -1)) return;
      this.#presses.set(page, press);
      this.#holder = page;
      this.#press = press;
    } else if (this.#holder !== page || press !== this.#press || sequence <= this.#sequence) return;
    this.#sequence = sequence;
    this.#atMs = Math.max(at, sequence === 0 ? 0 : this.#atMs);
  }

  /** It was let go of, or this page is gone. */
  release(page: object): void {
    if (this.#holder !== page) return;
    this.#holder = null;
    this.#letGo = true;
  }

  /** Once a turn. False once at least after each press. */
  held(nowMs: Milliseconds): boolean {
    if (this.#holder !== null && nowMs - this.#atMs > staleMs) this.release(this.#holder);
    const letGo = this.#letGo;
    this.#letGo = false;
    return this.#holder !== null && !letGo;
  }
}
