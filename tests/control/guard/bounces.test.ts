/** Edges that bounce make a run longer than it is. */
import { expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';

test('over the 160 coarse edges of a rail 8 that bounce are no end that is missing; a rail without counts has only its turns', () => {
  const coarse = loadChair('chair-b');
  const edgeMm = coarse.carriage.railMm / 160;
  expect(guardLimits(coarse).carriage.runMaxMm).toBeGreaterThan((160 + 2 * 8) * edgeMm);
  const byTime = loadChair('chair-c');
  const { railMm, stopBeyondMm } = byTime.carriage;
  expect(guardLimits(byTime).carriage.runMaxMm).toBe(railMm + 2 * stopBeyondMm + 40);
});
