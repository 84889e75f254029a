import { describe, expect, test } from 'vitest';
import { stalledFrom } from '../../../src/control/guard/motor-limits.ts';
import { chair } from '../../chair.ts';

const motor = (runningMaxA: number, stallA: number) => ({
  ...chair.carriage,
  runningA: { min: 0.5 * runningMaxA, max: runningMaxA },
  stallA,
});

describe('above which current a motor counts as held fast', () => {
  test.each([
    [2.3, 9],
    [1, 8],
    [3, 5],
  ])(
    'running at %d A, held fast at %d A: more than it draws running, less than a weak supply and a sensor 5 % low leave',
    (runningA, stallA) => {
      const { baseA, perDutyA } = stalledFrom(motor(runningA, stallA));
      expect(baseA).toBeGreaterThan(1.2 * runningA);
      expect(perDutyA).toBeGreaterThanOrEqual(0);
      if (stallA > 2 * runningA) expect(baseA + perDutyA).toBeLessThan(stallA * (18 / 24) * 0.95);
      else expect(baseA + perDutyA).toBeLessThan(0.95 * stallA);
    },
  );
});
