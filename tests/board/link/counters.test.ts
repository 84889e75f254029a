import { describe, expect, test } from 'vitest';
import { Counters } from '../../../src/board/link/counters.ts';
import type { Status } from '../../../src/board/protocol/heard.ts';

const status = (uptimeMs: number, edges: number) => ({ uptimeMs, edges, refused: 0 }) as Status;
const locked = { boots: 3, state: 1 };

function running(): Counters {
  const counters = new Counters();
  counters.noteStart(locked);
  counters.locked();
  counters.noteStatus(status(60_000, 500), 0);
  counters.noteStatus(status(61_000, 510), 1000);
  expect([counters.boots, counters.edges]).toEqual([1, 10]);
  return counters;
}

describe('after the cable was out', () => {
  test('the same chip goes on: its clock does, over any time, and when that wraps', () => {
    for (const awayMs of [300, 60_000, 3_600_000]) {
      const counters = running();
      counters.beginAgain();
      counters.noteStart(locked);
      counters.noteStatus(status((61_000 + awayMs * 1.004) % 2 ** 21, 700), 1000 + awayMs);
      expect(counters.boots).toBe(1);
    }
  });

  test('another chip, locked and started as often, is a start: places are not to be believed', () => {
    const counters = running();
    counters.beginAgain();
    counters.noteStart(locked);
    counters.noteStatus(status(900_000, 700), 6000);
    counters.noteStatus(status(901_000, 710), 7000);
    expect([counters.boots, counters.edges]).toEqual([2, 20]);
  });

  test('a chip that started anew counts once', () => {
    const counters = running();
    counters.beginAgain();
    counters.noteStart({ boots: 4, state: 0 });
    counters.noteStatus(status(700, 0), 5000);
    expect(counters.boots).toBe(2);
  });
});
