/** What a long measurement has found by now, a JSON line each, so that it can be taken in parts. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface Kept {
  /** What it is of; measured once. */
  readonly id: string;
}

/** Every `of`th from the `shard`th on, from 1. */
interface Share {
  readonly shard: number;
  readonly of: number;
}

/** Takes what is kept, measures what is not, and keeps that. `seconds`: no further one is begun after so long. */
export class KeptResults {
  readonly #file: string | null;
  readonly #known = new Map<string, Kept>();
  readonly #untilMs: number;
  readonly #share: Share;
  #asked = 0;

  constructor(file: string | null, seconds: number | null, share: Share) {
    this.#file = file;
    this.#share = share;
    this.#untilMs = seconds === null ? Number.POSITIVE_INFINITY : performance.now() + 1000 * seconds;
    if (file === null || !existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      const kept = JSON.parse(line, numberOf) as Kept;
      this.#known.set(kept.id, kept);
    }
  }

  /** Null where it is not known, and there is no time left for it, or it is of another share. */
  of<Result extends object>(id: string, measure: () => Result): Result | null {
    const isOurs = this.#asked++ % this.#share.of === this.#share.shard - 1;
    const known = this.#known.get(id);
    if (known !== undefined) return known as Kept & Result;
    if (!isOurs || performance.now() > this.#untilMs) return null;
    const result = { id, ...measure() };
    this.#known.set(id, result);
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(result, textOf)}\n`);
    return result;
  }
}

/** What was not found is infinitely far off, which JSON cannot say. */
const textOf = (_: string, value: unknown): unknown =>
  value === Number.POSITIVE_INFINITY ? 'infinite' : value;
const numberOf = (_: string, value: unknown): unknown =>
  value === 'infinite' ? Number.POSITIVE_INFINITY : value;
