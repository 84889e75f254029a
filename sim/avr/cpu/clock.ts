/**
 * The cycle count, which is the only time, and an ordered list of the cycles at which peripherals are called.
 * Entries are reused, so that a byte on the line or a tick of a timer leaves no garbage.
 */
export type ClockEventCallback = () => void;

interface Entry {
  cycle: number;
  callback: ClockEventCallback;
  next: Entry | null;
}

const noCallback = (): void => undefined;

export class Clock {
  cycles = 0;
  /** The cycle of the first event; infinite if there is none. */
  nextCycle = Number.POSITIVE_INFINITY;
  /** The list begins after this entry. */
  readonly #head: Entry = { cycle: 0, callback: noCallback, next: null };
  #free: Entry | null = null;

  /**
   * Calls back after `cycles`, at the earliest in the next cycle. Of events in the same cycle the one added last
   * comes first, as in avr8js.
   */
  add(callback: ClockEventCallback, cycles: number): void {
    const cycle = this.cycles + Math.max(1, cycles);
    const entry = this.#free ?? { cycle, callback, next: null };
    this.#free = this.#free?.next ?? null;
    entry.cycle = cycle;
    entry.callback = callback;
    let before = this.#head;
    while (before.next !== null && before.next.cycle < cycle) before = before.next;
    entry.next = before.next;
    before.next = entry;
    this.#look();
  }

  remove(callback: ClockEventCallback): void {
    for (let before = this.#head; before.next !== null; before = before.next) {
      if (before.next.callback !== callback) continue;
      this.#unlink(before, before.next);
      return;
    }
  }

  /** Calls everything that is due, including what these calls add. */
  runDue(): void {
    for (let entry = this.#head.next; entry !== null && entry.cycle <= this.cycles; entry = this.#head.next) {
      const { callback } = entry;
      this.#unlink(this.#head, entry);
      callback();
    }
  }

  #unlink(before: Entry, entry: Entry): void {
    before.next = entry.next;
    entry.callback = noCallback;
    entry.next = this.#free;
    this.#free = entry;
    this.#look();
  }

  #look(): void {
    this.nextCycle = this.#head.next === null ? Number.POSITIVE_INFINITY : this.#head.next.cycle;
  }
}
