/** How contacts bounce: of each pin its longest burst of changes, as the chip reports each change once a millisecond. */
import type { Milliseconds } from '../../chair/units.ts';

/** Changes further apart than this are of two bursts: a press and its release. */
const apartMs: Milliseconds = 30;

const reportEachMs: Milliseconds = 1;

/** From its first change to its last, and how many there were. */
export interface Burst {
  readonly ms: Milliseconds;
  readonly changes: number;
}

export class PinBursts {
  readonly #levels: Int8Array;
  readonly #fromMs: Float64Array;
  readonly #toMs: Float64Array;
  readonly #changes: Uint16Array;
  readonly #longest: (Burst | null)[];

  constructor(pins: number) {
    this.#levels = new Int8Array(pins).fill(-1);
    this.#fromMs = new Float64Array(pins);
    this.#toMs = new Float64Array(pins).fill(Number.NEGATIVE_INFINITY);
    this.#changes = new Uint16Array(pins);
    this.#longest = new Array<Burst | null>(pins).fill(null);
  }

  /** The level that a pin has now. */
  note(pin: number, level: number, nowMs: Milliseconds): void {
    const before = this.#levels[pin];
    if (before === level) return;
    this.#levels[pin] = level;
    if (before === -1) return;
    if (nowMs - (this.#toMs[pin] as number) > apartMs) {
      this.#fromMs[pin] = nowMs;
      this.#changes[pin] = 0;
    }
    this.#toMs[pin] = nowMs;
    const changes = (this.#changes[pin] as number) + 1;
    this.#changes[pin] = changes;
    // Behind a long message reports wait, and come at once: but no two are of one millisecond.
    const ms = Math.max(nowMs - (this.#fromMs[pin] as number), (changes - 1) * reportEachMs);
    if (ms >= (this.#longest[pin]?.ms ?? 0)) this.#longest[pin] = { ms, changes };
  }

  /** Null where it has not changed. */
  longest(pin: number): Burst | null {
    return this.#longest[pin] ?? null;
  }
}
