/** A whole guard over an element that nothing but its own sensor watches, on the plant. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import { runSupervised, type Supervised } from './supervised.ts';

describe('an element with its own sensor alone', () => {
  const chair = loadChair('chair-b');
  const heated: Supervised = { chair, heat: { levelC: 38 }, forS: 1800 };

  test.each([15, 38])(
    'in a room of %d C is held by what it took, and nothing is taken from it',
    (ambientC) => {
      let heldTicks = 0;
      const watch: Supervised['watch'] = ({ diagnosis }) => {
        for (const { holds } of diagnosis.powerGrowth) if (holds) heldTicks++;
      };
      expect(runSupervised({ ...heated, ambientC, watch }).codes).toEqual([]);
      expect(heldTicks).toBe(0);
    },
  );

  test('that sinks by a kelvin a minute in a room of 38 C leaves the surface below 43 C', () => {
    const breaks = ['thermistor.lumbar', 'drift'] as const;
    expect(runSupervised({ ...heated, ambientC: 38, breaks, atS: 5 }).peakSurfaceC).toBeLessThan(43);
  });
});
