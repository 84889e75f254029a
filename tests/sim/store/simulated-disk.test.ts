import { describe, expect, test } from 'vitest';
import { createRandom, nextBetween } from '../../../sim/random.ts';
import {
  createSimulatedDisk,
  type DiskFault,
  type FinishedWrite,
  type SimulatedDisk,
  type SimulatedDiskOptions,
} from '../../../sim/store/simulated-disk.ts';
import type { DiskWrite, Keep } from '../../../src/store/keep.ts';
import { replacing } from '../../../src/store/replace.ts';
import { openStore, planKeep, type Store, settleKeep, settleOpening } from '../../../src/store/store.ts';

const utf8 = new TextEncoder();
const replacement = (file: string, content: string): DiskWrite => ({
  file,
  operations: replacing(file, utf8.encode(content)),
});
const held = (disk: SimulatedDisk, file: string): string | null => {
  const bytes = disk.image().get(file);
  return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : null;
};
const newDisk = (options: Partial<SimulatedDiskOptions> = {}) =>
  createSimulatedDisk({ random: createRandom(1), ...options });

describe('a simulated disk takes its time', () => {
  test('a write ends when its latency has passed, the next one begins then', () => {
    const disk = newDisk({ latencyMs: () => 100 });
    disk.advance(1000);
    disk.begin(replacement('a', 'one'));
    disk.begin(replacement('b', 'two'));
    expect(disk.advance(1099)).toEqual([]);
    expect(disk.advance(1100).map(({ write }) => write.file)).toEqual(['a']);
    expect(disk.advance(1199)).toEqual([]);
    expect(disk.advance(1200)).toEqual([{ write: replacement('b', 'two'), result: { ok: true } }]);
  });

  test('the operations of a write are carried out one by one in that time', () => {
    const disk = newDisk({ latencyMs: () => 100 });
    disk.begin(replacement('a', 'one'));
    disk.advance(25);
    expect([...disk.image().keys()]).toEqual(['a.new']);
    disk.advance(75);
    expect([...disk.image().keys()]).toEqual(['a']);
  });

  test('a disk without latency is done at the next look, and a long pause ends all that waits', () => {
    const disk = newDisk();
    disk.begin(replacement('a', 'one'));
    disk.begin({ file: 'b', operations: [] });
    expect(disk.advance(0).length).toBe(2);
    const slow = newDisk({ latencyMs: () => 2000 });
    for (const file of ['a', 'b', 'c']) slow.begin(replacement(file, file));
    expect(slow.advance(1e6).map(({ write }) => write.file)).toEqual(['a', 'b', 'c']);
  });
});

describe('the faults of a simulated disk', () => {
  const reasons = { full: 'full', 'read-only': 'read-only', failing: 'failing' } as const;
  for (const [fault, reason] of Object.entries(reasons)) {
    test(`${fault}: a write fails with its reason, the file keeps its content, and all is well afterwards`, () => {
      const disk = newDisk();
      disk.begin(replacement('a', 'one'));
      disk.advance(0);
      disk.setFault(fault as DiskFault);
      disk.begin(replacement('a', 'two'));
      expect(disk.advance(0)).toMatchObject([{ result: { ok: false, reason, held: utf8.encode('one') } }]);
      disk.setFault('none');
      disk.begin(replacement('a', 'three'));
      expect(disk.advance(0)).toMatchObject([{ result: { ok: true } }]);
      expect(held(disk, 'a')).toBe('three');
    });
  }

  test('full: there is room for names, and what is removed is removed', () => {
    const disk = newDisk();
    disk.begin(replacement('a', 'one'));
    disk.advance(0);
    disk.setFault('full');
    disk.begin({ file: 'a', operations: [{ do: 'remove', path: 'a' }] });
    expect(disk.advance(0)).toMatchObject([{ result: { ok: true } }]);
    expect(held(disk, 'a')).toBeNull();
  });

  test('damaged: one bit of the file is another, also after a power cut', () => {
    const disk = newDisk();
    for (const file of ['a', 'b']) disk.begin(replacement(file, 'content'));
    disk.advance(0);
    expect(disk.damage('b')).toBe('b');
    disk.cutPower(createRandom(2));
    const bytes = disk.image().get('b') as Uint8Array;
    const bits = utf8.encode('content').map((byte, at) => byte ^ bytes[at]!);
    expect([...bits].map((byte) => byte.toString(2).replaceAll('0', '')).join('')).toBe('1');
    expect(held(disk, 'a')).toBe('content');
    expect(['a', 'b']).toContain(disk.damage());
    expect(disk.damage('c')).toBeNull();
  });

  test('torn: a power cut leaves a part of what is being appended, never all of it', () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 200; seed++) {
      const disk = newDisk({ random: createRandom(seed), latencyMs: () => 100 });
      disk.begin({ file: 'a', operations: [{ do: 'append', path: 'a', bytes: utf8.encode('12345678') }] });
      disk.advance(50);
      disk.setFault('torn');
      disk.cutPower(createRandom(seed));
      lengths.add(held(disk, 'a')!.length);
    }
    expect([...lengths].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('a power cut of a simulated disk', () => {
  test('takes what waits, and leaves of a replaced file the old content or the new one, both of which happen', () => {
    const found = new Set<string | null>();
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(seed);
      const disk = newDisk({ random, latencyMs: () => 100 });
      disk.begin(replacement('a', 'one'));
      disk.advance(100);
      disk.begin(replacement('a', 'two'));
      disk.begin(replacement('b', 'never'));
      disk.advance(100 + nextBetween(random, 0, 100));
      disk.cutPower(random);
      found.add(held(disk, 'a'));
      expect(disk.advance(1e6)).toEqual([]);
      expect(held(disk, 'b')).toBeNull();
    }
    expect([...found].sort()).toEqual(['one', 'two']);
  });

  test('does not touch what has been written', () => {
    for (let seed = 0; seed < 50; seed++) {
      const disk = newDisk();
      disk.begin(replacement('a', 'one'));
      disk.advance(0);
      disk.cutPower(createRandom(seed));
      expect(held(disk, 'a')).toBe('one');
    }
  });
});

describe('the store on a simulated disk', () => {
  const record = (n: number): Keep => ({ what: 'log', log: 'faults', record: { n } });

  /** Starts a chair's store, keeps line after line until the power is cut; what was acknowledged. */
  function liveUntilCut(disk: SimulatedDisk, fromMs: number, seed: number, fault: DiskFault): number[] {
    const random = createRandom(seed);
    const { store, writes } = openStore(disk.image());
    for (const write of writes) disk.begin(write);
    const acknowledged: number[] = [];
    let nowMs = fromMs;
    /** Lets time pass until so many writes have ended; false when that is not before the end. */
    const wait = (writesToEnd: number, untilMs: number, settle: (finished: FinishedWrite) => void) => {
      for (let ended = 0; ended < writesToEnd; nowMs += 20) {
        if (nowMs >= untilMs) return false;
        const finished = disk.advance(nowMs);
        for (const one of finished) settle(one);
        ended += finished.length;
      }
      return true;
    };
    wait(writes.length, fromMs + 1e5, ({ write, result }) => settleOpening(store, write, result));
    disk.setFault(fault);
    const endMs = nowMs + nextBetween(random, 0, 8000);
    for (let n = seed * 1000; nowMs < endMs; n++) {
      const plan = planKeep(store, record(n));
      if (!plan.ok) throw new Error('a line is refused');
      disk.begin(plan.write);
      const kept = ({ result }: FinishedWrite) => {
        if (settleKeep(store, plan, result).ok) acknowledged.push(n);
      };
      if (!wait(1, endMs, kept)) break;
    }
    disk.cutPower(random);
    disk.setFault('none');
    return acknowledged;
  }

  const numbersIn = (store: Store) => store.logs.faults.lines.map((line) => JSON.parse(line).n as number);

  for (const fault of ['none', 'torn', 'full'] as const) {
    test(`loses nothing it said it keeps, cut after cut, and comes up without a problem (${fault})`, () => {
      const run = () => {
        const random = createRandom(9);
        const disk = newDisk({ random, latencyMs: (chance) => nextBetween(chance, 100, 2000) });
        const acknowledged: number[] = [];
        for (let boot = 1; boot <= 40; boot++) {
          acknowledged.push(...liveUntilCut(disk, boot * 1e6, boot, fault));
          const { store } = openStore(disk.image());
          expect(store.problems).toEqual([]);
          expect(numbersIn(store)).toEqual(expect.arrayContaining(acknowledged));
          expect(store.boot).toBe(boot + 1);
        }
        return { acknowledged, image: disk.image() };
      };
      const first = run();
      expect(first.acknowledged.length > 0).toBe(fault !== 'full');
      expect(run()).toEqual(first);
    });
  }
});
