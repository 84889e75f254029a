/** An end in order (SIGTERM, a reset at the service port): what the chair has still to keep is kept all the same. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { lastOrders } from '../../src/machine/last-orders.ts';
import { keepAsked, keepCurrent, keepOwn } from '../../src/machine/write-queue.ts';
import { writeRest, writingDisk } from '../../src/run/disk.ts';
import { documents } from '../../src/store/documents.ts';
import type { Keep } from '../../src/store/keep.ts';
import { realFileSystem } from '../../src/store/real-file-system.ts';
import { openStore } from '../../src/store/store.ts';
import { createDisk } from '../store/faulty-disk.ts';
import { openHome, reopened } from '../store/home.ts';
import { type ByHand, byHand } from './by-hand.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const line = (n: number): Keep => ({ what: 'log', log: 'faults', record: { boot: 1, n } });

/** Much waits, while the disk has taken its time. */
function busy(hand: ByHand): void {
  const { queue, counting, control } = hand.machine;
  for (let n = 0; n < 3; n++) keepOwn(queue, line(n));
  keepAsked(queue, { what: 'keys', keys: [] });
  control.session.locked = true;
  keepCurrent(queue, 'settings');
  counting.motors.kneader = 7000;
  counting.unkeptMs = 7000;
}

/** Writes what is given out, until nothing is. */
function end({ machine, home }: ByHand): string[] {
  const files: string[] = [];
  for (let written: Parameters<typeof lastOrders>[1] = []; ; ) {
    const orders = lastOrders(machine, written);
    if (orders.length === 0) return files;
    files.push(...orders.map(({ write }) => write.file));
    written = orders.map(({ id, write }) => ({ id, result: home.disk.carryOut(write) }));
  }
}

describe('an end in order', () => {
  test('keeps all that waits, and the hours since they were kept last; what a technician asked for is not begun', () => {
    const hand = byHand();
    hand.run(500);
    busy(hand);
    const faults = 'log/faults.jsonl';
    expect(end(hand)).toEqual([faults, faults, faults, 'settings.json', 'lifetime.json']);
    const again = byHand({}, reopened(hand.home));
    expect(again.log('faults').map(({ n }) => n)).toEqual([0, 1, 2]);
    expect(again.machine.control.session.locked).toBe(true);
    expect(again.machine.store.lifetime.motors).toEqual({ carriage: 0, kneader: 7000 });
    expect(end(hand)).toEqual([]);
  });

  test('comes to an end on a disk that takes nothing', () => {
    const hand = byHand();
    hand.run(500);
    busy(hand);
    hand.home.disk.failFrom(0, 'EIO');
    expect(end(hand)).toHaveLength(5);
    expect(end(hand)).toEqual([]);
  });

  test('begins with what the opening has still to write', () => {
    const hand = byHand({}, { ...openHome(), disk: createDisk() });
    expect(end(hand)).toEqual(['.', documents.boot.file]);
  });

  test('waits on a real disk for what is being written, and writes the rest behind it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-end-'));
    folders.push(folder);
    const disk = writingDisk(realFileSystem(folder));
    const hand = byHand({}, { ...openHome(), disk: createDisk() });
    hand.diskHangs = true;
    for (const order of hand.step().keep) disk.begin(order);
    busy(hand);
    await writeRest({ machine: hand.machine, nowMs: 20, disk });
    const image = new Map(
      [documents.settings.file, documents.boot.file, 'log/faults.jsonl'].map((file) => [
        file,
        new Uint8Array(readFileSync(join(folder, file))),
      ]),
    );
    const { store } = openStore(image);
    expect([store.boot, store.settings.locked, store.logs.faults.lines.length]).toEqual([2, true, 3]);
  });
});
