/** How contacts bounce: the longest burst of changes of each pin. The chip reports changes once a millisecond. */
import type { Milliseconds } from '../../chair/units.ts';

/** Changes further apart than this belong to two bursts: a press and its release. */
const apartMs: Milliseconds = 30;

const reportEachMs: Milliseconds = 1;

/** Time from the first change to the last, and the number of changes. */
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

  /** Takes the level that a pin has now. */
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
    // Reports that waited behind a long message come together, though no two are of the same millisecond.
    const ms = Math.max(nowMs - (this.#fromMs[pin] as number), (changes - 1) * reportEachMs);
    if (ms >= (this.#longest[pin]?.ms ?? 0)) this.#longest[pin] = { ms, changes };
  }

  /** Null where the pin has not changed. */
  longest(pin: number): Burst | null {
    return this.#longest[pin] ?? null;
  }
}
