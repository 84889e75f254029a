/** An end without a switch: how clear of it the carriage is kept, and which places that leaves. */
import { describe, expect, test } from 'vitest';
import { loadAnyChair } from '../../src/board/shipped.ts';
import type { AnyCarriage } from '../../src/chair/any-chair.ts';
import { keptClearMm, reachOf } from '../../src/chair/open-end.ts';

describe('kept clear', () => {
  test('by the least, until a counted place may have strayed farther', () => {
    expect(keptClearMm(80, 5, 0)).toBe(80);
    expect(keptClearMm(80, 5, 1700)).toBe(80);
    // 10 mm a bounce, of 9 bounces in 450 edges: 30 mm by chance, three times.
    expect(keptClearMm(80, 5, 2250)).toBeCloseTo(90, 9);
    expect(keptClearMm(80, 2, 2250)).toBe(80);
  });

  test('by the least where nothing counts', () => {
    expect(keptClearMm(80, 0, 100_000)).toBe(80);
  });
});

/** chair-b without the switch at its top, each count so long. */
function reach(eachMm: number) {
  const { carriage } = loadAnyChair('chair-b');
  if (carriage?.counts == null) throw new Error('chair-b is counted');
  const { ends, counts } = carriage;
  const changed: AnyCarriage = {
    ...carriage,
    ends: { ...ends, top: null },
    counts: { ...counts, eachMm },
  };
  return reachOf(changed).toMm;
}

test('places lie so far from it that a carriage comes there in its first pass, by counts of any length', () => {
  // A tenth; 8 mm of landing and twice 8 mm of coasting; three counts.
  expect(reach(5)).toBe(800 - 80 - 24 - 15);
  // 0.32 of 16 counts bounce, which is 170 mm by chance, three times.
  expect(reach(50)).toBe(800 - 170 - 24 - 150);
});
