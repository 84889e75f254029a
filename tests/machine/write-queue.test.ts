/** One thing is written at a time, in the order asked for; what cannot be written now is tried again. */
import { describe, expect, test } from 'vitest';
import {
  createWriteQueue,
  giveOrders,
  type KeepOrder,
  keepAsked,
  keepCurrent,
  keepOwn,
  takeResult,
} from '../../src/machine/write-queue.ts';
import { documents } from '../../src/store/documents.ts';
import type { DiskResult, DiskWrite, Keep, KeepOutcome } from '../../src/store/keep.ts';
import { openHome } from '../store/home.ts';

const line: Keep = { what: 'log', log: 'faults', record: { boot: 1 } };
const lifetime: Keep = { what: 'lifetime', lifetime: documents.lifetime.none };
const accounts: Keep = { what: 'accounts', accounts: documents.accounts.none };
const full: DiskResult = { ok: false, reason: 'full', detail: '', held: null };
/** A program that is not there cannot be activated: refused without the disk. */
const impossible: Keep = { what: 'activate', id: 'nobody' };

function openQueue(opening: readonly DiskWrite[] = []) {
  const { store } = openHome();
  const queue = createWriteQueue(opening);
  const orders: KeepOrder[] = [];
  const settled: [number, KeepOutcome][] = [];
  return {
    store,
    queue,
    settled,
    /** All that were given out. */
    orders,
    /** Files that are given out to be written in this turn. */
    turn(): string[] {
      const before = orders.length;
      giveOrders(
        queue,
        store,
        (kind) => {
          if (kind === 'settings') throw new Error('nobody asked for the settings');
          return kind === 'accounts' ? accounts : lifetime;
        },
        (order) => orders.push(order),
        (id, outcome) => settled.push([id, outcome]),
      );
      return orders.slice(before).map(({ write }) => write.file);
    },
    end(result: DiskResult = { ok: true }): KeepOutcome | null {
      return takeResult(queue, store, orders.at(-1)?.id ?? 0, result);
    },
  };
}

describe('the queue to the disk', () => {
  test('gives out one thing at a time, in the order asked for', () => {
    const { queue, turn, end } = openQueue();
    expect(turn()).toEqual([]);
    keepOwn(queue, line);
    keepCurrent(queue, 'lifetime');
    const [first] = turn();
    expect(first).toContain('faults');
    expect(turn()).toEqual([]);
    expect(end()).toEqual({ ok: true });
    expect(turn()[0]).toContain('lifetime');
    end();
    expect(turn()).toEqual([]);
  });

  test('begins with what the opening has to write, and nobody waits for that', () => {
    const opening: DiskWrite[] = ['one', 'two'].map((file) => ({ file, operations: [] }));
    const { queue, turn, end } = openQueue(opening);
    const ticket = keepAsked(queue, line);
    expect(turn()).toEqual(['one']);
    expect(end()).toBeNull();
    expect(turn()).toEqual(['two']);
    expect(end(full)).toBeNull();
    expect(turn()).toHaveLength(1);
    expect([ticket, end()]).toEqual([3, { ok: true }]);
  });

  test('gives each thing a number of its own, in the order asked for, whatever it is', () => {
    const { queue, orders, turn, end } = openQueue([{ file: 'one', operations: [] }]);
    const tickets = [keepAsked(queue, line), keepAsked(queue, line)];
    keepOwn(queue, line);
    keepCurrent(queue, 'lifetime');
    keepCurrent(queue, 'accounts');
    while (turn().length > 0) end();
    expect([tickets, orders.map(({ id }) => id)]).toEqual([
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ]);
  });

  test('what a technician asked for is told how it ended, once', () => {
    const { queue, store, turn, end } = openQueue();
    const ticket = keepAsked(queue, line) ?? 0;
    turn();
    expect(takeResult(queue, store, ticket + 1, { ok: true })).toBeNull();
    expect(end(full)).toMatchObject({ ok: false, reason: 'full' });
    expect(end(full)).toBeNull();
    keepOwn(queue, line);
    turn();
    end(full);
    keepOwn(queue, line);
    turn();
    end();
    expect(turn()).toEqual([]);
  });

  test('what is refused without the disk is settled at once, and the next goes on', () => {
    const { queue, settled, turn } = openQueue();
    const ticket = keepAsked(queue, impossible) ?? 0;
    keepOwn(queue, impossible);
    keepOwn(queue, line);
    expect(turn()).toHaveLength(1);
    const refused = expect.objectContaining({ ok: false });
    expect(settled).toEqual([
      [ticket, refused],
      [ticket + 1, refused],
    ]);
  });

  test('what the chair itself has to keep, and could not read back, is a problem and no silence', () => {
    const { queue, store, turn } = openQueue();
    keepOwn(queue, { what: 'clock', clock: { setMs: -1, systemMs: 0, systemBoot: 'b' } });
    keepOwn(queue, impossible);
    expect(turn()).toEqual([]);
    expect(store.problems).toMatchObject([{ code: 'E62', file: 'clock.json' }]);
  });

  test('takes 16 orders of technicians and 64 lines of its own, neither in the way of the other', () => {
    const { queue, turn, end } = openQueue();
    const asked = Array.from({ length: 17 }, () => keepAsked(queue, line));
    expect(asked.map((ticket) => ticket !== null)).toEqual([...Array(16).fill(true), false]);
    const own = Array.from({ length: 65 }, () => keepOwn(queue, line));
    expect(own).toEqual([...Array(64).fill(true), false]);
    turn();
    end();
    expect([keepAsked(queue, line) !== null, keepOwn(queue, line)]).toEqual([true, false]);
  });

  test('what is kept as it stands waits once, and is asked for anew while it is written', () => {
    const { queue, turn, end } = openQueue();
    const ticket = keepCurrent(queue, 'lifetime');
    expect(keepCurrent(queue, 'lifetime')).toBe(ticket);
    keepCurrent(queue, 'accounts');
    expect(queue.waiting.map((each) => each.kind)).toEqual(['lifetime', 'accounts']);
    turn();
    expect(keepCurrent(queue, 'lifetime')).not.toBe(ticket);
    expect(queue.waiting.map((each) => each.kind)).toEqual(['accounts', 'lifetime']);
    end();
  });

  test('what could not be written as it stood is tried again once the disk has taken something', () => {
    const { queue, turn, end } = openQueue();
    keepCurrent(queue, 'lifetime');
    turn();
    expect(end(full)).toMatchObject({ ok: false });
    expect(turn()).toEqual([]);
    keepOwn(queue, line);
    turn();
    end(full);
    expect(turn()).toEqual([]);
    keepOwn(queue, line);
    turn();
    end();
    expect(turn()[0]).toContain('lifetime');
    end();
    expect(turn()).toEqual([]);
  });
});
