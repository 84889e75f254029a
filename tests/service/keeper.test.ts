/** Who keeps the service port open, in virtual time. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type Keeper, keepServicePort, settledMs, waitMsMax } from '../../src/service/keeper.ts';
import type { Timer } from '../../src/service/timer.ts';

/** A port whose every opening the test decides, and time by hand. */
class Bench {
  nowMs = 0;
  /** What the next openings come to: an error's words, or null for a good one. The last one stays. */
  outcomes: (string | null)[] = [null];
  openedAtMs: number[] = [];
  open = 0;
  readonly log: string[] = [];
  #due: { atMs: number; callback: () => void }[] = [];
  #end: (why: string) => void = () => {};

  readonly timer: Timer = (ms, callback) => {
    const entry = { atMs: this.nowMs + ms, callback };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  };

  keep(): Keeper {
    return keepServicePort({
      timer: this.timer,
      say: (level, text) => this.log.push(`${level} ${text}`),
      open: async () => {
        this.openedAtMs.push(this.nowMs);
        const outcome = this.outcomes.length > 1 ? this.outcomes.shift() : this.outcomes[0];
        if (typeof outcome === 'string') throw new Error(outcome);
        this.open++;
        const ended = new Promise<string>((resolve) => {
          this.#end = resolve;
        });
        const close = async () => {
          this.open--;
        };
        return { name: 'ttyGS0', ended, close };
      },
    });
  }

  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settle();
    for (;;) {
      const next = this.#due.sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#due.shift();
      this.nowMs = next.atMs;
      next.callback();
      await settle();
    }
    this.nowMs = endMs;
  }

  async pull(why = 'pulled'): Promise<void> {
    this.#end(why);
    await settle();
  }

  get timers(): number {
    return this.#due.length;
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

describe('the service port', () => {
  test('that comes late is waited for, and that is said once', async () => {
    bench.outcomes = ['ttyGS0 is not there'];
    bench.keep();
    await bench.pass(600_000);
    expect(bench.log).toEqual(['warn no service port yet: ttyGS0 is not there']);
    bench.outcomes = [null];
    await bench.pass(waitMsMax);
    expect(bench.log).toEqual([
      'warn no service port yet: ttyGS0 is not there',
      'info service port at ttyGS0',
    ]);
    expect(bench.open).toBe(1);
  });

  test('is tried again ever more seldom, but never more seldom than every two seconds', async () => {
    bench.outcomes = ['in use'];
    bench.keep();
    await bench.pass(60_000);
    const waits = bench.openedAtMs.slice(1).map((atMs, index) => atMs - bench.openedAtMs[index]!);
    expect(waits.slice(0, 4)).toEqual([250, 500, 1000, waitMsMax]);
    expect(new Set(waits.slice(3))).toEqual(new Set([waitMsMax]));
  });

  test('is closed and opened again after each replug, however often', async () => {
    bench.keep();
    for (let n = 1; n <= 1000; n++) {
      await bench.pass(settledMs);
      expect(bench.open).toBe(1);
      await bench.pull();
      expect(bench.open).toBe(0);
      await bench.pass(250);
      expect(bench.openedAtMs).toHaveLength(n + 1);
    }
    expect(bench.log.filter((line) => line === 'warn service port ttyGS0 lost: pulled')).toHaveLength(1000);
    // Nothing is left behind but the timer of the port that is open.
    expect(bench.timers).toBe(1);
  });

  test('that fails as soon as it is open is not opened in a hurry, nor fills the log', async () => {
    bench.keep();
    await bench.pass(0);
    for (let passedMs = 0; passedMs < 60_000; passedMs += 10) {
      await bench.pull('i/o error');
      await bench.pass(10);
    }
    expect(bench.openedAtMs.length).toBeLessThan(40);
    expect(bench.log).toEqual(['info service port at ttyGS0', 'warn service port ttyGS0 lost: i/o error']);
  });

  test('stays closed once it is closed: while it is open, between two tries, and in the middle of one', async () => {
    const served = bench.keep();
    await bench.pass(100);
    await served.close();
    bench.outcomes = ['in use'];
    const waiting = bench.keep();
    await bench.pass(100);
    await waiting.close();
    bench.outcomes = [null];
    await bench.keep().close();
    const tries = bench.openedAtMs.length;
    await bench.pass(60_000);
    expect([bench.open, bench.openedAtMs.length, bench.timers]).toEqual([0, tries, 0]);
    expect(bench.log.some((line) => line.includes('lost'))).toBe(false);
  });
});
