/** Bytes in transit, each with the time at which it was sent. */
export class ByteQueue {
  #bytes: number[] = [];
  #sentMs: number[] = [];

  get empty(): boolean {
    return this.#bytes.length === 0;
  }

  push(bytes: readonly number[], sentMs: number): void {
    for (const byte of bytes) {
      this.#bytes.push(byte);
      this.#sentMs.push(sentMs);
    }
  }

  /** Takes the bytes sent at `untilMs` or before, oldest first. */
  take(untilMs: number): readonly number[] {
    let count = 0;
    while (count < this.#bytes.length && (this.#sentMs[count] ?? 0) <= untilMs) count++;
    if (count === 0) return [];
    const taken = this.#bytes.slice(0, count);
    this.#bytes = this.#bytes.slice(count);
    this.#sentMs = this.#sentMs.slice(count);
    return taken;
  }

  clear(): void {
    this.#bytes = [];
    this.#sentMs = [];
  }
}
