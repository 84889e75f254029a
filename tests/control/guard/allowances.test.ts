import { expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { homingMaxMs, parkingMaxMs } from '../../../src/chair/session-limits.ts';
import { allowancesOf, selfTestAllowance } from '../../../src/control/guard/allowances.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';

test('power ends soon after each state that has none, and 2 s after homing and parking should be over', () => {
  const { running, ...others } = allowancesOf(60_000, 65_000);
  expect(others).toEqual({
    off: { motorsMs: 700, heatMs: 100 },
    homing: { motorsMs: 62_000, heatMs: 2000 },
    ready: { motorsMs: 700, heatMs: 100 },
    paused: { motorsMs: 700, heatMs: 120_000 },
    parking: { motorsMs: 67_000, heatMs: 2000 },
    fault: { motorsMs: 0, heatMs: 0 },
    service: { motorsMs: 0, heatMs: 0 },
  });
  // Longer than any chair runs, and a number that JSON keeps.
  expect(running.motorsMs).toBeGreaterThan(1e12);
  expect(running.heatMs).toBeGreaterThan(1e12);
  expect(selfTestAllowance).toEqual({ motorsMs: 600_000, heatMs: 600_000 });
});

test('a slow carriage has longer for homing, the time of its search and 20 s, and for parking, its way there and back and 15 s', () => {
  const chair = loadChair('lumbar-1');
  expect(guardLimits(chair).allowances.homing.motorsMs).toBe(62_000);
  expect(guardLimits(chair).allowances.parking.motorsMs).toBe(62_000);
  const slow = {
    ...chair,
    carriage: {
      ...chair.carriage,
      railMm: 800,
      parkBackMm: 80,
      homing: { ...chair.carriage.homing, withinMs: 90_000 },
    },
  };
  expect(homingMaxMs(slow)).toBe(110_000);
  expect(guardLimits(slow).allowances.homing.motorsMs).toBe(112_000);
  expect(parkingMaxMs(slow)).toBe(114_000);
  expect(guardLimits(slow).allowances.parking.motorsMs).toBe(116_000);
});
