/** Changed pins as a line of the terminal: what each reads now, and how often it has changed. */
import type { ChipPin } from '../../chair/chips/chip.ts';

const eachMs = 500;
/** Most pins named in a line: if more change at once, they are floating. */
const namedMost = 12;

export class PinChanges {
  readonly #pins: readonly ChipPin[];
  #levels: Uint8Array | null = null;
  readonly #changes = new Map<number, number>();
  #saidMs = Number.NEGATIVE_INFINITY;

  constructor(pins: readonly ChipPin[]) {
    this.#pins = pins;
  }

  /** Called once a turn; empty where there is nothing to report. */
  line(levels: Uint8Array, nowMs: number): string {
    const before = this.#levels;
    this.#levels = Uint8Array.from(levels);
    for (const [pin, level] of levels.entries())
      if (before !== null && level !== before[pin]) this.#changes.set(pin, (this.#changes.get(pin) ?? 0) + 1);
    if (this.#changes.size === 0 || nowMs - this.#saidMs < eachMs) return '';
    this.#saidMs = nowMs;
    const texts = [...this.#changes].map(
      ([pin, times]) =>
        `${this.#pins[pin]?.name} ${levels[pin] === 1 ? 'high' : 'low'}${times > 1 ? ` (${times} changes)` : ''}`,
    );
    this.#changes.clear();
    const more = texts.length > namedMost ? ` and ${texts.length - namedMost} more` : '';
    return `    pins: ${texts.slice(0, namedMost).join(', ')}${more}`;
  }
}
