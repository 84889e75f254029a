/** A carriage that nothing counts, driven away from an end that does not open: its wires are crossed. */
import { expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { createCarriageRun } from '../../../src/control/guard/diagnosis/carriage-run.ts';
import { createEndWires, watchEndWires } from '../../../src/control/guard/diagnosis/end-wires.ts';
import { createCounts } from '../../../src/control/guard/interlocks/counts.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { createSeen } from './rig.ts';

/** How long it is driven until that is told, with values so far apart. */
function toldAfterMs(apartMs: number): number {
  const chair = loadChair('chair-c');
  const limits = guardLimits(chair);
  const sensors = createSensors(chair);
  sensors.limitTop = true;
  const counts = createCounts(limits);
  Object.assign(counts.carriage, { started: true, undrivenMs: 0, direction: -1, atTop: true });
  Object.assign(counts.evidence, {
    fresh: true,
    sinceMs: apartMs,
    forMs: Math.min(apartMs, 60),
    countedMs: apartMs,
  });
  counts.evidence.drives.carriage = { duty: -1, least: 1, most: 1 };
  const seen = createSeen({ limits, sensors, counts });
  const watch = { ...createEndWires(), stoodAt: 'top' as const, wasAtTop: true };
  const run = createCarriageRun();
  for (let ms = apartMs; ms < 20_000; ms += apartMs) {
    watchEndWires(watch, run, seen);
    if (watch.crossed) return ms;
  }
  return Number.POSITIVE_INFINITY;
}

test('is told as soon where values come 100 ms apart as where they come each turn', () => {
  const eachTurnMs = toldAfterMs(20);
  expect(eachTurnMs).toBeLessThan(6000);
  expect(toldAfterMs(100)).toBeLessThanOrEqual(eachTurnMs + 100);
});
